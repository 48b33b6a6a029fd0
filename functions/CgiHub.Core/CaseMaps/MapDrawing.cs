using System.Globalization;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Draws a path's facts as entities and links.</summary>
internal sealed class MapDrawing(int mostLinks)
{
    /// <summary>National-center leads that an examiner later confirmed (98.9 %): what an unconfirmed lead is worth.</summary>
    public const double LeadConfidence = 0.989;

    private const double SerialAndMake = 0.99;
    private const double SerialOnly = 0.9;
    private const double SerialDespiteMake = 0.3;

    private readonly SortedDictionary<string, MapNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To, string Kind), (double Confidence, List<Reason> Because)> _links = [];
    private bool _truncated;

    public static CaseMap Of(PathFacts facts, int mostLinks)
    {
        var map = new MapDrawing(mostLinks);
        map.DrawCases(facts);
        foreach (var trail in facts.Trails)
        {
            map.DrawGun(trail);
        }

        foreach (var firearm in facts.Firearms)
        {
            map.DrawFirearm(firearm, facts);
        }

        foreach (var person in facts.Persons)
        {
            map.DrawPerson(person);
        }

        map.DrawGunshots(facts.Gunshots);
        map.DrawVehicles(facts);
        foreach (var trail in facts.Trails)
        {
            map.DrawPairs(trail);
        }

        return map.Close();
    }

    private void DrawCases(PathFacts facts)
    {
        foreach (var on in facts.Events)
        {
            Node(new MapNode(on.CaseKey.Value, NodeKind.Incident, $"{TypeOf(on.Incident)}, case {on.CaseNumber} of {on.Ori}") { At = on.At, Lat = on.Lat, Lon = on.Lon });
        }
    }

    private void DrawGun(GunTrail trail)
    {
        var gun = trail.Gun;
        var cases = gun.Exhibits.Select(e => e.CaseKey).Distinct().Count();
        Node(new MapNode(gun.Id, NodeKind.Gun, string.Create(CultureInfo.InvariantCulture, $"Presumed gun of {cases} case{(cases == 1 ? "" : "s")}")));
        var rowsByExhibit = trail.Rows.SelectMany(r => r.Exhibits.Select(e => (e.Key, r.Stored))).Concat(trail.Firearms.SelectMany(f => FirearmExhibits.Of(f).Select(e => (e.Key, Stored: f))))
            .ToLookup(p => p.Key, p => p.Stored.Ref.Citation);
        var joining = Joining(trail).ToLookup(j => j.Exhibit, j => j.Citation);
        foreach (var exhibit in gun.Exhibits)
        {
            Node(new MapNode(exhibit.Key.Value, NodeKind.Exhibit, $"Exhibit {exhibit.ExhibitNumber}, case {exhibit.CaseNumber} of {exhibit.Ori}"));
            var named = rowsByExhibit[exhibit.Key].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            Link(exhibit.Key.Value, exhibit.CaseKey.Value, "foundIn", 1, "The exhibit belongs to the case.", named);
            if (gun.Exhibits.Count > 1)
            {
                Link(gun.Id, exhibit.Key.Value, "fired", LeadConfidence, "Leads, hits and test fires join the exhibit to this gun.", [.. joining[exhibit.Key].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
            }
        }
    }

    /// <summary>The records that hold each exhibit on its gun; a row that was withdrawn since holds nothing.</summary>
    private static IEnumerable<(EntityKey Exhibit, string Citation)> Joining(GunTrail trail)
    {
        foreach (var held in trail.Folds.SelectMany(f => f.Holding()))
        {
            yield return held;
        }

        foreach (var firearm in trail.Firearms)
        {
            foreach (var exhibit in FirearmExhibits.Of(firearm))
            {
                yield return (exhibit.Key, firearm.Ref.Citation);
            }
        }
    }

    private void DrawPairs(GunTrail trail)
    {
        var members = trail.Gun.Exhibits.Select(e => e.Key).ToHashSet();
        foreach (var lead in trail.Folds)
        {
            foreach (var ((a, b), state) in lead.Pairs.Where(p => members.Contains(p.Key.A) && members.Contains(p.Key.B)))
            {
                if (_links.Count >= mostLinks)
                {
                    _truncated = true;
                    return;
                }

                var number = lead.Rows[0].Notice.LeadNumber;
                if (state == PairState.Hit)
                {
                    Link(a.Value, b.Value, "nibinHit", 1, $"Hit {number}, confirmed by an examiner.", lead.Said[(a, b)]);
                }
                else
                {
                    Link(a.Value, b.Value, "nibinLead", LeadConfidence, $"Lead {number}, unconfirmed.", lead.Said[(a, b)]);
                }
            }
        }
    }

    private void DrawFirearm(FirearmNode firearm, PathFacts facts)
    {
        var newest = (FirearmRecovery)firearm.Recoveries[^1].Record;
        Node(new MapNode(firearm.Id, NodeKind.Firearm, firearm.Label) { At = newest.RecoveredAt, Lat = newest.Lat, Lon = newest.Lon });
        foreach (var record in firearm.Recoveries)
        {
            foreach (var exhibit in FirearmExhibits.Of(record))
            {
                var testFire = exhibit.Source == ExhibitSource.TestFire;
                Link(firearm.Id, exhibit.Key.Value, testFire ? "testFire" : "recoveredAs", 1, testFire ? "The laboratory fired the recovered gun." : "The gun was booked as this exhibit.", [record.Ref.Citation]);
            }

            if (facts.Trails.FirstOrDefault(t => t.Firearms.Contains(record, ReferenceEqualityComparer.Instance)) is { } trail)
            {
                Link(firearm.Id, trail.Gun.Id, "recovered", 1, "The presumed gun was recovered.", [record.Ref.Citation]);
            }
        }

        foreach (var record in firearm.Elsewhere)
        {
            var other = (FirearmRecovery)record.Record;
            var caseKey = EntityKey.Case(record.Ref.Agency, other.CaseNumber);
            Node(new MapNode(caseKey.Value, NodeKind.Incident, $"Recovery, case {other.CaseNumber} of {record.Ref.Agency}") { At = other.RecoveredAt, Lat = other.Lat, Lon = other.Lon });
            Link(firearm.Id, caseKey.Value, "serial", Known(other.Make, firearm.Make) ? SerialAndMake : SerialOnly,
                Known(other.Make, firearm.Make) ? "A gun of the same maker and serial number was recovered there." : "A gun of the same serial number was recovered there; the maker is not known on both records.", [record.Ref.Citation]);
        }

        foreach (var record in firearm.Doubtful)
        {
            var (make, serial) = record.Record switch
            {
                FirearmRecovery other => (other.Make, other.Serial),
                Trace trace => (trace.Make, trace.Serial),
                _ => (null, null),
            };
            var id = StableId.Of("fa", record.Ref.Citation);
            Node(new MapNode(id, NodeKind.Firearm, $"{make}, serial {serial}"));
            Link(firearm.Id, id, "serial", SerialDespiteMake, "The same serial number, but another maker: possible, not joined.", [record.Ref.Citation]);
        }
    }

    private void DrawPerson(JoinedPerson person)
    {
        Node(new MapNode(person.Person.Id, NodeKind.Person, person.Person.Label));
        foreach (var appearance in person.Appearances)
        {
            Link(person.Person.Id, appearance.NodeId, appearance.Role, 1, appearance.Because, [appearance.Who.Record.Ref.Citation]);
        }

        if (person.Person.Roles is ["witness"])
        {
            return;
        }

        foreach (var group in person.Person.Person.Groups ?? [])
        {
            var key = EntityKey.Group(group);
            Node(new MapNode(key.Value, NodeKind.Group, group));
            var said = person.Descriptions.Where(d => d.Person.Groups?.Any(g => EntityKey.Group(g) == key) == true).Select(d => d.Id.Citation).Distinct(StringComparer.Ordinal).ToList();
            Link(person.Person.Id, key.Value, "memberOf", 1, "Records name the person as a member.", said);
        }
    }

    private void DrawGunshots(IReadOnlyList<GunshotNearEvent> gunshots)
    {
        foreach (var shots in gunshots)
        {
            var rounds = shots.Rounds is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count} rounds") : "";
            var kind = shots.Kind is { } said ? $", {said.ToString().ToLowerInvariant()}" : "";
            Node(new MapNode(shots.Id, NodeKind.Gunshot, $"Gunshot alert{kind}{rounds}") { At = shots.DetectedAt, Lat = shots.Lat, Lon = shots.Lon });
            Link(shots.Id, shots.CaseKey.Value, "near", Near(shots.Metres), string.Create(CultureInfo.InvariantCulture, $"{shots.Metres:0} m away, {Offset(shots.Seconds)}."), shots.Records);
        }
    }

    private void DrawVehicles(PathFacts facts)
    {
        // One unlisted car near one shooting is traffic; on a map it would only hide what matters.
        foreach (var vehicle in facts.Vehicles.Where(v => v.Cases > 1 || v.Sightings.Any(s => s.Hotlist is not null)))
        {
            Node(new MapNode(vehicle.Id, NodeKind.Vehicle, vehicle.State is null ? vehicle.Plate : $"{vehicle.Plate} ({vehicle.State})"));
            foreach (var sighting in vehicle.Sightings)
            {
                Link(vehicle.Id, sighting.CaseKey.Value, "near", Near(sighting.Metres) / 2, string.Create(CultureInfo.InvariantCulture, $"Seen by {sighting.Device} {sighting.Metres:0} m away, {Offset(sighting.Seconds)}."), [sighting.Record]);
            }

            foreach (var gun in facts.Trails.Select(t => t.Gun))
            {
                var cases = gun.Exhibits.Select(e => e.CaseKey).ToHashSet();
                var there = vehicle.Sightings.Where(s => cases.Contains(s.CaseKey)).ToList();
                if (there.DistinctBy(s => s.CaseKey).Count() is > 1 and var events)
                {
                    var because = $"Seen near {events} events of this gun.{(vehicle.Because is null ? "" : " " + vehicle.Because)}";
                    Link(vehicle.Id, gun.Id, "nearEvents", NearSeveral(events), because, [.. there.Select(s => s.Record).Distinct(StringComparer.Ordinal)]);
                }
            }
        }
    }

    private CaseMap Close()
    {
        var links = _links.Where(l => _nodes.ContainsKey(l.Key.From) && _nodes.ContainsKey(l.Key.To))
            .OrderBy(l => l.Key.From, StringComparer.Ordinal).ThenBy(l => l.Key.To, StringComparer.Ordinal).ThenBy(l => l.Key.Kind, StringComparer.Ordinal)
            .Select(l => new MapLink(l.Key.From, l.Key.To, l.Key.Kind, l.Value.Confidence, [.. l.Value.Because.OrderBy(b => b.Text, StringComparer.Ordinal).ThenBy(b => string.Join(' ', b.Records), StringComparer.Ordinal)]));
        return new CaseMap([.. _nodes.Values], [.. links]) { Truncated = _truncated };
    }

    private void Node(MapNode node) => _nodes.TryAdd(node.Id, node);

    private void Link(string from, string to, string kind, double confidence, string text, IReadOnlyList<string> records)
    {
        var reason = new Reason(text, records);
        if (_links.TryGetValue((from, to, kind), out var known))
        {
            if (!known.Because.Exists(b => b.Text == text && b.Records.SequenceEqual(records, StringComparer.Ordinal)))
            {
                known.Because.Add(reason);
            }

            _links[(from, to, kind)] = (Math.Max(known.Confidence, confidence), known.Because);
        }
        else if (_links.Count < mostLinks)
        {
            _links.Add((from, to, kind), (confidence, [reason]));
        }
        else
        {
            _truncated = true;
        }
    }

    private static bool Known(string? a, string? b) => !string.IsNullOrWhiteSpace(a) && !string.IsNullOrWhiteSpace(b);

    /// <summary>Nearer is likelier: 0.9 at the spot, half of that at 250 m. An order of preference, not a measured probability.</summary>
    private static double Near(double metres) => Math.Round(0.9 * Math.Exp(-metres * Math.Log(2) / 250), 3);

    /// <summary>One half for two events, and half of what is missing for each further one. An order of preference, too.</summary>
    private static double NearSeveral(int events) => Math.Round(1 - Math.Pow(0.5, events - 1), 3);

    private static string Offset(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(seconds) / 60:0.#} min {(seconds < 0 ? "before" : "after")}");

    private static string TypeOf(Incident? incident) => incident?.Type switch
    {
        null => "Nothing reported yet",
        IncidentType.Homicide => "Homicide",
        IncidentType.NonFatalShooting => "Non-fatal shooting",
        IncidentType.ShotsFired => "Shots fired",
        IncidentType.Robbery => "Robbery",
        IncidentType.Assault => "Assault",
        IncidentType.Recovery => "Recovery",
        _ => "Incident",
    };
}
