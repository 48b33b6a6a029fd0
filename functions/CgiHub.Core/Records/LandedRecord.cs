using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Records;

/// <summary>What a record's key document tells of its landing.</summary>
/// <param name="Id"><c>rc-…</c></param>
/// <param name="Agency">Who sent it.</param>
/// <param name="Feed">By which feed.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="ReceivedAt">When that landed.</param>
/// <param name="Keys">The entities that it mentions.</param>
public sealed record LandedRecord(string Id, Ori Agency, string Feed, int Version, DateTimeOffset ReceivedAt, IReadOnlyList<string> Keys)
{
    /// <summary>Most entities that one message asks to link.</summary>
    internal const int KeysInOneMessage = 100;

    /// <summary>Its newest version is sealed: it mentions nothing, as no other record does (<see cref="Mentions.Of"/>), and whatever told it before is withdrawn.</summary>
    public bool IsSealed => Keys.Count == 0;

    /// <summary>Reads a change of the container <c>records</c>; null where it is no record, or one that was purged.</summary>
    public static LandedRecord? Read(DocumentChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return StableId.Suffix("rc", change.Document.Id) is not null
            && change.Partition.Split('|') is [var agency, var feed, _] && Ori.TryParse(agency, out var ori)
            && JsonSerializer.Deserialize(change.Document.Body.Span, RecordStoreJson.Default.RecordKey) is { Purged: null } key
            ? new LandedRecord(change.Document.Id, ori, feed, key.Version, key.ReceivedAt, key.Places)
            : null;
    }
}
