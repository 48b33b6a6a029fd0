using CgiHub.Core.Records;
using CgiHub.Core.Records.Matching;

namespace CgiHub.Core.CaseMaps;

/// <summary>Two descriptions that compare as one person, or may be.</summary>
internal sealed record LikePair(Description A, Description B, Comparison Comparison, PersonProfile Profile)
{
    public (string Citation, int Index) Other((string Citation, int Index) of) => A.Id == of ? B.Id : A.Id;
}

/// <summary>
/// Finds descriptions that are like those of a person, under the keys that both have in common (<see cref="PersonBlocks"/>), and puts descriptions together
/// into persons: by what is certain (identifiers, name and date of birth, decisions) first, then by likeness.
/// </summary>
/// <remarks>
/// Descriptions in records under a rule of dissemination (traces, supervision, open sources) are put to persons last: how the others stand together
/// does not depend on them, so that a view without them reads as if they did not exist.
/// </remarks>
internal sealed class PersonLikeness(MentionCache cache, PersonJoin people, CaseMapOptions options)
{
    /// <summary>Most likenesses of one person that are kept with a packet, the strongest first.</summary>
    private const int MostKept = 500;

    private static readonly PersonComparer Comparer = PersonComparer.Estimated;

    // Most records of a person say the same of them: what the comparison asks about is kept once for all that do.
    private readonly Dictionary<string, PersonTraits> _said = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, int), PersonTraits> _traits = [];
    private readonly Dictionary<PersonTraits, IReadOnlyList<Description>> _like = [];
    private readonly Dictionary<(PersonTraits, PersonTraits), (Comparison Comparison, PersonProfile Profile)> _compared = [];
    private readonly Dictionary<((string, int), (string, int)), LikePair> _pairs = [];
    private ILookup<DescriptionRef, PersonLike> _standing = Array.Empty<PersonLike>().ToLookup(l => l.A);
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
                found.AddRange(people.AllIn(record).Select(d => d.Who).Where(d => d.Index == place.Index));
            }
        }

        return found;
    }

    /// <summary>Descriptions elsewhere that are one person with some of these, as far as comparison tells.</summary>
    public async Task<IReadOnlyList<Description>> SeekAsync(IReadOnlyList<Description> seekers, IReadOnlyDictionary<(string Citation, int Index), Description> known, CancellationToken cancel)
    {
        var found = new Dictionary<(string, int), Description>();
        foreach (var seeker in seekers)
        {
            foreach (var other in await LikeAsync(seeker, cancel))
            {
                if (Compare(seeker, other) == MatchBand.Match && !known.ContainsKey(other.Id) && !Decisions.Apart(seeker.Id, other.Id))
                {
                    found.TryAdd(other.Id, other);
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>The other descriptions under a description's keys of likeness, those that were passed over left out.</summary>
    public async Task<IEnumerable<Description>> LikeAsync(Description of, CancellationToken cancel)
    {
        var traits = TraitsOf(of);
        if (!_like.TryGetValue(traits, out var like))
        {
            var found = new Dictionary<(string, int), Description>();
            foreach (var key in PersonBlocks.Of(traits))
            {
                foreach (var other in await UnderAsync(key, options.MaxDescriptionsCompared, cancel))
                {
                    found.TryAdd(other.Id, other);
                }
            }

            _like[traits] = like = [.. found.Values];
        }

        return like.Where(other => other.Id != of.Id && !OfOneReport(other, of));
    }

    /// <summary>The descriptions in records under a key of likeness; none where there are more than a limit.</summary>
    public async Task<IReadOnlyList<Description>> UnderAsync(EntityKey key, int most, CancellationToken cancel)
    {
        if (_passedOver.Contains(key.Value))
        {
            return [];
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

        return [.. records.SelectMany(people.AllIn).Where(d => d.Role != "witness").Select(d => d.Who)];
    }

    /// <summary>Whether two descriptions are one person by comparison.</summary>
    public bool Match(Description a, Description b) => Compare(a, b) == MatchBand.Match;

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

            // The first of a group may be just the one that was split off: so those of whom something was decided are tied to each of their kind, and to one of the others.
            int[] plain = [.. members.Where(m => !Decisions.Concern(all[m].Id))];
            int[] decided = plain.Length == members.Length ? [] : [.. members.Except(plain).Order()];
            edges.AddRange(plain.Skip(1).Select(m => (plain[0], m)));
            edges.AddRange(decided.SelectMany((m, i) => decided.Skip(i + 1).Concat(plain.Take(1)).Select(n => (m, n))));
        }

        PairUp(all);
        var matches = _pairs.Values.Where(p => p.Comparison.Band == MatchBand.Match && place.ContainsKey(p.A.Id) && place.ContainsKey(p.B.Id))
            .Select(p => new MatchedPair(place[p.A.Id], place[p.B.Id], p.Comparison.Weight)).ToList();
        var ruled = all.Select(IsRuled).ToArray();
        var grouping = new PersonClusters(Comparer)
        {
            Split = (a, b) => Decisions.Apart(all[a].Id, all[b].Id),
            Apart = (a, b) => OfOneReport(all[a], all[b]),
            Last = i => ruled[i],
            Compared = (a, b) => Compared(a, b).Comparison,
        };
        PersonTraits[] traits = [.. all.Select(TraitsOf)];
        var clear = grouping.Clear(traits, matches);
        _standing = clear.Select(p => new PersonLike(all[p.A].Named, all[p.B].Named, p.Weight)).ToLookup(l => l.A);
        return [.. grouping.Of(traits, clear, edges).Select(c => (IReadOnlyList<Description>)[.. c.Select(i => all[i])])];
    }

    /// <summary>The likenesses within a person by which descriptions were put together, but for those that a key joins anyway.</summary>
    public IReadOnlyList<PersonLike> Within(IReadOnlyList<Description> person, Func<Description, IEnumerable<string>> keysOf)
    {
        var keys = person.ToDictionary(d => d.Named, d => keysOf(d).ToHashSet(StringComparer.Ordinal));
        return
        [
            .. keys.SelectMany(k => _standing[k.Key].Where(l => keys.TryGetValue(l.B, out var other) && !k.Value.Overlaps(other)))
                .OrderByDescending(l => l.Weight).ThenBy(l => l.A.Record, StringComparer.Ordinal).ThenBy(l => l.B.Record, StringComparer.Ordinal)
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
        List<LikePair> alike =
        [
            .. _pairs.Values.Where(p => p.Comparison.Band == MatchBand.Match && at.TryGetValue(p.A.Id, out var one) && at.TryGetValue(p.B.Id, out var other) && one == other)
                .OrderByDescending(p => p.Comparison.Weight).ThenBy(p => p.A.Id, DescriptionOrder.Instance).ThenBy(p => p.B.Id, DescriptionOrder.Instance),
        ];
        foreach (var ruled in new[] { false, true })
        {
            foreach (var group in groups)
            {
                List<Description> tied = ruled ? group : [.. group.Where(d => !IsRuled(d))];
                tied.ForEach(d => joined.Join(tied[0].Id, d.Id));
            }

            foreach (var pair in alike.Where(p => (IsRuled(p.A) || IsRuled(p.B)) == ruled))
            {
                if (joined.Find(pair.A.Id) != joined.Find(pair.B.Id))
                {
                    joined.Join(pair.A.Id, pair.B.Id);
                    holding[at[pair.A.Id]].Add(pair);
                }
            }
        }

        return holding;
    }

    /// <summary>What may be the same person as one of these and was not put to them; the strongest first.</summary>
    public IEnumerable<LikePair> Beside(IReadOnlyList<Description> person)
    {
        var inside = person.Select(d => d.Id).ToHashSet();
        return _pairs.Values
            .Where(p => p.Comparison.Band != MatchBand.None && inside.Contains(p.A.Id) != inside.Contains(p.B.Id) && !Decisions.Apart(p.A.Id, p.B.Id))
            .OrderByDescending(p => p.Comparison.Weight).ThenBy(p => p.A.Id.Citation, StringComparer.Ordinal).ThenBy(p => p.B.Id.Citation, StringComparer.Ordinal);
    }

    /// <summary>Compares the descriptions that have a key in common.</summary>
    private void PairUp(IReadOnlyList<Description> all)
    {
        foreach (var (a, b) in PersonBlocks.Pairs([.. all.Select(TraitsOf)], options.MaxDescriptionsCompared))
        {
            if (!OfOneReport(all[a], all[b]))
            {
                Compare(all[a], all[b]);
            }
        }
    }

    /// <summary>Compares two descriptions, and keeps the pair where they may be one person.</summary>
    private MatchBand Compare(Description a, Description b)
    {
        var (first, second) = DescriptionOrder.Instance.Compare(a.Id, b.Id) <= 0 ? (a, b) : (b, a);
        var (comparison, profile) = Compared(TraitsOf(first), TraitsOf(second));
        if (comparison.Band != MatchBand.None && _pairs.TryAdd((first.Id, second.Id), new LikePair(first, second, comparison, profile)) && comparison.Band == MatchBand.Match)
        {
            Matches++;
        }

        return comparison.Band;
    }

    private (Comparison Comparison, PersonProfile Profile) Compared(PersonTraits a, PersonTraits b)
    {
        if (!_compared.TryGetValue((a, b), out var compared))
        {
            var profile = Comparer.Profile(a, b);
            _compared[(a, b)] = compared = (Comparer.Compare(a, b, profile), profile);
        }

        return compared;
    }

    private PersonTraits TraitsOf(Description description)
    {
        if (!_traits.TryGetValue(description.Id, out var traits))
        {
            traits = PersonTraits.Of(description.Person);
            var said = traits.Written();
            _traits[description.Id] = traits = _said.TryAdd(said, traits) ? traits : _said[said];
        }

        return traits;
    }

    /// <summary>Two people whom one record names are two; only a trace may name one person twice.</summary>
    private static bool OfOneReport(Description a, Description b) => a.Id.Citation == b.Id.Citation && a.Record.Record is not Trace;

    private static bool IsRuled(Description description) => Agencies.DisseminationRule.OfRecord(description.Id.Citation) is not null;
}
