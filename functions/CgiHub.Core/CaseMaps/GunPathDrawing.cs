using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Tells a path's facts as the way of one gun.</summary>
internal static class GunPathDrawing
{
    public static GunPath Of(PathFacts facts, CaseMap map, bool truncated)
    {
        var gun = facts.Trails[0].Gun;
        var holders = HoldersOf(facts);
        var stops = StopsOf(facts, holders);
        return new GunPath(
            gun.Id, gun.Exhibits, gun.Leads, gun.Owners, stops,
            [.. holders.Select(h => h.Holder)],
            HandOversOf(stops, holders),
            facts.Groups,
            [.. map.Nodes.Where(n => facts.Firearms.Any(f => f.Id == n.Id))],
            map)
        { Truncated = truncated };
    }

    private static List<(GunHolder Holder, IReadOnlyList<string> Groups)> HoldersOf(PathFacts facts)
    {
        var cases = facts.Events.ToDictionary(e => e.CaseKey.Value, StringComparer.Ordinal);
        var holders = new List<(GunHolder Holder, IReadOnlyList<string> Groups)>();
        foreach (var person in facts.Persons)
        {
            foreach (var appearance in person.Appearances.Where(a => a.Role is "suspect" or "possessor" or "arrestee" or "purchaser"))
            {
                var record = appearance.Who.Record;
                var caseKey = record.Record switch
                {
                    Incident incident => EntityKey.Case(record.Ref.Agency, incident.CaseNumber),
                    FirearmRecovery firearm => EntityKey.Case(record.Ref.Agency, firearm.CaseNumber),
                    Arrest { CaseNumber: { } number } => EntityKey.Case(record.Ref.Agency, number),
                    _ => (EntityKey?)null,
                };
                var onPath = caseKey is { } key && cases.ContainsKey(key.Value) ? caseKey : null;
                var at = record.Record is Trace trace ? (appearance.Role == "purchaser" ? trace.PurchasedAt : trace.RecoveredAt) : RecordFacts.TimeOf(record.Record);
                holders.Add((new GunHolder(person.Person.Id, person.Person.Label, appearance.Role, at, onPath, record.Ref.Citation), person.Person.Person.Groups ?? []));
            }
        }

        return
        [
            .. holders.DistinctBy(h => h.Holder).OrderBy(h => h.Holder.At ?? DateTimeOffset.MaxValue)
                .ThenBy(h => h.Holder.Record, StringComparer.Ordinal).ThenBy(h => h.Holder.PersonId, StringComparer.Ordinal).ThenBy(h => h.Holder.Role, StringComparer.Ordinal),
        ];
    }

    private static List<GunStop> StopsOf(PathFacts facts, List<(GunHolder Holder, IReadOnlyList<string> Groups)> holders)
    {
        var stops = new List<GunStop>();
        GunEvent? before = null;
        foreach (var on in facts.Events)
        {
            stops.Add(new GunStop(on.CaseKey, on.Ori, on.CaseNumber, on.ExhibitNumbers, on.Records)
            {
                Type = on.Incident?.Type,
                At = on.At,
                Lat = on.Lat,
                Lon = on.Lon,
                DaysSince = before?.At is { } earlier && on.At is { } later ? Math.Round((later - earlier).TotalDays, 2) : null,
                MetresSince = before is { Lat: { } lat, Lon: { } lon } && on is { Lat: { } toLat, Lon: { } toLon } ? Math.Round(SpaceTimeCell.Metres(lat, lon, toLat, toLon)) : null,
                CrossedJurisdiction = before is not null && before.Ori != on.Ori,
                Groups = [.. holders.Where(h => h.Holder.CaseKey == on.CaseKey).SelectMany(h => h.Groups).GroupBy(EntityKey.Normalise, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Order(StringComparer.Ordinal).First())],
            });
            before = on;
        }

        return stops;
    }

    private static List<HandOver> HandOversOf(List<GunStop> stops, List<(GunHolder Holder, IReadOnlyList<string> Groups)> holders)
    {
        var handOvers = new List<HandOver>();
        (GunStop Stop, List<string> Persons)? last = null;
        foreach (var stop in stops.Where(s => s.At is not null))
        {
            var persons = holders.Where(h => h.Holder.CaseKey == stop.CaseKey).Select(h => h.Holder.PersonId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (persons.Count == 0)
            {
                continue;
            }

            if (last is { } from && !from.Persons.Intersect(persons, StringComparer.Ordinal).Any())
            {
                var between = from.Stop.Groups.Count > 0 && stop.Groups.Count > 0
                    && !from.Stop.Groups.Select(EntityKey.Normalise).Intersect(stop.Groups.Select(EntityKey.Normalise), StringComparer.Ordinal).Any();
                handOvers.Add(new HandOver(from.Stop.CaseKey, stop.CaseKey, from.Persons, persons, from.Stop.Groups, stop.Groups, between));
            }

            last = (stop, persons);
        }

        return handOvers;
    }
}
