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
/// Somebody who is known for years has hundreds of records that say the same. Two groups are compared by what they say, each as often as it is said,
/// and a pair is tried once for each two groups that say so: the work follows from how many different things are said, not from how many records say them.
/// </remarks>
/// <param name="comparer">Compares two.</param>
/// <param name="mostCompared">Two groups that say more different things than this, multiplied, stay two.</param>
public sealed class PersonClusters(PersonComparer comparer, int mostCompared = 20_000)
{
    private const int MostNeighbours = 200;

    /// <summary>Pairs that somebody decided are two people, the smaller first: they never stand together, whatever joins them. None by default.</summary>
    public IReadOnlySet<(int A, int B)> Split { get; init; } = new HashSet<(int, int)>();

    /// <summary>In which report a description stands, where it is one of several people: likeness does not put two of one report together. Null where that does not matter; so by default.</summary>
    public Func<int, string?> ReportOf { get; init; } = static _ => null;

    /// <summary>Descriptions that come last: how the others stand together does not depend on them. None by default.</summary>
    public Func<int, bool> Last { get; init; } = static _ => false;

    /// <summary>How two descriptions compare; for who has compared them before. The comparer's own answer by default.</summary>
    public Func<PersonTraits, PersonTraits, Comparison> Compared { get; init; } = comparer.Compare;

    /// <summary>The groups, each a list of places in <paramref name="traits"/>; those without a pair are groups of one.</summary>
    /// <param name="traits">The descriptions, in the order of their names.</param>
    /// <param name="pairs">Those that match, the unclear ones left out (<see cref="Clear"/>).</param>
    /// <param name="certain">Pairs that are one person whatever they are like (an identifier, a decision), in the order in which they count; null for none.</param>
    /// <param name="faces">
    /// For each description the first that says the same (itself, or an earlier one), comes as late, and has the same pairs: <paramref name="pairs"/> are then between these alone,
    /// and hold for all who say it. A pair of one with itself is of any two who say it. Null: each speaks for itself.
    /// </param>
    public IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<PersonTraits> traits, IEnumerable<MatchedPair> pairs, IEnumerable<(int A, int B)>? certain = null, IReadOnlyList<int>? faces = null)
    {
        ArgumentNullException.ThrowIfNull(traits);
        ArgumentNullException.ThrowIfNull(pairs);
        var group = new int[traits.Count];
        for (var i = 0; i < traits.Count; i++)
        {
            group[i] = i;
        }

        var groups = new Group?[traits.Count];
        var decided = Split.Count == 0 ? [] : Split.SelectMany(p => new[] { p.A, p.B }).ToHashSet();
        var saying = faces is null ? null : Enumerable.Range(0, traits.Count).ToLookup(i => faces[i]);
        var likely = pairs.ToList();
        var sure = certain?.ToList() ?? [];
        Put([.. sure.Where(e => !Late(e.A, e.B))], likely.Where(p => !Late(p.A, p.B)));
        Put([.. sure.Where(e => Late(e.A, e.B))], likely.Where(p => Late(p.A, p.B)));
        return [.. Enumerable.Range(0, traits.Count).Where(i => group[i] == i).Select(i => (IReadOnlyList<int>)(groups[i] is { } several ? [.. several.Members.Order()] : [i]))];

        bool Late(int a, int b) => Last(a) || Last(b);

        void Put(List<(int A, int B)> edges, IEnumerable<MatchedPair> alike)
        {
            foreach (var (one, other) in edges)
            {
                var (a, b) = (group[one], group[other]);
                if (a != b && !AreSplit(At(a), At(b)))
                {
                    Merge(a, b);
                }
            }

            foreach (var pair in (saying is null ? alike : Spoken(alike)).OrderByDescending(p => p.Weight).ThenBy(p => Math.Min(p.A, p.B)).ThenBy(p => Math.Max(p.A, p.B)))
            {
                var (a, b) = (group[pair.A], group[pair.B]);
                if (a != b && AreOne(At(a), At(b)) && !AreSplit(At(a), At(b)) && !At(a).SharesReportWith(At(b)))
                {
                    Merge(a, b);
                }
            }
        }

        // Of those who say the same and stand in one group by now, the first stands for all.
        List<MatchedPair> Spoken(IEnumerable<MatchedPair> alike)
        {
            var first = new Dictionary<int, List<int>>();
            var spoken = new List<MatchedPair>();
            foreach (var pair in alike)
            {
                var (ones, others) = (Firsts(pair.A), Firsts(pair.B));
                for (var i = 0; i < ones.Count; i++)
                {
                    for (var j = pair.A == pair.B ? i + 1 : 0; j < others.Count; j++)
                    {
                        if (group[ones[i]] != group[others[j]])
                        {
                            spoken.Add(new MatchedPair(ones[i], others[j], pair.Weight));
                        }
                    }
                }
            }

            return spoken;

            List<int> Firsts(int face)
            {
                if (!first.TryGetValue(face, out var known))
                {
                    first[face] = known = [.. saying![face].DistinctBy(i => group[i])];
                }

                return known;
            }
        }

        Group At(int i) => groups[i] ??= new Group(i, traits[i], ReportOf(i), decided.Contains(i));

        bool AreSplit(Group a, Group b) => a.Decided is { } ones && b.Decided is { } others && ones.Exists(x => others.Exists(y => Split.Contains(Ordered(x, y))));

        void Merge(int a, int b)
        {
            var (into, from) = (Math.Min(a, b), Math.Max(a, b));
            foreach (var member in At(from).Members)
            {
                group[member] = into;
            }

            At(into).Take(At(from));
            groups[from] = null;
        }
    }

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
    private bool AreOne(Group a, Group b)
    {
        if ((long)a.Said.Count * b.Said.Count > mostCompared)
        {
            return false;
        }

        double sum = 0;
        foreach (var (one, times) in a.Said)
        {
            foreach (var (other, otherTimes) in b.Said)
            {
                var compared = Compared(one, other);
                if (compared.Contradicts)
                {
                    return false;
                }

                sum += compared.Weight * times * otherTimes;
            }
        }

        return sum >= comparer.Parameters.Possible * a.Members.Count * b.Members.Count;
    }

    /// <summary>Descriptions that stand together.</summary>
    private sealed class Group
    {
        private HashSet<string>? _reports;

        public Group(int member, PersonTraits traits, string? report, bool decided)
        {
            (Members, Said, Decided) = ([member], [(traits, 1)], decided ? [member] : null);
            _reports = report is null ? null : new HashSet<string>(StringComparer.Ordinal) { report };
        }

        public List<int> Members { get; }

        /// <summary>What they say, and how many of them do.</summary>
        public List<(PersonTraits Traits, int Times)> Said { get; }

        /// <summary>Those of whom somebody decided that they are not one with another; null where there are none.</summary>
        public List<int>? Decided { get; private set; }

        public bool SharesReportWith(Group other) => _reports is not null && other._reports is not null && _reports.Overlaps(other._reports);

        public void Take(Group other)
        {
            Members.AddRange(other.Members);
            if (other.Decided is not null)
            {
                (Decided ??= []).AddRange(other.Decided);
            }

            foreach (var (traits, times) in other.Said)
            {
                var at = Said.FindIndex(s => ReferenceEquals(s.Traits, traits));
                if (at < 0)
                {
                    Said.Add((traits, times));
                }
                else
                {
                    Said[at] = (traits, Said[at].Times + times);
                }
            }

            if (_reports is null)
            {
                _reports = other._reports;
            }
            else if (other._reports is not null)
            {
                _reports.UnionWith(other._reports);
            }
        }
    }
}
