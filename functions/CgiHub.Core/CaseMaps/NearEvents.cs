using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Looks around the cases of a path, in space and time, for what names nobody: gunshot alerts and plate reads.</summary>
internal sealed class NearEvents(RecordReader reader, MentionCache cache, CaseMapOptions options)
{
    // Alerts further out than a case may claim are read as well, so that events at the edge are merged in full: this many steps of a chain.
    private const int StepsBeyondTheEdge = 4;

    /// <summary>Gunshot events near each case with a place and a time; by case, then time.</summary>
    public async Task<IReadOnlyList<GunshotNearEvent>> GunshotsAsync(IReadOnlyList<GunEvent> events, CancellationToken cancel)
    {
        var near = new List<GunshotNearEvent>();
        foreach (var (on, at, lat, lon) in Placed(events))
        {
            var beyond = StepsBeyondTheEdge * options.GunshotMergeTime;
            var alerts = await ReadAsync("gunshots", lat, lon, options.GunshotMetres + StepsBeyondTheEdge * options.GunshotMergeMetres, at - options.GunshotBefore - beyond, at + options.GunshotAfter + beyond, cancel);
            foreach (var shots in GunshotMerge.Merge(GunshotMerge.Standing(alerts), options.GunshotMergeMetres, options.GunshotMergeTime))
            {
                var metres = SpaceTimeCell.Metres(lat, lon, shots.Lat, shots.Lon);
                if (metres <= options.GunshotMetres && shots.DetectedAt >= at - options.GunshotBefore && shots.DetectedAt <= at + options.GunshotAfter)
                {
                    near.Add(new GunshotNearEvent(shots.Id, on.CaseKey, shots.Alerts, shots.DetectedAt, shots.Kind, shots.Rounds, shots.Lat, shots.Lon, Math.Round(metres, 1), (shots.DetectedAt - at).TotalSeconds, shots.Records));
                    foreach (var record in alerts.Where(a => shots.Records.Contains(a.Ref.Citation, StringComparer.Ordinal)))
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
        var seen = new Dictionary<EntityKey, List<(PlateRead Read, Sighting Sighting)>>();
        foreach (var (on, at, lat, lon) in Placed(events))
        {
            foreach (var stored in await ReadAsync("lpr", lat, lon, options.VehicleMetres, at - options.VehicleBefore, at + options.VehicleAfter, cancel))
            {
                var read = (PlateRead)stored.Record;
                var metres = SpaceTimeCell.Metres(lat, lon, read.Lat, read.Lon);
                if (metres > options.VehicleMetres)
                {
                    continue;
                }

                var key = EntityKey.Plate(read.Plate, read.PlateState);
                if (!seen.TryGetValue(key, out var sightings))
                {
                    seen[key] = sightings = [];
                }

                cache.Saw(stored);
                sightings.Add((read, new Sighting(on.CaseKey, read.ReadAt, read.Lat, read.Lon, Math.Round(metres, 1), (read.ReadAt - at).TotalSeconds, read.Device, read.Hotlist, stored.Ref.Citation)));
            }
        }

        var vehicles = seen.Select(s => Vehicle(s.Key, s.Value))
            .OrderByDescending(v => v.Cases)
            .ThenByDescending(v => v.Sightings.Any(s => s.Hotlist is not null))
            .ThenBy(v => v.Sightings.Min(s => s.Metres))
            .ThenBy(v => v.Id, StringComparer.Ordinal)
            .ToList();
        if (vehicles.Count > options.MaxVehicles)
        {
            // No loss that a reader must know of: the list is the best of many.
            vehicles.RemoveRange(options.MaxVehicles, vehicles.Count - options.MaxVehicles);
        }

        return vehicles;
    }

    private static VehicleNearEvents Vehicle(EntityKey key, List<(PlateRead Read, Sighting Sighting)> seen)
    {
        var inOrder = seen.OrderBy(s => s.Sighting.ReadAt).ThenBy(s => s.Sighting.Record, StringComparer.Ordinal).ThenBy(s => s.Sighting.CaseKey.Value, StringComparer.Ordinal).ToList();
        return new VehicleNearEvents(
            key.Value,
            inOrder.Select(s => s.Read.Plate).Order(StringComparer.Ordinal).First(),
            inOrder.Select(s => s.Read.PlateState).Order(StringComparer.Ordinal).First(),
            [.. inOrder.Select(s => s.Sighting)],
            inOrder.Select(s => s.Sighting.CaseKey).Distinct().Count());
    }

    private async Task<List<StoredRecord>> ReadAsync(string feed, double lat, double lon, double metres, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var records = new List<StoredRecord>();
        foreach (var cell in SpaceTimeCell.Around(feed, lat, lon, metres, from, to))
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
    private static IEnumerable<(GunEvent Event, DateTimeOffset At, double Lat, double Lon)> Placed(IReadOnlyList<GunEvent> events) => events
        .Where(e => e is { Incident.Type: not IncidentType.Recovery, At.Year: > 1 and < 9999, Lat: not null, Lon: not null })
        .Select(e => (e, e.At!.Value, e.Lat!.Value, e.Lon!.Value));
}
