using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Records;
using CsCheck;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>A path is drawn once for all leads of its gun, until something that it was drawn from changes; nobody can tell but by the time that it takes.</summary>
public sealed class A_path_that_is_kept
{
    private readonly CountedPages _documents = new(new MemoryDocuments());

    private MapHouse House(int mostReads = 50_000) => new(new CaseMapOptions { MaxKeptReads = mostReads }, _documents);

    private static Task LandAsync(MapHouse house) => house.LandAsync(
        Made.North,
        Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "A"), Made.Casing(Made.North, "B")),
        Made.Notice("n2", "2", NibinKind.Lead, 1, Made.Casing(Made.North, "B"), Made.Casing(Made.North, "C")),
        Made.Incident("A"),
        Made.Incident("B"));

    private async Task<int> ReadsOfAsync(Func<Task> doing)
    {
        var before = _documents.Queries;
        await doing();
        return _documents.Queries - before;
    }

    [Fact]
    public async Task Costs_one_look_at_the_leads_own_rows()
    {
        await using var house = House();
        await LandAsync(house);
        var first = await house.PictureAsync("1");
        Assert.Equal(1, await ReadsOfAsync(async () => Assert.Equal(first, await house.PictureAsync("1"))));
    }

    [Fact]
    public async Task Serves_the_other_leads_of_its_gun_each_with_its_own_events_marked()
    {
        await using var house = House();
        await LandAsync(house);
        await house.DrawAsync("1");
        LeadPicture other = null!;
        Assert.Equal(1, await ReadsOfAsync(async () => other = await house.DrawAsync("2")));
        Assert.Equal(["A:False", "B:True", "C:True"], other.Events.Select(e => $"{e.CaseNumber}:{e.OnLead}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Is_drawn_again_when_something_near_it_was_heard()
    {
        await using var house = House();
        await LandAsync(house);
        Assert.Empty((await house.DrawAsync("1")).Gunshots);
        await house.LandAsync(Made.North, Made.Gunshot("g", Made.Noon, 40.7, -74.0));
        Assert.NotEmpty((await house.DrawAsync("1")).Gunshots);
    }

    [Fact]
    public async Task Is_drawn_by_one_when_all_of_its_leads_ask_at_once()
    {
        await using var house = House();
        await LandAsync(house);
        await house.DrawAsync("1");
        await house.LandAsync(Made.North, Made.Incident("C"));
        var reads = await ReadsOfAsync(() => house.DrawAsync("1"));
        await house.LandAsync(Made.North, Made.Incident("C") with { Rounds = 9 });
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _documents.Hold = held.Task;
        var asking = Enumerable.Range(0, 20).Select(i => house.DrawAsync(i % 2 == 0 ? "1" : "2")).ToList();
        var all = ReadsOfAsync(() => Task.WhenAll(asking));
        held.SetResult();
        Assert.Equal(reads - 1, await all);
        Assert.All(await Task.WhenAll(asking), p => Assert.Equal(9, p.Events.Single(e => e.CaseNumber == "C").Incident!.Rounds));
    }

    [Fact]
    public async Task Is_drawn_by_another_when_the_one_who_draws_it_gives_up()
    {
        await using var house = House();
        await LandAsync(house);
        await house.DrawAsync("1");
        await house.LandAsync(Made.North, Made.Incident("C"));
        var (begun, held) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _documents.OnQuery = query =>
        {
            if (!query.Partition.StartsWith("ld-", StringComparison.Ordinal))
            {
                begun.TrySetResult();
                return held.Task;
            }

            return Task.CompletedTask;
        };
        var first = house.DrawAsync("1");
        await begun.Task;
        _documents.OnQuery = null;
        var second = house.DrawAsync("2");
        held.SetCanceled();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.NotNull((await second).Events.Single(e => e.CaseNumber == "C").Incident);
    }

    [Fact]
    public async Task Goes_when_the_kept_ones_rest_on_too_much()
    {
        await using var house = House(mostReads: 3);
        await LandAsync(house);
        await house.DrawAsync("1");
        Assert.InRange(await ReadsOfAsync(() => house.DrawAsync("1")), 2, int.MaxValue);
    }

    [Fact]
    public async Task Counts_for_the_records_it_rests_on_not_only_for_where_they_lie()
    {
        await using var afresh = House();
        await LandAsync(afresh);
        await afresh.LandAsync(Made.North, [.. Enumerable.Range(0, 200).Select(i => Made.Incident("A") with { SourceId = $"again-{i}" })]);
        var reads = await ReadsOfAsync(() => afresh.DrawAsync("1"));
        Assert.InRange(reads, 1, 150);
        Assert.Equal(1, await ReadsOfAsync(() => afresh.DrawAsync("1")));

        // Room for every partition that was read, and not for the two hundred records in one of them.
        await using var tight = House(mostReads: reads);
        await tight.DrawAsync("1");
        Assert.InRange(await ReadsOfAsync(() => tight.DrawAsync("1")), 2, int.MaxValue);
    }

    /// <summary>After every single record each lead reads as if it were drawn for the first time.</summary>
    [Fact]
    public Task Never_hides_what_a_record_changed() => History.OfEverything.SampleAsync(
        async rows =>
        {
            await using var house = MapHouse.InMemory();
            foreach (var row in rows)
            {
                await house.LandAsync([row]);
                var set = Options.Create(new CaseMapOptions { MaxKeptReads = 0 });
                var afresh = new CaseMapLinker(new RecordReader(house.Documents), new KeptPaths(house.Documents, set), set);
                foreach (var number in History.Leads)
                {
                    var drawn = await afresh.DrawAsync(MapHouse.LeadId(number), default);
                    Assert.Equal(drawn is null ? null : MapHouse.Written(drawn), await house.PictureAsync(number));
                }
            }
        },
        iter: 150);

    private sealed class CountedPages(IDocumentStore documents) : IDocumentStore
    {
        private int _queries;

        public int Queries => _queries;

        public Task? Hold { get; set; }

        public Func<DocumentQuery, Task>? OnQuery { get; set; }

        public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel) => documents.ReadAsync(container, partition, id, cancel);

        public async ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel)
        {
            Interlocked.Increment(ref _queries);
            await (Hold ?? Task.CompletedTask);
            await (OnQuery?.Invoke(query) ?? Task.CompletedTask);
            return await documents.QueryAsync(query, cancel);
        }

        public ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel) => documents.CommitAsync(container, partition, writes, cancel);

        public ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel) => documents.ReadChangesAsync(container, cursor, limit, cancel);

        public bool Stands(string container, string partition, long stamp) => documents.Stands(container, partition, stamp);
    }
}
