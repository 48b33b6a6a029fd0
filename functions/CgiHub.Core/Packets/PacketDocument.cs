using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>What stays of a packet version that was withdrawn: who was told it, and why it is no longer told. It holds nothing that the version said.</summary>
/// <param name="Version">Which.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Kind">What happened to a record that it rests on.</param>
/// <param name="Rule">By which rule.</param>
/// <param name="Rules">The dissemination rules over that record.</param>
/// <param name="At">When it was withdrawn.</param>
/// <param name="Recipients">Who got it.</param>
internal sealed record WithdrawnPacket(int Version, DateTimeOffset IssuedAt, NoticeKind Kind, string Rule, IReadOnlyList<string> Rules, DateTimeOffset At, IReadOnlyList<PacketRecipient> Recipients)
{
    /// <summary>Why it is gone, as far as a caller may know; <paramref name="recipient"/> null: the center's staff. Whoever had an edition may never have had what went.</summary>
    public Error Refusal(PacketRecipient? recipient) => Errors.PacketWithdrawn(Version, At,
        recipient is null || (recipient.Edition is null && Rules.All(recipient.Rules.Allows)) ? $"a record that it rested on was {(Kind == NoticeKind.Sealed ? "sealed" : "purged")} ({Rule})" : "its content may no longer be told");
}

/// <summary>A packet version as it stands in its lead's partition: issued, or withdrawn since.</summary>
/// <param name="Issued">In full; null where it was withdrawn.</param>
/// <param name="Withdrawn">What is left of it; null where it stands.</param>
internal sealed record PacketDocument(IssuedPacket? Issued, WithdrawnPacket? Withdrawn)
{
    /// <summary>Sort keys of packet versions begin with this.</summary>
    public const string Prefix = "packet|";

    /// <summary>Id and sort key of a version.</summary>
    public static string IdOf(int version) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version:d6}");

    /// <summary>A stored version.</summary>
    public static PacketDocument Read(StoredDocument stored)
    {
        // What is left of a withdrawn version is one member of that name.
        var reader = new Utf8JsonReader(stored.Body.Span);
        var withdrawn = reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("withdrawn"u8);
        return withdrawn
            ? new PacketDocument(null, JsonSerializer.Deserialize(stored.Body.Span, KeptJson.Default.WithdrawnDocument)!.Withdrawn)
            : new PacketDocument(JsonSerializer.Deserialize(stored.Body.Span, PacketsJson.Default.IssuedPacket)!, null);
    }

    /// <summary>Puts what is left of a version into its place, unless it changed.</summary>
    public static DocumentWrite Withdraw(WithdrawnPacket withdrawn, string etag)
    {
        var id = IdOf(withdrawn.Version);
        return DocumentWrite.Replace(id, etag, JsonSerializer.SerializeToUtf8Bytes(new WithdrawnDocument(withdrawn), KeptJson.Default.WithdrawnDocument), id);
    }
}

/// <summary>A withdrawn version as stored.</summary>
/// <param name="Withdrawn">What is left.</param>
internal sealed record WithdrawnDocument(WithdrawnPacket Withdrawn);
