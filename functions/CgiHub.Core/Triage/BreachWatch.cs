using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>A clock that ran out.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="LeadNumber">The site's number.</param>
/// <param name="Stage"><c>packetSent</c>, <c>acknowledged</c> or <c>firstAction</c>.</param>
/// <param name="Agency">Who did not acknowledge; null for the lead as a whole.</param>
/// <param name="DueAt">When the stage should have been reached.</param>
/// <param name="RaisedAt">When the hub raised the alert.</param>
/// <param name="Band">The lead's band at that moment.</param>
public sealed record BreachAlert(string LeadId, string LeadNumber, string Stage, Ori? Agency, DateTimeOffset DueAt, DateTimeOffset RaisedAt, Band Band)
{
    /// <summary>When the stage was reached after all; null while it is not.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The lead was eliminated: nobody need do anything any more.</summary>
    public bool Withdrawn { get; init; }
}

/// <summary>Raises an alert for each clock that ran out: once, whoever looks and however often. A lead whose packet did not leave is looked at again.</summary>
/// <remarks>
/// Container <c>alerts</c>, partition = region, id = lead, stage and agency, sort = when it was raised: a document that can only be created, so of two workers one raises it.
/// The lead itself is asked before: the list of what is due may be some moments behind it. An alert, its log line and its count come in this order;
/// a worker killed in between leaves the alert.
/// </remarks>
public sealed partial class BreachWatch(
    IDocumentStore documents,
    IMessageQueue queue,
    ClockBook book,
    LeadTriage triage,
    ClockMeter meter,
    IOptions<HubOptions> hub,
    IOptions<BreachOptions> options,
    TimeProvider time,
    ILogger<BreachWatch> log)
{
    private const int OfOneRead = 200;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Looks at what is due.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        for (var looked = 0; looked < options.Value.MostPerRun; looked += OfOneRead)
        {
            var due = await book.DueAsync(time.GetUtcNow(), OfOneRead, cancel);
            foreach (var (lead, entry) in due)
            {
                await LookAsync(lead.LeadId, entry, cancel);
            }

            if (due.Count < OfOneRead)
            {
                return;
            }
        }
    }

    /// <summary>Alerts, newest first, each with whether its stage was reached since.</summary>
    public async Task<Page<BreachAlert>> ListAsync(PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(page);
        var read = await documents.QueryAsync(new DocumentQuery(Containers.Alerts, hub.Value.Region) { Descending = true, Limit = page.Limit, Continuation = page.Cursor }, cancel);
        return new Page<BreachAlert>(await NowAsync(read.Documents, cancel), read.Continuation);
    }

    /// <summary>Alerts raised from one instant until another (exclusive), oldest first, at most so many.</summary>
    public async Task<IReadOnlyList<BreachAlert>> RaisedAsync(DateTimeOffset from, DateTimeOffset until, int most, CancellationToken cancel)
    {
        var read = await documents.QueryAsync(new DocumentQuery(Containers.Alerts, hub.Value.Region) { From = SortKey.Of(from), To = SortKey.Of(until), Limit = most }, cancel);
        return await NowAsync(read.Documents, cancel);
    }

    private async Task LookAsync(string leadId, StoredDocument entry, CancellationToken cancel)
    {
        var stored = await documents.ReadAsync(Containers.Leads, leadId, LeadDocument.DocumentId, cancel);
        var lead = stored is null ? null : JsonSerializer.Deserialize(stored.Body.Span, TriageJson.Default.LeadDocument)!;
        var open = lead is null ? [] : OpenClock.Of(lead, triage.RegionTargets);
        var now = time.GetUtcNow();
        foreach (var clock in open.Where(o => o.DueAt < now))
        {
            await RaiseAsync(lead!, clock, now);
        }

        var isAsked = !open.Any(o => o.Stage == "packetSent" && o.DueAt < now) || await AskForLookAsync(leadId, cancel);
        await book.SettleAsync(entry, isAsked ? open.Where(o => o.DueAt >= now).Min(o => (DateTimeOffset?)o.DueAt) : now + AskAgainAfter);
    }

    /// <summary>Asks for a look at a lead whose packet did not leave; false where the queues are away, which keeps no alert from being raised.</summary>
    private async Task<bool> AskForLookAsync(string leadId, CancellationToken cancel)
    {
        try
        {
            await queue.SendAsync(Queues.Leads, [new LeadRequest(leadId).ToMessage($"{leadId}|unsent", "unsent")], cancel);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private async Task RaiseAsync(LeadDocument lead, OpenClock clock, DateTimeOffset now)
    {
        var alert = new BreachAlert(lead.LeadId, lead.LeadNumber, clock.Stage, clock.Agency, clock.DueAt, now, triage.ScoreOf(lead.Priority).Band);
        var outcome = await documents.CommitAsync(Containers.Alerts, lead.Region,
            [DocumentWrite.Create(clock.Id, JsonSerializer.SerializeToUtf8Bytes(alert, TriageJson.Default.BreachAlert), SortKey.Of(now), TimeSpan.FromDays(options.Value.KeepDays))], CancellationToken.None);
        if (outcome.Committed)
        {
            LogBreach(log, lead.LeadId, clock.Stage, clock.Agency?.Value ?? "any", clock.DueAt, alert.Band);
            meter.Breached(clock.Stage, alert.Band);
        }
    }

    private async Task<IReadOnlyList<BreachAlert>> NowAsync(IReadOnlyList<StoredDocument> stored, CancellationToken cancel)
    {
        var rows = new Dictionary<string, ClockRow?>(StringComparer.Ordinal);
        var alerts = new List<BreachAlert>(stored.Count);
        foreach (var alert in stored.Select(d => JsonSerializer.Deserialize(d.Body.Span, TriageJson.Default.BreachAlert)!))
        {
            if (!rows.TryGetValue(alert.LeadId, out var row))
            {
                rows[alert.LeadId] = row = await book.FindAsync(alert.LeadId, cancel);
            }

            alerts.Add(row is null ? alert : alert with { ClosedAt = ReachedAt(row, alert), Withdrawn = row.Withdrawn });
        }

        return alerts;
    }

    private static DateTimeOffset? ReachedAt(ClockRow row, BreachAlert alert) => alert.Stage switch
    {
        "packetSent" => row.Times.PacketSent,
        "acknowledged" => row.Heard.FirstOrDefault(h => h.Ori == alert.Agency)?.AcknowledgedAt,
        _ => row.Times.FirstAction,
    };

    [LoggerMessage(4301, LogLevel.Warning, "Clock {Stage} of lead {LeadId} ran out: {Agency} was due at {DueAt:o}; the lead is of the band {Band}")]
    private static partial void LogBreach(ILogger log, string leadId, string stage, string agency, DateTimeOffset dueAt, Band band);
}
