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
        {
            Gaps = GapsOf(stops),
            Periods = PeriodsOf(holders.ConvertAll(h => h.Holder)),
            Conflicts = facts.Conflicts,
            DoubtfulTraces = facts.DoubtfulTraces,
            Truncated = truncated,
        };
    }

    private static List<(GunHolder Holder, IReadOnlyList<string> Groups)> HoldersOf(PathFacts facts)
    {
        var cases = facts.Events.ToDictionary(e => e.CaseKey.Value, StringComparer.Ordinal);
        var doubts = facts.DoubtfulTraces.ToDictionary(d => d.Record, d => d.Because, StringComparer.Ordinal);
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
                holders.Add((new GunHolder(person.Person.Id, person.Person.Label, appearance.Role, at, onPath, record.Ref.Citation) { Doubt = doubts.GetValueOrDefault(record.Ref.Citation) }, person.Person.Person.Groups ?? []));
            }
        }

        return
        [
            .. holders.DistinctBy(h => h.Holder).OrderBy(h => h.Holder.At ?? Undated(h.Holder.Role))
                .ThenBy(h => h.Holder.Record, StringComparer.Ordinal).ThenBy(h => h.Holder.PersonId, StringComparer.Ordinal).ThenBy(h => h.Holder.Role, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whoever bought it first had it first, even where the trace does not say when.</summary>
    private static DateTimeOffset Undated(string role) => role == "purchaser" ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;

    private static List<GunGap> GapsOf(List<GunStop> stops)
    {
        List<GunGap> gaps =
        [
            .. stops.Zip(stops.Skip(1), (from, to) => (From: from, To: to)).Where(p => p.To.DaysSince is not null)
                .Select(p => new GunGap(p.From.CaseKey, p.To.CaseKey, p.To.DaysSince!.Value) { Metres = p.To.MetresSince, CrossedJurisdiction = p.To.CrossedJurisdiction }),
        ];
        var longest = gaps.Count == 0 ? 0 : gaps.Max(g => g.Days);
        return gaps.ConvertAll(g => g with { Longest = g.Days == longest });
    }

    /// <summary>At each moment at which records have it with somebody, whoever is named goes on having it until a moment that names only others.</summary>
    private static List<GunPeriod> PeriodsOf(List<GunHolder> holders)
    {
        var moments = holders.Where(h => h is { At: not null, Doubt: null }).GroupBy(h => h.At!.Value).OrderBy(m => m.Key).ToList();
        var periods = new List<GunPeriod>();
        var open = new SortedDictionary<string, List<GunHolder>>(StringComparer.Ordinal);
        foreach (var moment in moments)
        {
            var named = moment.ToLookup(h => h.PersonId, StringComparer.Ordinal);
            foreach (var person in open.Keys.Where(p => !named.Contains(p)).ToList())
            {
                Close(person, moment.Key);
            }

            foreach (var person in named)
            {
                if (!open.TryGetValue(person.Key, out var said))
                {
                    open[person.Key] = said = [];
                }

                said.AddRange(person);
            }
        }

        foreach (var person in open.Keys.ToList())
        {
            Close(person, null);
        }

        periods.Sort((a, b) => a.From != b.From ? a.From.CompareTo(b.From) : string.CompareOrdinal(a.PersonId, b.PersonId));
        return periods;

        void Close(string person, DateTimeOffset? next)
        {
            var said = open[person];
            open.Remove(person);
            if (said[0].At!.Value < said[^1].At!.Value)
            {
                periods.Add(new GunPeriod(person, said[0].Label, said[0].At!.Value, said[^1].At!.Value, [.. said.Select(h => h.Record).Distinct(StringComparer.Ordinal)]) { NextAt = next });
            }
        }
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
