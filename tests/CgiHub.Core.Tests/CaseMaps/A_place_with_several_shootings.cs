using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;
using CsCheck;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Core.Tests.CaseMaps;

public sealed class A_place_with_several_shootings
{
    private readonly MemoryDocuments _documents = new();

    private static double North(double metres) => metres / 111_049;

    private async Task LandAsync(params FeedRecord[] records)
    {
        foreach (var bySender in records.GroupBy(r => r is NibinNotice ? Made.Lab : Made.North))
        {
            await new RecordStore(_documents, TimeProvider.System).LandAsync(bySender.Key, [.. bySender], default);
        }
    }

    private async Task<IReadOnlyList<RepeatPlace>> PlacesAsync(PlaceFilter? filter = null, int limit = 200)
    {
        var list = new PlaceList(new RecordReader(_documents), Options.Create(new CaseMapOptions()), new FakeTimeProvider(Made.Noon.AddDays(10)));
        var all = new List<RepeatPlace>();
        string? cursor = null;
        do
        {
            var page = (await list.ListAsync(filter ?? new PlaceFilter(null, null), new PageRequest(limit, cursor), default)).Value;
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    [Fact]
    public async Task Counts_cases_and_apart_from_them_gunshots_that_nobody_reported()
    {
        await LandAsync(Made.Incident("N1"), Made.Incident("N2", Made.Noon.AddDays(1), 40.7 + North(100)), Made.Gunshot("A1", Made.Noon.AddDays(2), 40.7 - North(100), -74, 6), Made.Gunshot("B1", Made.Noon, 40.7, -74));
        var place = Assert.Single(await PlacesAsync());
        Assert.Equal((2, 1), (place.Shootings, place.Unreported));
        Assert.Equal(["N2", "N1"], place.Incidents.Select(i => i.CaseNumber));
        Assert.Equal(6, Assert.Single(place.Gunshots).Rounds);
        Assert.Equal((Made.Noon, Made.Noon.AddDays(2)), (place.FirstAt, place.NewestAt));
        Assert.Equal(40.7, place.Lat);
    }

    [Theory]
    [InlineData(149.9, 1)]
    [InlineData(150.1, 0)]
    public async Task Is_no_wider_than_the_distance_from_one_of_them(double metres, int places)
    {
        await LandAsync(Made.Incident("N1"), Made.Incident("N2", lat: 40.7 + North(metres)));
        Assert.Equal(places, (await PlacesAsync()).Count);
        Assert.Single(await PlacesAsync(new PlaceFilter(null, 200)));
    }

    [Fact]
    public async Task Counts_the_last_days_only()
    {
        await LandAsync(Made.Incident("N1"), Made.Incident("N2", Made.Noon.AddDays(-25)));
        Assert.Empty(await PlacesAsync());
        Assert.Single(await PlacesAsync(new PlaceFilter(40, null)));
    }

    [Fact]
    public async Task Counts_a_case_once_and_only_if_it_was_a_shooting()
    {
        await LandAsync(Made.Incident("N1"), Made.Incident("N1") with { SourceId = "again" }, Made.Incident("N2") with { Type = IncidentType.Robbery }, Made.Incident("N3") with { Type = IncidentType.Recovery });
        Assert.Empty(await PlacesAsync());
    }

    [Fact]
    public async Task Comes_before_those_with_fewer_and_before_older_ones()
    {
        await LandAsync(
            Made.Incident("A1", Made.Noon, 40.1), Made.Incident("A2", Made.Noon, 40.1),
            Made.Incident("B1", Made.Noon.AddDays(1), 40.2), Made.Incident("B2", Made.Noon, 40.2),
            Made.Incident("C1", Made.Noon.AddDays(-1), 40.3), Made.Incident("C2", Made.Noon.AddDays(-1), 40.3), Made.Incident("C3", Made.Noon.AddDays(-1), 40.3));
        var places = await PlacesAsync();
        Assert.Equal([40.3, 40.2, 40.1], places.Select(p => p.Lat));
        Assert.Equal(places.Select(p => p.Id), (await PlacesAsync(limit: 1)).Select(p => p.Id));
    }

    [Fact]
    public async Task Names_the_guns_that_were_fired_there()
    {
        await LandAsync(Made.Incident("N1"), Made.Incident("N2"), Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.North, "N2")), Made.Notice("n2", "2", NibinKind.Lead, 0, Made.Casing(Made.North, "N1", "2"), Made.Casing(Made.South, "S9")));
        Assert.Equal(2, Assert.Single(await PlacesAsync()).Guns.Count);
    }

    [Fact]
    public async Task Shares_no_shooting_with_another_in_whatever_order_they_came() =>
        await Gen.Select(Gen.Select(Gen.Int[0, 30], Gen.Int[0, 20], Gen.Int[0, 9]).Array[0, 25], Gen.Int).SampleAsync(async (told, seed) =>
        {
            FeedRecord[] records = [.. told.Select((t, i) => t.Item3 < 3
                ? (FeedRecord)Made.Gunshot($"A{i}", Made.Noon.AddHours(t.Item2), 40.7 + North(60 * t.Item1), 180, 1)
                : Made.Incident($"N{i}", Made.Noon.AddHours(t.Item2), 40.7 + North(60 * t.Item1), -180))];
            var (one, other) = (new A_place_with_several_shootings(), new A_place_with_several_shootings());
            await one.LandAsync(records);
            new Random(seed).Shuffle(records);
            await other.LandAsync(records);
            var places = await one.PlacesAsync();
            Assert.Equal(System.Text.Json.JsonSerializer.Serialize(places), System.Text.Json.JsonSerializer.Serialize(await other.PlacesAsync()));
            var members = places.SelectMany(p => p.Incidents.Select(i => i.CaseKey.Value).Concat(p.Gunshots.Select(g => g.Id))).ToList();
            Assert.Equal(members.Count, members.Distinct().Count());
            Assert.All(places, p => Assert.True(p.Shootings + p.Unreported >= 2 && p.Incidents.All(i => i.Metres <= 150) && p.Gunshots.All(g => g.Metres <= 150)));
            Assert.Equal(places.OrderByDescending(p => p.Shootings + p.Unreported).ThenByDescending(p => p.NewestAt).Select(p => p.Id), places.Select(p => p.Id));
        }, iter: 100);

    [Theory]
    [InlineData("0", null)]
    [InlineData("367", null)]
    [InlineData("x", null)]
    [InlineData(null, "0.5")]
    [InlineData(null, "5001")]
    [InlineData(null, "NaN")]
    public void Is_asked_for_within_limits(string? days, string? metres) => Assert.Equal(2721, PlaceFilter.Read(days, metres).Error!.Number);
}
