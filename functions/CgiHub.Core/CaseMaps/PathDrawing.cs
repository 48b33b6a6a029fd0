using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Everything on record along the path of a presumed gun.</summary>
internal sealed record PathFacts
{
    /// <summary>The gun; more than one only where an elimination split a lead and left something standing on both sides.</summary>
    public required IReadOnlyList<GunTrail> Trails { get; init; }

    public required IReadOnlyList<GunEvent> Events { get; init; }

    public required IReadOnlyList<FirearmNode> Firearms { get; init; }

    public required IReadOnlyList<JoinedPerson> Persons { get; init; }

    public required IReadOnlyList<StoredRecord> Arrests { get; init; }

    public required IReadOnlyList<StoredRecord> Supervision { get; init; }

    public required IReadOnlyList<StoredRecord> Osint { get; init; }

    public required IReadOnlyList<GunshotNearEvent> Gunshots { get; init; }

    public required IReadOnlyList<VehicleNearEvents> Vehicles { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    public required IReadOnlyList<string> HeldBy { get; init; }

    public required IReadOnlyList<CrewConflict> Conflicts { get; init; }

    public IReadOnlyList<DoubtfulTrace> DoubtfulTraces => [.. Firearms.SelectMany(f => f.DoubtfulTraces).DistinctBy(d => d.Record).OrderBy(d => d.Record, StringComparer.Ordinal)];

    public IReadOnlyList<StoredRecord> Traces => PathDrawing.InOrder(Firearms.SelectMany(f => f.Traces));
}

/// <summary>One drawing: what it has read, and how it puts it together. Lives as long as one picture.</summary>
internal sealed class PathDrawing
{
    private readonly CaseMapOptions _options;

    public PathDrawing(RecordReader reader, CaseMapOptions options)
    {
        _options = options;
        Cache = new MentionCache(reader, options);
        Files = new CaseFiles(Cache);
        Walk = new GunWalk(Files, Cache, options);
        People = new PersonJoin(Cache, options);
        Near = new NearEvents(reader, Cache, options);
    }

    public MentionCache Cache { get; }

    public CaseFiles Files { get; }

    public GunWalk Walk { get; }

    public PersonJoin People { get; }

    public NearEvents Near { get; }

    /// <summary>The facts along some trails.</summary>
    /// <param name="trails">The trails.</param>
    /// <param name="parts">With what.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<PathFacts> FactsAsync(IReadOnlyList<GunTrail> trails, PathParts parts, CancellationToken cancel)
    {
        var firearms = await FirearmNodes.OfAsync([.. trails.SelectMany(t => t.Firearms)], Cache, _options.TraceApart, cancel);
        var recoveries = trails.SelectMany(t => t.Firearms).SelectMany(f => Files.ExhibitsOf(f).Select(e => (e.Key, Firearm: f))).ToLookup(p => p.Key, p => p.Firearm);
        var cases = new List<(GunEvent Event, CaseFile File)>();
        foreach (var exhibits in trails.SelectMany(t => t.Gun.Exhibits).GroupBy(e => e.CaseKey))
        {
            var file = await Files.OpenAsync(exhibits.Key, cancel);
            cases.Add((Event([.. exhibits], file, recoveries), file));
        }

        cases.Sort((a, b) => Compare(a.Event, b.Event));
        List<GunEvent> events = [.. cases.Select(c => c.Event)];
        var persons = await People.OfAsync(Appearances(cases, firearms), everybody: false, cancel);
        var suspected = persons.Where(p => p.UnderSuspicion).ToList();
        var posts = suspected.SelectMany(p => p.Records).Where(r => r.Record is OsintItem).ToList();
        foreach (var group in GroupsOf(suspected))
        {
            posts.AddRange(await Cache.OfAsync(EntityKey.Group(group), "osint", cancel));
        }

        return new PathFacts
        {
            Trails = trails,
            Events = events,
            Firearms = firearms,
            Persons = persons,
            Arrests = InOrder(cases.SelectMany(c => c.File.Arrests).Concat(firearms.SelectMany(f => f.Arrests)).Concat(suspected.SelectMany(p => p.Records)).Where(r => r.Record is Arrest)),
            Supervision = InOrder(suspected.SelectMany(p => p.Records).Where(r => r.Record is Supervision)),
            Osint = [.. InOrder(posts).TakeLast(_options.MaxPosts)],
            Gunshots = parts.HasFlag(PathParts.Gunshots) ? await Near.GunshotsAsync(events, cancel) : [],
            Vehicles = parts.HasFlag(PathParts.Vehicles) ? await Near.VehiclesAsync(events, cancel) : [],
            Groups = GroupsOf(persons.Where(p => p.Person.Roles.Any(r => r != "witness"))),
            HeldBy = GroupsOf(suspected),
            Conflicts = CrewConflict.Of(events, persons),
        };
    }

    /// <summary>Each record once, by time.</summary>
    public static IReadOnlyList<StoredRecord> InOrder(IEnumerable<StoredRecord> records) =>
        [.. records.DistinctBy(r => r.Ref.Citation).OrderBy(r => RecordFacts.TimeOf(r.Record)).ThenBy(r => r.Ref.Citation, StringComparer.Ordinal)];

    /// <summary>Groups by name, each once however it is written.</summary>
    private static IReadOnlyList<string> GroupsOf(IEnumerable<JoinedPerson> persons) => GroupNames.Of(persons.SelectMany(p => p.Person.Person.Groups ?? []));

    /// <summary>A case as an event of the gun. Of several incident records of one case the gravest tells what happened.</summary>
    private static GunEvent Event(List<LeadExhibit> exhibits, CaseFile file, ILookup<EntityKey, StoredRecord> recovered)
    {
        var incidents = file.Incidents.OrderBy(r => ((Incident)r.Record).Type).ThenBy(r => ((Incident)r.Record).OccurredAt).ThenBy(r => r.Ref.Citation, StringComparer.Ordinal).ToList();
        var recoveries = exhibits.SelectMany(e => recovered[e.Key]).Distinct<StoredRecord>(ReferenceEqualityComparer.Instance).OrderBy(f => ((FirearmRecovery)f.Record).RecoveredAt).ThenBy(f => f.Ref.Citation, StringComparer.Ordinal).ToList();
        var incident = incidents.Count == 0 ? null : (Incident)incidents[0].Record;
        var recovery = recoveries.Count == 0 ? null : (FirearmRecovery)recoveries[0].Record;
        var first = exhibits[0];
        return new GunEvent
        {
            CaseKey = file.Key,
            Ori = first.Ori,
            CaseNumber = incident?.CaseNumber ?? first.CaseNumber,
            ExhibitNumbers = [.. exhibits.Select(e => e.ExhibitNumber).Order(StringComparer.Ordinal)],
            OnLead = true,
            Incident = incident,
            At = incident?.OccurredAt ?? recovery?.RecoveredAt,
            Lat = incident is null ? recovery?.Lat : incident.Lat,
            Lon = incident is null ? recovery?.Lon : incident.Lon,
            Records = [.. incidents.Concat(recoveries).Select(r => r.Ref.Citation).Distinct(StringComparer.Ordinal)],
        };
    }

    private static int Compare(GunEvent a, GunEvent b)
    {
        var byTime = (a.At ?? DateTimeOffset.MaxValue).CompareTo(b.At ?? DateTimeOffset.MaxValue);
        return byTime != 0 ? byTime : string.CompareOrdinal(a.CaseKey.Value, b.CaseKey.Value);
    }

    private List<Appearance> Appearances(List<(GunEvent Event, CaseFile File)> cases, IReadOnlyList<FirearmNode> firearms)
    {
        var appearances = new List<Appearance>();
        foreach (var (on, file) in cases)
        {
            foreach (var record in file.Incidents)
            {
                Add(record, file.Key.Value, role => $"Named as {role} in case {on.CaseNumber} of {on.Ori}.");
            }

            foreach (var record in file.Arrests)
            {
                Add(record, file.Key.Value, _ => $"Arrested in case {on.CaseNumber} of {on.Ori}.");
            }
        }

        foreach (var firearm in firearms)
        {
            foreach (var record in firearm.Recoveries.Concat(firearm.Elsewhere))
            {
                Add(record, firearm.Id, _ => "Had the gun when it was recovered.");
            }

            foreach (var record in firearm.Arrests)
            {
                Add(record, firearm.Id, _ => "Arrested with a gun of this serial number.");
            }

            foreach (var record in firearm.Traces)
            {
                var doubt = firearm.DoubtfulTraces.Find(d => d.Record == record.Ref.Citation) is { } doubtful ? $" In doubt: {doubtful.Because}" : "";
                Add(record, firearm.Id, role => (role == "purchaser" ? "Bought a gun of this serial number." : "Had the gun when it was traced.") + doubt);
            }
        }

        return appearances;

        void Add(StoredRecord record, string nodeId, Func<string, string> because)
        {
            foreach (var who in Cache.DescribedIn(record))
            {
                appearances.Add(new Appearance(who, who.Role!, nodeId, because(who.Role!)));
            }
        }
    }
}
