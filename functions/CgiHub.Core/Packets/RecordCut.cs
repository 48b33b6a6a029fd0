using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>
/// Takes out of a packet what rests on records that a recipient's rules withhold: factors and the score, evidence, steps, provenance, and the joins of persons, who are folded again from the records that remain.
/// </summary>
/// <param name="issued">The packet, without what each rule withholds by itself.</param>
/// <param name="whole">The case map before any rule: what hung on withheld links alone goes with them.</param>
/// <param name="rules">The recipient's rules.</param>
internal sealed class RecordCut(IssuedPacket issued, CaseMap whole, DisseminationRules rules)
{
    private static readonly string[] Roles = ["suspect", "victim", "witness", "possessor", "purchaser", "arrestee"];

    private readonly List<Withheld> _withheld = [];

    /// <summary>What is withheld of the sources' standing, once the packet was cut.</summary>
    public IReadOnlyList<Withheld> Withheld => _withheld;

    public LeadPacket Of(LeadPacket packet)
    {
        var parts = Persons(packet.Persons);
        var persons = parts.ToLookup(p => p.Was, StringComparer.Ordinal);

        // Records that stand here only by a person whom a withheld record joined go with that join.
        var gone = packet.Persons.SelectMany(p => p.Records).Except(parts.SelectMany(p => p.Now.Records), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var cut = packet with
        {
            Lead = packet.Lead with { Records = Seen(packet.Lead.Records) },
            Priority = Priority(packet.Priority),
            Events = [.. packet.Events.Select(e => e with { Records = Seen(e.Records) })],
            Persons = PacketView.InOrder(parts.Select(p => p.Now)),
            Arrests = [.. packet.Arrests.Where(a => !gone.Contains(a.Record))],
            Supervision = Supervision(packet.Supervision.Where(s => !gone.Contains(s.Record)), persons),
            Enrichment = Enrichment(packet.Enrichment),
            Recommendations = [.. packet.Recommendations.Where(r => r.Rules.All(rules.Allows))],
            Provenance = [.. packet.Provenance.Where(p => Sees(p.Record))],
            CaseMap = Map(packet.CaseMap, persons),
        };
        return cut with
        {
            Provenance = [.. cut.Provenance.Where(p => !gone.Contains(p.Record) || cut.Events.Any(e => e.Records.Contains(p.Record, StringComparer.Ordinal)) || cut.Osint.Any(o => o.Record == p.Record))],
        };
    }

    /// <summary>A person, or what is left of one.</summary>
    /// <param name="Was">The id in full.</param>
    /// <param name="Now">As shown.</param>
    /// <param name="Said">What remains; null where nothing was withheld.</param>
    private sealed record Part(string Was, PersonOnPath Now, IReadOnlyList<PersonSaying>? Said);

    private bool Sees(string record) => DisseminationRule.OfRecord(record) is not { } rule || rules.Allows(rule);

    private List<string> Seen(IEnumerable<string> records) => [.. records.Where(Sees)];

    private PacketPriority Priority(PacketPriority priority)
    {
        List<Factor> factors = [.. priority.Factors.Where(f => f.Rules.All(rules.Allows)).Select(f => f with { Evidence = Seen(f.Evidence) })];
        var score = factors.Sum(f => f.Points) * priority.Decay;
        return priority with { Score = Math.Round(score, 2), Band = priority.Scale.BandOf(score), Factors = factors };
    }

    private List<Part> Persons(IReadOnlyList<PersonOnPath> persons)
    {
        var sayings = issued.Sayings.ToLookup(s => s.PersonId, StringComparer.Ordinal);
        var ids = persons.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        var kept = new List<Part>(persons.Count);
        foreach (var person in persons)
        {
            if (person.Records.All(Sees))
            {
                // A decision that holds somebody apart names the other's records as well.
                kept.Add(new Part(person.Id, person with { Because = [.. person.Because.Where(b => b.Records.All(Sees))] }, null));
                continue;
            }

            // Whoever stands on no path by what remains is not shown.
            foreach (var part in PersonParts.Of([.. sayings[person.Id].Where(s => Sees(s.Record))], issued.Ties, issued.Likes).Where(p => p.Exists(s => s.Role is not null)))
            {
                kept.Add(new Part(person.Id, Folded(person, part, ids), part));
            }
        }

        return kept;
    }

    private static PersonOnPath Folded(PersonOnPath person, List<PersonSaying> part, HashSet<string> taken)
    {
        var said = PersonMerge.Usable(part.Select(s => (s.Person, DisseminationRule.OfRecord(s.Record) == DisseminationRule.Tiahrt)));
        List<string> records = [.. part.Select(s => s.Record).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var id = part.SelectMany(PersonParts.KeysOf).Order(StringComparer.Ordinal).Select(k => "pr" + k[2..]).FirstOrDefault(k => k == person.Id || !taken.Contains(k))
            ?? "pr" + Core.Records.EntityKey.PersonDescription(part[0].Record, part[0].Index).Value[2..];
        return person with
        {
            Id = id,
            Label = PersonMerge.Label(said),
            Person = PersonMerge.Of(said),
            Roles = [.. Roles.Intersect(part.Select(s => s.Role).OfType<string>(), StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Records = records,
            Because = [.. person.Because.Where(b => b.Records.Count > 0 && b.Records.All(r => records.Contains(r, StringComparer.Ordinal)))],
        };
    }

    private static IReadOnlyList<PacketSupervision> Supervision(IEnumerable<PacketSupervision> supervision, ILookup<string, Part> persons) =>
        [.. supervision.Select(s => s with
        {
            PersonId = s.PersonId is { } id && persons[id].ToList() is { Count: > 0 } parts ? (parts.Find(p => p.Now.Records.Contains(s.Record, StringComparer.Ordinal)) ?? (parts.Count == 1 ? parts[0] : null))?.Now.Id : null,
        })];

    private List<SourceStatus> Enrichment(IReadOnlyList<SourceStatus> sources)
    {
        var shown = new List<SourceStatus>(sources.Count);
        foreach (var source in sources)
        {
            // A source that no rule names is shown to whoever may see everything.
            var rule = DisseminationRule.OfRecord(source.Source + "/");
            if (rule is null ? rules is { TraceData: true, Supervision: true, CriminalIntelligence: true } : rules.Allows(rule))
            {
                shown.Add(source);
            }
            else
            {
                _withheld.Add(new Withheld($"/enrichment/{source.Source}", rule ?? DisseminationRule.CriminalIntelligence));
            }
        }

        return shown;
    }

    private CaseMap Map(CaseMap map, ILookup<string, Part> persons)
    {
        List<(string Was, MapNode Now)> nodes = [.. map.Nodes.SelectMany(node => (node.Kind == NodeKind.Person ? persons[node.Id].Select(p => new MapNode(p.Now.Id, NodeKind.Person, p.Now.Label)) : [node]).Select(now => (node.Id, now)))];
        var known = nodes.Select(n => n.Was).ToHashSet(StringComparer.Ordinal);
        var links = map.Links.Where(l => known.Contains(l.From) && known.Contains(l.To)).SelectMany(l => Links(l, persons)).ToList();

        // An entity that hung on withheld links alone goes with them.
        var linkedBefore = whole.Links.SelectMany(l => new[] { l.From, l.To }).ToHashSet(StringComparer.Ordinal);
        var linkedNow = links.SelectMany(l => new[] { l.From, l.To }).ToHashSet(StringComparer.Ordinal);
        return PacketView.InOrder(map with
        {
            Nodes = [.. nodes.Where(n => linkedNow.Contains(n.Now.Id) || !linkedBefore.Contains(n.Was)).Select(n => n.Now).DistinctBy(n => n.Id)],
            Links = links,
        });
    }

    /// <summary>What is left of a link; of a person's, what the records of each part bear.</summary>
    private IEnumerable<MapLink> Links(MapLink link, ILookup<string, Part> persons)
    {
        var (from, to) = (persons[link.From], persons[link.To]);
        if (!from.Any() && !to.Any())
        {
            List<Reason> because = [.. link.Because.Where(b => b.Records.All(Sees))];
            return link.Because.Count == 0 || because.Count > 0 ? [link with { Because = because }] : [];
        }

        return from.Concat(to)
            .Select(part => (Part: part, Because: link.Because.Select(b => Left(b, link, part)).OfType<Reason>().ToList()))
            .Where(l => link.Because.Count == 0 || l.Because.Count > 0)
            .Select(l => link with { From = from.Any() ? l.Part.Now.Id : link.From, To = from.Any() ? link.To : l.Part.Now.Id, Because = l.Because });
    }

    /// <summary>A reason as far as it is a part's own: a member of a group is one by each record that says so, all else by all its records.</summary>
    private Reason? Left(Reason reason, MapLink link, Part part)
    {
        var groupId = link.Kind == "memberOf" ? link.To : null;
        List<string> own = [.. reason.Records.Where(r => Sees(r) && (part.Said is null || part.Said.Any(s => s.Record == r
            && (groupId is null ? s.Role is null || s.Role == link.Kind : s.Person.Groups?.Any(g => Core.Records.EntityKey.Group(g).Value == groupId) == true))))];
        return own.Count == reason.Records.Count || (groupId is not null && own.Count > 0) ? reason with { Records = own } : null;
    }
}
