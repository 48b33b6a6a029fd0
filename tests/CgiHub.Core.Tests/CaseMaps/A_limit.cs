using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

public sealed class A_limit
{
    private static FeedRecord[] Chain(int exhibits) =>
        [.. Enumerable.Range(0, exhibits - 1).Select(i => Made.Notice($"n{i}", $"{i}", NibinKind.Lead, i, Made.Casing(Made.North, $"N{i}"), Made.Casing(Made.North, $"N{i + 1}")))];

    private static async Task<LeadPicture> DrawAsync(CaseMapOptions options, params FeedRecord[] records)
    {
        await using var house = new MapHouse(options);
        await house.LandAsync(Made.North, records);
        return await house.DrawAsync("0");
    }

    [Fact]
    public async Task That_is_not_reached_is_not_told()
    {
        var picture = await DrawAsync(new CaseMapOptions(), Chain(8));
        Assert.False(picture.Truncated);
        Assert.False(picture.Map.Truncated);
        Assert.Equal(8, picture.Gun.Exhibits.Count);
    }

    [Fact]
    public async Task Of_exhibits_cuts_the_gun_and_says_so()
    {
        var picture = await DrawAsync(new CaseMapOptions { MaxExhibits = 5 }, Chain(8));
        Assert.True(picture.Truncated);
        Assert.Equal(5, picture.Gun.Exhibits.Count);
    }

    [Fact]
    public async Task Of_records_of_one_entity_leaves_the_rest_out_and_says_so()
    {
        FeedRecord[] many = [.. Enumerable.Range(0, 30).Select(i => Made.Incident("N0") with { SourceId = $"{i:d2}" })];
        var picture = await DrawAsync(new CaseMapOptions { MaxRecordsPerEntity = 10 }, [.. Chain(2), .. many]);
        Assert.True(picture.Truncated);
        Assert.Equal(10, picture.Events.Single(e => e.CaseNumber == "N0").Records.Count);
    }

    [Fact]
    public async Task Of_records_of_one_case_does_not_hide_what_joins_its_exhibits()
    {
        FeedRecord[] many = [.. Enumerable.Range(0, 30).Select(i => Made.Incident("N1") with { SourceId = $"{i:d2}" })];
        var picture = await DrawAsync(new CaseMapOptions { MaxRecordsPerEntity = 10 }, [.. Chain(3), .. many]);
        Assert.True(picture.Truncated);
        Assert.Equal(3, picture.Gun.Exhibits.Count);
    }

    [Fact]
    public async Task Of_partitions_read_ends_the_picture_and_says_so() =>
        Assert.True((await DrawAsync(new CaseMapOptions { MaxReads = 4 }, Chain(8))).Truncated);

    [Fact]
    public async Task Of_persons_keeps_those_under_suspicion_and_says_so()
    {
        PersonInRole[] persons = [.. Enumerable.Range(0, 6).Select(i => Made.Person($"Person{(char)('A' + i)} Sample", 1990).As(i == 4 ? IncidentRole.Suspect : IncidentRole.Witness))];
        var picture = await DrawAsync(new CaseMapOptions { MaxPersons = 2 }, [.. Chain(2), Made.Incident("N0", persons: persons)]);
        Assert.True(picture.Truncated);
        Assert.Equal(2, picture.Persons.Count);
        Assert.Equal("PersonE Sample", picture.Persons[0].Label);
    }

    [Fact]
    public async Task Of_links_cuts_the_map_and_says_so()
    {
        var picture = await DrawAsync(new CaseMapOptions { MaxLinks = 10 }, Chain(8));
        Assert.True(picture.Truncated);
        Assert.True(picture.Map.Truncated);
        Assert.Equal(10, picture.Map.Links.Count);
    }

    [Fact]
    public async Task Of_alerts_around_one_case_leaves_the_rest_out_and_says_so()
    {
        FeedRecord[] alerts = [.. Enumerable.Range(0, 8).Select(i => Made.Gunshot($"A{i}", Made.Noon.AddMinutes(i), 40.7, -74))];
        Assert.True((await DrawAsync(new CaseMapOptions { MaxReadsPerCase = 5 }, [.. Chain(2), Made.Incident("N0"), .. alerts])).Truncated);
        Assert.False((await DrawAsync(new CaseMapOptions { MaxReadsPerCase = 8 }, [.. Chain(2), Made.Incident("N0"), .. alerts])).Truncated);
    }

    [Fact]
    public async Task Of_descriptions_under_one_number_ends_what_it_may_join()
    {
        var suspect = Made.Person("Testa Sample", fbi: "12345AB6");
        FeedRecord[] others = [.. Enumerable.Range(0, 5).Select(i => Made.Supervision($"S{i}", Made.Person($"Testa Sample{(char)('a' + i)}", fbi: "12345AB6")))];
        FeedRecord[] rows = [.. Chain(2), Made.Incident("N0", persons: suspect.As(IncidentRole.Suspect)), .. others];
        Assert.Equal(5, (await DrawAsync(new CaseMapOptions(), rows)).Supervision.Count);
        Assert.Empty((await DrawAsync(new CaseMapOptions { MaxDescriptionsPerKey = 4 }, rows)).Supervision);
    }
}
