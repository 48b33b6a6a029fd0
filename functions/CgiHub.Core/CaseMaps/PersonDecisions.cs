using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>What was decided about some descriptions; of decisions over the same pair the newest stands.</summary>
internal sealed class PersonDecisions
{
    private readonly SortedDictionary<string, PersonDecision> _all = new(StringComparer.Ordinal);
    private readonly HashSet<(string, int)> _concerned = [];
    private Dictionary<((string, int) Left, (string, int) Right), PersonDecision>? _standing;

    /// <summary>How many are known.</summary>
    public int Count => _all.Count;

    public void Add(StoredRecord record)
    {
        if (record.Record is PersonDecision decision && _all.TryAdd(record.Ref.Citation, decision))
        {
            _standing = null;
            _concerned.UnionWith(decision.Left.Concat(decision.Right).Select(r => (r.Record, r.Index)));
        }
    }

    /// <summary>The decisions that concern one of these descriptions, oldest first.</summary>
    public IReadOnlyList<PersonDecision> About(IReadOnlySet<(string Citation, int Index)> descriptions) =>
        [.. _all.Values.Where(d => d.Left.Concat(d.Right).Any(r => descriptions.Contains((r.Record, r.Index)))).OrderBy(d => d.At).ThenBy(d => d.SourceId, StringComparer.Ordinal)];

    /// <summary>Whether something was decided about a description.</summary>
    public bool Concern((string, int) description) => _concerned.Contains(description);

    /// <summary>Pairs that stand as one person.</summary>
    public IEnumerable<((string, int) Left, (string, int) Right)> Joined => Standing.Where(s => s.Value.Kind == PersonDecisionKind.Join).Select(s => s.Key);

    /// <summary>Pairs that stand as two people.</summary>
    public IEnumerable<((string, int) Left, (string, int) Right)> Parted => Standing.Where(s => s.Value.Kind == PersonDecisionKind.Split).Select(s => s.Key);

    /// <summary>Whether two descriptions stand as two people.</summary>
    public bool Apart((string, int) a, (string, int) b) => _all.Count > 0 && Standing.TryGetValue(Ordered(a, b), out var decision) && decision.Kind == PersonDecisionKind.Split;

    private Dictionary<((string, int) Left, (string, int) Right), PersonDecision> Standing
    {
        get
        {
            if (_standing is null)
            {
                _standing = [];
                foreach (var decision in _all.Values.OrderBy(d => d.At).ThenBy(d => d.SourceId, StringComparer.Ordinal))
                {
                    foreach (var (left, right) in decision.Left.SelectMany(l => decision.Right.Select(r => (l, r))))
                    {
                        _standing[Ordered((left.Record, left.Index), (right.Record, right.Index))] = decision;
                    }
                }
            }

            return _standing;
        }
    }

    private static ((string, int), (string, int)) Ordered((string, int) a, (string, int) b)
    {
        var byRecord = string.CompareOrdinal(a.Item1, b.Item1);
        return byRecord < 0 || (byRecord == 0 && a.Item2 <= b.Item2) ? (a, b) : (b, a);
    }
}
