using CgiHub.Core.Records;

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
    public bool UnderSuspicion => Person.Roles.Any(r => r is "suspect" or "possessor" or "arrestee" or "purchaser");
}

/// <summary>Joins descriptions into persons: by trusted keys wherever they are on record, and by name within one case.</summary>
internal sealed class PersonJoin(MentionCache cache, CaseMapOptions options)
{
    private readonly Dictionary<StoredRecord, IReadOnlyList<(Description Who, string? Role)>> _described = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<EntityKey, KeyFile> _keys = [];

    /// <summary>Every description in a record.</summary>
    public IReadOnlyList<(Description Who, string? Role)> AllIn(StoredRecord record)
    {
        if (!_described.TryGetValue(record, out var all))
        {
            _described[record] = all = Description.AllIn(record);
        }

        return all;
    }

    /// <summary>The persons who appear on a path; those under suspicion first, then by id.</summary>
    public async Task<IReadOnlyList<JoinedPerson>> OfAsync(IReadOnlyList<Appearance> appearances, CancellationToken cancel)
    {
        var somebody = appearances.Where(a => IsSomebody(a.Who)).ToList();
        var descriptions = await ReachAsync(somebody.Select(a => a.Who), cancel);
        var union = new UnionFind<(string, int)>();
        foreach (var id in descriptions.Keys)
        {
            union.Add(id);
        }

        foreach (var file in _keys.Values)
        {
            foreach (var member in file.Joined.Where(d => descriptions.ContainsKey(d.Id)))
            {
                union.Join(file.Joined[0].Id, member.Id);
            }
        }

        var sameCase = JoinWithinCases(somebody, union);
        var byCluster = somebody.ToLookup(a => union.Find(a.Who.Id));
        var persons = descriptions.Values.GroupBy(d => union.Find(d.Id))
            .Where(c => byCluster.Contains(c.Key))
            .Select(c => Person([.. c.OrderBy(d => d.Id.Citation, StringComparer.Ordinal).ThenBy(d => d.Index)], byCluster[c.Key], sameCase))
            .OrderByDescending(p => p.UnderSuspicion).ThenBy(p => p.Person.Id, StringComparer.Ordinal)
            .ToList();
        if (persons.Count > options.MaxPersons)
        {
            cache.Cut();
            persons.RemoveRange(options.MaxPersons, persons.Count - options.MaxPersons);
        }

        return persons;
    }

    /// <summary>Every description that trusted keys connect to some descriptions, with those; bounded by steps.</summary>
    public async Task<SortedDictionary<(string Citation, int Index), Description>> ReachAsync(IEnumerable<Description> start, CancellationToken cancel)
    {
        var reached = new SortedDictionary<(string Citation, int Index), Description>(DescriptionOrder.Instance);
        var frontier = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var description in start)
        {
            Reach(description, frontier);
        }

        for (var step = 0; step <= options.PersonSteps && frontier.Count > 0; step++)
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

        return reached;

        void Reach(Description description, SortedSet<string> keys)
        {
            if (!reached.TryAdd(description.Id, description))
            {
                return;
            }

            foreach (var (key, _) in description.Keys)
            {
                if (!_keys.ContainsKey(key))
                {
                    keys.Add(key.Value);
                }
            }
        }
    }

    /// <summary>The descriptions that a key joins; none where it is not on record, or not trusted.</summary>
    public async Task<IReadOnlyList<Description>> JoinedByAsync(EntityKey key, CancellationToken cancel) => (await OpenAsync(key, cancel)).Joined;

    private async ValueTask<KeyFile> OpenAsync(EntityKey key, CancellationToken cancel)
    {
        if (_keys.TryGetValue(key, out var known))
        {
            return known;
        }

        var under = (await cache.OfAsync(key, cancel)).SelectMany(AllIn).Select(d => d.Who).Where(d => d.Keys.Any(k => k.Key == key))
            .OrderBy(d => d.Id.Citation, StringComparer.Ordinal).ThenBy(d => d.Index).ToList();
        var doubt = KeyTrust.Doubt(key, under, options.MaxDescriptionsPerKey);

        // Where a name stands for several people, those records that carry no number at all can still be told apart from theirs.
        IReadOnlyList<Description> joined = doubt is null ? under : key.Kind == "pn" ? [.. under.Where(d => d.Keys.All(k => k.Key.Kind == "pn"))] : [];
        return _keys[key] = new KeyFile(under.Count == 0 ? "" : under[0].Keys.First(k => k.Key == key).What, doubt, joined);
    }

    /// <summary>
    /// Within one case, records of the same name are one person unless dates of birth or numbers contradict: the officer who books the suspect
    /// adds the date that the incident report left out.
    /// </summary>
    private static List<(IReadOnlyList<Description> Members, string Name)> JoinWithinCases(List<Appearance> appearances, UnionFind<(string, int)> union)
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

            foreach (var member in members)
            {
                union.Join(members[0].Id, member.Id);
            }

            joined.Add((members, PersonMerge.Written(members[0].Person)));
        }

        return joined;
    }

    private JoinedPerson Person(IReadOnlyList<Description> descriptions, IEnumerable<Appearance> appearances, List<(IReadOnlyList<Description> Members, string Name)> sameCase)
    {
        var ids = descriptions.Select(d => d.Id).ToHashSet();
        var keys = descriptions.SelectMany(d => d.Keys.Select(k => k.Key)).Distinct().OrderBy(k => k.Value, StringComparer.Ordinal).ToList();
        var trusted = keys.Where(k => _keys.TryGetValue(k, out var file) && file.Joined.Any(d => ids.Contains(d.Id))).ToList();
        var because = new List<Reason>();
        foreach (var key in keys)
        {
            if (!_keys.TryGetValue(key, out var file))
            {
                continue;
            }

            if (file.Doubt is not null)
            {
                because.Add(new Reason($"{file.Doubt}; nothing was joined by it.", Citations(descriptions.Where(d => d.Keys.Any(k => k.Key == key)))));
            }

            var members = Citations(file.Joined.Where(d => ids.Contains(d.Id)));
            if (members.Count > 1)
            {
                because.Add(new Reason($"Same {file.What} in {members.Count} records.", members));
            }
        }

        because.AddRange(sameCase.Where(s => ids.Contains(s.Members[0].Id)).Select(s => new Reason("Same name in the same case.", Citations(s.Members))));
        var seen = appearances.OrderBy(a => a.Who.Id.Citation, StringComparer.Ordinal).ThenBy(a => a.Who.Index).ThenBy(a => a.NodeId, StringComparer.Ordinal).ThenBy(a => a.Role, StringComparer.Ordinal).ToList();
        var id = trusted.Count > 0 ? "pr" + trusted[0].Value[2..] : StableId.Of("pr", descriptions[0].Id.Citation, descriptions[0].Index.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var merged = PersonMerge.Of(descriptions);
        var records = descriptions.Select(d => d.Record).DistinctBy(r => r.Ref.Citation).ToList();
        return new JoinedPerson(
            new PersonOnPath(id, PersonMerge.Label(descriptions), merged, [.. seen.Select(a => a.Role).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], Citations(descriptions), because),
            seen, records, trusted);
    }

    private static IReadOnlyList<string> Citations(IEnumerable<Description> descriptions) =>
        [.. descriptions.Select(d => d.Id.Citation).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static bool IsSomebody(Description d) =>
        d.Keys.Count > 0 || d.Person.Name is not null || !string.IsNullOrWhiteSpace(d.Person.FullName) || d.Person.Aliases is { Count: > 0 } || d.Person.Ids is { Count: > 0 };

    private sealed record KeyFile(string What, string? Doubt, IReadOnlyList<Description> Joined);

    private sealed class DescriptionOrder : IComparer<(string Citation, int Index)>
    {
        public static DescriptionOrder Instance { get; } = new();

        public int Compare((string Citation, int Index) x, (string Citation, int Index) y)
        {
            var byRecord = string.CompareOrdinal(x.Citation, y.Citation);
            return byRecord != 0 ? byRecord : x.Index.CompareTo(y.Index);
        }
    }
}
