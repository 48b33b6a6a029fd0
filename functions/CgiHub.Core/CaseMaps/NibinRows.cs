using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>A NIBIN row with the keys of what it names.</summary>
/// <param name="Stored">The record.</param>
/// <param name="Notice">What it says.</param>
/// <param name="LeadId">Its lead.</param>
/// <param name="Exhibits">Its exhibits, each once, by key.</param>
internal sealed record NibinRow(StoredRecord Stored, NibinNotice Notice, string LeadId, IReadOnlyList<LeadExhibit> Exhibits)
{
    public static NibinRow Of(StoredRecord stored)
    {
        var notice = (NibinNotice)stored.Record;
        var exhibits = new SortedDictionary<string, LeadExhibit>(StringComparer.Ordinal);
        foreach (var e in notice.Exhibits)
        {
            var key = EntityKey.Exhibit(e.Ori, e.CaseNumber, e.ExhibitNumber);
            exhibits.TryAdd(key.Value, new LeadExhibit(key, EntityKey.Case(e.Ori, e.CaseNumber), e.Ori, e.CaseNumber, e.ExhibitNumber, e.Caliber, e.Source, false) { EnteredAt = e.EnteredAt });
        }

        return new NibinRow(stored, notice, EntityKey.Lead(stored.Ref.Agency, notice.LeadNumber).Value, [.. exhibits.Values]);
    }

    /// <summary>The order in which rows of a lead are folded: by time, then by the sender's id.</summary>
    public static int Compare(NibinRow a, NibinRow b)
    {
        var byTime = a.Notice.At.CompareTo(b.Notice.At);
        var byId = byTime != 0 ? byTime : string.CompareOrdinal(a.Stored.Ref.SourceId, b.Stored.Ref.SourceId);
        return byId != 0 ? byId : string.CompareOrdinal(a.Stored.Ref.Agency.Value, b.Stored.Ref.Agency.Value);
    }

    public bool Lists(EntityKey exhibit)
    {
        foreach (var e in Exhibits)
        {
            if (e.Key == exhibit)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>How a pair of exhibits of one lead stands after its rows.</summary>
internal enum PairState
{
    /// <summary>Never joined, or withdrawn.</summary>
    None,

    /// <summary>Joined, unconfirmed.</summary>
    Lead,

    /// <summary>Confirmed by an examiner.</summary>
    Hit,
}

/// <summary>
/// Folds the rows of a lead, pair by pair: a lead or hit joins all its exhibits, an elimination withdraws the pairs among those it lists.
/// A confirmed pair stays confirmed when a later row repeats it unconfirmed (that row brings a new event, it takes nothing back);
/// after an elimination only a later row joins it again.
/// </summary>
/// <remarks>A pair's state follows from the rows that list both exhibits, and those are found at either of them. So a gun can be walked without reading its leads.</remarks>
internal static class NibinFold
{
    public static PairState Of(IReadOnlyList<NibinRow> rowsInOrder, EntityKey a, EntityKey b)
    {
        var state = PairState.None;
        foreach (var row in rowsInOrder)
        {
            if (row.Lists(a) && row.Lists(b))
            {
                state = Next(state, row.Notice.Kind);
            }
        }

        return state;
    }

    public static PairState Next(PairState state, NibinKind kind) => kind switch
    {
        NibinKind.Elimination => PairState.None,
        NibinKind.Hit => PairState.Hit,
        _ => state == PairState.Hit ? PairState.Hit : PairState.Lead,
    };

    /// <summary>Two exhibits as a pair: the smaller key first.</summary>
    public static (EntityKey A, EntityKey B) Pair(EntityKey a, EntityKey b) => string.CompareOrdinal(a.Value, b.Value) < 0 ? (a, b) : (b, a);

    /// <summary>All pairs among the exhibits of some rows that stand, by key.</summary>
    public static Dictionary<(EntityKey A, EntityKey B), PairState> Pairs(IReadOnlyList<NibinRow> rowsInOrder)
    {
        var pairs = new Dictionary<(EntityKey A, EntityKey B), PairState>();
        foreach (var row in rowsInOrder)
        {
            for (var i = 0; i < row.Exhibits.Count; i++)
            {
                for (var j = i + 1; j < row.Exhibits.Count; j++)
                {
                    var pair = (row.Exhibits[i].Key, row.Exhibits[j].Key);
                    var next = Next(pairs.GetValueOrDefault(pair), row.Notice.Kind);
                    if (next == PairState.None)
                    {
                        pairs.Remove(pair);
                    }
                    else
                    {
                        pairs[pair] = next;
                    }
                }
            }
        }

        return pairs;
    }
}

/// <summary>The rows of one lead, folded.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Rows">Its rows in fold order; at a gun, those that list one of its exhibits.</param>
internal sealed record FoldedRows(string LeadId, IReadOnlyList<NibinRow> Rows)
{
    /// <summary>The pairs that stand.</summary>
    public IReadOnlyDictionary<(EntityKey A, EntityKey B), PairState> Pairs => field ??= NibinFold.Pairs(Rows);

    /// <summary>The rows that list both exhibits of each pair that stands, as citations in fold order.</summary>
    public IReadOnlyDictionary<(EntityKey A, EntityKey B), IReadOnlyList<string>> Said => field ??= SaidOf();

    /// <summary>The exhibits that the lead still holds, each with a row that says so; once for each such row.</summary>
    public IEnumerable<(EntityKey Exhibit, string Citation)> Holding()
    {
        foreach (var row in Rows.Where(r => r.Notice.Kind != NibinKind.Elimination))
        {
            foreach (var exhibit in row.Exhibits)
            {
                if (row.Exhibits.Any(other => other.Key != exhibit.Key && Pairs.ContainsKey(NibinFold.Pair(exhibit.Key, other.Key))))
                {
                    yield return (exhibit.Key, row.Stored.Ref.Citation);
                }
            }
        }
    }

    private Dictionary<(EntityKey A, EntityKey B), IReadOnlyList<string>> SaidOf()
    {
        var said = Pairs.Keys.ToDictionary(p => p, _ => new List<string>());
        foreach (var row in Rows)
        {
            for (var i = 0; i < row.Exhibits.Count; i++)
            {
                for (var j = i + 1; j < row.Exhibits.Count; j++)
                {
                    if (said.TryGetValue((row.Exhibits[i].Key, row.Exhibits[j].Key), out var rows))
                    {
                        rows.Add(row.Stored.Ref.Citation);
                    }
                }
            }
        }

        return said.ToDictionary(s => s.Key, s => (IReadOnlyList<string>)s.Value);
    }
}
