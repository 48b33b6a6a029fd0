using System.Globalization;
using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>Makes the daily digest once a day at the region's hour, keeps it, and shows it; before that hour it shows what it would say now.</summary>
/// <remarks>
/// Container <c>triage</c>, partition = region and <c>|digest</c>, id = day: a document that can only be created, so that what was said on a morning stays said.
/// Days follow each other without a gap or an overlap, also where clocks change: a day that the hub slept through at that hour is made when it wakes, for the same span.
/// </remarks>
public sealed class DigestDesk(
    IDocumentStore documents,
    LeadList list,
    LeadHistory history,
    LeadTriage triage,
    BreachWatch watch,
    IOptions<HubOptions> hub,
    IOptions<DigestOptions> options,
    TimeProvider time)
{
    // Of one factor, growth below this is rounding.
    private const double Grown = 0.5;
    private const int MostAlerts = 1000;
    private const int DigestsOfOneRead = 10;

    private readonly RegionDay _days = new(hub.Value.Zone);

    private DigestOptions Settings => options.Value;

    /// <summary>Makes today's digest where its hour has come and nobody made it yet.</summary>
    public async Task MakeDueAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var day = _days.DayOf(now);
        if (now < _days.At(day, Settings.At) || await FindAsync(day, cancel) is not null)
        {
            return;
        }

        var digest = await MakeAsync(day, provisional: false, cancel);
        await documents.CommitAsync(Containers.Triage, Partition,
            [DocumentWrite.Create(digest.Date, JsonSerializer.SerializeToUtf8Bytes(digest, TriageJson.Default.Digest), digest.Date, TimeSpan.FromDays(Settings.KeepDays))], CancellationToken.None);
    }

    /// <summary>The digest of a day as it was made; of today, where it was not made yet, what it would say now. A past day that has none is not found.</summary>
    /// <param name="date">The day as <c>yyyy-MM-dd</c>; null: today, as the region's calendar has it.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Result<Digest>> ReadAsync(string? date, CancellationToken cancel)
    {
        var today = _days.DayOf(time.GetUtcNow());
        var day = today;
        if (date is not null && !DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            return Errors.BadFilter("date", "a day as yyyy-MM-dd");
        }

        return await FindAsync(day, cancel) is { } made ? made : day == today ? await MakeAsync(day, provisional: true, cancel) : Errors.NotFound("digest");
    }

    /// <summary>Takes the reasons out of what past digests say of a lead: they may tell what was purged since. That it was on the list stays.</summary>
    /// <param name="leadId">The lead.</param>
    /// <param name="since">When it told that first.</param>
    /// <param name="cancel">Cancels.</param>
    internal async Task ForgetReasonsAsync(string leadId, DateTimeOffset since, CancellationToken cancel)
    {
        string? continuation = null;
        do
        {
            var page = await documents.QueryAsync(new DocumentQuery(Containers.Triage, Partition) { From = Name(_days.DayOf(since)), Limit = DigestsOfOneRead, Continuation = continuation }, cancel);
            foreach (var stored in page.Documents)
            {
                var digest = JsonSerializer.Deserialize(stored.Body.Span, TriageJson.Default.Digest)!;
                var told = digest with { Top = Without(digest.Top), New = Without(digest.New), Risen = Without(digest.Risen), Stale = Without(digest.Stale), Confirmed = Without(digest.Confirmed), Eliminated = Without(digest.Eliminated) };
                var left = digest.MadeAt.AddDays(Settings.KeepDays) - time.GetUtcNow();
                await documents.CommitAsync(Containers.Triage, Partition,
                    [DocumentWrite.Replace(stored.Id, stored.ETag, JsonSerializer.SerializeToUtf8Bytes(told, TriageJson.Default.Digest), stored.Sort, left > TimeSpan.FromMinutes(1) ? left : TimeSpan.FromMinutes(1))], CancellationToken.None);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        IReadOnlyList<DigestLead> Without(IReadOnlyList<DigestLead> leads) => [.. leads.Select(l => l.LeadId == leadId ? l with { Because = [] } : l)];
    }

    private string Partition => $"{hub.Value.Region}|digest";

    private async Task<Digest?> FindAsync(DateOnly day, CancellationToken cancel)
    {
        var stored = await documents.ReadAsync(Containers.Triage, Partition, Name(day), cancel);
        return stored is null ? null : JsonSerializer.Deserialize(stored.Body.Span, TriageJson.Default.Digest);
    }

    private async Task<Digest> MakeAsync(DateOnly day, bool provisional, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var from = _days.At(day.AddDays(-1), Settings.At);
        var until = _days.At(day, Settings.At);
        var (leads, truncated) = await LeadsOfAsync(from, until, cancel);
        List<DigestLead> newLeads = [.. Ordered(leads.Where(l => l.Before is null && l.Lead.Status != LeadStatus.Eliminated).Select(l => Of(l.Lead)))];
        List<DigestLead> risen = [.. leads.Select(RisenOf).OfType<DigestLead>().OrderByDescending(l => l.Rise).ThenBy(l => l.LeadId, StringComparer.Ordinal)];
        List<DigestLead> confirmed = [.. Ordered(leads.Where(l => Became(l.Lead, LeadStatus.Hit)).Select(l => Of(l.Lead)))];
        List<DigestLead> eliminated = [.. leads.Where(l => Became(l.Lead, LeadStatus.Eliminated)).Select(l => Of(l.Lead)).OrderBy(l => l.LeadNumber, StringComparer.Ordinal)];
        var breached = await watch.RaisedAsync(from, until, MostAlerts, cancel);
        var (stale, staleCut) = await list.UntouchedAsync(until.AddDays(-Settings.StaleDays), cancel);
        return new Digest
        {
            Date = Name(day),
            Region = hub.Value.Region,
            TimeZone = hub.Value.TimeZone,
            From = from,
            Until = until,
            MadeAt = now,
            Provisional = provisional,
            Marking = Settings.Marking,
            Counts = new DigestCounts(newLeads.Count, risen.Count, breached.Count, stale.Count, confirmed.Count, eliminated.Count),
            Top = await TopAsync(cancel),
            New = Cut(newLeads),
            Risen = Cut(risen),
            Breached = [.. breached.Take(Settings.MostListed)],
            Stale = Cut([.. Ordered(stale.Select(s => Of(s.Entry) with { QuietSince = s.Since }))]),
            Confirmed = Cut(confirmed),
            Eliminated = Cut(eliminated),
            Sources = SourcesOf(leads.Select(l => l.Lead)),
            Truncated = truncated || staleCut || breached.Count == MostAlerts,
        };

        bool Became(LeadStood lead, LeadStatus status) => lead.Status == status && (lead.StatusSince ?? lead.IssuedAt) >= from && (lead.StatusSince ?? lead.IssuedAt) < until;
    }

    /// <summary>The leads of which a version was issued in the span, each as last told then, and how it stood when the span began (null: it was not told before).</summary>
    private async Task<(IReadOnlyList<DayOfLead> Leads, bool Truncated)> LeadsOfAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancel)
    {
        var leads = new Dictionary<string, DayOfLead>(StringComparer.Ordinal);
        var before = new Dictionary<string, LeadStanding>(StringComparer.Ordinal);
        var read = 0;
        await foreach (var lead in history.IssuedAsync(from - LeadHistory.OneNews, until, cancel))
        {
            if (read++ == Settings.MostVersions)
            {
                return ([.. leads.Values], true);
            }

            if (lead.IssuedAt < from)
            {
                before[lead.LeadId] = LeadStanding.Of(lead);
            }
            else
            {
                leads[lead.LeadId] = leads.TryGetValue(lead.LeadId, out var known)
                    ? known with { Lead = lead }
                    : new DayOfLead(lead, before.GetValueOrDefault(lead.LeadId) ?? lead.Before);
            }
        }

        return ([.. leads.Values], false);
    }

    private DigestLead? RisenOf(DayOfLead day)
    {
        if (day.Before is not { } before || day.Lead.Status == LeadStatus.Eliminated)
        {
            return null;
        }

        var now = triage.ScoreOf(day.Lead.Priority.Points, day.Lead.Priority.Since);
        var without = triage.ScoreOf(before.Points, before.Since);
        var rise = now.Score - without.Score;
        if (rise <= 0 || (rise < Settings.RisenPoints && now.Band == without.Band))
        {
            return null;
        }

        List<string> why =
        [
            .. day.Lead.Priority.Factors.Select(f => (Factor: f, Gain: f.Points - before.Factors.GetValueOrDefault(f.Name), Known: before.Factors.ContainsKey(f.Name)))
                .Where(f => f.Gain >= Grown).OrderByDescending(f => f.Gain).ThenBy(f => f.Factor.Name, StringComparer.Ordinal)
                .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Factor.Because.TrimEnd('.')} ({(f.Known ? "+" : "new, +")}{f.Gain:0.#}).")),
        ];
        if (why.Count == 0)
        {
            why.Add("Its newest event is more recent.");
        }

        return Of(day.Lead) with { Because = [.. why.Take(4)], Rise = Math.Round(rise, 1), FromBand = without.Band == now.Band ? null : without.Band };
    }

    private async Task<IReadOnlyList<DigestLead>> TopAsync(CancellationToken cancel)
    {
        var top = await list.ListAsync(new LeadFilter(LeadOrder.Priority), new PageRequest(Math.Min(Settings.Top * 2, PageRequest.MostItems), null), cancel);
        return [.. top.Value.Items.Where(e => e.Status != LeadStatus.Eliminated).Take(Settings.Top).Select(Of)];
    }

    private DigestLead Of(LeadStood lead)
    {
        var priority = triage.ScoreOf(lead.Priority.Points, lead.Priority.Since);
        return new DigestLead(lead.LeadId, lead.LeadNumber, lead.Status, priority.Band, Math.Round(priority.Score, 1), [.. lead.Priority.Factors.Take(3).Select(f => f.Because)], lead.Owners) { AssignedTo = lead.AssignedTo };
    }

    private static DigestLead Of(LeadEntry entry) =>
        new(entry.LeadId, entry.LeadNumber, entry.Status, entry.Band, Math.Round(entry.Score, 1), entry.Because, entry.Owners) { AssignedTo = entry.AssignedTo };

    private static IReadOnlyList<DigestSource> SourcesOf(IEnumerable<LeadStood> leads) =>
    [
        .. leads.SelectMany(l => l.Enrichment).Where(LeadStood.IsAway)
            .GroupBy(s => s.Source, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new DigestSource(g.Key, g.Count(s => !s.NotConnected), !g.Last().NotConnected)),
    ];

    private static IOrderedEnumerable<DigestLead> Ordered(IEnumerable<DigestLead> leads) => leads.OrderByDescending(l => l.Score).ThenBy(l => l.LeadId, StringComparer.Ordinal);

    private IReadOnlyList<DigestLead> Cut(IReadOnlyList<DigestLead> leads) => [.. leads.Take(Settings.MostListed)];

    private static string Name(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record DayOfLead(LeadStood Lead, LeadStanding? Before);
}
