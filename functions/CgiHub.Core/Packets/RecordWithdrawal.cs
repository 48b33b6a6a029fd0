using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>Withdraws what told a record, in every lead that told it: where it was purged, and where its sender sealed it.</summary>
public sealed class RecordWithdrawal(IDocumentStore documents, CaseMapLinker linker, ToldRecords told, LeadWithdrawal leads, IMessageQueue queue, IOptions<RetentionOptions> options)
{
    private const string Rule = "sealed by its originator";

    /// <summary>Withdraws what told records whose newest version is sealed. Run again, it changes nothing; other records are passed over.</summary>
    /// <remarks>An hour later it is done once more: a worker that drew the picture before, and was slow, may have issued a version since.</remarks>
    public async Task FollowAsync(LinkRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request is not { Sealed: true, Records: { } records })
        {
            return;
        }

        foreach (var record in records)
        {
            await WithdrawAsync(record, request, NoticeKind.Sealed, Rule, cancel);
        }

        if (!request.Later)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(request with { Later = true }, CaseMapsJson.Default.LinkRequest);
            var id = StableId.Of("lk", [.. records, request.At?.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", "later"]);
            await queue.SendAsync(Queues.Links, [new QueueMessage(id, body) { Subject = request.Feed, Delay = options.Value.LookAgainAfter, Properties = TraceParent.Carried() }], cancel);
        }
    }

    /// <summary>Withdraws what told a record that is mentioned nowhere any more. Answers how many leads had told it.</summary>
    internal async Task<int> WithdrawAsync(string recordId, LinkRequest mentioned, NoticeKind kind, string rule, CancellationToken cancel)
    {
        var resting = (await told.LeadsAsync(recordId, cancel)).ToHashSet(StringComparer.Ordinal);
        foreach (var lead in await linker.AffectedLeadsAsync(mentioned, cancel))
        {
            // Its newest version may tell the record and wait to be sent.
            if (!resting.Contains(lead) && await NewestRestsOnAsync(lead, recordId, cancel))
            {
                resting.Add(lead);
            }
        }

        foreach (var lead in resting.Order(StringComparer.Ordinal))
        {
            await leads.WithdrawAsync(lead, recordId, mentioned.Feed, kind, rule, cancel);
        }

        return resting.Count;
    }

    private async Task<bool> NewestRestsOnAsync(string leadId, string recordId, CancellationToken cancel) =>
        await LeadState.ReadAsync(documents, leadId, cancel) is { } stored
        && await documents.ReadAsync(Containers.Leads, leadId, PacketDocument.IdOf(stored.Lead.Version), cancel) is { } packet
        && RecordCitations.In(packet.Body.Span).Contains(recordId);
}
