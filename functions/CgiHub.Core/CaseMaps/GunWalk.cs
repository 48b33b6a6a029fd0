using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>A presumed gun with the records that hold it together.</summary>
/// <param name="Gun">The gun.</param>
/// <param name="Rows">Every NIBIN row that lists one of its exhibits, in fold order.</param>
/// <param name="Firearms">The recoveries whose exhibit or test fire is on it, by time.</param>
internal sealed record GunTrail(PresumedGun Gun, IReadOnlyList<NibinRow> Rows, IReadOnlyList<StoredRecord> Firearms)
{
    /// <summary>The leads whose rows list one of its exhibits, those that no longer hold anything included.</summary>
    public IEnumerable<string> LeadsNamed => Rows.Select(r => r.LeadId).Distinct(StringComparer.Ordinal);
}

/// <summary>
/// Walks from exhibits to everything on the same gun: over pairs that stand in any lead, and between a recovered firearm and its test fire.
/// </summary>
/// <remarks>
/// A serial number joins firearms on the map but not exhibits into a gun: numbers are misread and reused, and what is one gun
/// is decided at the comparison microscope. So a gun is recovered twice under two cases only if NIBIN says so.
/// </remarks>
internal sealed class GunWalk(CaseFiles files, MentionCache cache, CaseMapOptions options)
{
    /// <summary>The gun that holds these exhibits (they are on one gun already, or there is only one).</summary>
    public async Task<GunTrail> FromAsync(IEnumerable<LeadExhibit> start, CancellationToken cancel)
    {
        var pending = new SortedDictionary<string, LeadExhibit>(StringComparer.Ordinal);
        var members = new SortedDictionary<string, LeadExhibit>(StringComparer.Ordinal);
        var rows = new HashSet<NibinRow>(ReferenceEqualityComparer.Instance);
        var firearms = new HashSet<StoredRecord>(ReferenceEqualityComparer.Instance);
        foreach (var exhibit in start)
        {
            pending.TryAdd(exhibit.Key.Value, exhibit);
        }

        while (pending.Count > 0)
        {
            var (key, exhibit) = pending.First();
            pending.Remove(key);
            if (members.Count >= options.MaxExhibits)
            {
                cache.Cut();
                break;
            }

            members.Add(key, exhibit);
            var (listing, recoveries) = await files.ExhibitAsync(exhibit, cancel);
            rows.UnionWith(listing);
            foreach (var neighbour in Neighbours(exhibit.Key, listing))
            {
                Reach(neighbour);
            }

            foreach (var firearm in recoveries)
            {
                firearms.Add(firearm);
                foreach (var other in FirearmExhibits.Of(firearm))
                {
                    Reach(other);
                }
            }
        }

        return Trail(members, rows, firearms);

        void Reach(LeadExhibit other)
        {
            if (!members.ContainsKey(other.Key.Value))
            {
                pending.TryAdd(other.Key.Value, other);
            }
        }
    }

    /// <summary>The exhibits that some lead still pairs with this one.</summary>
    private static IEnumerable<LeadExhibit> Neighbours(EntityKey exhibit, IReadOnlyList<NibinRow> rowsInOrder)
    {
        foreach (var lead in rowsInOrder.GroupBy(r => r.LeadId, StringComparer.Ordinal))
        {
            var pairs = new Dictionary<EntityKey, (PairState State, LeadExhibit Other)>();
            foreach (var row in lead)
            {
                foreach (var other in row.Exhibits)
                {
                    if (other.Key != exhibit)
                    {
                        pairs[other.Key] = (NibinFold.Next(pairs.TryGetValue(other.Key, out var known) ? known.State : PairState.None, row.Notice.Kind), other);
                    }
                }
            }

            foreach (var (state, other) in pairs.Values)
            {
                if (state != PairState.None)
                {
                    yield return other;
                }
            }
        }
    }

    private static GunTrail Trail(SortedDictionary<string, LeadExhibit> members, HashSet<NibinRow> rows, HashSet<StoredRecord> firearms)
    {
        var rowsInOrder = rows.ToList();
        rowsInOrder.Sort(NibinRow.Compare);
        var recoveries = firearms.OrderBy(f => ((FirearmRecovery)f.Record).RecoveredAt).ThenBy(f => f.Ref.Citation, StringComparer.Ordinal).ToList();

        // How an exhibit is written follows from all records that name it, not from where the walk came along.
        var written = new Dictionary<string, LeadExhibit>(StringComparer.Ordinal);
        foreach (var mention in rowsInOrder.SelectMany(r => r.Exhibits).Concat(recoveries.SelectMany(FirearmExhibits.Of)))
        {
            if (members.ContainsKey(mention.Key.Value))
            {
                written[mention.Key.Value] = written.TryGetValue(mention.Key.Value, out var known) ? LeadFold.Merge(known, mention) : mention with { Withdrawn = false };
            }
        }

        List<LeadExhibit> exhibits = [.. members.Values.Select(e => written.GetValueOrDefault(e.Key.Value, e))];
        var leads = rowsInOrder.GroupBy(r => r.LeadId, StringComparer.Ordinal)
            .Where(lead => HoldsSomething([.. lead], members))
            .Select(lead => lead.Key).Order(StringComparer.Ordinal);
        var owners = exhibits.Select(e => e.Ori.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Ori.Parse);
        var id = "gn" + exhibits[0].Key.Value[2..];
        return new GunTrail(new PresumedGun(id, exhibits, [.. leads], [.. owners]), rowsInOrder, recoveries);
    }

    /// <summary>Whether a lead still pairs two exhibits of the gun.</summary>
    private static bool HoldsSomething(IReadOnlyList<NibinRow> rowsInOrder, SortedDictionary<string, LeadExhibit> members)
    {
        // Without an elimination every row holds all of its exhibits; only then is there nothing to fold.
        if (rowsInOrder.All(r => r.Notice.Kind != NibinKind.Elimination))
        {
            return rowsInOrder.Any(r => r.Exhibits.Count > 1);
        }

        return NibinFold.Pairs(rowsInOrder).Keys.Any(p => members.ContainsKey(p.A.Value) && members.ContainsKey(p.B.Value));
    }
}
