using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>Tells a version that was issued and never left: its message was lost, for it was deleted among the dead letters, or its queue was not moved along with the documents.</summary>
/// <remarks>
/// A version and the request to send it commit together, so this is about what happened to the message afterwards. It is not sent as it was written then, for rules, recipients and records may have changed:
/// the look that finds it issues the next version, which says the same as of now.
/// </remarks>
internal sealed class LostPackets(IDocumentStore documents, ToldRecords told, IOptions<PacketOptions> options, TimeProvider time)
{
    private const int MostDoublings = 7;

    /// <summary>
    /// Whether no release of a lead's newest version is on record long after it was issued. While one version after the other does not leave, the wait doubles:
    /// what cannot be sent to one recipient is not issued to the others over and over.
    /// </summary>
    public async Task<bool> IsLostAsync(LeadDocument lead, CancellationToken cancel)
    {
        var (age, wait) = (time.GetUtcNow() - lead.IssuedAt, options.Value.SendAgainAfter);
        if (age < wait || await IsSentAsync(lead.LeadId, lead.Version, cancel))
        {
            return false;
        }

        for (var version = lead.Version - 1; version > 0 && lead.Version - version <= MostDoublings && !await IsSentAsync(lead.LeadId, version, cancel); version--)
        {
            wait *= 2;
        }

        if (age < wait || await documents.ReadAsync(Containers.Leads, lead.LeadId, PacketDocument.IdOf(lead.Version), cancel) is not { } stored || PacketDocument.Read(stored).Issued is not { } issued)
        {
            return false;
        }

        // It may have reached some, and stays readable: what goes later must be found in it.
        await told.KeepAsync(lead.LeadId, issued, stored.Body, cancel);
        return true;
    }

    private async Task<bool> IsSentAsync(string leadId, int version, CancellationToken cancel) =>
        await documents.ReadAsync(Containers.Leads, leadId, DisseminationLog.SentId(version), cancel) is not null;
}
