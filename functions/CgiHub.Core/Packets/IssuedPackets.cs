using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Packets;

/// <summary>Packet versions as they lie in the partition of their lead: each in full, and beside it the editions for agencies from whom originators keep some of the records.</summary>
internal static class IssuedPackets
{
    /// <summary>Id and sort key of a version.</summary>
    public static string IdOf(int version) => string.Create(CultureInfo.InvariantCulture, $"packet|{version:d6}");

    /// <summary>An edition, made ready to be kept. Its name follows from what it says: two workers who issue the same version at the same moment never write over each other's.</summary>
    public static DocumentWrite WriteOf(int version, IssuedPacket edition)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(edition, PacketsJson.Default.IssuedPacket);
        var id = string.Create(CultureInfo.InvariantCulture, $"edition|{version:d6}|{StableId.Of("ed", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(body)))}");
        return DocumentWrite.Upsert(id, body, id);
    }

    /// <summary>A version; null where there is none.</summary>
    public static Task<IssuedPacket?> FindAsync(IDocumentStore documents, string leadId, int version, CancellationToken cancel) => ReadAsync(documents, leadId, IdOf(version), cancel);

    /// <summary>A version as a recipient gets it: in full, or their edition. Null where that edition is gone: in no case do they get another.</summary>
    public static async ValueTask<IssuedPacket?> EditionAsync(IDocumentStore documents, IssuedPacket issued, PacketRecipient recipient, CancellationToken cancel) =>
        recipient.Edition is { } edition ? await ReadAsync(documents, issued.Packet.LeadId, edition, cancel) : issued;

    /// <summary>A version as a recipient may see it; null where their edition of it is gone.</summary>
    public static async ValueTask<LeadPacket?> ViewAsync(IDocumentStore documents, IssuedPacket issued, PacketRecipient recipient, CancellationToken cancel) =>
        await EditionAsync(documents, issued, recipient, cancel) is { } theirs ? PacketView.For(theirs, recipient.Ori, recipient.Rules) : null;

    private static async Task<IssuedPacket?> ReadAsync(IDocumentStore documents, string leadId, string id, CancellationToken cancel) =>
        await documents.ReadAsync(Containers.Leads, leadId, id, cancel) is { } stored ? JsonSerializer.Deserialize(stored.Body.Span, PacketsJson.Default.IssuedPacket)! : null;
}
