using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;

namespace CgiHub.Core.Triage;

/// <summary>What had happened by a moment, as far as the records tell: a score never reads the future, whatever clock a sender has.</summary>
internal static class KnownPicture
{
    /// <summary>The picture without what is dated after a moment. Persons whose records are dropped in part are dropped whole.</summary>
    public static LeadPicture At(LeadPicture picture, DateTimeOffset latest)
    {
        var events = picture.Events.Where(e => e.At is null || e.At <= latest).ToList();
        var firearms = picture.Firearms.Where(f => IsPast(f.Record)).ToList();
        var dropped = picture.Events.Where(e => e.At > latest).SelectMany(e => e.Records)
            .Concat(picture.Firearms.Select(f => f.Record).Concat(picture.Arrests).Concat(picture.Traces).Concat(picture.Supervision).Concat(picture.Osint).Where(r => !IsPast(r)).Select(r => RecordName.Of(r.Ref)))
            .ToHashSet(StringComparer.Ordinal);
        var vehiclesAhead = picture.Vehicles.Any(v => v.Sightings.Any(s => s.ReadAt > latest));
        if (dropped.Count == 0 && events.Count == picture.Events.Count && !vehiclesAhead && picture.SeriesNearby.All(s => s.At <= latest))
        {
            return picture;
        }

        var cases = events.Select(e => e.CaseKey).ToHashSet();
        return picture with
        {
            Events = events,
            Firearms = firearms,
            Arrests = [.. picture.Arrests.Where(IsPast)],
            Traces = [.. picture.Traces.Where(IsPast)],
            Supervision = [.. picture.Supervision.Where(IsPast)],
            Osint = [.. picture.Osint.Where(IsPast)],
            Persons = [.. picture.Persons.Where(p => !p.Records.Any(dropped.Contains))],
            Vehicles = [.. picture.Vehicles.Select(v => Seen(v, cases, latest)).Where(v => v.Sightings.Count > 0)],
            SeriesNearby = [.. picture.SeriesNearby.Where(s => s.At <= latest && cases.Contains(s.EventKey))],
        };

        bool IsPast(StoredRecord record) => RecordFacts.TimeOf(record.Record) <= latest;
    }

    private static VehicleNearEvents Seen(VehicleNearEvents vehicle, HashSet<EntityKey> cases, DateTimeOffset latest)
    {
        List<Sighting> sightings = [.. vehicle.Sightings.Where(s => s.ReadAt <= latest && cases.Contains(s.CaseKey))];
        return vehicle with { Sightings = sightings, Cases = sightings.Select(s => s.CaseKey).Distinct().Count() };
    }
}
