using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;
using CsCheck;

namespace CgiHub.Core.Tests.CaseMaps;

public sealed class Gunshot_alerts : IDisposedAfterTest
{
    private readonly MapHouse _house;

    public Gunshot_alerts() => _house = new MapHouse();

    private Gunshot_alerts(MapHouse house) => _house = house;

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    /// <summary>So many metres north, in degrees: a degree is 111,049 m at 40.7°.</summary>
    private static double North(double metres) => metres / 111_049;

    /// <summary>What is heard around a shooting of North at a place and time.</summary>
    private async Task<IReadOnlyList<GunshotNearEvent>> AroundAsync(double lat, double lon, DateTimeOffset at, params FeedRecord[] alerts)
    {
        await _house.LandAsync(Made.North, Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")), Made.Incident("N1", at, lat, lon));
        await _house.LandAsync(Made.North, alerts);
        return (await _house.DrawAsync()).Gunshots;
    }

    private Task<IReadOnlyList<GunshotNearEvent>> AroundAsync(params FeedRecord[] alerts) => AroundAsync(40.7, -74, Made.Noon, alerts);

    [Fact]
    public async Task Within_fifty_metres_and_two_minutes_are_one_event_with_all_rounds_the_earliest_time_and_the_middle_place()
    {
        var shots = Assert.Single(await AroundAsync(
            Made.Gunshot("A1", Made.Noon.AddMinutes(2), 40.7, -74, 3),
            Made.Gunshot("A2", Made.Noon, 40.7 + North(49.9), -74, 4)));
        Assert.Equal(7, shots.Rounds);
        Assert.Equal(Made.Noon, shots.DetectedAt);
        Assert.Equal(40.7 + North(24.95), shots.Lat, 1e-9);
        Assert.Equal(["A2", "A1"], shots.Alerts);
    }

    [Fact]
    public async Task Further_apart_than_fifty_metres_are_two() =>
        Assert.Equal(2, (await AroundAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74, 3), Made.Gunshot("A2", Made.Noon, 40.7 + North(50.1), -74, 4))).Count);

    [Fact]
    public async Task Further_apart_than_two_minutes_are_two() =>
        Assert.Equal(2, (await AroundAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74), Made.Gunshot("A2", Made.Noon.AddMinutes(2).AddTicks(1), 40.7, -74))).Count);

    [Fact]
    public async Task Near_a_third_one_between_them_are_one() =>
        Assert.Equal(3, Assert.Single(await AroundAsync(
            Made.Gunshot("A1", Made.Noon, 40.7, -74), Made.Gunshot("A2", Made.Noon.AddMinutes(1), 40.7 + North(45), -74), Made.Gunshot("A3", Made.Noon.AddMinutes(2), 40.7 + North(90), -74))).Alerts.Count);

    [Fact]
    public async Task That_count_no_rounds_say_none()
    {
        Assert.Null(Assert.Single(await AroundAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74))).Rounds);
        Assert.Equal(5, Assert.Single(await AroundAsync(Made.Gunshot("A2", Made.Noon, 40.7, -74, 5))).Rounds);
    }

    [Fact]
    public async Task Are_what_their_review_says()
    {
        var shots = Assert.Single(await AroundAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74, 3), Made.Gunshot("A1", Made.Noon, 40.7 + North(20), -74, 5, AlertStatus.Update)));
        Assert.Equal(5, shots.Rounds);
        Assert.Equal(20, shots.Metres, 0.1);
        Assert.Equal(["A1"], shots.Alerts);
    }

    [Fact]
    public async Task That_were_cancelled_are_gone_even_when_the_cancellation_came_first()
    {
        Assert.Empty(await AroundAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74, 3, AlertStatus.Cancel)));
        Assert.Empty(await AroundAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74, 3), Made.Gunshot("A1", Made.Noon, 40.7, -74, 3, AlertStatus.Update)));
    }

    [Fact]
    public async Task That_a_review_moved_far_away_are_gone_here_and_found_there()
    {
        var moved = Made.Gunshot("A1", Made.Noon.AddMinutes(3), 41.2, -74, 5, AlertStatus.Update);
        Assert.Empty(await AroundAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74, 3), moved));
        await _house.LandAsync(Made.North, Made.Incident("N1", Made.Noon, 41.2, -74));
        Assert.Equal(5, Assert.Single((await _house.DrawAsync()).Gunshots).Rounds);
    }

    [Fact]
    public async Task That_were_cancelled_from_far_away_are_gone() =>
        Assert.Empty(await AroundAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74, 3), Made.Gunshot("A1", Made.Noon.AddDays(2), 10, 10, 3, AlertStatus.Cancel)));

    [Fact]
    public async Task That_a_vendor_of_another_agency_cancelled_stand()
    {
        await _house.Records.LandAsync(Made.South, [Made.Gunshot("A1", Made.Noon, 40.7, -74, 3, AlertStatus.Cancel)], default);
        Assert.Single(await AroundAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74, 3)));
    }

    [Fact]
    public async Task That_were_fireworks_are_gone() => Assert.Empty(await AroundAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74) with { Kind = GunshotKind.Fireworks }));

    [Theory]
    [InlineData(249.9, 0, true)]
    [InlineData(250.1, 0, false)]
    [InlineData(0, 600, true)]
    [InlineData(0, 600.001, false)]
    [InlineData(0, -600, true)]
    [InlineData(0, -600.001, false)]
    public async Task Belong_to_a_shooting_within_250_metres_and_ten_minutes(double metres, double seconds, bool near) =>
        Assert.Equal(near, (await AroundAsync(Made.Gunshot("A1", Made.Noon.AddSeconds(seconds), 40.7 + North(metres), -74))).Count == 1);

    [Fact]
    public async Task Are_found_across_midnight()
    {
        var midnight = new DateTimeOffset(2026, 2, 2, 0, 0, 0, TimeSpan.Zero);
        var shots = Assert.Single(await AroundAsync(40.7, -74, midnight.AddMinutes(1), Made.Gunshot("A1", midnight.AddMinutes(-2), 40.7, -74)));
        Assert.Equal(-180, shots.Seconds);
    }

    [Theory]
    [InlineData(40.7, -74)]
    [InlineData(40.72, -74.02)]
    [InlineData(0.0, -74)]
    [InlineData(-33.9, 151.2)]
    [InlineData(52, 180)]
    [InlineData(52, -180)]
    [InlineData(89.5, 0)]
    public async Task Are_found_on_every_side_of_a_shooting_wherever_it_was(double lat, double lon)
    {
        var east = 200 / (111_320 * Math.Cos(lat * Math.PI / 180));
        var found = await AroundAsync(lat, lon, Made.Noon,
            Made.Gunshot("N", Made.Noon, lat + North(200), lon), Made.Gunshot("S", Made.Noon, lat - North(200), lon),
            Made.Gunshot("E", Made.Noon, lat, Math.IEEERemainder(lon + east, 360)), Made.Gunshot("W", Made.Noon, lat, Math.IEEERemainder(lon - east, 360)));
        Assert.Equal(["E", "N", "S", "W"], found.SelectMany(s => s.Alerts).Order(StringComparer.Ordinal));
        Assert.All(found, s => Assert.Equal(200, s.Metres, 1.5));
    }

    [Theory]
    [InlineData(90, 0)]
    [InlineData(-90, -180)]
    public async Task At_a_pole_do_no_harm(double lat, double lon) =>
        Assert.Single(await AroundAsync(lat, lon, Made.Noon, Made.Gunshot("A1", Made.Noon, lat, lon)));

    [Fact]
    public async Task On_both_sides_of_the_date_line_are_one_event_on_it()
    {
        var shots = Assert.Single(await AroundAsync(10, 180, Made.Noon, Made.Gunshot("A1", Made.Noon, 10, 179.9999), Made.Gunshot("A2", Made.Noon, 10, -179.9999)));
        Assert.Equal(180, Math.Abs(shots.Lon), 1e-6);
    }

    [Fact]
    public async Task Are_not_looked_for_where_a_gun_was_recovered()
    {
        await _house.LandAsync(Made.North, Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")), Made.Incident("N1") with { Type = IncidentType.Recovery }, Made.Gunshot("A1", Made.Noon, 40.7, -74));
        Assert.Empty((await _house.DrawAsync()).Gunshots);
    }

    [Fact]
    public async Task Are_drawn_on_the_map_with_how_far_away_they_were_heard()
    {
        var shots = Assert.Single(await AroundAsync(Made.Gunshot("A1", Made.Noon.AddMinutes(1), 40.7 + North(100), -74, 3)));
        var link = Assert.Single((await _house.DrawAsync()).Map.Links, l => l.From == shots.Id);
        Assert.Equal(EntityKey.Case(Made.North, "N1").Value, link.To);
        Assert.Equal("100 m away, 1 min after.", link.Because[0].Text);
    }

    [Fact]
    public async Task Make_the_same_events_in_whatever_order_they_came() =>
        await Gen.Select(Gen.Select(Gen.Int[0, 6], Gen.Int[0, 8], Gen.Int[1, 5]).Array[1, 8], Gen.Int).SampleAsync(async (alerts, seed) =>
        {
            FeedRecord[] rows = [.. alerts.Select((a, i) => Made.Gunshot($"A{i}", Made.Noon.AddSeconds(a.Item1 * 60), 40.7 + North(a.Item2 * 30), -74, a.Item3))];
            await using var inOrder = new Gunshot_alerts(MapHouse.InMemory());
            await using var shuffled = new Gunshot_alerts(MapHouse.InMemory());
            var expected = await inOrder.AroundAsync(rows);
            new Random(seed).Shuffle(rows);
            var actual = await shuffled.AroundAsync(rows);
            Assert.Equal(expected.Select(s => (s.Id, s.Rounds, s.DetectedAt, s.Lat, string.Join(',', s.Alerts))), actual.Select(s => (s.Id, s.Rounds, s.DetectedAt, s.Lat, string.Join(',', s.Alerts))));
            Assert.Equal(alerts.Where((_, i) => expected.Any(s => s.Alerts.Contains($"A{i}"))).Sum(a => a.Item3), expected.Sum(s => s.Rounds));
        }, iter: 100);
}
