using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.Packets;

/// <summary>Which records a packet version cites, anywhere in it: every fact in it names its records, as <c>feed/agency/sourceId</c>. Pure.</summary>
internal static class RecordCitations
{
    /// <summary>The ids (<c>rc-…</c>) of the records that the JSON of a version names, of feeds whose records go one by one.</summary>
    public static IReadOnlySet<string> In(ReadOnlySpan<byte> packet)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(packet);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Contains((byte)'/') && reader.GetString()! is var name && names.Add(name)
                && name.Split('/', 3) is [var feed, var agency, var sourceId] && RetentionOptions.Feeds.Contains(feed) && Ori.TryParse(agency, out var ori))
            {
                found.Add(StableId.Of("rc", feed, ori.Value, sourceId));
            }
        }

        return found;
    }
}
