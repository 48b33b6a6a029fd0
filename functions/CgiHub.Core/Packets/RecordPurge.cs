using CgiHub.Core.CaseMaps;
using CgiHub.Core.Feeds;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>Purges a record wherever it is: among the records and their mentions, in rejected rows, in packet versions that told it and in what was kept beside them; and has everyone who was told it told so.</summary>
/// <remarks>
/// The plan is on disk before anything else, and stays there until the purge was done twice: killed anywhere, the next run does all of it again, and each step finds
/// what is left to do. The second time is for what a slow worker wrote from a picture that it drew before.
/// </remarks>
public sealed partial class RecordPurge(
    RecordEraser eraser,
    RetentionBook book,
    RejectedRowsEraser rejected,
    LinkDesk links,
    RecordWithdrawal withdrawal,
    IOptions<RetentionOptions> options,
    TimeProvider time,
    ILogger<RecordPurge> log)
{
    /// <summary>Does what is left of a purge.</summary>
    internal async Task RunAsync(PurgePlan plan, CancellationToken cancel)
    {
        // As long as the record is there, it says what its sender calls it; rejected rows are found by that alone.
        if (await eraser.SourceIdOfAsync(plan, cancel) is { } sourceId)
        {
            await rejected.EraseAsync(plan.Agency, plan.Feed, sourceId, cancel);
        }

        plan = await eraser.EraseAsync(plan, cancel);
        var request = new LinkRequest(plan.Places, plan.Feed, Again: true);
        var leads = await withdrawal.WithdrawAsync(plan.RecordId, request, NoticeKind.Purged, plan.Tombstone.Rule, cancel);
        await links.HandleAsync(request, cancel);
        await book.LeaveAsync(plan.RecordId);
        if (plan.Done)
        {
            await book.EndPurgeAsync(plan.RecordId);
        }
        else
        {
            await book.KeepPurgeAsync(plan with { Done = true }, time.GetUtcNow() + options.Value.LookAgainAfter);
        }

        LogPurged(plan.RecordId, plan.Feed, plan.Tombstone.Rule, leads);
    }

    [LoggerMessage(6101, LogLevel.Information, "Record {Record} of {Feed} was purged by {Rule}; versions of {Leads} leads rested on it")]
    private partial void LogPurged(string record, string feed, string rule, int leads);
}
