using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CgiHub.Core.Records.Matching;

namespace CgiHub.Core.CaseMaps;

/// <summary>Two descriptions that compare as one person, or may be.</summary>
internal sealed record LikePair(Description A, Description B, Comparison Comparison, PersonProfile Profile);

/// <summary>
/// Finds descriptions that are like those of a person, under the keys that both have in common (<see cref="PersonBlocks"/>), and puts descriptions together
/// into persons: by what is certain (identifiers, name and date of birth, decisions) first, then by likeness.
/// </summary>
/// <remarks>
/// Descriptions in records under a rule of dissemination (traces, supervision, open sources) are put to persons last: how the others stand together
/// does not depend on them, so that a view without them reads as if they did not exist.
/// </remarks>
internal sealed class PersonLikeness(MentionCache cache, CaseMapOptions options)
{
    /// <summary>Most likenesses of one person that are kept with a packet, the strongest first.</summary>
    private const int MostKept = 500;

    private static readonly PersonComparer Comparer = PersonComparer.Estimated;

    // Most records of a person say the same of them: what the comparison asks about is kept, and compared, once for all that do.
    private readonly SharedTraits _shared = new();
    private readonly Dictionary<(string, int), PersonTraits> _traits = [];
    private readonly Dictionary<PersonTraits, IReadOnlyList<IGrouping<PersonTraits, Description>>> _like = [];
    private readonly Dictionary<(PersonTraits, PersonTraits), (Comparison Comparison, PersonProfile Profile)> _compared = [];
    private readonly HashSet<(PersonTraits One, PersonTraits Other)> _paired = [];
    private readonly Dictionary<PersonTraits, List<Description>> _saying = [];
    private PersonFaces _faces = PersonFaces.None;
    private List<MatchedPair> _matched = [];
    private ILookup<int, MatchedPair> _clear = Array.Empty<MatchedPair>().ToLookup(p => p.A);
    private readonly Dictionary<(EntityKey Key, int Most), IReadOnlyList<Description>> _under = [];
    private readonly SortedSet<string> _passedOver = new(StringComparer.Ordinal);
    private readonly HashSet<string> _opened = new(StringComparer.Ordinal);

    /// <summary>What was decided about the descriptions looked for.</summary>
    public PersonDecisions Decisions { get; } = new();

    /// <summary>How many pairs found so far match.</summary>
    public int Matches { get; private set; }

    /// <summary>Keys with too many descriptions to compare.</summary>
    public int PassedOver => _passedOver.Count;

    /// <summary>Learns what was decided about some descriptions; answers all that decisions join to one of them, wherever their records stand now.</summary>
    public async Task<IReadOnlyList<Description>> DecidedAsync(IEnumerable<Description> about, CancellationToken cancel)
    {
        var found = new Dictionary<(string, int), Description>();
        foreach (var description in about)
        {
            foreach (var record in await cache.OfAsync(description.OwnKey, PersonDecision.Feed, cancel))
            {
                Decisions.Add(record);
                if (record.Record is PersonDecision { Kind: PersonDecisionKind.Join } decision)
                {
                    foreach (var other in await NamedAsync(decision.Left.Concat(decision.Right), cancel))
                    {
                        found.TryAdd(other.Id, other);
                    }
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>Descriptions by their places, as their records say them now; those that are gone are left out.</summary>
    public async Task<IReadOnlyList<Description>> NamedAsync(IEnumerable<DescriptionRef> named, CancellationToken cancel)
    {
        var found = new List<Description>();
        foreach (var place in named)
        {
            if (await cache.NamedAsync(place.Record, cancel) is { } record)
            {
                found.AddRange(cache.DescribedIn(record).Where(d => d.Index == place.Index));
            }
        }

        return found;
    }

    /// <summary>Descriptions that are one person with some of these, as far as comparison tells.</summary>
    /// <param name="seekers">These.</param>
    /// <param name="wanted">Whether a description is looked for at all; most are known already.</param>
    /// <param name="counts">Whether it counts that one of these is like another.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IReadOnlyList<Description>> AlikeAsync(IEnumerable<Description> seekers, Func<Description, bool> wanted, Func<Description, Description, bool> counts, CancellationToken cancel)
    {
        var found = new Dictionary<(string, int), Description>();
        foreach (var seeking in seekers.GroupBy(TraitsOf))
        {
            foreach (var like in await LikeAsync(seeking.Key, cancel))
            {
                if (Compare(seeking.Key, like.Key) != MatchBand.Match)
                {
                    continue;
                }

                foreach (var other in like.Where(wanted).Where(o => seeking.Any(s => s.Id != o.Id && !OfOneReport(s, o) && counts(s, o))))
                {
                    found.TryAdd(other.Id, other);
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>The descriptions under the keys of likeness of what one says, by what they say; those keys left out that were passed over.</summary>
    private async Task<IReadOnlyList<IGrouping<PersonTraits, Description>>> LikeAsync(PersonTraits traits, CancellationToken cancel)
    {
        if (!_like.TryGetValue(traits, out var like))
        {
            var found = new Dictionary<(string, int), Description>();
            foreach (var key in traits.LikenessKeys)
            {
                foreach (var other in await UnderAsync(key, options.MaxDescriptionsCompared, cancel))
                {
                    found.TryAdd(other.Id, other);
                }
            }

            _like[traits] = like = [.. found.Values.GroupBy(TraitsOf)];
        }

        return like;
    }

    /// <summary>The descriptions in records under a key of likeness; none where there are more than a limit.</summary>
    public async Task<IReadOnlyList<Description>> UnderAsync(EntityKey key, int most, CancellationToken cancel)
    {
        if (_passedOver.Contains(key.Value))
        {
            return [];
        }

        if (_under.TryGetValue((key, most), out var known))
        {
            return known;
        }

        if (_opened.Count >= options.MaxLikenessKeys && !_opened.Contains(key.Value))
        {
            cache.Cut();
            return [];
        }

        _opened.Add(key.Value);
        if (await cache.UpToAsync(key, most, cancel) is not { } records)
        {
            _passedOver.Add(key.Value);
            return [];
        }

        return _under[(key, most)] = [.. records.SelectMany(cache.DescribedIn).Where(d => d.Role != "witness")];
    }

    /// <summary>Whether two descriptions are one person by comparison.</summary>
    public bool Match(Description a, Description b) => Compare(TraitsOf(a), TraitsOf(b)) == MatchBand.Match;

    /// <summary>Puts descriptions together.</summary>
    /// <param name="all">The descriptions, in their order.</param>
    /// <param name="certain">Groups that are one person.</param>
    public IReadOnlyList<IReadOnlyList<Description>> Group(IReadOnlyList<Description> all, IEnumerable<IReadOnlyList<Description>> certain)
    {
        var place = all.Select((d, i) => (d.Id, i)).ToDictionary(p => p.Id, p => p.i);
        var edges = new List<(int A, int B)>();
        edges.AddRange(Decisions.Joined.Where(j => place.ContainsKey(j.Left) && place.ContainsKey(j.Right)).Select(j => (place[j.Left], place[j.Right])));
        foreach (var group in certain)
        {
            int[] members = [.. group.Where(d => place.ContainsKey(d.Id)).Select(d => place[d.Id]).Order()];

            // All are tied to one, and that an open record where there is any: what comes last must not hold the others together.
            // That one may be just the one that was split off: so those of whom something was decided are tied to each of their kind, and to one of the others.
            int[] plain = [.. members.Where(m => !Decisions.Concern(all[m].Id)).OrderBy(m => IsRuled(all[m]))];
            int[] decided = plain.Length == members.Length ? [] : [.. members.Except(plain).Order()];
            edges.AddRange(plain.Skip(1).Select(m => (plain[0], m)));
            edges.AddRange(decided.SelectMany((m, i) => decided.Skip(i + 1).Concat(plain.Take(1)).Select(n => (m, n))));
        }

        PersonTraits[] traits = [.. all.Select(TraitsOf)];
        PairUp(traits);
        var several = all.Where(d => d.Record.Record is not Trace).CountBy(d => d.Id.Citation, StringComparer.Ordinal).Where(c => c.Value > 1).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        _faces = new PersonFaces(all, traits, Alone(all, traits, several));
        _matched = MatchedFaces(traits);
        var grouping = new PersonClusters(Comparer)
        {
            Split = Decisions.Parted.Where(p => place.ContainsKey(p.Left) && place.ContainsKey(p.Right)).Select(p => (place[p.Left], place[p.Right])).Select(p => (Math.Min(p.Item1, p.Item2), Math.Max(p.Item1, p.Item2))).ToHashSet(),
            ReportOf = i => several.Contains(all[i].Id.Citation) ? all[i].Id.Citation : null,
            Last = i => IsRuled(all[i]),
            Compared = (a, b) => Compared(a, b).Comparison,
        };
        var clear = grouping.Clear(traits, _matched);
        _clear = clear.ToLookup(p => p.A);
        return [.. grouping.Of(traits, clear, edges, _faces.First).Select(c => (IReadOnlyList<Description>)[.. c.Select(i => all[i])])];
    }

    /// <summary>
    /// Which descriptions speak for themselves alone, though others say the same: those of whom something was decided, and those whose record names somebody else who is like them.
    /// What is between these and others need not hold for all who say the same.
    /// </summary>
    private HashSet<(string, int)> Alone(IReadOnlyList<Description> all, PersonTraits[] traits, HashSet<string> several)
    {
        var alone = all.Select(d => d.Id).Where(Decisions.Concern).ToHashSet();
        foreach (var report in all.Select((d, i) => (d.Id, Traits: traits[i])).Where(d => several.Contains(d.Id.Citation)).GroupBy(d => d.Id.Citation, StringComparer.Ordinal))
        {
            alone.UnionWith(report.Where(d => report.Any(o => o.Id != d.Id && _paired.Contains(SharedTraits.InOrder(d.Traits, o.Traits)))).Select(d => d.Id));
        }

        return alone;
    }

    /// <summary>The faces that match, each pair once; a face of several also with itself.</summary>
    private List<MatchedPair> MatchedFaces(PersonTraits[] traits)
    {
        var matched = new List<MatchedPair>();
        var byTraits = _faces.Firsts.ToLookup(f => traits[f]);
        foreach (var (one, other) in _paired)
        {
            if (Compared(one, other).Comparison is not { Band: MatchBand.Match, Weight: var weight })
            {
                continue;
            }

            foreach (var a in byTraits[one])
            {
                foreach (var b in byTraits[other])
                {
                    if (ReferenceEquals(one, other) && (a > b || (a == b && _faces.Of(a).Count < 2)))
                    {
                        continue;
                    }

                    if (a == b || !OfOneReport(_faces.Of(a)[0], _faces.Of(b)[0]))
                    {
                        matched.Add(new MatchedPair(Math.Min(a, b), Math.Max(a, b), weight));
                    }
                }
            }
        }

        return matched;
    }

    /// <summary>The likenesses within a person by which descriptions were put together, but for those that a key joins anyway.</summary>
    /// <remarks>Of those who say the same by the same keys and may be seen by the same readers, the first stands for all.</remarks>
    public IReadOnlyList<PersonLike> Within(IReadOnlyList<Description> person, Func<Description, IEnumerable<string>> keysOf)
    {
        var speaking = person.Select(d => (Who: d, Keys: keysOf(d).ToHashSet(StringComparer.Ordinal)))
            .GroupBy(d => _faces.FirstOf(d.Who))
            .ToDictionary(f => f.Key, f => f.DistinctBy(d => d.Keys.Count == 0 ? d.Who.OwnKey.Value : string.Join(' ', d.Keys.Order(StringComparer.Ordinal)), StringComparer.Ordinal).ToList());
        var likes = new List<PersonLike>();
        foreach (var pair in speaking.Keys.SelectMany(f => _clear[f]))
        {
            if (!speaking.TryGetValue(pair.B, out var others))
            {
                continue;
            }

            foreach (var one in speaking[pair.A])
            {
                foreach (var other in others.Where(o => (pair.A != pair.B || DescriptionOrder.Instance.Compare(one.Who.Id, o.Who.Id) < 0) && !one.Keys.Overlaps(o.Keys)))
                {
                    var (a, b) = InOrder(one.Who, other.Who);
                    likes.Add(new PersonLike(a.Named, b.Named, pair.Weight));
                }
            }
        }

        return
        [
            .. likes.OrderByDescending(l => l.Weight).ThenBy(l => l.A.Record, StringComparer.Ordinal).ThenBy(l => l.B.Record, StringComparer.Ordinal)
                .ThenBy(l => l.A.Index).ThenBy(l => l.B.Index).Take(MostKept),
        ];
    }

    /// <summary>For each person the strongest likenesses that hold them together beyond what is certain. Of open records first, and as if there were no others.</summary>
    public IReadOnlyList<IReadOnlyList<LikePair>> Holding(IReadOnlyList<IReadOnlyList<Description>> persons, IEnumerable<IReadOnlyList<Description>> certain)
    {
        var at = persons.SelectMany((p, i) => p.Select(d => (d.Id, i))).ToDictionary(p => p.Id, p => p.i);
        var joined = new UnionFind<(string, int)>();
        List<List<LikePair>> holding = [.. persons.Select(_ => new List<LikePair>())];
        List<List<Description>> groups = [.. certain.SelectMany(g => g.Where(d => at.ContainsKey(d.Id)).GroupBy(d => at[d.Id])).Select(g => g.ToList())];
        foreach (var ruled in new[] { false, true })
        {
            foreach (var group in groups)
            {
                List<Description> tied = ruled ? group : [.. group.Where(d => !IsRuled(d))];
                tied.ForEach(d => joined.Join(tied[0].Id, d.Id));
            }

            foreach (var pair in Alike(ruled).OrderByDescending(p => p.Comparison.Weight).ThenBy(p => p.A.Id, DescriptionOrder.Instance).ThenBy(p => p.B.Id, DescriptionOrder.Instance))
            {
                if (joined.Find(pair.A.Id) != joined.Find(pair.B.Id))
                {
                    joined.Join(pair.A.Id, pair.B.Id);
                    holding[at[pair.A.Id]].Add(pair);
                }
            }
        }

        return holding;

        // Of those who say the same and hold together by now, the first stands for all.
        List<LikePair> Alike(bool ruled)
        {
            var speaking = new Dictionary<int, ILookup<int, Description>>();
            var alike = new List<LikePair>();
            foreach (var pair in _matched.Where(p => (IsRuled(_faces.Of(p.A)[0]) || IsRuled(_faces.Of(p.B)[0])) == ruled))
            {
                var others = Speaking(pair.B);
                foreach (var person in Speaking(pair.A))
                {
                    foreach (var one in person)
                    {
                        foreach (var other in others[person.Key].Where(o => joined.Find(o.Id) != joined.Find(one.Id) && (pair.A != pair.B || DescriptionOrder.Instance.Compare(one.Id, o.Id) < 0)))
                        {
                            var (a, b) = InOrder(one, other);
                            var (comparison, profile) = Compared(TraitsOf(a), TraitsOf(b));
                            alike.Add(new LikePair(a, b, comparison, profile));
                        }
                    }
                }
            }

            return alike;

            ILookup<int, Description> Speaking(int face)
            {
                if (!speaking.TryGetValue(face, out var known))
                {
                    speaking[face] = known = _faces.Of(face).Where(d => at.ContainsKey(d.Id)).DistinctBy(d => joined.Find(d.Id)).ToLookup(d => at[d.Id]);
                }

                return known;
            }
        }
    }

    /// <summary>What may be the same person as one of these and was not put to them, each once, with the first of these that says so; the strongest first.</summary>
    public IEnumerable<LikePair> Beside(IReadOnlyList<Description> person)
    {
        var inside = person.Select(d => d.Id).ToHashSet();
        var saying = person.ToLookup(TraitsOf);
        var beside = new List<LikePair>();
        foreach (var (own, others) in _paired.Concat(_paired.Where(p => !ReferenceEquals(p.One, p.Other)).Select(p => (p.Other, p.One))).Where(p => saying.Contains(p.Item1)))
        {
            foreach (var other in _saying[others].Where(o => !inside.Contains(o.Id)))
            {
                if (saying[own].FirstOrDefault(d => !OfOneReport(d, other) && !Decisions.Apart(d.Id, other.Id)) is { } one)
                {
                    var (a, b) = InOrder(one, other);
                    var (comparison, profile) = Compared(own, others);
                    beside.Add(new LikePair(a, b, comparison, profile));
                }
            }
        }

        return beside.OrderByDescending(p => p.Comparison.Weight).ThenBy(p => p.A.Id.Citation, StringComparer.Ordinal).ThenBy(p => p.B.Id.Citation, StringComparer.Ordinal)
            .ThenBy(p => p.A.Index).ThenBy(p => p.B.Index);
    }

    /// <summary>Compares what descriptions say that have a key in common.</summary>
    private void PairUp(PersonTraits[] traits)
    {
        List<(PersonTraits Traits, int Count)> said = [.. traits.CountBy(t => t).Select(t => (t.Key, t.Value))];
        foreach (var (a, b) in PersonBlocks.Pairs(said, options.MaxDescriptionsCompared))
        {
            Compare(said[a].Traits, said[b].Traits);
        }
    }

    /// <summary>Compares what two descriptions say, and keeps the pair where they may be one person.</summary>
    private MatchBand Compare(PersonTraits a, PersonTraits b)
    {
        var band = Compared(a, b).Comparison.Band;
        if (band != MatchBand.None && _paired.Add(SharedTraits.InOrder(a, b)) && band == MatchBand.Match)
        {
            Matches++;
        }

        return band;
    }

    private (Comparison Comparison, PersonProfile Profile) Compared(PersonTraits a, PersonTraits b)
    {
        var (first, second) = SharedTraits.InOrder(a, b);
        if (!_compared.TryGetValue((first, second), out var compared))
        {
            var profile = Comparer.Profile(first, second);
            _compared[(first, second)] = compared = (Comparer.Compare(first, second, profile), profile);
        }

        return compared;
    }

    private PersonTraits TraitsOf(Description description)
    {
        if (!_traits.TryGetValue(description.Id, out var traits))
        {
            _traits[description.Id] = traits = _shared.Of(description.Traits);
            (_saying.TryGetValue(traits, out var saying) ? saying : _saying[traits] = []).Add(description);
        }

        return traits;
    }

    private static (Description A, Description B) InOrder(Description a, Description b) => DescriptionOrder.Instance.Compare(a.Id, b.Id) <= 0 ? (a, b) : (b, a);

    /// <summary>Two people whom one record names are two; only a trace may name one person twice.</summary>
    private static bool OfOneReport(Description a, Description b) => a.Id.Citation == b.Id.Citation && a.Record.Record is not Trace;

    private static bool IsRuled(Description description) => DisseminationRule.OfRecord(description.Id.Citation) is not null;
}
