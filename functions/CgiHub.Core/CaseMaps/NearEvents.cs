using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Looks around the cases of a path, in space and time: for what names nobody (gunshot alerts, plate reads), and for shootings of other guns.</summary>
internal sealed class NearEvents(RecordReader reader, MentionCache cache, CaseMapOptions options)
{
    // Alerts further out than a case may claim are read as well, so that events at the edge are merged in full: this many steps of a chain.
    private const int StepsBeyondTheEdge = 4;

    private readonly StandingAlerts _alerts = new(reader, options);

    /// <summary>Gunshot events near each case with a place and a time; by case, then time.</summary>
    public async Task<IReadOnlyList<GunshotNearEvent>> GunshotsAsync(IReadOnlyList<GunEvent> events, CancellationToken cancel)
    {
        var rule = new NearRule(options.GunshotMetres, options.GunshotBefore, options.GunshotAfter);
        var near = new List<GunshotNearEvent>();
        foreach (var (on, point) in Placed(events))
        {
            var beyond = StepsBeyondTheEdge * options.GunshotMergeTime;
            var alerts = await ReadAsync("gunshots", point, new NearRule(options.GunshotMetres + StepsBeyondTheEdge * options.GunshotMergeMetres, options.GunshotBefore + beyond, options.GunshotAfter + beyond), cancel);
            foreach (var shots in GunshotMerge.Merge(await _alerts.OfAsync(alerts, cancel), options.GunshotMergeMetres, options.GunshotMergeTime))
            {
                if (rule.Holds(new SpaceTimePoint(shots.DetectedAt, shots.Lat, shots.Lon), point))
                {
                    near.Add(new GunshotNearEvent(shots.Id, on.CaseKey, shots.Alerts, shots.DetectedAt, shots.Kind, shots.Rounds, shots.Lat, shots.Lon, Metres(point, shots.Lat, shots.Lon), (shots.DetectedAt - point.At).TotalSeconds, shots.Records));
                    foreach (var record in shots.Standing)
                    {
                        cache.Saw(record);
                    }
                }
            }
        }

        return near;
    }

    /// <summary>Vehicles near the cases: those near several first, then those on a hot list, then the nearest in space.</summary>
    public async Task<IReadOnlyList<VehicleNearEvents>> VehiclesAsync(IReadOnlyList<GunEvent> events, CancellationToken cancel)
    {
        var rule = new NearRule(options.VehicleMetres, options.VehicleBefore, options.VehicleAfter);
        var seen = new List<PlateNearEvent>();
        foreach (var (on, point) in Placed(events))
        {
            foreach (var stored in await ReadAsync("lpr", point, rule, cancel))
            {
                var read = (PlateRead)stored.Record;
                if (rule.Holds(new SpaceTimePoint(read.ReadAt, read.Lat, read.Lon), point))
                {
                    cache.Saw(stored);
                    seen.Add(new PlateNearEvent(read, new Sighting(on.CaseKey, read.ReadAt, read.Lat, read.Lon, Metres(point, read.Lat, read.Lon), (read.ReadAt - point.At).TotalSeconds, read.Device, read.Hotlist, stored.Ref.Citation)));
                }
            }
        }

        // No loss that a reader must know of: the list is the best of many.
        return [.. VehicleJoin.Of(seen).Take(options.MaxVehicles)];
    }

    /// <summary>Shootings near the newest events, and not on the path: one for each case, newest first.</summary>
    public async Task<IReadOnlyList<NearbyShooting>> SeriesAsync(IReadOnlyList<GunEvent> events, CancellationToken cancel)
    {
        var span = TimeSpan.FromDays(options.SeriesDays);
        var rule = new NearRule(options.SeriesMetres, span, span);
        var newest = Placed(events).OrderByDescending(e => e.Point.At).ThenBy(e => e.Event.CaseKey.Value, StringComparer.Ordinal).Take(options.SeriesEvents).ToList();
        if (newest.Count == 0 || options.MaxSeries == 0)
        {
            return [];
        }

        var own = events.Select(e => e.CaseKey).ToHashSet();
        var (from, to) = (Moments.Before(newest[^1].Point.At, span), Moments.After(newest[0].Point.At, span));
        var records = new List<StoredRecord>();
        foreach (var cell in newest.SelectMany(e => SpaceTimeCell.Places(e.Point.Lat, e.Point.Lon, options.SeriesMetres)).Distinct())
        {
            await foreach (var record in reader.IncidentsAsync(EntityKey.Place(cell), from, to, options.MaxReadsPerCase, cancel))
            {
                records.Add(record);
            }
        }

        return
        [
            .. ReportedShooting.Of(records).Where(s => !own.Contains(s.CaseKey))
                .SelectMany(s => newest.Where(e => rule.Holds(s.Point, e.Point))
                    .Select(e => new NearbyShooting(s.CaseKey, e.Event.CaseKey, s.Point.At, Metres(e.Point, s.Point.Lat, s.Point.Lon), s.Type, s.Record))
                    .OrderBy(n => n.Metres).ThenBy(n => n.EventKey.Value, StringComparer.Ordinal).Take(1))
                .OrderByDescending(n => n.At).ThenBy(n => n.CaseKey.Value, StringComparer.Ordinal)
                .Take(options.MaxSeries),
        ];
    }

    private static double Metres(SpaceTimePoint from, double lat, double lon) => Math.Round(SpaceTimeCell.Metres(from.Lat, from.Lon, lat, lon), 1);

    private async Task<List<StoredRecord>> ReadAsync(string feed, SpaceTimePoint around, NearRule rule, CancellationToken cancel)
    {
        var (from, to) = (Moments.Before(around.At, rule.Before), Moments.After(around.At, rule.After));
        var records = new List<StoredRecord>();
        foreach (var cell in SpaceTimeCell.Around(feed, around.Lat, around.Lon, rule.Metres, from, to))
        {
            var room = options.MaxReadsPerCase - records.Count;
            await foreach (var record in reader.InCellAsync(cell, from, to, room + 1, cancel))
            {
                if (room-- == 0)
                {
                    cache.Cut();
                    return records;
                }

                records.Add(record);
            }
        }

        return records;
    }

    /// <summary>Cases that say what happened when and where. Where a gun was recovered nobody shot, so nothing is looked for there.</summary>
    private static IEnumerable<(GunEvent Event, SpaceTimePoint Point)> Placed(IReadOnlyList<GunEvent> events) => events
        .Where(e => e is { Incident.Type: not IncidentType.Recovery, At: not null, Lat: not null, Lon: not null })
        .Select(e => (e, new SpaceTimePoint(e.At!.Value, e.Lat!.Value, e.Lon!.Value)));
}
