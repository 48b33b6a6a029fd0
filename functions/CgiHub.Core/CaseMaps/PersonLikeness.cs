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
    private static readonly PersonComparer Comparer = PersonComparer.Estimated;

    private readonly Dictionary<(string, int), PersonTraits> _traits = [];
    private readonly Dictionary<((string, int), (string, int)), LikePair> _pairs = [];
    private readonly SortedSet<string> _passedOver = new(StringComparer.Ordinal);
    private readonly HashSet<string> _opened = new(StringComparer.Ordinal);

    /// <summary>What was decided about the descriptions looked for.</summary>
    public PersonDecisions Decisions { get; } = new();

    /// <summary>Keys with too many descriptions to compare.</summary>
    public int PassedOver => _passedOver.Count;

    /// <summary>Descriptions elsewhere that are one person with some of these, as far as decisions and comparison tell.</summary>
    public async Task<IReadOnlyList<Description>> SeekAsync(IReadOnlyList<Description> seekers, IReadOnlyDictionary<(string Citation, int Index), Description> known, CancellationToken cancel)
    {
        var found = new Dictionary<(string, int), Description>();
        foreach (var seeker in seekers)
        {
            foreach (var record in await cache.OfAsync(seeker.OwnKey, PersonDecision.Feed, cancel))
            {
                await AddDecidedAsync(record, known, found, cancel);
            }

            foreach (var other in await LikeAsync(seeker, cancel))
            {
                var pair = Compare(seeker, other);
                if (pair.Comparison.Band == MatchBand.Match && !known.ContainsKey(other.Id) && !Decisions.Apart(seeker.Id, other.Id))
                {
                    found.TryAdd(other.Id, other);
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>The other descriptions under a description's keys of likeness, those that were passed over left out.</summary>
    public async Task<IReadOnlyList<Description>> LikeAsync(Description of, CancellationToken cancel)
    {
        var like = new Dictionary<(string, int), Description>();
        foreach (var key in PersonBlocks.Of(TraitsOf(of)))
        {
            foreach (var other in await UnderAsync(key, options.MaxDescriptionsCompared, cancel))
            {
                if (other.Id.Citation != of.Id.Citation || other.Record.Record is Trace)
                {
                    like.TryAdd(other.Id, other);
                }
            }
        }

        like.Remove(of.Id);
        return [.. like.Values];
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
    public bool Match(Description a, Description b) => Compare(a, b).Comparison.Band == MatchBand.Match;

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

            // Where something was decided, the first of a group may be just the one that was split off: then each is tied to each.
            edges.AddRange(Decisions.IsEmpty
                ? members.Skip(1).Select(m => (members[0], m))
                : members.SelectMany((m, i) => members.Skip(i + 1).Select(n => (m, n))));
        }

        PairUp(all);
        var matches = _pairs.Values.Where(p => p.Comparison.Band == MatchBand.Match && place.ContainsKey(p.A.Id) && place.ContainsKey(p.B.Id))
            .Select(p => new MatchedPair(place[p.A.Id], place[p.B.Id], p.Comparison.Weight)).ToList();
        var ruled = all.Select(IsRuled).ToArray();
        var clusters = new PersonClusters(Comparer)
        {
            Split = (a, b) => Decisions.Apart(all[a].Id, all[b].Id),
            Apart = (a, b) => all[a].Id.Citation == all[b].Id.Citation && all[a].Record.Record is not Trace,
            Last = i => ruled[i],
        }.Of([.. all.Select(TraitsOf)], matches, edges);
        return [.. clusters.Select(c => (IReadOnlyList<Description>)[.. c.Select(i => all[i])])];
    }

    /// <summary>The strongest likenesses that hold a person together beyond what is certain: open records first.</summary>
    public IEnumerable<LikePair> Holding(IReadOnlyList<Description> person, Func<Description, object> certainGroup)
    {
        var inside = person.Select(d => d.Id).ToHashSet();
        var joined = new UnionFind<object>();
        foreach (var pair in _pairs.Values
            .Where(p => p.Comparison.Band == MatchBand.Match && inside.Contains(p.A.Id) && inside.Contains(p.B.Id))
            .OrderBy(p => IsRuled(p.A) || IsRuled(p.B)).ThenByDescending(p => p.Comparison.Weight)
            .ThenBy(p => p.A.Id.Citation, StringComparer.Ordinal).ThenBy(p => p.B.Id.Citation, StringComparer.Ordinal))
        {
            var (a, b) = (certainGroup(pair.A), certainGroup(pair.B));
            if (!Equals(joined.Find(a), joined.Find(b)))
            {
                joined.Join(a, b);
                yield return pair;
            }
        }
    }

    /// <summary>What may be the same person as one of these and was not put to them; the strongest first.</summary>
    public IEnumerable<LikePair> Beside(IReadOnlyList<Description> person)
    {
        var inside = person.Select(d => d.Id).ToHashSet();
        return _pairs.Values
            .Where(p => p.Comparison.Band != MatchBand.None && inside.Contains(p.A.Id) != inside.Contains(p.B.Id) && !Decisions.Apart(p.A.Id, p.B.Id))
            .OrderByDescending(p => p.Comparison.Weight).ThenBy(p => p.A.Id.Citation, StringComparer.Ordinal).ThenBy(p => p.B.Id.Citation, StringComparer.Ordinal);
    }

    private async Task AddDecidedAsync(StoredRecord record, IReadOnlyDictionary<(string Citation, int Index), Description> known, Dictionary<(string, int), Description> found, CancellationToken cancel)
    {
        Decisions.Add(record);
        if (record.Record is not PersonDecision { Kind: PersonDecisionKind.Join } decision)
        {
            return;
        }

        var concerned = decision.Left.Concat(decision.Right).Select(r => (r.Record, r.Index)).ToHashSet();
        foreach (var key in decision.Keys)
        {
            foreach (var other in (await cache.OfAsync(new EntityKey(key), cancel)).SelectMany(people.AllIn).Select(d => d.Who))
            {
                if (concerned.Contains(other.Id) && !known.ContainsKey(other.Id))
                {
                    found.TryAdd(other.Id, other);
                }
            }
        }
    }

    /// <summary>Compares the descriptions that have a key in common.</summary>
    private void PairUp(IReadOnlyList<Description> all)
    {
        var under = new Dictionary<string, List<Description>>(StringComparer.Ordinal);
        foreach (var description in all)
        {
            foreach (var key in PersonBlocks.TextOf(TraitsOf(description)))
            {
                if (!under.TryGetValue(key, out var block))
                {
                    under[key] = block = [];
                }

                block.Add(description);
            }
        }

        foreach (var block in under.Values.Where(b => b.Count > 1 && b.Count <= options.MaxDescriptionsCompared))
        {
            for (var i = 0; i < block.Count; i++)
            {
                for (var j = i + 1; j < block.Count; j++)
                {
                    if (block[i].Id.Citation != block[j].Id.Citation || block[i].Record.Record is Trace)
                    {
                        Compare(block[i], block[j]);
                    }
                }
            }
        }
    }

    private LikePair Compare(Description a, Description b)
    {
        var (first, second) = DescriptionOrder.Instance.Compare(a.Id, b.Id) <= 0 ? (a, b) : (b, a);
        if (!_pairs.TryGetValue((first.Id, second.Id), out var pair))
        {
            var (one, other) = (TraitsOf(first), TraitsOf(second));
            _pairs[(first.Id, second.Id)] = pair = new LikePair(first, second, Comparer.Compare(one, other), Comparer.Profile(one, other));
        }

        return pair;
    }

    private PersonTraits TraitsOf(Description description)
    {
        if (!_traits.TryGetValue(description.Id, out var traits))
        {
            _traits[description.Id] = traits = PersonTraits.Of(description.Person);
        }

        return traits;
    }

    private static bool IsRuled(Description description) => Agencies.DisseminationRule.OfRecord(description.Id.Citation) is not null;
}
