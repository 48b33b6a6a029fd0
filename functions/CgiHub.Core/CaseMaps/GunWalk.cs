using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>A presumed gun with the records that hold it together.</summary>
/// <param name="Gun">The gun.</param>
/// <param name="Rows">Every NIBIN row that lists one of its exhibits, in fold order.</param>
/// <param name="Folds">The same by lead, folded; by lead id.</param>
/// <param name="Firearms">The recoveries whose exhibit or test fire is on it, by time.</param>
internal sealed record GunTrail(PresumedGun Gun, IReadOnlyList<NibinRow> Rows, IReadOnlyList<FoldedRows> Folds, IReadOnlyList<StoredRecord> Firearms)
{
    /// <summary>The leads whose rows list one of its exhibits, those that no longer hold anything included.</summary>
    public IEnumerable<string> LeadsNamed => Folds.Select(f => f.LeadId);
}

/// <summary>
/// Walks from an exhibit to everything on the same gun: over pairs that stand in any lead, and between a recovered firearm and its test fire.
/// </summary>
/// <remarks>
/// A serial number joins firearms on the map but not exhibits into a gun: numbers are misread and reused, and what is one gun
/// is decided at the comparison microscope. So a gun is recovered twice under two cases only if NIBIN says so.
/// </remarks>
internal sealed class GunWalk(CaseFiles files, MentionCache cache, CaseMapOptions options)
{
    /// <summary>The gun that holds an exhibit.</summary>
    public async Task<GunTrail> FromAsync(LeadExhibit start, CancellationToken cancel)
    {
        var gun = new GunComponents();
        var pending = new SortedDictionary<string, LeadExhibit>(StringComparer.Ordinal) { [start.Key.Value] = start };
        var members = new SortedDictionary<string, LeadExhibit>(StringComparer.Ordinal);
        var rows = new HashSet<NibinRow>(ReferenceEqualityComparer.Instance);
        var firearms = new HashSet<StoredRecord>(ReferenceEqualityComparer.Instance);
        gun.NumberOf(start.Key.Value);
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
            Fold(gun, exhibit.Key, listing, members.ContainsKey, Reach);
            foreach (var firearm in recoveries.Where(firearms.Add))
            {
                foreach (var other in files.ExhibitsOf(firearm))
                {
                    gun.Link(key, other.Key.Value);
                    Reach(other);
                }
            }
        }

        return Trail(members, rows, firearms);

        void Reach(LeadExhibit other)
        {
            if (gun.AreOne(start.Key.Value, other.Key.Value) && !members.ContainsKey(other.Key.Value))
            {
                pending.TryAdd(other.Key.Value, other);
            }
        }
    }

    /// <summary>
    /// Plays the rows that list an exhibit, in fold order: each lead links it to whatever it lists beside it, once, and an elimination withdraws that lead's link.
    /// A pair of which the other exhibit was read already has been played from there.
    /// </summary>
    private static void Fold(GunComponents gun, EntityKey exhibit, IReadOnlyList<NibinRow> rowsInOrder, Func<string, bool> wasRead, Action<LeadExhibit> reach)
    {
        var held = new Dictionary<(string LeadId, EntityKey Other), LeadExhibit>();
        foreach (var row in rowsInOrder)
        {
            foreach (var other in row.Exhibits)
            {
                if (wasRead(other.Key.Value))
                {
                    continue;
                }

                if (row.Notice.Kind != NibinKind.Elimination)
                {
                    if (held.TryAdd((row.LeadId, other.Key), other))
                    {
                        gun.Link(exhibit.Value, other.Key.Value);
                    }
                }
                else if (held.Remove((row.LeadId, other.Key)))
                {
                    gun.Withdraw(exhibit.Value, other.Key.Value);
                }
            }
        }

        foreach (var other in held.Values)
        {
            reach(other);
        }
    }

    private GunTrail Trail(SortedDictionary<string, LeadExhibit> members, HashSet<NibinRow> rows, HashSet<StoredRecord> firearms)
    {
        var rowsInOrder = rows.ToList();
        rowsInOrder.Sort(NibinRow.Compare);
        var recoveries = firearms.OrderBy(f => ((FirearmRecovery)f.Record).RecoveredAt).ThenBy(f => f.Ref.Citation, StringComparer.Ordinal).ToList();

        // How an exhibit is written follows from all records that name it, not from where the walk came along.
        var written = new Dictionary<string, LeadExhibit>(StringComparer.Ordinal);
        foreach (var mention in rowsInOrder.SelectMany(r => r.Exhibits).Concat(recoveries.SelectMany(files.ExhibitsOf)))
        {
            if (members.ContainsKey(mention.Key.Value))
            {
                written[mention.Key.Value] = written.TryGetValue(mention.Key.Value, out var known) ? LeadFold.Merge(known, mention) : mention with { Withdrawn = false };
            }
        }

        List<LeadExhibit> exhibits = [.. members.Values.Select(e => written.GetValueOrDefault(e.Key.Value, e))];
        List<FoldedRows> folds = [.. rowsInOrder.GroupBy(r => r.LeadId, StringComparer.Ordinal).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => new FoldedRows(l.Key, [.. l]))];
        var leads = folds.Where(f => f.Pairs.Keys.Any(p => members.ContainsKey(p.A.Value) && members.ContainsKey(p.B.Value))).Select(f => f.LeadId);
        var owners = exhibits.Select(e => e.Ori.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Ori.Parse);
        var id = "gn" + exhibits[0].Key.Value[2..];
        return new GunTrail(new PresumedGun(id, exhibits, [.. leads], [.. owners]), rowsInOrder, folds, recoveries);
    }
}
