using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

public sealed class Plate_reads : IDisposedAfterTest
{
    private readonly MapHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static double North(double metres) => metres / 111_049;

    private async Task<LeadPicture> WithAsync(params FeedRecord[] reads)
    {
        await _house.LandAsync(Made.North,
            Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.North, "N2")),
            Made.Incident("N1"), Made.Incident("N2", Made.Noon.AddDays(1), 40.8));
        await _house.LandAsync(Made.North, reads);
        return await _house.DrawAsync();
    }

    [Theory]
    [InlineData(799.9, 0, true)]
    [InlineData(800.1, 0, false)]
    [InlineData(0, -600, true)]
    [InlineData(0, -600.001, false)]
    [InlineData(0, 1200, true)]
    [InlineData(0, 1200.001, false)]
    public async Task Belong_to_a_shooting_within_800_metres_from_ten_minutes_before_to_twenty_after(double metres, double seconds, bool near) =>
        Assert.Equal(near, (await WithAsync(Made.Plate("R1", "ABC123", Made.Noon.AddSeconds(seconds), 40.7 + North(metres), -74))).Vehicles.Count == 1);

    [Fact]
    public async Task Of_one_car_near_two_shootings_are_one_vehicle_on_the_map()
    {
        var picture = await WithAsync(Made.Plate("R1", "ABC-123", Made.Noon, 40.7, -74), Made.Plate("R2", "abc 123", Made.Noon.AddDays(1), 40.8, -74));
        var vehicle = Assert.Single(picture.Vehicles);
        Assert.Equal(2, vehicle.Cases);
        Assert.Equal(2, picture.Map.Links.Count(l => l.From == vehicle.Id && l.Kind == "near"));
        var finding = Assert.Single(picture.Map.Links, l => l.From == vehicle.Id && l.To == picture.Gun.Id);
        Assert.Equal("Seen near 2 events of this gun.", Assert.Single(finding.Because).Text);
        Assert.Equal(2, finding.Because[0].Records.Count);
    }

    [Fact]
    public async Task Without_a_state_are_of_the_one_car_with_that_plate()
    {
        var vehicle = Assert.Single((await WithAsync(Made.Plate("R1", "ABC123", Made.Noon, 40.7, -74), Made.Plate("R2", "ABC123", Made.Noon.AddDays(1), 40.8, -74) with { PlateState = null })).Vehicles);
        Assert.Equal((2, "ZZ", EntityKey.Plate("ABC123", "ZZ").Value), (vehicle.Cases, vehicle.State, vehicle.Id));
        Assert.Equal("Some reads do not say the state; where one is said it is ZZ.", vehicle.Because);
    }

    [Fact]
    public async Task Without_a_state_are_of_nobody_known_where_two_states_have_that_plate() =>
        Assert.Equal([null, "YY", "ZZ"], (await WithAsync(Made.Plate("R1", "ABC123", Made.Noon, 40.7, -74), Made.Plate("R2", "ABC123", Made.Noon, 40.7, -74) with { PlateState = "YY" }, Made.Plate("R3", "ABC123", Made.Noon, 40.7, -74) with { PlateState = null }))
            .Vehicles.Select(v => v.State).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Of_a_car_near_one_shooting_are_on_the_map_only_where_a_hot_list_has_it()
    {
        var picture = await WithAsync(Made.Plate("R1", "ABC123", Made.Noon, 40.7, -74), Made.Plate("R2", "XYZ789", Made.Noon, 40.7, -74, "stolen"));
        Assert.Equal(["XYZ789 (ZZ)"], picture.Map.Nodes.Where(n => n.Kind == NodeKind.Vehicle).Select(n => n.Label));
        Assert.Equal(2, picture.Vehicles.Count);
    }

    [Fact]
    public async Task Of_the_same_plate_from_two_states_are_two_vehicles() =>
        Assert.Equal(2, (await WithAsync(Made.Plate("R1", "ABC123", Made.Noon, 40.7, -74), Made.Plate("R2", "ABC123", Made.Noon, 40.7, -74) with { PlateState = "YY" })).Vehicles.Count);

    [Fact]
    public async Task Are_found_across_the_hour_and_the_border_of_a_cell()
    {
        var picture = await WithAsync(
            Made.Plate("R1", "ABC123", Made.Noon.AddMinutes(-1), 40.7 - North(700), -74), Made.Plate("R2", "ABC123", Made.Noon.AddMinutes(1), 40.7 + North(700), -74),
            Made.Plate("R3", "ABC123", Made.Noon, 40.7, -74.008), Made.Plate("R4", "ABC123", Made.Noon, 40.7, -73.992));
        Assert.Equal(4, Assert.Single(picture.Vehicles).Sightings.Count);
    }

    [Fact]
    public async Task Near_several_shootings_come_before_those_on_a_hot_list_and_these_before_the_nearest()
    {
        var picture = await WithAsync(
            Made.Plate("R1", "NEAREST", Made.Noon, 40.7, -74), Made.Plate("R2", "LISTED", Made.Noon, 40.7 + North(300), -74, "stolen"),
            Made.Plate("R3", "TWICE", Made.Noon, 40.7 + North(600), -74), Made.Plate("R4", "TWICE", Made.Noon.AddDays(1), 40.8, -74));
        Assert.Equal(["TWICE", "LISTED", "NEAREST"], picture.Vehicles.Select(v => v.Plate));
    }
}
