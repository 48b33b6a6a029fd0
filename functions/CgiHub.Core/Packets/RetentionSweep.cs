using CgiHub.Core.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>Purges what is due, and goes on with purges that were begun. Two workers may sweep at once: each step of a purge may be done twice.</summary>
public sealed partial class RetentionSweep(RetentionBook book, RecordPurge purge, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionSweep> log)
{
    /// <summary>One run, bounded by <see cref="RetentionOptions.MostPerRun"/>; the next goes on.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var open = await book.OpenPurgesAsync(now, options.Value.MostPerRun, cancel);
        foreach (var plan in open)
        {
            await RunAsync(plan, cancel);
        }

        foreach (var entry in await book.DueAsync(now, Math.Max(0, options.Value.MostPerRun - open.Count), cancel))
        {
            var plan = await book.BeginAsync(new PurgePlan(entry.RecordId, entry.Agency, entry.Feed, new RecordTombstone(now, RetentionOptions.RuleOf(entry.Feed), RecordTombstone.Timer)), cancel);

            // Somebody may have found it good just now: who validates looks for a purge after they have written, and this looks after it has begun.
            if (plan.Tombstone.By == RecordTombstone.Timer && !(await book.FindAsync(entry.RecordId, cancel) is { } standing && book.DueAt(standing.Entry) <= now))
            {
                await book.EndPurgeAsync(entry.RecordId);
                continue;
            }

            await RunAsync(plan, cancel);
        }
    }

    private async Task RunAsync(PurgePlan plan, CancellationToken cancel)
    {
        try
        {
            await purge.RunAsync(plan, cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // One that cannot be done now does not hold up the others; its plan stays due.
            LogFailed(failure, plan.RecordId);
        }
    }

    [LoggerMessage(6102, LogLevel.Error, "The purge of record {Record} failed; the next run goes on with it")]
    private partial void LogFailed(Exception failure, string record);
}
