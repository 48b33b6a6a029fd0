using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Core.Tests;
using CgiHub.Core.Triage;
using CgiHub.Partners.Simulation;
using Microsoft.Extensions.Options;

namespace CgiHub.Benchmarks;

/// <summary>A lead as it stood one morning.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Guns">The guns of its exhibits, in truth: one, or two where the laboratory was wrong.</param>
/// <param name="ReceivedAt">When its first row came.</param>
/// <param name="Open">It is on the list: not eliminated.</param>
/// <param name="Priority">As ranked when it was last looked at.</param>
internal sealed record StandingLead(string Id, IReadOnlyList<string> Guns, DateTimeOffset ReceivedAt, bool Open, Priority Priority);

/// <summary>The list of one morning.</summary>
internal sealed record Morning(int Day, DateTimeOffset At, IReadOnlyList<StandingLead> List);

/// <summary>
/// A region over a span of days, played through the hub's own classes day by day: rows land in the order in which they come, each asks for
/// its leads, and in the morning those are drawn and ranked with the clock at that moment. A lead that nothing touched stands as it stood.
/// </summary>
internal sealed class RegionYear
{
    private static readonly EnrichmentAnswers NobodyAsked = new([], [], []);

    private readonly SimulatedRegion _region;
    private readonly SetClock _clock;
    private readonly RecordStore _records;
    private readonly CaseMapLinker _linker;
    private readonly LeadTriage _triage;
    private readonly Dictionary<string, string> _gunOfExhibit;
    private readonly Dictionary<string, DateTimeOffset> _received = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, StandingLead> _leads = new(StringComparer.Ordinal);
    private readonly ILookup<string, DateTimeOffset> _fired;

    private RegionYear(SimulatedRegion region)
    {
        _region = region;
        _clock = new SetClock(region.Options.Start);
        var documents = new MemoryDocuments();
        _records = new RecordStore(documents, _clock);
        _linker = new CaseMapLinker(new RecordReader(documents), new KeptPaths(documents, Options.Create(new CaseMapOptions())), Options.Create(new CaseMapOptions()));
        _triage = new LeadTriage(Options.Create(new TriageOptions()), Options.Create(new TriageWeights()), Options.Create(new ClockOptions()), _clock);
        _gunOfExhibit = region.Truth.Guns.SelectMany(g => g.Exhibits.Select(e => (e.Key, g.Gun.Id))).ToDictionary(x => x.Key, x => x.Id, StringComparer.Ordinal);
        _fired = region.Story.Cases.SelectMany(c => c.Fired.Select(f => (f.Gun, c.At))).ToLookup(x => x.Gun, x => x.At, StringComparer.Ordinal);
    }

    public SimulatedRegion Region => _region;

    public List<Morning> Mornings { get; } = [];

    public int Looks { get; private set; }

    public (int Right, int All) Guns { get; private set; }

    public PairCount Persons { get; } = new();

    /// <summary>Plays a region.</summary>
    public static async Task<RegionYear> PlayAsync(SimulationOptions options, CancellationToken cancel)
    {
        var year = new RegionYear(RegionSimulator.Run(options));
        var days = year._region.Deliveries.GroupBy(d => (int)(d.SentAt - options.Start).TotalDays).ToDictionary(g => g.Key, g => g.OrderBy(d => d.SentAt).ToList());
        for (var day = 0; day < options.Days; day++)
        {
            year._clock.Now = options.Start.AddDays(day + 1);
            await year.DayAsync(days.GetValueOrDefault(day, []), cancel);
            year.Mornings.Add(new Morning(day + 1, year._clock.Now, [.. year._leads.Values.Where(l => l.Open)]));
        }

        await year.CompareAsync(cancel);
        return year;
    }

    /// <summary>Whether a gun is fired in the days after a moment.</summary>
    public bool FiresWithin(string gun, DateTimeOffset after, TimeSpan span) => _fired[gun].Any(at => at >= after && at < after + span);

    private async Task DayAsync(List<Delivery> rows, CancellationToken cancel)
    {
        foreach (var sender in rows.GroupBy(r => r.Agency))
        {
            await _records.LandAsync(sender.Key, [.. sender.Select(r => r.Record)], cancel);
        }

        var affected = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in rows.Where(r => !RecordFacts.IsHighVolume(r.Feed)))
        {
            if (row.Record is NibinNotice notice)
            {
                _received.TryAdd(EntityKey.Lead(row.Agency, notice.LeadNumber).Value, row.SentAt);
            }

            affected.UnionWith(await _linker.AffectedLeadsAsync(new LinkRequest([.. Mentions.Of(row.Record, row.Agency).Select(k => k.Value)], row.Feed), cancel));
        }

        foreach (var lead in affected)
        {
            if (await _linker.DrawAsync(lead, cancel) is { } picture)
            {
                Looks++;
                string[] guns = [.. picture.Lead.Exhibits.Select(e => _gunOfExhibit[e.Key.Value]).Distinct(StringComparer.Ordinal)];
                _leads[lead] = new StandingLead(lead, guns, _received[lead], picture.Lead.Status != LeadStatus.Eliminated, _triage.Rank(picture, NobodyAsked));
            }
        }
    }

    /// <summary>At the end: are the guns those of the truth, given the leads that were sent, and are the people?</summary>
    private async Task CompareAsync(CancellationToken cancel)
    {
        var expected = _region.Truth.Leads.ToDictionary(l => l.LeadId, l => CasesOf(l.Events.Select(e => EntityKey.Case(e.Ori, e.CaseNumber).Value)), StringComparer.Ordinal);
        var people = _region.Truth.Mentions.GroupBy(m => m.Person, StringComparer.Ordinal)
            .Select(g => g.Select(m => $"{m.Feed}/{m.Agency}/{m.SourceId}").ToHashSet(StringComparer.Ordinal)).ToList();
        var peopleOf = people.SelectMany((records, person) => records.Select(r => (r, person))).ToLookup(x => x.r, x => x.person, StringComparer.Ordinal);
        var (right, seen) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var (lead, cases) in expected)
        {
            var picture = (await _linker.DrawAsync(lead, cancel))!;
            if (seen.Add(cases))
            {
                right += CasesOf(picture.Gun.Exhibits.Select(e => e.CaseKey.Value)) == cases ? 1 : 0;
                Persons.Add(picture, people, peopleOf);
            }
        }

        Guns = (right, seen.Count);
    }

    private static string CasesOf(IEnumerable<string> keys) => string.Join(' ', keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

/// <summary>Pairs of records on one gun's path that speak of one person: as the hub joined them, and in truth.</summary>
internal sealed class PairCount
{
    public long Joined { get; private set; }

    public long JoinedRightly { get; private set; }

    public long True { get; private set; }

    public long Found { get; private set; }

    public void Add(LeadPicture picture, List<HashSet<string>> people, ILookup<string, int> peopleOf)
    {
        var joined = picture.Persons.SelectMany(p => Pairs(p.Records)).ToHashSet();
        var onPath = picture.Persons.SelectMany(p => p.Records).ToHashSet(StringComparer.Ordinal);
        var true_ = onPath.SelectMany(r => peopleOf[r]).Distinct().SelectMany(p => Pairs(people[p].Where(onPath.Contains))).ToHashSet();
        Joined += joined.Count;
        JoinedRightly += joined.Count(p => peopleOf[p.A].Intersect(peopleOf[p.B]).Any());
        True += true_.Count;
        Found += true_.Count(joined.Contains);
    }

    private static IEnumerable<(string A, string B)> Pairs(IEnumerable<string> records)
    {
        List<string> inOrder = [.. records.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return inOrder.SelectMany((a, i) => inOrder.Skip(i + 1).Select(b => (a, b)));
    }
}
