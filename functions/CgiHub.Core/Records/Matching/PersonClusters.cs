namespace CgiHub.Core.Records.Matching;

/// <summary>A pair of descriptions that compare as one person.</summary>
/// <param name="A">The one.</param>
/// <param name="B">The other.</param>
/// <param name="Weight">Bits of evidence.</param>
public readonly record struct MatchedPair(int A, int B, double Weight);

/// <summary>
/// Puts descriptions together into persons: the strongest pair first, and two groups only where no two of their members contradict each other
/// and all their members together look like one person. So nobody is chained to somebody else through a weak middle.
/// </summary>
/// <remarks>
/// The outcome depends on the descriptions and on their names' order only, not on the order in which they come: pairs of equal weight are taken by name.
/// </remarks>
public sealed class PersonClusters(PersonComparer comparer, int mostCompared = 20_000)
{
    private const int MostNeighbours = 200;

    /// <summary>Two descriptions that somebody decided are two people: they never stand together, whatever joins them. None by default.</summary>
    public Func<int, int, bool> Split { get; init; } = static (_, _) => false;

    /// <summary>Two descriptions that likeness does not put together (two people of one report). None by default.</summary>
    public Func<int, int, bool> Apart { get; init; } = static (_, _) => false;

    /// <summary>Descriptions that come last: how the others stand together does not depend on them. None by default.</summary>
    public Func<int, bool> Last { get; init; } = static _ => false;

    /// <summary>How two descriptions compare; for who has compared them before. The comparer's own answer by default.</summary>
    public Func<PersonTraits, PersonTraits, Comparison> Compared { get; init; } = comparer.Compare;

    /// <summary>The groups, each a list of places in <paramref name="traits"/>; those without a pair are groups of one.</summary>
    /// <param name="traits">The descriptions, in the order of their names.</param>
    /// <param name="pairs">Those that match, the unclear ones left out (<see cref="Clear"/>).</param>
    /// <param name="certain">Pairs that are one person whatever they are like (an identifier, a decision), in the order in which they count; null for none.</param>
    public IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<PersonTraits> traits, IEnumerable<MatchedPair> pairs, IEnumerable<(int A, int B)>? certain = null)
    {
        ArgumentNullException.ThrowIfNull(traits);
        ArgumentNullException.ThrowIfNull(pairs);
        var members = new List<int>?[traits.Count];
        var group = new int[traits.Count];
        for (var i = 0; i < traits.Count; i++)
        {
            group[i] = i;
        }

        var likely = pairs.ToList();
        var sure = certain?.ToList() ?? [];
        Put([.. sure.Where(e => !Late(e.A, e.B))], [.. likely.Where(p => !Late(p.A, p.B))]);
        Put([.. sure.Where(e => Late(e.A, e.B))], [.. likely.Where(p => Late(p.A, p.B))]);
        return [.. Enumerable.Range(0, traits.Count).Where(i => group[i] == i).Select(i => (IReadOnlyList<int>)[.. Members(i).Order()])];

        bool Late(int a, int b) => Last(a) || Last(b);

        void Put(List<(int A, int B)> edges, List<MatchedPair> alike)
        {
            foreach (var (one, other) in edges)
            {
                var (a, b) = (group[one], group[other]);
                if (a != b && !Any(Members(a), Members(b), Split))
                {
                    Merge(a, b);
                }
            }

            foreach (var pair in alike.OrderByDescending(p => p.Weight).ThenBy(p => Math.Min(p.A, p.B)).ThenBy(p => Math.Max(p.A, p.B)))
            {
                var (a, b) = (group[pair.A], group[pair.B]);
                if (a != b && AreOne(Members(a), Members(b), traits) && !Any(Members(a), Members(b), Split) && !Any(Members(a), Members(b), Apart))
                {
                    Merge(a, b);
                }
            }
        }

        List<int> Members(int i) => members[i] ??= [i];

        void Merge(int a, int b)
        {
            var (into, from) = (Math.Min(a, b), Math.Max(a, b));
            foreach (var member in Members(from))
            {
                group[member] = into;
            }

            Members(into).AddRange(Members(from));
            members[from] = null;
        }
    }

    private static bool Any(List<int> a, List<int> b, Func<int, int, bool> holds) => a.Exists(x => b.Exists(y => holds(x, y)));

    /// <summary>
    /// The pairs without those of a description that fits two others about equally well which contradict each other: a record without generation
    /// or number that may be junior's or senior's is nobody's.
    /// </summary>
    public IReadOnlyList<MatchedPair> Clear(IReadOnlyList<PersonTraits> traits, IEnumerable<MatchedPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(traits);
        ArgumentNullException.ThrowIfNull(pairs);
        return [.. pairs.ToLookup(p => Last(p.A) || Last(p.B)).SelectMany(p => ClearAmong([.. p], traits))];
    }

    private IEnumerable<MatchedPair> ClearAmong(List<MatchedPair> pairs, IReadOnlyList<PersonTraits> traits)
    {
        var unclear = new HashSet<(int, int)>();
        foreach (var around in pairs.SelectMany(p => new[] { (Of: p.A, To: p.B, p.Weight), (Of: p.B, To: p.A, p.Weight) }).GroupBy(e => e.Of))
        {
            var edges = around.ToList();
            if (edges.Count > MostNeighbours)
            {
                continue;
            }

            for (var i = 0; i < edges.Count; i++)
            {
                for (var j = i + 1; j < edges.Count; j++)
                {
                    if (Math.Abs(edges[i].Weight - edges[j].Weight) < comparer.Parameters.Ambiguous && Compared(traits[edges[i].To], traits[edges[j].To]).Contradicts)
                    {
                        unclear.Add(Ordered(around.Key, edges[i].To));
                        unclear.Add(Ordered(around.Key, edges[j].To));
                    }
                }
            }
        }

        return pairs.Where(p => !unclear.Contains(Ordered(p.A, p.B)));
    }

    private static (int, int) Ordered(int a, int b) => a < b ? (a, b) : (b, a);

    /// <summary>No pair across contradicts, and on average the pairs across would pass for possible.</summary>
    private bool AreOne(List<int> a, List<int> b, IReadOnlyList<PersonTraits> traits)
    {
        if ((long)a.Count * b.Count > mostCompared)
        {
            return false;
        }

        double sum = 0;
        foreach (var one in a)
        {
            foreach (var other in b)
            {
                var compared = Compared(traits[one], traits[other]);
                if (compared.Contradicts)
                {
                    return false;
                }

                sum += compared.Weight;
            }
        }

        return sum >= comparer.Parameters.Possible * a.Count * b.Count;
    }
}
