using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Simulation;

/// <summary>
/// Computes from the rows that were sent, in the plainest way, what a hub must tell: presumed guns by union-find over the pairs that stand,
/// and recipients as the owners at every moment when the hub was quiet.
/// </summary>
internal sealed class ExpectedLeads(World world)
{
    private readonly Dictionary<(string Lead, string Source), NibinNotice> _rows = [];
    private readonly Dictionary<string, (Ori Ori, FirearmRecovery Record)> _firearms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _recipients = new(StringComparer.Ordinal);

    public static IReadOnlyList<ExpectedLead> Of(World world, IReadOnlyList<SimulationStep> steps, IReadOnlySet<string> wrongLeads)
    {
        var expected = new ExpectedLeads(world);
        foreach (var step in steps)
        {
            if (step.Settle)
            {
                expected.Look(wrongLeads);
            }

            expected.Take(step.Deliveries);
        }

        return expected.Look(wrongLeads);
    }

    private void Take(IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            if (delivery.Record is NibinNotice notice)
            {
                _rows[(notice.LeadNumber, notice.SourceId)] = notice;
            }
            else if (delivery.Record is FirearmRecovery firearm)
            {
                _firearms[$"{delivery.Agency} {firearm.SourceId}"] = (delivery.Agency, firearm);
            }
        }
    }

    private List<ExpectedLead> Look(IReadOnlySet<string> wrongLeads)
    {
        var site = world.The(AgencyRole.Laboratory).Ori;
        var guns = new DisjointSets();
        foreach (var (ori, firearm) in _firearms.Values)
        {
            if (firearm.TestFireExhibitNumber is { } testFire)
            {
                guns.Join(new ExhibitName(ori, firearm.CaseNumber, firearm.ExhibitNumber), new ExhibitName(ori, firearm.CaseNumber, testFire));
            }
        }

        var folded = _rows.Values.GroupBy(r => r.LeadNumber, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(Fold).ToList();
        foreach (var (a, b) in folded.SelectMany(lead => lead.Pairs))
        {
            guns.Join(a, b);
        }

        return [.. folded.Select(lead => Tell(lead, guns, site, wrongLeads))];
    }

    private ExpectedLead Tell(FoldedLead lead, DisjointSets guns, Ori site, IReadOnlySet<string> wrongLeads)
    {
        var first = lead.Exhibits.MinBy(e => e.Key, StringComparer.Ordinal);
        var events = guns.With(first).Select(e => new CaseName(e.Ori, e.CaseNumber)).Distinct().OrderBy(c => c.Ori.Value, StringComparer.Ordinal).ThenBy(c => c.CaseNumber, StringComparer.Ordinal).ToList();
        var recipients = _recipients.TryGetValue(lead.Number, out var known) ? known : _recipients[lead.Number] = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var owner in events.Select(e => e.Ori).Distinct())
        {
            recipients.Add(owner.Value);
            recipients.UnionWith(world.Agencies.Single(a => a.Ori == owner).Agency.Recipients.Select(r => r.Value));
        }

        return new ExpectedLead
        {
            LeadId = EntityKey.Lead(site, lead.Number).Value,
            LeadNumber = lead.Number,
            Status = lead.Status,
            Exhibits = [.. lead.Exhibits.OrderBy(e => e.Key, StringComparer.Ordinal)],
            Events = events,
            Recipients = [.. recipients.Select(Ori.Parse)],
            False = wrongLeads.Contains(lead.Number),
        };
    }

    private static FoldedLead Fold(IGrouping<string, NibinNotice> rows)
    {
        var exhibits = new HashSet<ExhibitName>();
        var pairs = new HashSet<(ExhibitName, ExhibitName)>();
        var confirmed = new HashSet<(ExhibitName, ExhibitName)>();
        foreach (var row in rows.OrderBy(r => r.At).ThenBy(r => r.SourceId, StringComparer.Ordinal))
        {
            var listed = row.Exhibits.Select(e => new ExhibitName(e.Ori, e.CaseNumber, e.ExhibitNumber)).OrderBy(e => e.Key, StringComparer.Ordinal).ToList();
            exhibits.UnionWith(listed);
            for (var i = 0; i < listed.Count; i++)
            {
                for (var j = i + 1; j < listed.Count; j++)
                {
                    var pair = (listed[i], listed[j]);
                    _ = row.Kind == NibinKind.Elimination ? pairs.Remove(pair) : pairs.Add(pair);
                    _ = row.Kind == NibinKind.Hit && confirmed.Add(pair);
                }
            }

            // What is withdrawn is no longer confirmed.
            confirmed.IntersectWith(pairs);
        }

        return new FoldedLead(rows.Key, pairs.Count == 0 ? LeadStatus.Eliminated : confirmed.Count > 0 ? LeadStatus.Hit : LeadStatus.Lead, exhibits, pairs);
    }

    private sealed record FoldedLead(string Number, LeadStatus Status, IReadOnlySet<ExhibitName> Exhibits, IReadOnlySet<(ExhibitName A, ExhibitName B)> Pairs);

    /// <summary>Sets that only ever grow together.</summary>
    private sealed class DisjointSets
    {
        private readonly Dictionary<ExhibitName, List<ExhibitName>> _sets = [];

        public List<ExhibitName> With(ExhibitName one) => Set(one);

        public void Join(ExhibitName a, ExhibitName b)
        {
            var (into, from) = (Set(a), Set(b));
            if (ReferenceEquals(into, from))
            {
                return;
            }

            into.AddRange(from);
            foreach (var member in from)
            {
                _sets[member] = into;
            }
        }

        private List<ExhibitName> Set(ExhibitName one) => _sets.TryGetValue(one, out var set) ? set : _sets[one] = [one];
    }
}
