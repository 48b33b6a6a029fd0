using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;
using CsCheck;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>What holds of every map, whatever was sent and in whatever order.</summary>
public sealed class A_case_map
{
    private const int Histories = 200;

    [Fact]
    public async Task Is_the_same_in_a_real_store_as_in_memory() =>
        await History.OfEverything.SampleAsync(async rows =>
        {
            await using var real = new MapHouse();
            await using var inMemory = MapHouse.InMemory();
            await real.LandAsync(rows);
            await inMemory.LandAsync(rows);
            Assert.Equal(await inMemory.PicturesAsync(History.Leads), await real.PicturesAsync(History.Leads));
            Assert.Equal(await inMemory.AffectedAsync(), await real.AffectedAsync());
        }, iter: 10);

    [Fact]
    public async Task Does_not_depend_on_the_order_in_which_records_came() =>
        await Gen.Select(History.OfEverything, Gen.Int).SampleAsync(async (rows, seed) =>
        {
            await using var inOrder = MapHouse.InMemory();
            await using var shuffled = MapHouse.InMemory();
            await inOrder.LandAsync(rows);
            await shuffled.LandAsync(History.Shuffled(rows, seed));
            Assert.Equal(await inOrder.PicturesAsync(History.Leads), await shuffled.PicturesAsync(History.Leads));
        }, iter: Histories);

    [Fact]
    public async Task Does_not_depend_on_the_batches_in_which_records_came() =>
        await History.OfEverything.SampleAsync(async rows =>
        {
            await using var oneByOne = MapHouse.InMemory();
            await using var together = MapHouse.InMemory();
            await oneByOne.LandAsync(rows);
            await Task.WhenAll(rows.GroupBy(r => r.Agency).Select(g => together.Records.LandAsync(g.Key, [.. g.Select(r => r.Record)], default)));
            Assert.Equal(await oneByOne.PicturesAsync(History.Leads), await together.PicturesAsync(History.Leads));
        }, iter: Histories);

    [Fact]
    public async Task Is_the_same_after_everything_was_sent_again() =>
        await History.OfEverything.SampleAsync(async rows =>
        {
            await using var house = MapHouse.InMemory();
            Row[] newest = [.. rows.GroupBy(r => r.Key).Select(g => g.Last())];
            await house.LandAsync(rows);
            var before = await house.PicturesAsync(History.Leads);
            await house.AffectedAsync();
            await house.LandAsync(newest);
            Assert.Equal(before, await house.PicturesAsync(History.Leads));
            Assert.Empty(await house.AffectedAsync());
        }, iter: Histories);

    [Fact]
    public async Task Changes_only_where_the_hub_says_that_a_record_touched_its_lead() =>
        await History.OfRareThings.SampleAsync(rows => ChangesWhereToldAsync(rows, new CaseMapOptions(), TimeSpan.Zero), iter: Histories);

    [Fact]
    public async Task Changes_only_where_it_says_so_among_people_who_are_alike() =>
        await History.OfPeopleAlike.SampleAsync(rows => ChangesWhereToldAsync(rows, new CaseMapOptions(), TimeSpan.Zero), iter: Histories);

    [Fact]
    public async Task Changes_only_where_it_says_so_while_keys_become_too_large_to_compare_by() =>
        await Gen.Select(History.OfPeopleAlike, Gen.Int[1, 8], Gen.OneOfConst(0, 1, 90)).SampleAsync((rows, most, minutes) =>
            ChangesWhereToldAsync(rows, new CaseMapOptions { MaxDescriptionsCompared = most }, TimeSpan.FromMinutes(minutes)), iter: Histories);

    private static async Task ChangesWhereToldAsync(Row[] rows, CaseMapOptions options, TimeSpan between)
    {
        await using var house = new MapHouse(options, new MemoryDocuments());
        var before = await house.PicturesAsync(History.Leads);
        foreach (var row in rows)
        {
            house.Stores.Time.Advance(between);
            await house.LandAsync([row]);
            var after = await house.PicturesAsync(History.Leads);
            var affected = await house.AffectedAsync();
            Assert.Empty(History.Leads.Where(l => before[l] != after[l] && !affected.Contains(MapHouse.LeadId(l))).Select(l => $"Lead {l} was missed after {row.Record}"));
            before = after;
        }
    }

    [Fact]
    public async Task Is_as_if_a_lead_had_never_been_once_it_is_eliminated() =>
        await Gen.Select(History.OfEverything, Gen.Select(Gen.OneOfConst(Made.North, Made.South, Made.East), Gen.OneOfConst("C1", "C2"), Gen.OneOfConst("1", "T1")).Array[2, 4], Gen.Int[0, 24]).SampleAsync(async (rows, exhibits, when) =>
        {
            NibinExhibit[] listed = [.. exhibits.Select(e => Made.Casing(e.Item1, e.Item2, e.Item3))];
            await using var without = MapHouse.InMemory();
            await using var withdrawn = MapHouse.InMemory();
            await without.LandAsync(rows);
            await withdrawn.LandAsync(rows.Take(when));
            await withdrawn.LandAsync(Made.Lab, Made.Notice("w1", "W", NibinKind.Lead, 10, listed));
            await withdrawn.LandAsync(rows.Skip(when));
            await withdrawn.LandAsync(Made.Lab, Made.Notice("w2", "W", NibinKind.Elimination, 20, listed));
            foreach (var lead in History.Leads)
            {
                Assert.Equal(await without.WithoutNamesAsync(lead), await withdrawn.WithoutNamesAsync(lead));
            }
        }, iter: Histories);

    [Fact]
    public async Task Names_each_entity_and_each_link_once_and_in_order() =>
        await History.OfEverything.SampleAsync(async rows =>
        {
            await using var house = MapHouse.InMemory();
            await house.LandAsync(rows);
            foreach (var lead in History.Leads)
            {
                if (await house.DrawAsync(lead) is { Map: var map })
                {
                    var nodes = map.Nodes.Select(n => n.Id).ToList();
                    Assert.Equal(nodes.Distinct().Order(StringComparer.Ordinal), nodes);
                    Assert.All(map.Links, l => Assert.True(nodes.Contains(l.From) && nodes.Contains(l.To) && l.Because.Count > 0 && l.Because.All(b => b.Records.Count > 0)));
                    Assert.Equal(map.Links.Count, map.Links.DistinctBy(l => (l.From, l.To, l.Kind)).Count());
                }
            }
        }, iter: Histories);

    [Fact]
    public async Task Cites_only_records_that_are_on_record() =>
        await History.OfEverything.SampleAsync(async rows =>
        {
            await using var house = MapHouse.InMemory();
            await house.LandAsync(rows);
            var known = rows.Select(r => $"{r.Key.Feed}/{r.Key.Agency}/{r.Key.SourceId}").ToHashSet();
            foreach (var lead in History.Leads)
            {
                if (await house.DrawAsync(lead) is { } picture)
                {
                    Assert.Empty(picture.Map.Links.SelectMany(l => l.Because).Concat(picture.Persons.SelectMany(p => p.Because)).SelectMany(b => b.Records).Except(known));
                }
            }
        }, iter: Histories);
}
