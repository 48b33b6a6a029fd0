using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>What the rows of one lead say together.</summary>
/// <param name="Facts">The lead.</param>
/// <param name="Pairs">The pairs that stand.</param>
internal sealed record LeadFold(LeadFacts Facts, IReadOnlyDictionary<(EntityKey A, EntityKey B), PairState> Pairs)
{
    /// <summary>Folds rows of one lead; null where there are none.</summary>
    public static LeadFold? Of(string leadId, IEnumerable<StoredRecord> records)
    {
        var rows = records.Where(r => r.Record is NibinNotice).Select(NibinRow.Of)
            .Where(r => string.Equals(r.LeadId, leadId, StringComparison.Ordinal)).ToList();
        if (rows.Count == 0)
        {
            return null;
        }

        rows.Sort(NibinRow.Compare);
        var pairs = NibinFold.Pairs(rows);
        var standing = pairs.Keys.SelectMany(p => new[] { p.A, p.B }).ToHashSet();
        var status = pairs.Count == 0 ? LeadStatus.Eliminated : pairs.ContainsValue(PairState.Hit) ? LeadStatus.Hit : LeadStatus.Lead;
        var decisive = status switch
        {
            LeadStatus.Eliminated => NibinKind.Elimination,
            LeadStatus.Hit => NibinKind.Hit,
            _ => (NibinKind?)null,
        };
        var first = rows[0].Notice;
        var facts = new LeadFacts
        {
            LeadId = leadId,
            LeadNumber = first.LeadNumber,
            Site = rows[0].Stored.Ref.Agency,
            Status = status,
            At = first.At,
            ChangedAt = rows[^1].Notice.At,
            ReceivedAt = rows.Min(r => r.Stored.Ref.ReceivedAt),
            Exhibits = Exhibits(rows, standing),
            MadeFrom = [.. rows[0].Exhibits.Select(e => e.Key)],
            ConfirmedBy = rows.LastOrDefault(r => r.Notice.Kind == decisive && r.Notice.ConfirmedBy is not null)?.Notice.ConfirmedBy,
            Records = [.. rows.Select(r => r.Stored.Ref.Citation)],
        };
        return new LeadFold(facts, pairs);
    }

    /// <summary>The exhibits of some rows in their order, each once: as its first row writes it, with the first caliber that a row says.</summary>
    public static IReadOnlyList<LeadExhibit> Exhibits(IEnumerable<NibinRow> rowsInOrder, IReadOnlySet<EntityKey> standing)
    {
        var exhibits = new SortedDictionary<string, LeadExhibit>(StringComparer.Ordinal);
        foreach (var exhibit in rowsInOrder.SelectMany(r => r.Exhibits))
        {
            exhibits[exhibit.Key.Value] = exhibits.TryGetValue(exhibit.Key.Value, out var known)
                ? Merge(known, exhibit)
                : exhibit with { Withdrawn = !standing.Contains(exhibit.Key) };
        }

        return [.. exhibits.Values];
    }

    /// <summary>One exhibit from two mentions of it. It is a test fire where one of them says so; of two times of entry the first counts.</summary>
    public static LeadExhibit Merge(LeadExhibit known, LeadExhibit other) => known with
    {
        Caliber = known.Caliber ?? other.Caliber,
        Source = known.Source == ExhibitSource.TestFire ? known.Source : other.Source,
        EnteredAt = known.EnteredAt < other.EnteredAt ? known.EnteredAt : other.EnteredAt ?? known.EnteredAt,
    };
}
