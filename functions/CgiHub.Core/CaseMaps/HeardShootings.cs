using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Reads what was heard and what was reported in a span of time, in the whole region, and finds which gunshots nobody called about.</summary>
internal sealed class HeardShootings(RecordReader reader, CaseMapOptions options)
{
    // Each step back is twice as long as the one before: enough for a chain of days.
    private const int MostSteps = 12;

    private readonly StandingAlerts _alerts = new(reader, options);

    /// <summary>A limit left something out.</summary>
    public bool Truncated { get; private set; }

    /// <summary>The gunshot events whose first alert is in a span of time (its end excluded), newest first, each with the call about it or null.</summary>
    public async Task<List<(GunshotEvent Shots, CallAboutShots? Call)>> HeardAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        if (to <= from)
        {
            return [];
        }

        var last = to.AddTicks(-1);
        var (read, earliest, latest) = (await AlertsAsync(from, last, cancel), from, last);

        // A chain of alerts may begin before the span or go on after it; it ends where for longer than the merging time nothing was heard.
        var step = 4 * options.GunshotMergeTime + TimeSpan.FromTicks(1);
        for (var (open, i) = (true, 0); open && i < MostSteps; i++, step *= 2)
        {
            var before = await AlertsAsync(Moments.Before(earliest, step), earliest.AddTicks(earliest == DateTimeOffset.MinValue ? 0 : -1), cancel);
            open = !HasGap([.. Times(read), .. Times(before)], Moments.Before(earliest, step), earliest);
            (read, earliest) = ([.. before, .. read], Moments.Before(earliest, step));
        }

        step = 4 * options.GunshotMergeTime + TimeSpan.FromTicks(1);
        for (var (open, i) = (true, 0); open && i < MostSteps; i++, step *= 2)
        {
            var after = await AlertsAsync(latest.AddTicks(latest == DateTimeOffset.MaxValue ? 0 : 1), Moments.After(latest, step), cancel);
            open = !HasGap([.. Times(read), .. Times(after)], latest, Moments.After(latest, step));
            (read, latest) = ([.. read, .. after], Moments.After(latest, step));
        }

        var standing = (await _alerts.OfAsync(read, cancel)).FindAll(r => At(r) >= earliest && At(r) <= latest);
        var events = GunshotMerge.Merge(standing, options.GunshotMergeMetres, options.GunshotMergeTime).FindAll(e => e.DetectedAt >= from && e.DetectedAt < to);
        return await CallsAsync(events, cancel);
    }

    /// <summary>The incidents of a span of time, both ends included, wherever in the region.</summary>
    public async Task<List<StoredRecord>> IncidentsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var incidents = new List<StoredRecord>();
        foreach (var day in Moments.Days(from, to))
        {
            incidents.AddRange(await BoundedAsync(reader.IncidentsAsync(EntityKey.Day(day), from, to, options.MaxRecordsPerSpan - incidents.Count + 1, cancel), incidents.Count, cancel));
        }

        return incidents;
    }

    private async Task<List<(GunshotEvent Shots, CallAboutShots? Call)>> CallsAsync(List<GunshotEvent> events, CancellationToken cancel)
    {
        if (events.Count == 0)
        {
            return [];
        }

        var rule = new NearRule(options.CallMetres, options.CallBefore, options.CallAfter);
        List<(int Event, SpaceTimePoint Point)> alerts = [.. events.SelectMany((e, i) => e.Standing.Select(r => (GunshotAlert)r.Record).Select(a => (i, new SpaceTimePoint(a.DetectedAt, a.Lat, a.Lon))))];
        List<SpaceTimePoint> points = [.. alerts.Select(a => a.Point)];
        var (first, last) = (points.Min(p => p.At), points.Max(p => p.At));
        var reported = (await IncidentsAsync(Moments.Before(first, rule.After), Moments.After(last, rule.Before), cancel)).FindAll(r => ((Incident)r.Record).Type != IncidentType.Recovery);
        var calls = new CallAboutShots?[events.Count];
        foreach (var (seen, happened) in new SpaceTimeJoin(points, rule).Pairs([.. reported.Select(r => (Incident)r.Record).Select(i => new SpaceTimePoint(i.OccurredAt, i.Lat, i.Lon))]))
        {
            var call = CallAboutShots.Of(reported[happened], points[seen]);
            if (calls[alerts[seen].Event] is not { } other || call.IsNearerThan(other))
            {
                calls[alerts[seen].Event] = call;
            }
        }

        return [.. events.Select((e, i) => (e, calls[i])).OrderByDescending(e => e.e.DetectedAt).ThenBy(e => e.e.Id, StringComparer.Ordinal)];
    }

    private async Task<List<StoredRecord>> AlertsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var alerts = new List<StoredRecord>();
        foreach (var day in Moments.Days(from, to))
        {
            alerts.AddRange(await BoundedAsync(reader.InCellAsync(SpaceTimeCell.Day(day), from, to, options.MaxRecordsPerSpan - alerts.Count + 1, cancel), alerts.Count, cancel));
        }

        return alerts;
    }

    private async Task<List<StoredRecord>> BoundedAsync(IAsyncEnumerable<StoredRecord> records, int already, CancellationToken cancel)
    {
        var read = await records.ToListAsync(cancel);
        if (already + read.Count > options.MaxRecordsPerSpan)
        {
            Truncated = true;
            read.RemoveRange(options.MaxRecordsPerSpan - already, already + read.Count - options.MaxRecordsPerSpan);
        }

        return read;
    }

    /// <summary>Whether for longer than the merging time nothing was heard between two moments, these included.</summary>
    private bool HasGap(List<DateTimeOffset> times, DateTimeOffset from, DateTimeOffset to)
    {
        List<DateTimeOffset> inOrder = [from, .. times.Where(t => t > from && t < to).Order(), to];
        return inOrder.Zip(inOrder.Skip(1)).Any(p => p.Second - p.First > options.GunshotMergeTime);
    }

    private static IEnumerable<DateTimeOffset> Times(IEnumerable<StoredRecord> alerts) => alerts.Select(At);

    private static DateTimeOffset At(StoredRecord alert) => ((GunshotAlert)alert.Record).DetectedAt;
}
