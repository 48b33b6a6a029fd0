using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>
/// A packet as one recipient may see it: a pure function of the issued packet and the recipient's rules as they were when it was issued.
/// </summary>
/// <remarks>
/// What stands under a rule leaves no trace in the view: not in factors (the score is the sum of those shown), not in persons (they are folded
/// again from the records that remain, and fall apart where only a withheld record joined them), not in labels, links, steps or provenance.
/// </remarks>
public static class PacketView
{
    /// <summary>The view of one recipient.</summary>
    public static LeadPacket For(IssuedPacket issued, Ori recipient, DisseminationRules rules)
    {
        ArgumentNullException.ThrowIfNull(issued);
        ArgumentNullException.ThrowIfNull(rules);
        var packet = issued.Packet with
        {
            Images = [.. issued.Packet.Images.Select(i => i.Ori == recipient ? i : i with { Href = null, Preview = null })],
        };
        var withheld = new List<Withheld>();
        if (rules is not { TraceData: true, CriminalIntelligence: true, Supervision: true })
        {
            packet = new Cut(issued, rules, withheld).Of(packet);
        }

        return packet with { Dissemination = new Dissemination(recipient, packet.Dissemination.Marking, withheld) };
    }

    private sealed class Cut(IssuedPacket issued, DisseminationRules rules, List<Withheld> withheld)
    {
        private static readonly string[] Roles = ["suspect", "victim", "witness", "possessor", "purchaser", "arrestee"];

        public LeadPacket Of(LeadPacket packet)
        {
            // Persons whose parts fell apart keep no node: whose links were whose cannot be told without the record that joined them.
            var persons = Persons(packet.Persons);
            var alone = persons.ToLookup(p => p.Was, p => p.Now, StringComparer.Ordinal);
            var cut = packet with
            {
                Lead = packet.Lead with { Records = Seen(packet.Lead.Records) },
                Priority = Priority(packet.Priority),
                Events = [.. packet.Events.Select(Event)],
                Guns = [.. packet.Guns.Select(g => g with { Firearms = [.. g.Firearms.Select(f => f with { Recovery = f.Recovery with { Possessor = Grouped(f.Recovery.Possessor) } })] })],
                Persons = [.. persons.Select(p => p.Now)],
                Groups = Unless(DisseminationRule.CriminalIntelligence, "/groups", packet.Groups),
                Traces = [.. Unless(DisseminationRule.Tiahrt, "/traces", packet.Traces).Select(t => t with { Trace = t.Trace with { Purchaser = Grouped(t.Trace.Purchaser), Possessor = Grouped(t.Trace.Possessor) } })],
                Arrests = [.. packet.Arrests.Select(a => a with { Arrest = a.Arrest with { Person = Grouped(a.Arrest.Person)! } })],
                Supervision = Supervision(packet.Supervision, alone),
                Osint = Unless(DisseminationRule.CriminalIntelligence, "/osint", packet.Osint),
                Enrichment = Enrichment(packet.Enrichment),
                Recommendations = Visible("/recommendations", packet.Recommendations, r => r.Rules),
                Provenance = Visible("/provenance", packet.Provenance, p => DisseminationRule.OfRecord(p.Record) is { } rule ? [rule] : []),
                Truncated = [.. packet.Truncated.Where(t => !(t is "traces" && !rules.TraceData) && !(t is "supervision" && !rules.Supervision) && !(t is "osint" or "groups" && !rules.CriminalIntelligence))],
            };
            return cut with { CaseMap = Map(packet, alone) };
        }

        private bool Sees(string record) => DisseminationRule.OfRecord(record) is not { } rule || rules.Allows(rule);

        private List<string> Seen(IEnumerable<string> records) => [.. records.Where(Sees)];

        private void Withhold(string field, string rule)
        {
            if (!withheld.Exists(w => w.Field == field && w.Rule == rule))
            {
                withheld.Add(new Withheld(field, rule));
            }
        }

        private IReadOnlyList<T> Unless<T>(string rule, string field, IReadOnlyList<T> items)
        {
            if (rules.Allows(rule))
            {
                return items;
            }

            // Said always, also of an empty list: whether there was something is withheld with it.
            Withhold(field, rule);
            return [];
        }

        private List<T> Visible<T>(string field, IReadOnlyList<T> items, Func<T, IReadOnlyList<string>> rulesOf)
        {
            SayWithheld(field);
            return [.. items.Where(i => rulesOf(i).All(rules.Allows))];
        }

        private void SayWithheld(string field)
        {
            foreach (var rule in new[] { DisseminationRule.Tiahrt, DisseminationRule.CriminalIntelligence, DisseminationRule.Supervision }.Where(r => !rules.Allows(r)))
            {
                Withhold(field, rule);
            }
        }

        private PacketPriority Priority(PacketPriority priority)
        {
            var factors = Visible("/priority/factors", priority.Factors, f => f.Rules);
            for (var i = 0; i < factors.Count; i++)
            {
                factors[i] = factors[i] with { Evidence = Seen(factors[i].Evidence) };
            }

            var score = factors.Sum(f => f.Points) * priority.Decay;
            if (!rules.TraceData)
            {
                Withhold("/priority/traffickingIndex", DisseminationRule.Tiahrt);
            }

            return priority with
            {
                Score = Math.Round(score, 2),
                Band = priority.Scale.BandOf(score),
                Factors = factors,
                TraffickingIndex = rules.TraceData ? priority.TraffickingIndex : null,
            };
        }

        private GunEvent Event(GunEvent happened) => happened with
        {
            Records = Seen(happened.Records),
            Incident = happened.Incident is not { Persons: { } persons } incident || rules.CriminalIntelligence ? happened.Incident : incident with { Persons = [.. persons.Select(p => p with { Groups = null })] },
        };

        private Person? Grouped(Person? person) => person is null || rules.CriminalIntelligence ? person : person with { Groups = null };

        private List<(string Was, PersonOnPath Now)> Persons(IReadOnlyList<PersonOnPath> persons)
        {
            var sayings = issued.Sayings.ToLookup(s => s.PersonId, StringComparer.Ordinal);
            var kept = new List<(string, PersonOnPath)>(persons.Count);
            SayWithheld("/persons");
            foreach (var person in persons)
            {
                if (person.Records.All(Sees))
                {
                    kept.Add((person.Id, person with { Person = Grouped(person.Person)! }));
                    continue;
                }

                foreach (var part in PersonParts.Of([.. sayings[person.Id].Where(s => Sees(s.Record))], person.Because))
                {
                    kept.Add((person.Id, Folded(person, part)));
                }
            }

            return kept;
        }

        private PersonOnPath Folded(PersonOnPath person, List<PersonSaying> part)
        {
            List<Person> said = [.. part.Select(s => s.Person)];
            List<string> records = [.. part.Select(s => s.Record).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            var id = said.SelectMany(PersonKeys.Of).Select(k => k.Value[3..]).Min(StringComparer.Ordinal) is { } letters ? $"pr-{letters}" : "pr" + EntityKey.PersonDescription(part[0].Record, part[0].Index).Value[2..];
            return person with
            {
                Id = id,
                Label = PersonFold.LabelOf(said) ?? "Unnamed",
                Person = Grouped(PersonFold.Of(said))!,
                Roles = [.. Roles.Intersect(part.Select(s => s.Role).OfType<string>(), StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                Records = records,
                Because = [.. person.Because.Where(b => b.Records.Count > 0 && b.Records.All(r => records.Contains(r, StringComparer.Ordinal)))],
            };
        }

        private IReadOnlyList<PacketSupervision> Supervision(IReadOnlyList<PacketSupervision> supervision, ILookup<string, PersonOnPath> alone) =>
            [.. Unless(DisseminationRule.Supervision, "/supervision", supervision).Select(s => s with
            {
                PersonId = s.PersonId is { } id && alone[id].ToList() is [{ } now] ? now.Id : null,
                Supervision = s.Supervision with { Person = Grouped(s.Supervision.Person)! },
            })];

        private List<Enrichment.SourceStatus> Enrichment(IReadOnlyList<Enrichment.SourceStatus> sources)
        {
            var shown = new List<Enrichment.SourceStatus>(sources.Count);
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
                    Withhold($"/enrichment/{source.Source}", rule ?? DisseminationRule.CriminalIntelligence);
                }
            }

            return shown;
        }

        private CaseMap Map(LeadPacket full, ILookup<string, PersonOnPath> alone)
        {
            SayWithheld("/caseMap");
            var firearms = full.Guns.SelectMany(g => g.Firearms).ToLookup(f => f.Id, StringComparer.Ordinal);
            var known = new Dictionary<string, MapNode>(StringComparer.Ordinal);
            foreach (var node in full.CaseMap.Nodes)
            {
                var seen = node.Kind switch
                {
                    NodeKind.Group => rules.CriminalIntelligence ? node : null,
                    NodeKind.Person => alone[node.Id].ToList() is [{ } person] ? new MapNode(person.Id, NodeKind.Person, person.Label) : null,
                    NodeKind.Firearm => rules.TraceData ? node : firearms[node.Id].FirstOrDefault() is { } firearm ? node with { Label = LabelOf(firearm.Recovery), At = firearm.Recovery.RecoveredAt, Lat = firearm.Recovery.Lat, Lon = firearm.Recovery.Lon } : null,
                    _ => node,
                };
                if (seen is not null)
                {
                    known[node.Id] = seen;
                }
            }

            var links = new List<MapLink>(full.CaseMap.Links.Count);
            foreach (var link in full.CaseMap.Links)
            {
                List<Reason> because = [.. link.Because.Where(b => b.Records.All(Sees))];
                var own = link.Because.Count == 0 || because.Count > 0;
                if (own && (rules.TraceData || link.Kind != "purchaser") && known.TryGetValue(link.From, out var from) && known.TryGetValue(link.To, out var to))
                {
                    links.Add(link with { From = from.Id, To = to.Id, Because = because });
                }
            }

            // An entity that hung on withheld links alone goes with them.
            var linkedBefore = full.CaseMap.Links.SelectMany(l => new[] { l.From, l.To }).ToHashSet(StringComparer.Ordinal);
            var linkedNow = links.SelectMany(l => new[] { l.From, l.To }).ToHashSet(StringComparer.Ordinal);
            return full.CaseMap with
            {
                Nodes = [.. known.Where(n => linkedNow.Contains(n.Value.Id) || !linkedBefore.Contains(n.Key)).Select(n => n.Value).DistinctBy(n => n.Id).OrderBy(n => n.Id, StringComparer.Ordinal)],
                Links = [.. links.OrderBy(l => l.From, StringComparer.Ordinal).ThenBy(l => l.To, StringComparer.Ordinal).ThenBy(l => l.Kind, StringComparer.Ordinal)],
            };
        }

        private static string LabelOf(FirearmRecovery firearm) =>
            string.Join(' ', new[] { firearm.Make, firearm.Model, firearm.Caliber, firearm.SerialObliterated == true ? null : firearm.Serial }.Where(s => !string.IsNullOrWhiteSpace(s))) is { Length: > 0 } label ? label : "Firearm";
    }
}
