using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

public sealed class Shootings_of_other_guns : IDisposedAfterTest
{
    private readonly MapHouse _house = MapHouse.InMemory();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static double North(double metres) => metres / 111_049;

    /// <summary>A lead of two shootings, four days and 11 km apart, and what else happened.</summary>
    private async Task<LeadPicture> WithAsync(params FeedRecord[] others)
    {
        await _house.LandAsync(Made.North, Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.North, "N2")), Made.Incident("N1"), Made.Incident("N2", Made.Noon.AddDays(4), 40.8));
        await _house.LandAsync(Made.South, others);
        return await _house.DrawAsync();
    }

    [Theory]
    [InlineData(499.9, 0, true)]
    [InlineData(500.1, 0, false)]
    [InlineData(0, 90, true)]
    [InlineData(0, -90, true)]
    [InlineData(0, -91, false)]
    public async Task Are_near_within_500_metres_and_90_days(double metres, int days, bool near)
    {
        var picture = await WithAsync(Made.Incident("S1", Made.Noon.AddDays(days), 40.7 + North(metres)));
        Assert.Equal(near ? ["incidents/ZZ0000002/iS1"] : [], picture.SeriesNearby.Select(s => s.Record));
    }

    [Fact]
    public async Task Say_which_event_they_are_near_and_how_near()
    {
        var near = Assert.Single((await WithAsync(Made.Incident("S1", Made.Noon.AddDays(9), 40.8 + North(200)) with { Type = IncidentType.Homicide })).SeriesNearby);
        Assert.Equal((EntityKey.Case(Made.South, "S1"), EntityKey.Case(Made.North, "N2"), Made.Noon.AddDays(9), IncidentType.Homicide), (near.CaseKey, near.EventKey, near.At, near.Type));
        Assert.Equal(200, near.Metres, 0.5);
    }

    [Fact]
    public async Task Are_not_those_of_the_gun_itself_nor_other_crimes() =>
        Assert.Empty((await WithAsync(Made.Incident("S1") with { Type = IncidentType.Robbery }, Made.Incident("S2") with { Type = IncidentType.Recovery })).SeriesNearby);

    [Fact]
    public async Task Come_newest_first() =>
        Assert.Equal(["iS2", "iS3", "iS1"], (await WithAsync(Made.Incident("S1", Made.Noon.AddDays(-3)), Made.Incident("S2", Made.Noon.AddDays(3)), Made.Incident("S3"))).SeriesNearby.Select(s => s.Record.Split('/')[2]));

    [Fact]
    public async Task Are_no_part_of_what_a_picture_tells_others()
    {
        var without = MapHouse.Written(await WithAsync());
        await _house.LandAsync(Made.South, Made.Incident("S1"));
        var with = await _house.DrawAsync();
        Assert.Single(with.SeriesNearby);
        Assert.Equal(without, MapHouse.Written(with));
        Assert.DoesNotContain("incidents/ZZ0000002/iS1", with.Refs.Keys);
    }
}
