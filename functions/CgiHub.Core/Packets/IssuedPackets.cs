using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Packets;

/// <summary>Packet versions as they lie in the partition of their lead: each in full, and beside it the editions for agencies from whom originators keep some of the records.</summary>
internal static class IssuedPackets
{
    private const string EditionPrefix = "edition|";
    private const int EditionsOfOneRead = 10;

    /// <summary>An edition, made ready to be kept. Its name follows from what it says: two workers who issue the same version at the same moment never write over each other's.</summary>
    public static DocumentWrite WriteOf(int version, IssuedPacket edition)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(edition, PacketsJson.Default.IssuedPacket);
        var id = string.Create(CultureInfo.InvariantCulture, $"{EditionPrefix}{version:d6}|{StableId.Of("ed", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(body)))}");
        return DocumentWrite.Upsert(id, body, id);
    }

    /// <summary>A version as it stands, or what is left of it; null where there is none.</summary>
    public static async Task<PacketDocument?> ReadAsync(IDocumentStore documents, string leadId, int version, CancellationToken cancel) =>
        await documents.ReadAsync(Containers.Leads, leadId, PacketDocument.IdOf(version), cancel) is { } stored ? PacketDocument.Read(stored) : null;

    /// <summary>A version; null where there is none, or none any more.</summary>
    public static async Task<IssuedPacket?> FindAsync(IDocumentStore documents, string leadId, int version, CancellationToken cancel) => (await ReadAsync(documents, leadId, version, cancel))?.Issued;

    /// <summary>All editions of a lead's versions, those included that a worker kept for a version that another one issued.</summary>
    public static async Task<IReadOnlyList<KeptEdition>> EditionsAsync(IDocumentStore documents, string leadId, CancellationToken cancel)
    {
        var editions = new List<KeptEdition>();
        string? continuation = null;
        do
        {
            var page = await documents.QueryAsync(new DocumentQuery(Containers.Leads, leadId) { From = EditionPrefix, To = "edition}", Limit = EditionsOfOneRead, Continuation = continuation }, cancel);
            editions.AddRange(page.Documents.Select(d => new KeptEdition(d.Id, int.Parse(d.Id.Split('|')[1], CultureInfo.InvariantCulture), RecordCitations.In(d.Body.Span))));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        return editions;
    }

    /// <summary>A version as a recipient gets it: in full, or their edition. Null where that edition is gone: in no case do they get another.</summary>
    public static async ValueTask<IssuedPacket?> EditionAsync(IDocumentStore documents, IssuedPacket issued, PacketRecipient recipient, CancellationToken cancel) =>
        recipient.Edition is { } edition ? await EditionAsync(documents, issued.Packet.LeadId, edition, cancel) : issued;

    /// <summary>A version as a recipient may see it; null where their edition of it is gone.</summary>
    public static async ValueTask<LeadPacket?> ViewAsync(IDocumentStore documents, IssuedPacket issued, PacketRecipient recipient, CancellationToken cancel) =>
        await EditionAsync(documents, issued, recipient, cancel) is { } theirs ? PacketView.For(theirs, recipient.Ori, recipient.Rules) : null;

    /// <summary>An edition by its name; null where it is gone.</summary>
    public static async Task<IssuedPacket?> EditionAsync(IDocumentStore documents, string leadId, string id, CancellationToken cancel) =>
        await documents.ReadAsync(Containers.Leads, leadId, id, cancel) is { } stored ? JsonSerializer.Deserialize(stored.Body.Span, PacketsJson.Default.IssuedPacket)! : null;
}

/// <summary>An edition as it lies beside its version.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Of which version.</param>
/// <param name="Cites">The records that it cites, as <c>rc-…</c>.</param>
internal sealed record KeptEdition(string Id, int Version, IReadOnlySet<string> Cites);
