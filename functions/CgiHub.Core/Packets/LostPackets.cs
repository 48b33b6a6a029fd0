using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>Sends a version that was issued and never left: its message was lost, for it was deleted among the dead letters, or its queue was not moved along with the documents.</summary>
/// <remarks>
/// A version and the request to send it commit together, so this mends what happened to the message afterwards. Only the newest version is sent:
/// it tells what those before it told. Asked for more often than once an hour, it is asked for once.
/// </remarks>
internal sealed class LostPackets(IDocumentStore documents, IOptions<PacketOptions> options, TimeProvider time)
{
    /// <summary>Asks again that a lead's newest version be sent, and the lists be told of it, where no release is on record long after it was issued; whether it was asked for.</summary>
    public async Task<bool> SendAsync(LeadDocument lead, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (now - lead.IssuedAt < options.Value.SendAgainAfter
            || await documents.ReadAsync(Containers.Leads, lead.LeadId, DisseminationLog.SentId(lead.Version), cancel) is not null
            || await IssuedPackets.FindAsync(documents, lead.LeadId, lead.Version, cancel) is not { } issued)
        {
            return false;
        }

        var hour = now.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
        var request = PacketDispatcher.RequestOf(issued.Packet);
        await documents.CommitAsync(Containers.Leads, lead.LeadId, [(request with { MessageId = $"{request.MessageId}|again|{hour}" }).ToWrite(), LeadFollowing.EntryOf(lead).ToWrite()], CancellationToken.None);
        return true;
    }
}
