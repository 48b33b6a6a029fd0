using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Records;

public sealed class A_space_time_join
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly NearRule Near = new(300, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30));

    /// <summary>A neighbourhood somewhere: in a city, at a pole, on the date line, on the border of a cube.</summary>
    private static readonly Gen<(double Lat, double Lon)> Middle = Gen.OneOfConst((38.85, -76.99), (90.0, 0.0), (-89.9995, 77.0), (52.0, 180.0), (-33.0, -179.999), (0.0, 0.0), (0.0, 90.0), (45.0, 45.0));

    private static Gen<SpaceTimePoint[]> Around((double Lat, double Lon) middle, double degrees) =>
        Gen.Select(Gen.Double[-degrees, degrees], Gen.OneOf(Gen.Double[-degrees, degrees], Gen.Double[-180, 180]), Gen.Int[-4000, 4000]).Select((up, across, seconds) =>
            new SpaceTimePoint(Noon.AddSeconds(seconds), Math.Clamp(middle.Lat + up, -90, 90), Math.IEEERemainder(middle.Lon + across, 360))).Array[0, 60];

    private static readonly Gen<NearRule> Rule = Gen.Select(
        Gen.OneOf(Gen.Double[0, 5000], Gen.OneOfConst(0.0, 1e-6, 300.0, 2e6, 1e7, 19_999_999, 2.1e7)), Gen.Int[0, 4000], Gen.Int[0, 4000])
        .Select((metres, before, after) => new NearRule(metres, TimeSpan.FromSeconds(before), TimeSpan.FromSeconds(after)));

    private static IEnumerable<(int Seen, int Happened)> SearchThroughAll(SpaceTimePoint[] seen, SpaceTimePoint[] happened, NearRule rule) =>
        from h in Enumerable.Range(0, happened.Length)
        from s in Enumerable.Range(0, seen.Length)
        where seen[s].At >= happened[h].At - rule.Before && seen[s].At <= happened[h].At + rule.After
        where Geodesic.Metres(seen[s].Lat, seen[s].Lon, happened[h].Lat, happened[h].Lon) <= rule.Metres
        select (s, h);

    private static int Found(SpaceTimePoint seen, SpaceTimePoint happened, NearRule rule) => new SpaceTimeJoin([seen], rule).Pairs([happened]).Count;

    [Fact]
    public void Finds_the_pairs_that_a_search_through_all_of_them_finds() =>
        Gen.Select(Middle, Gen.OneOfConst(0.002, 0.05, 20.0), Rule).SelectMany((middle, degrees, rule) => Gen.Select(Around(middle, degrees), Around(middle, degrees), Gen.Const(rule)))
            .Sample((seen, happened, rule) => Assert.Equal(SearchThroughAll(seen, happened, rule), new SpaceTimeJoin(seen, rule).Pairs(happened)), iter: 3000);

    [Fact]
    public void Finds_them_also_where_very_much_was_seen_at_the_same_time() =>
        Gen.Select(Middle, Gen.OneOfConst(0.002, 0.05, 20.0), Gen.OneOfConst(0.0, 40.0, 300.0, 20_000, 2e6, 1.9e7)).SelectMany((middle, degrees, metres) => Gen.Select(
                Around(middle, degrees).Array[30].Select(p => p.SelectMany(a => a).ToArray()), Around(middle, degrees), Gen.Const(new NearRule(metres, TimeSpan.FromHours(2), TimeSpan.FromMinutes(50)))))
            .Sample((seen, happened, rule) => Assert.Equal(SearchThroughAll(seen, happened, rule), new SpaceTimeJoin(seen, rule).Pairs(happened)), iter: 100);

    [Fact]
    public void Finds_the_same_pairs_in_whatever_order_both_sides_come() =>
        Gen.Select(Middle.SelectMany(m => Gen.Select(Around(m, 0.01), Around(m, 0.01))), Gen.Int).Sample((sides, seed) =>
        {
            var (seen, happened) = sides;
            var expected = new SpaceTimeJoin(seen, Near).Pairs(happened).Select(p => (seen[p.Seen], happened[p.Happened])).ToHashSet();
            new Random(seed).Shuffle(seen);
            new Random(seed).Shuffle(happened);
            Assert.Equal(expected, new SpaceTimeJoin(seen, Near).Pairs(happened).Select(p => (seen[p.Seen], happened[p.Happened])).ToHashSet());
        }, iter: 300);

    [Theory]
    [InlineData(-900, 1)]
    [InlineData(-900.0000001, 0)]
    [InlineData(1800, 1)]
    [InlineData(1800.0000001, 0)]
    public void Includes_the_ends_of_its_span_of_time(double seconds, int pairs) =>
        Assert.Equal(pairs, Found(new SpaceTimePoint(Noon.AddTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)), 40.7, -74), new SpaceTimePoint(Noon, 40.7, -74), Near));

    [Fact]
    public void Includes_its_distance() =>
        Gen.Select(A_distance.Place, A_distance.Place).Sample((a, b) =>
        {
            var metres = Geodesic.Metres(a.Lat, a.Lon, b.Lat, b.Lon);
            var (seen, happened) = (new SpaceTimePoint(Noon, a.Lat, a.Lon), new SpaceTimePoint(Noon, b.Lat, b.Lon));
            return Found(seen, happened, new NearRule(metres, TimeSpan.Zero, TimeSpan.Zero)) == 1
                && (metres == 0 || Found(seen, happened, new NearRule(Math.BitDecrement(metres), TimeSpan.Zero, TimeSpan.Zero)) == 0);
        }, iter: 3000);

    [Fact]
    public void Finds_each_of_several_that_are_the_same()
    {
        SpaceTimePoint[] same = [.. Enumerable.Repeat(new SpaceTimePoint(Noon, 38.9, -77), 3)];
        Assert.Equal(9, new SpaceTimeJoin(same, new NearRule(0, TimeSpan.Zero, TimeSpan.Zero)).Pairs(same).Count);
    }

    [Fact]
    public void Knows_no_limit_of_time_where_its_rule_has_none()
    {
        var always = new NearRule(300, TimeSpan.MaxValue, TimeSpan.MaxValue);
        Assert.Equal(1, Found(new SpaceTimePoint(DateTimeOffset.MinValue, 1, 1), new SpaceTimePoint(DateTimeOffset.MaxValue, 1, 1), always));
        Assert.True(always.HoldsAt(DateTimeOffset.MaxValue, DateTimeOffset.MinValue));
    }

    [Fact]
    public void Does_not_depend_on_the_offset_in_which_a_time_is_written() =>
        Assert.Equal(1, Found(new SpaceTimePoint(Noon.ToOffset(TimeSpan.FromHours(9)), 1, 1), new SpaceTimePoint(Noon.ToOffset(TimeSpan.FromHours(-5)), 1, 1), new NearRule(0, TimeSpan.Zero, TimeSpan.Zero)));

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(90.0001, 0)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(0, -180.0001)]
    public void Refuses_what_is_no_place_on_earth(double lat, double lon)
    {
        var nowhere = new SpaceTimePoint(Noon, lat, lon);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpaceTimeJoin([nowhere], Near));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpaceTimeJoin([], Near).Find(nowhere));
    }

    [Fact]
    public void Refuses_a_rule_that_means_nothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new NearRule(-1, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NearRule(double.NaN, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NearRule(1, TimeSpan.FromTicks(-1), TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NearRule(1, TimeSpan.Zero, TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Is_one_rule_with_what_the_hub_asks_of_two_points() =>
        Gen.Select(Middle, Rule).SelectMany((middle, rule) => Gen.Select(Around(middle, 0.05), Around(middle, 0.05), Gen.Const(rule))).Sample((seen, happened, rule) =>
            Assert.Equal(
                happened.SelectMany((h, i) => seen.Select((s, j) => (j, i, Holds: rule.Holds(s, h)))).Where(p => p.Holds).Select(p => (p.j, p.i)),
                new SpaceTimeJoin(seen, rule).Pairs(happened)), iter: 300);
}
