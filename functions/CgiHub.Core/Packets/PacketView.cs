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
        if (!rules.Juveniles)
        {
            issued = JuvenileRule.Apply(issued);
        }

        var packet = issued.Packet with
        {
            Images = [.. issued.Packet.Images.Select(i => i.Ori == recipient ? i : i with { Href = null, Preview = null })],
        };
        List<Withheld> withheld = rules.Juveniles ? [] : [.. JuvenileRule.Fields];
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
            var parts = Persons(packet.Persons);
            var persons = parts.ToLookup(p => p.Was, StringComparer.Ordinal);

            // Records that stand here only by a person whom a withheld record joined go with that join.
            var gone = packet.Persons.SelectMany(p => p.Records).Except(parts.SelectMany(p => p.Now.Records), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
            var cut = packet with
            {
                Lead = packet.Lead with { Records = Seen(packet.Lead.Records) },
                Priority = Priority(packet.Priority),
                Events = [.. packet.Events.Select(Event)],
                Guns = [.. packet.Guns.Select(g => g with { Firearms = [.. g.Firearms.Select(f => f with { Recovery = f.Recovery with { Possessor = Grouped(f.Recovery.Possessor) } })] })],
                Persons = [.. parts.Select(p => p.Now).OrderByDescending(p => p.Roles.Any(JoinedPerson.IsOfSuspicion)).ThenBy(p => p.Id, StringComparer.Ordinal)],
                Groups = Unless(DisseminationRule.CriminalIntelligence, "/groups", packet.Groups),
                Traces = [.. Unless(DisseminationRule.Tiahrt, "/traces", packet.Traces).Select(t => t with { Trace = t.Trace with { Purchaser = Grouped(t.Trace.Purchaser), Possessor = Grouped(t.Trace.Possessor) } })],
                Arrests = [.. packet.Arrests.Where(a => !gone.Contains(a.Record)).Select(a => a with { Arrest = a.Arrest with { Person = Grouped(a.Arrest.Person)! } })],
                Supervision = Supervision([.. packet.Supervision.Where(s => !gone.Contains(s.Record))], persons),
                Osint = Unless(DisseminationRule.CriminalIntelligence, "/osint", packet.Osint),
                Enrichment = Enrichment(packet.Enrichment),
                Recommendations = Visible("/recommendations", packet.Recommendations, r => r.Rules),
                Notices = Visible("/notices", packet.Notices ?? [], n => n.Rules) is { Count: > 0 } notices ? notices : null,
                Provenance = Visible("/provenance", packet.Provenance, p => DisseminationRule.OfRecord(p.Record) is { } rule ? [rule] : []),
                Truncated = [.. packet.Truncated.Where(t => !(t is "traces" && !rules.TraceData) && !(t is "supervision" && !rules.Supervision) && !(t is "osint" or "groups" && !rules.CriminalIntelligence))],
            };
            return cut with
            {
                CaseMap = Map(packet, persons),
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

        private List<Part> Persons(IReadOnlyList<PersonOnPath> persons)
        {
            var sayings = issued.Sayings.ToLookup(s => s.PersonId, StringComparer.Ordinal);
            var ids = persons.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
            var kept = new List<Part>(persons.Count);
            SayWithheld("/persons");
            foreach (var person in persons)
            {
                if (person.Records.All(Sees))
                {
                    // A decision that holds somebody apart names the other's records as well.
                    kept.Add(new Part(person.Id, person with { Person = Grouped(person.Person)!, Because = [.. person.Because.Where(b => b.Records.All(Sees))] }, null));
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

        private PersonOnPath Folded(PersonOnPath person, List<PersonSaying> part, HashSet<string> taken)
        {
            var said = PersonMerge.Usable(part.Select(s => (s.Person, DisseminationRule.OfRecord(s.Record) == DisseminationRule.Tiahrt)));
            List<string> records = [.. part.Select(s => s.Record).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            var id = part.SelectMany(PersonParts.KeysOf).Order(StringComparer.Ordinal).Select(k => "pr" + k[2..]).FirstOrDefault(k => k == person.Id || !taken.Contains(k))
                ?? "pr" + EntityKey.PersonDescription(part[0].Record, part[0].Index).Value[2..];
            return person with
            {
                Id = id,
                Label = PersonMerge.Label(said),
                Person = Grouped(PersonMerge.Of(said))!,
                Roles = [.. Roles.Intersect(part.Select(s => s.Role).OfType<string>(), StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                Records = records,
                Because = [.. person.Because.Where(b => b.Records.Count > 0 && b.Records.All(r => records.Contains(r, StringComparer.Ordinal)))],
            };
        }

        private IReadOnlyList<PacketSupervision> Supervision(IReadOnlyList<PacketSupervision> supervision, ILookup<string, Part> persons) =>
            [.. Unless(DisseminationRule.Supervision, "/supervision", supervision).Select(s => s with
            {
                PersonId = s.PersonId is { } id && persons[id].ToList() is { Count: > 0 } parts ? (parts.Find(p => p.Now.Records.Contains(s.Record, StringComparer.Ordinal)) ?? (parts.Count == 1 ? parts[0] : null))?.Now.Id : null,
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

        private CaseMap Map(LeadPacket full, ILookup<string, Part> persons)
        {
            SayWithheld("/caseMap");
            var firearms = full.Guns.SelectMany(g => g.Firearms).ToLookup(f => f.Id, StringComparer.Ordinal);
            var nodes = new List<(string Was, MapNode Now)>();
            foreach (var node in full.CaseMap.Nodes)
            {
                nodes.AddRange((node.Kind switch
                {
                    NodeKind.Group => rules.CriminalIntelligence ? [node] : [],
                    NodeKind.Person => persons[node.Id].Select(p => new MapNode(p.Now.Id, NodeKind.Person, p.Now.Label)),
                    NodeKind.Firearm => rules.TraceData ? [node] : firearms[node.Id].Take(1).Select(f => node with { Label = LabelOf(f.Recovery), At = f.Recovery.RecoveredAt, Lat = f.Recovery.Lat, Lon = f.Recovery.Lon }),
                    _ => [node],
                }).Select(now => (node.Id, now)));
            }

            var known = nodes.Select(n => n.Was).ToHashSet(StringComparer.Ordinal);
            var links = full.CaseMap.Links.Where(l => (rules.TraceData || l.Kind != "purchaser") && known.Contains(l.From) && known.Contains(l.To)).SelectMany(l => Links(l, persons)).ToList();

            // An entity that hung on withheld links alone goes with them.
            var linkedBefore = full.CaseMap.Links.SelectMany(l => new[] { l.From, l.To }).ToHashSet(StringComparer.Ordinal);
            var linkedNow = links.SelectMany(l => new[] { l.From, l.To }).ToHashSet(StringComparer.Ordinal);
            return full.CaseMap with
            {
                Nodes = [.. nodes.Where(n => linkedNow.Contains(n.Now.Id) || !linkedBefore.Contains(n.Was)).Select(n => n.Now).DistinctBy(n => n.Id).OrderBy(n => n.Id, StringComparer.Ordinal)],
                Links = [.. links.OrderBy(l => l.From, StringComparer.Ordinal).ThenBy(l => l.To, StringComparer.Ordinal).ThenBy(l => l.Kind, StringComparer.Ordinal)],
            };
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
                && (groupId is null ? s.Role is null || s.Role == link.Kind : s.Person.Groups?.Any(g => EntityKey.Group(g).Value == groupId) == true))))];
            return own.Count == reason.Records.Count || (groupId is not null && own.Count > 0) ? reason with { Records = own } : null;
        }

        private static string LabelOf(FirearmRecovery firearm) =>
            string.Join(' ', new[] { firearm.Make, firearm.Model, firearm.Caliber, firearm.SerialObliterated == true ? null : firearm.Serial }.Where(s => !string.IsNullOrWhiteSpace(s))) is { Length: > 0 } label ? label : "Firearm";
    }
}
