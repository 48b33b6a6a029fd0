using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;

namespace CgiHub.Core.Triage;

/// <summary>What had happened by a moment, as far as the records tell: a score never reads the future, whatever clock a sender has.</summary>
internal static class KnownPicture
{
    private const string IncidentRecord = "incidents/";

    /// <summary>
    /// The picture without what is dated after a moment. A case stays on the gun, without its incident; persons of whom a record is dropped are dropped whole.
    /// </summary>
    public static LeadPicture At(LeadPicture picture, DateTimeOffset latest)
    {
        var dropped = picture.Events.Where(e => e.At > latest).SelectMany(e => e.Records).Where(r => r.StartsWith(IncidentRecord, StringComparison.Ordinal))
            .Concat(picture.Firearms.SelectMany(f => f.Others.Append(f.Record)).Concat(picture.Arrests).Concat(picture.Traces).Concat(picture.Supervision).Concat(picture.Osint).Where(r => !IsPast(r)).Select(r => RecordName.Of(r.Ref)))
            .ToHashSet(StringComparer.Ordinal);
        var allPast = dropped.Count == 0 && !picture.Events.Any(e => e.At > latest) && !picture.Vehicles.Any(v => v.Sightings.Any(s => s.ReadAt > latest)) && picture.SeriesNearby.All(s => s.At <= latest);
        if (allPast)
        {
            return picture;
        }

        List<GunEvent> events =
        [
            .. picture.Events.Select(e => e.At > latest ? WithoutIncident(e, picture, latest) : e)
                .Select(e => e.Records.Any(dropped.Contains) ? e with { Records = [.. e.Records.Where(r => !dropped.Contains(r))] } : e)
                .OrderBy(e => e.At ?? DateTimeOffset.MaxValue).ThenBy(e => e.CaseKey.Value, StringComparer.Ordinal),
        ];
        var placed = events.Where(e => e is { At: not null, Incident: not null }).Select(e => e.CaseKey).ToHashSet();
        return picture with
        {
            Events = events,
            Firearms = [.. picture.Firearms.Where(f => IsPast(f.Record))],
            Arrests = [.. picture.Arrests.Where(IsPast)],
            Traces = [.. picture.Traces.Where(IsPast)],
            Supervision = [.. picture.Supervision.Where(IsPast)],
            Osint = [.. picture.Osint.Where(IsPast)],
            Persons = [.. picture.Persons.Where(p => !p.Records.Any(dropped.Contains))],
            Vehicles = [.. picture.Vehicles.Select(v => Seen(v, placed, latest)).Where(v => v.Sightings.Count > 0)],
            SeriesNearby = [.. picture.SeriesNearby.Where(s => s.At <= latest && placed.Contains(s.EventKey))],
        };

        bool IsPast(StoredRecord record) => RecordFacts.TimeOf(record.Record) <= latest;
    }

    private static GunEvent WithoutIncident(GunEvent happened, LeadPicture picture, DateTimeOffset latest)
    {
        var recovery = picture.Firearms.SelectMany(f => f.Others.Append(f.Record))
            .Where(r => r.Record is FirearmRecovery firearm && firearm.RecoveredAt <= latest && EntityKey.Case(r.Ref.Agency, firearm.CaseNumber) == happened.CaseKey)
            .Select(r => (FirearmRecovery)r.Record).MinBy(r => r.RecoveredAt);
        return happened with
        {
            Incident = null,
            At = recovery?.RecoveredAt,
            Lat = recovery?.Lat,
            Lon = recovery?.Lon,
        };
    }

    private static VehicleNearEvents Seen(VehicleNearEvents vehicle, HashSet<EntityKey> placed, DateTimeOffset latest)
    {
        List<Sighting> sightings = [.. vehicle.Sightings.Where(s => s.ReadAt <= latest && placed.Contains(s.CaseKey))];
        return vehicle with { Sightings = sightings, Cases = sightings.Select(s => s.CaseKey).Distinct().Count() };
    }
}
