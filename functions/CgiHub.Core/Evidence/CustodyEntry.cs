using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Evidence;

/// <summary>What was done with an exhibit; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CustodyAction>))]
public enum CustodyAction
{
    /// <summary>The exhibit was registered.</summary>
    [JsonStringEnumMemberName("registered")] Registered,

    /// <summary>A first image of a view was stored.</summary>
    [JsonStringEnumMemberName("imageStored")] ImageStored,

    /// <summary>Another image took the place of a view's image; the old one is kept.</summary>
    [JsonStringEnumMemberName("imageSuperseded")] ImageSuperseded,

    /// <summary>An original was handed out.</summary>
    [JsonStringEnumMemberName("imageRead")] ImageRead,

    /// <summary>A valet key was handed out.</summary>
    [JsonStringEnumMemberName("uploadOffered")] UploadOffered,
}

/// <summary>One link of an exhibit's chain of custody.</summary>
/// <param name="Seq">1 for the first, then one more each.</param>
/// <param name="At">When.</param>
/// <param name="Action">What was done.</param>
/// <param name="By">Who did it (the token's subject).</param>
public sealed record CustodyEntry(long Seq, DateTimeOffset At, CustodyAction Action, string By)
{
    /// <summary>The agency they acted for.</summary>
    public Ori? Agency { get; init; }

    /// <summary>The view concerned.</summary>
    public ImageView? View { get; init; }

    /// <summary>The version of that view.</summary>
    public int? Version { get; init; }

    /// <summary>SHA-256 of the image concerned.</summary>
    public string? Sha256 { get; init; }

    /// <summary>SHA-256 of the image that was superseded.</summary>
    public string? Superseded { get; init; }

    /// <summary>Which bytes were handed out (<c>first-last</c>), where it was not all of them.</summary>
    public string? Bytes { get; init; }

    /// <summary>The hash of the entry before; 64 zeros for the first.</summary>
    public string Previous { get; init; } = FirstPrevious;

    /// <summary>This entry's hash; see <see cref="Seal"/>.</summary>
    public string Hash { get; init; } = "";

    /// <summary>What the first entry has as its predecessor's hash.</summary>
    public static string FirstPrevious { get; } = new('0', 64);

    /// <summary>
    /// The same entry behind <paramref name="previous"/>, with its hash: SHA-256 of the UTF-8 JSON array of strings
    /// <c>[seq, at (ISO 8601, UTC, 7 decimals), action, by, agency, view, version, sha256, superseded, bytes, previous]</c>,
    /// without blanks, absent values as empty strings, and nothing but <c>"</c>, <c>\</c> and controls escaped.
    /// </summary>
    public CustodyEntry Seal(string previous)
    {
        var linked = this with { Previous = previous };
        return linked with { Hash = linked.ComputeHash() };
    }

    /// <summary>Whether the hash is that of the content.</summary>
    public bool IsIntact() => Hash == ComputeHash();

    /// <summary>Whether entries, in order, make an unbroken chain: each intact, each naming the one before it, no number missing.</summary>
    public static bool AreLinked(IReadOnlyList<CustodyEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var linked = i > 0
                ? entry.Previous == entries[i - 1].Hash && entry.Seq == entries[i - 1].Seq + 1
                : entry.Seq != 1 || entry.Previous == FirstPrevious;
            if (!linked || !entry.IsIntact())
            {
                return false;
            }
        }

        return true;
    }

    private string ComputeHash()
    {
        var content = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(content, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            json.WriteStringValue(Text(Seq));
            json.WriteStringValue(At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteStringValue(Action switch
            {
                CustodyAction.Registered => "registered",
                CustodyAction.ImageStored => "imageStored",
                CustodyAction.ImageSuperseded => "imageSuperseded",
                CustodyAction.ImageRead => "imageRead",
                _ => "uploadOffered",
            });
            json.WriteStringValue(By);
            json.WriteStringValue(Agency?.Value ?? "");
            json.WriteStringValue(View?.Name() ?? "");
            json.WriteStringValue(Version is { } version ? Text(version) : "");
            json.WriteStringValue(Sha256 ?? "");
            json.WriteStringValue(Superseded ?? "");
            json.WriteStringValue(Bytes ?? "");
            json.WriteStringValue(Previous);
            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(content.WrittenSpan));
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One page of an exhibit's chain of custody.</summary>
/// <param name="Items">Oldest first.</param>
/// <param name="Intact">Whether this page's entries make an unbroken chain.</param>
/// <param name="Next">Cursor of the next page; null at the end.</param>
public sealed record CustodyPage(IReadOnlyList<CustodyEntry> Items, bool Intact, string? Next);
