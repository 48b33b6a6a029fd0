using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>How long one lead took: what the monthly table is made from.</summary>
public sealed record ClockRow
{
    /// <summary><c>ld-…</c></summary>
    public required string LeadId { get; init; }

    /// <summary>Who made the lead.</summary>
    public required Ori Site { get; init; }

    /// <summary>An examiner rejected it: what is open is not due any more.</summary>
    public required bool Withdrawn { get; init; }

    /// <summary>Its times and targets.</summary>
    public required LeadTimes Times { get; init; }

    /// <summary>Its recipients.</summary>
    public required IReadOnlyList<RecipientTimes> Heard { get; init; }

    /// <summary>Some clock of it runs: an entry waits until that is due.</summary>
    public bool Runs { get; init; }

    /// <summary>The revision of the lead that it shows.</summary>
    public required long Revision { get; init; }
}

/// <summary>A lead of which a clock is due, or will be.</summary>
/// <param name="LeadId"><c>ld-…</c></param>
public sealed record DueLead(string LeadId);

/// <summary>
/// How long each lead took and what is due, kept in step with the leads (<see cref="LeadFollowing"/>): told in any order, and more than once.
/// </summary>
/// <remarks>
/// Container <c>clocks</c>, partition = region. A row for each lead (id = lead id, sort = <c>row|</c>, the month in which it was made, and the lead),
/// and an entry for each lead of which a clock runs (id = <c>due|</c> and the lead, sort = <c>due|</c> and when the first of them is due).
/// A row and its entry change in one commit that the row's ETag guards, and an older state of a lead never replaces a newer one.
/// </remarks>
public sealed class ClockBook(IDocumentStore documents, IOptions<HubOptions> hub, IOptions<ClockOptions> targets, IOptions<TriageOptions> options, ClockMeter meter) : ILeadFollower
{
    private const int RowsOfOneRead = 200;
    private const int MostTries = 20;

    private readonly TimeZoneInfo _zone = hub.Value.Zone;

    private string Region => hub.Value.Region;

    /// <summary>The rows of the leads that were made in a month of the region's calendar, by lead id, page by page.</summary>
    public async IAsyncEnumerable<ClockRow> RowsAsync(DateOnly month, [EnumeratorCancellation] CancellationToken cancel)
    {
        var prefix = $"row|{MonthOf(month)}|";
        string? continuation = null;
        do
        {
            var page = await documents.QueryAsync(new DocumentQuery(Containers.Clocks, Region) { From = prefix, To = prefix[..^1] + "}", Limit = RowsOfOneRead, Continuation = continuation }, cancel);
            foreach (var document in page.Documents)
            {
                yield return JsonSerializer.Deserialize(document.Body.Span, TriageJson.Default.ClockRow)!;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>The row of a lead, or null.</summary>
    public async Task<ClockRow?> FindAsync(string leadId, CancellationToken cancel) => (await ReadAsync(leadId, cancel)).Row;

    /// <summary>The entries of which a clock is due, longest first.</summary>
    internal async Task<IReadOnlyList<(DueLead Due, StoredDocument Entry)>> DueAsync(DateTimeOffset now, int most, CancellationToken cancel)
    {
        var page = await documents.QueryAsync(new DocumentQuery(Containers.Clocks, Region) { From = "due|", To = "due|" + Storage.SortKey.Of(now), Limit = most }, cancel);
        return [.. page.Documents.Select(d => (JsonSerializer.Deserialize(d.Body.Span, TriageJson.Default.DueLead)!, d))];
    }

    /// <summary>Takes an entry off the list, or moves it to when the next clock is due; not where the follower was there meanwhile.</summary>
    internal async Task SettleAsync(StoredDocument entry, DateTimeOffset? next)
    {
        var write = next is { } due
            ? DocumentWrite.Replace(entry.Id, entry.ETag, entry.Body, "due|" + Storage.SortKey.Of(due), Kept)
            : DocumentWrite.Delete(entry.Id, entry.ETag);
        await documents.CommitAsync(Containers.Clocks, Region, [write], CancellationToken.None);
    }

    private TimeSpan Kept => TimeSpan.FromDays(options.Value.KeepHistoryDays);

    /// <inheritdoc/>
    public async Task FollowAsync(LeadDocument lead, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lead);
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var (row, etag) = await ReadAsync(lead.LeadId, cancel);
            if (row is not null && row.Revision > lead.Revision)
            {
                return;
            }

            var open = OpenClock.Of(lead, targets.Value);
            var next = new ClockRow
            {
                LeadId = lead.LeadId,
                Site = lead.Site,
                Withdrawn = lead.Status == LeadStatus.Eliminated,
                Times = lead.Times,
                Heard = lead.Heard,
                Runs = open.Count > 0,
                Revision = lead.Revision,
            };
            var body = JsonSerializer.SerializeToUtf8Bytes(next, TriageJson.Default.ClockRow);
            var made = TimeZoneInfo.ConvertTime(lead.MadeAt ?? lead.Times.Lead, _zone);
            var sort = $"row|{MonthOf(DateOnly.FromDateTime(made.DateTime))}|{lead.LeadId}";
            List<DocumentWrite> writes = [etag is null ? DocumentWrite.Create(lead.LeadId, body, sort, Kept) : DocumentWrite.Replace(lead.LeadId, etag, body, sort, Kept)];
            if (next.Runs)
            {
                var due = JsonSerializer.SerializeToUtf8Bytes(new DueLead(lead.LeadId), TriageJson.Default.DueLead);
                writes.Add(DocumentWrite.Upsert("due|" + lead.LeadId, due, "due|" + Storage.SortKey.Of(open.Min(o => o.DueAt)), Kept));
            }
            else if (row is { Runs: true })
            {
                writes.Add(DocumentWrite.Delete("due|" + lead.LeadId));
            }

            if ((await documents.CommitAsync(Containers.Clocks, lead.Region, writes, cancel)).Committed)
            {
                meter.Reached(row?.Times, lead.Times, lead.Times.Targets ?? LeadTargets.Of(targets.Value));
                return;
            }
        }

        throw new InvalidOperationException("The row of a lead changed each time that it was to be written; the change will be told again.");
    }

    private async Task<(ClockRow? Row, string? ETag)> ReadAsync(string leadId, CancellationToken cancel)
    {
        var stored = await documents.ReadAsync(Containers.Clocks, Region, leadId, cancel);
        return stored is null ? (null, null) : (JsonSerializer.Deserialize(stored.Body.Span, TriageJson.Default.ClockRow)!, stored.ETag);
    }

    private static string MonthOf(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
