using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CgiHub.Core.Records.Matching;

namespace CgiHub.Core.CaseMaps;

/// <summary>A person's appearance on a gun's path.</summary>
/// <param name="Who">As the record describes them.</param>
/// <param name="Role">Their part.</param>
/// <param name="NodeId">The case or the firearm where they appear.</param>
/// <param name="Because">A sentence.</param>
internal sealed record Appearance(Description Who, string Role, string NodeId, string Because);

/// <summary>One person with everything on record.</summary>
/// <param name="Person">As the picture shows them.</param>
/// <param name="Appearances">On the path, in order of their records.</param>
/// <param name="Records">All records that speak of them, in order.</param>
/// <param name="Keys">The keys that joined them, sorted.</param>
internal sealed record JoinedPerson(PersonOnPath Person, IReadOnlyList<Appearance> Appearances, IReadOnlyList<StoredRecord> Records, IReadOnlyList<EntityKey> Keys)
{
    /// <summary>
    /// Concerned by more than misfortune. Records about victims and witnesses that have nothing to do with the path (their arrests, their supervision)
    /// are nobody's business here: intelligence needs a reasonable suspicion (28 CFR Part 23).
    /// </summary>
    public bool UnderSuspicion => Person.Roles.Any(IsOfSuspicion);

    /// <summary>
    /// Who else they may be, the likeliest first: for the center's eyes on a person's file. No picture of a lead has it, so no packet can, and nothing is done by it.
    /// </summary>
    public IReadOnlyList<PossiblePerson> Possible { get; init; } = [];

    /// <summary>What was decided about them, oldest first.</summary>
    public IReadOnlyList<PersonDecision> Decisions { get; init; } = [];

    /// <summary>Every description of them, in order.</summary>
    public required IReadOnlyList<Description> Descriptions { get; init; }

    public static bool IsOfSuspicion(string role) => role is "suspect" or "possessor" or "arrestee" or "purchaser";
}

/// <summary>Joins descriptions into persons: by trusted keys wherever they are on record, by name within one case, and those under suspicion by likeness.</summary>
internal sealed class PersonJoin
{
    private readonly MentionCache _cache;
    private readonly CaseMapOptions _options;
    private readonly Dictionary<EntityKey, KeyFile> _keys = [];

    public PersonJoin(MentionCache cache, CaseMapOptions options)
    {
        (_cache, _options) = (cache, options);
        Likeness = new PersonLikeness(cache, options);
    }

    /// <summary>Who is like whom.</summary>
    public PersonLikeness Likeness { get; }

    /// <summary>The persons who appear on a path; those under suspicion first, then by id.</summary>
    /// <param name="appearances">Where they appear.</param>
    /// <param name="everybody">Look for records of everybody by likeness, not only of those under suspicion, and tell who else each may be.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IReadOnlyList<JoinedPerson>> OfAsync(IReadOnlyList<Appearance> appearances, bool everybody, CancellationToken cancel)
    {
        var somebody = appearances.Where(a => PersonKeys.IsSomebody(a.Who.Person)).ToList();
        var reached = await ReachAsync(somebody.Select(a => a.Who), cancel);
        var sameCase = SameCase(somebody);
        var suspected = somebody.Where(a => everybody || JoinedPerson.IsOfSuspicion(a.Role)).Select(a => a.Who.Id).ToHashSet();
        var (asked, sought) = (new HashSet<(string, int)>(), new HashSet<(string, int)>());
        var groups = Group(reached, sameCase);
        for (var step = 0; step <= _options.PersonSteps; step++)
        {
            // Decisions are about anybody; by likeness only those under suspicion are looked for.
            var undecided = reached.Values.Where(d => asked.Add(d.Id)).ToList();
            var seekers = groups.Where(g => g.Any(d => suspected.Contains(d.Id))).SelectMany(g => g).Where(d => sought.Add(d.Id)).ToList();
            if (undecided.Count == 0 && seekers.Count == 0)
            {
                break;
            }

            var known = (reached.Count, Likeness.Decisions.Count, Likeness.Matches);
            await ReachAsync(reached, await Likeness.DecidedAsync(undecided, cancel), cancel);
            await ReachAsync(reached, await Likeness.AlikeAsync(seekers, other => !reached.ContainsKey(other.Id), (one, other) => !Likeness.Decisions.Apart(one.Id, other.Id), cancel), cancel);
            groups = (reached.Count, Likeness.Decisions.Count, Likeness.Matches) == known ? groups : Group(reached, sameCase);
        }

        var byPerson = groups.SelectMany(g => g.Select(d => (d.Id, Person: g))).ToDictionary(p => p.Id, p => p.Person);
        var on = somebody.ToLookup(a => byPerson[a.Who.Id]);
        var named = sameCase.SelectMany(s => s.Members.Select(m => byPerson[m.Id]).Distinct().Select(g => (Person: g, Case: s))).ToLookup(p => p.Person, p => p.Case);
        var ids = everybody ? groups.SelectMany(g => g.Select(d => (d.Id, Person: IdOf(g)))).ToDictionary(p => p.Id, p => p.Person) : null;
        List<IReadOnlyList<Description>> shown = [.. groups.Where(on.Contains)];
        var holding = Likeness.Holding(shown, Certain(sameCase));
        var persons = shown.Select((g, i) => Person(g, on[g], [.. named[g]], holding[i], ids))
            .OrderByDescending(p => p.UnderSuspicion).ThenBy(p => p.Person.Id, StringComparer.Ordinal)
            .ToList();
        if (persons.Count > _options.MaxPersons)
        {
            _cache.Cut();
            persons.RemoveRange(_options.MaxPersons, persons.Count - _options.MaxPersons);
        }

        return persons;
    }

    /// <summary>Every description that trusted keys connect to some descriptions, with those; bounded by steps.</summary>
    public async Task<SortedDictionary<(string Citation, int Index), Description>> ReachAsync(IEnumerable<Description> start, CancellationToken cancel)
    {
        var reached = new SortedDictionary<(string Citation, int Index), Description>(DescriptionOrder.Instance);
        await ReachAsync(reached, start, cancel);
        return reached;
    }

    private async Task ReachAsync(SortedDictionary<(string Citation, int Index), Description> reached, IEnumerable<Description> start, CancellationToken cancel)
    {
        var frontier = new SortedSet<string>(StringComparer.Ordinal);
        var opened = new HashSet<string>(StringComparer.Ordinal);
        foreach (var description in start)
        {
            Reach(description, frontier);
        }

        for (var step = 0; step <= _options.PersonSteps && frontier.Count > 0; step++)
        {
            var next = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var key in frontier)
            {
                foreach (var member in (await OpenAsync(new EntityKey(key), cancel)).Joined)
                {
                    Reach(member, next);
                }
            }

            frontier = next;
        }

        void Reach(Description description, SortedSet<string> keys)
        {
            if (!reached.TryAdd(description.Id, description))
            {
                return;
            }

            foreach (var (key, _) in description.Keys)
            {
                if (opened.Add(key.Value))
                {
                    keys.Add(key.Value);
                }
            }
        }
    }

    /// <summary>The descriptions reached, put together into persons.</summary>
    private IReadOnlyList<IReadOnlyList<Description>> Group(SortedDictionary<(string Citation, int Index), Description> reached, List<(IReadOnlyList<Description> Members, string Name)> sameCase) =>
        Likeness.Group([.. reached.Values], Certain(sameCase));

    private IEnumerable<IReadOnlyList<Description>> Certain(List<(IReadOnlyList<Description> Members, string Name)> sameCase) =>
        _keys.OrderBy(k => k.Key.Value, StringComparer.Ordinal).Select(k => k.Value.Joined).Concat(sameCase.Select(s => s.Members));

    /// <summary>The descriptions that a key joins; none where it is not on record, or not trusted.</summary>
    public async Task<IReadOnlyList<Description>> JoinedByAsync(EntityKey key, CancellationToken cancel) => (await OpenAsync(key, cancel)).Joined;

    private async ValueTask<KeyFile> OpenAsync(EntityKey key, CancellationToken cancel)
    {
        if (_keys.TryGetValue(key, out var known))
        {
            return known;
        }

        var under = (await _cache.OfAsync(key, cancel)).SelectMany(_cache.DescribedIn).Where(d => d.Keys.Any(k => k.Key == key))
            .OrderBy(d => d.Id.Citation, StringComparer.Ordinal).ThenBy(d => d.Index).ToList();
        var doubt = KeyTrust.Doubt(key, under, _options.MaxDescriptionsPerKey);

        // Where a name stands for several people, those records that carry no number at all can still be told apart from theirs.
        IReadOnlyList<Description> joined = doubt is null ? under : key.Kind == "pn" ? [.. under.Where(d => d.Keys.All(k => k.Key.Kind == "pn"))] : [];
        return _keys[key] = new KeyFile(under.Count == 0 ? "" : under[0].Keys.First(k => k.Key == key).What, doubt, joined);
    }

    /// <summary>
    /// Within one case, records of the same name are one person unless dates of birth or numbers contradict: the officer who books the suspect
    /// adds the date that the incident report left out.
    /// </summary>
    private static List<(IReadOnlyList<Description> Members, string Name)> SameCase(List<Appearance> appearances)
    {
        var joined = new List<(IReadOnlyList<Description>, string)>();
        foreach (var group in appearances.Where(a => a.NodeId.StartsWith("cs-", StringComparison.Ordinal))
            .Select(a => (a.NodeId, a.Who, Look: Look.Of(a.Who.Person)))
            .Where(a => a.Look.Name is not null)
            .GroupBy(a => (a.NodeId, a.Look.Name))
            .OrderBy(g => g.Key.NodeId, StringComparer.Ordinal))
        {
            var members = group.Select(g => g.Who).DistinctBy(d => d.Id).OrderBy(d => d.Id.Citation, StringComparer.Ordinal).ThenBy(d => d.Index).ToList();
            var contradicts = group.Where(g => g.Look.Dob is not null).Select(g => g.Look.Dob).Distinct().Count() > 1
                || members.DistinctBy(m => m.Id.Citation).Count() < members.Count
                || KeyTrust.HasDifferentNumbers(members);
            if (members.Count < 2 || contradicts || members.TrueForAll(m => m.Person.Dob is not null))
            {
                continue;
            }

            joined.Add((members, PersonMerge.Written(members[0].Person)));
        }

        return joined;
    }

    private JoinedPerson Person(
        IReadOnlyList<Description> descriptions, IEnumerable<Appearance> appearances, List<(IReadOnlyList<Description> Members, string Name)> sameCase,
        IReadOnlyList<LikePair> holding, Dictionary<(string Citation, int Index), string>? idsOfOthers)
    {
        var ids = descriptions.Select(d => d.Id).ToHashSet();
        var keys = TrustedKeys(descriptions);
        var decisions = Likeness.Decisions.About(ids);
        var because = new List<Reason>();
        foreach (var key in descriptions.SelectMany(d => d.Keys.Select(k => k.Key)).Distinct().OrderBy(k => k.Value, StringComparer.Ordinal))
        {
            if (!_keys.TryGetValue(key, out var file))
            {
                continue;
            }

            if (file.Doubt is not null)
            {
                because.Add(new Reason($"{file.Doubt}; nothing was joined by it.", Citations(descriptions.Where(d => d.Keys.Any(k => k.Key == key)))));
            }

            // Said of the records under no rule by themselves: whoever may not see the others reads what they would read without them.
            var members = Citations(file.Joined.Where(d => ids.Contains(d.Id)));
            List<string> open = [.. members.Where(m => DisseminationRule.OfRecord(m) is null)];
            foreach (var said in open.Count < members.Count ? [open, members] : new[] { members })
            {
                if (said.Count > 1)
                {
                    because.Add(new Reason($"Same {file.What} in {said.Count} records.", said));
                }
            }
        }

        because.AddRange(sameCase.Select(s => Citations(s.Members.Where(m => ids.Contains(m.Id)))).Where(s => s.Count > 1).Select(s => new Reason("Same name in the same case.", s)));
        because.AddRange(holding.Select(p => new Reason(MatchSentence.Of(p.Profile, p.Comparison), Citations([p.A, p.B]))));
        // A decision that names a record which is not there for whoever looks would tell of it.
        because.AddRange(decisions.Where(d => d.Left.Concat(d.Right).All(r => _cache.Refs.ContainsKey(r.Record))).Select(d => new Reason(
            string.Create(CultureInfo.InvariantCulture, $"{(d.Kind == PersonDecisionKind.Join ? "Joined" : "Held apart")} by {d.By} on {d.At.UtcDateTime:yyyy-MM-dd}: {d.Reason}"),
            [.. d.Left.Concat(d.Right).Select(r => r.Record).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])));
        var seen = appearances.OrderBy(a => a.Who.Id.Citation, StringComparer.Ordinal).ThenBy(a => a.Who.Index).ThenBy(a => a.NodeId, StringComparer.Ordinal).ThenBy(a => a.Role, StringComparer.Ordinal).ToList();
        var roles = seen.DistinctBy(a => a.Who.Id).ToDictionary(a => a.Who.Id, a => a.Role);
        return new JoinedPerson(
            new PersonOnPath(IdOf(descriptions), PersonMerge.Label(descriptions), PersonMerge.Of(descriptions), [.. seen.Select(a => a.Role).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], Citations(descriptions), because)
            {
                Said = [.. descriptions.Select(d => new SaidOfPerson(d.Named, roles.GetValueOrDefault(d.Id), d.Person, [.. JoiningKeys(d)]))],
                Likes = Likeness.Within(descriptions, JoiningKeys),
                Ties = Ties(ids, decisions, sameCase),
            },
            seen, [.. descriptions.Select(d => d.Record).DistinctBy(r => r.Ref.Citation)], keys)
        { Decisions = decisions, Descriptions = descriptions, Possible = idsOfOthers is null ? [] : PossibleOf(descriptions, idsOfOthers) };
    }

    /// <summary>What joins a person beside keys and likeness: decisions, and the same name in the same case.</summary>
    private static List<PersonTie> Ties(HashSet<(string Citation, int Index)> inside, IReadOnlyList<PersonDecision> decisions, List<(IReadOnlyList<Description> Members, string Name)> sameCase)
    {
        // Of those who stand in one person, no pair was split later: every join among them holds.
        IEnumerable<PersonTie> decided = decisions.Where(d => d.Kind == PersonDecisionKind.Join).Select(d => new PersonTie(Inside(d.Left), Inside(d.Right)));
        return [.. decided.Concat(sameCase.Select(s => (Named: Inside(s.Members.Select(m => m.Named)), s)).Select(s => new PersonTie([.. s.Named.Take(1)], [.. s.Named.Skip(1)]))).Where(t => t.Left.Count > 0 && t.Right.Count > 0)];

        List<DescriptionRef> Inside(IEnumerable<DescriptionRef> named) => [.. named.Where(n => inside.Contains((n.Record, n.Index)))];
    }

    private IEnumerable<string> JoiningKeys(Description of) => of.Keys.Select(k => k.Key).Where(k => _keys.TryGetValue(k, out var file) && file.Joins(of.Id)).Select(k => k.Value);

    /// <summary>The keys that join some descriptions, sorted.</summary>
    private List<EntityKey> TrustedKeys(IReadOnlyList<Description> descriptions)
    {
        var ids = descriptions.Select(d => d.Id).ToHashSet();
        return [.. descriptions.SelectMany(d => d.Keys.Select(k => k.Key)).Distinct().Where(k => _keys.TryGetValue(k, out var file) && file.Joined.Any(d => ids.Contains(d.Id))).OrderBy(k => k.Value, StringComparer.Ordinal)];
    }

    /// <summary>
    /// A person's id: from the smallest key that joins them, or from their first description's place. Where a decision parts those whom a key joins,
    /// the key's id stays with whoever holds its first description.
    /// </summary>
    private string IdOf(IReadOnlyList<Description> descriptions)
    {
        var ids = descriptions.Select(d => d.Id).ToHashSet();
        return "pr" + (TrustedKeys(descriptions).Find(k => ids.Contains(_keys[k].Joined[0].Id)) is { Value: not null } first ? first : descriptions[0].OwnKey).Value[2..];
    }

    /// <summary>Who else they may be: each once, by the pair of records that are most alike.</summary>
    private List<PossiblePerson> PossibleOf(IReadOnlyList<Description> person, Dictionary<(string Citation, int Index), string> idsOfOthers)
    {
        var inside = person.Select(d => d.Id).ToHashSet();
        var possible = new List<PossiblePerson>();
        foreach (var others in Likeness.Beside(person).Select(p => (Pair: p, Other: inside.Contains(p.A.Id) ? p.B : p.A)).GroupBy(p => idsOfOthers.GetValueOrDefault(p.Other.Id) ?? IdOf(p.Other), StringComparer.Ordinal))
        {
            if (possible.Count == _options.MaxPossible)
            {
                break;
            }

            var (pair, other) = others.First();
            possible.Add(new PossiblePerson(others.Key, PersonMerge.Label([other]), Math.Round(pair.Comparison.Weight, 1), [new Reason(MatchSentence.Of(pair.Profile, pair.Comparison), Citations([pair.A, pair.B]))], Citations(others.Select(o => o.Other))));
        }

        return possible;
    }

    private static string IdOf(Description other) => "pr" + (other.Keys.Count > 0 ? other.Keys.Select(k => k.Key.Value).Min(StringComparer.Ordinal)! : other.OwnKey.Value)[2..];

    private static IReadOnlyList<string> Citations(IEnumerable<Description> descriptions) =>
        [.. descriptions.Select(d => d.Id.Citation).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private sealed record KeyFile(string What, string? Doubt, IReadOnlyList<Description> Joined)
    {
        private readonly HashSet<(string, int)> _joined = [.. Joined.Select(d => d.Id)];

        public bool Joins((string, int) description) => _joined.Contains(description);
    }
}
