using System.Globalization;
using CgiHub.Benchmarks;
using CgiHub.Core.Records;

namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>The hub's join against PostGIS, where that is installed, and against a search through everything.</summary>
public sealed class A_space_time_join_and_PostGIS(PostgisServer server) : IClassFixture<PostgisServer>
{
    /// <summary>Counted once more from the same files, in another language, by a search through all of them: 849 crimes.</summary>
    private const int KnownPairs = 382;

    private static readonly NearRule Near = new(300, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30));

    private static List<SpaceTimePoint> Alerts() =>
    [
        .. new[] { 2014, 2015, 2016 }.SelectMany(year => PublicData.Rows($"dc-shotspotter/ShotSpotter{year}.csv")).Where(r => r["ID"] != "#REF!").Select(r => new SpaceTimePoint(
            UnitedStatesClock.ToUtc(DateTime.ParseExact($"{r["Date"]} {r["Time"]}", "M/d/yyyy H:mm:ss", CultureInfo.InvariantCulture), UnitedStatesClock.Eastern),
            RealCases.Number(r["Lat (100)"]),
            RealCases.Number(r["Lon (100)"]))),
    ];

    private static List<SpaceTimePoint> Crimes() =>
        RealCases.WardCrimes.Select(r => (At: RealCases.WardTime(r), Place: Earth.FromMaryland(RealCases.Number(r["XBLOCK"]), RealCases.Number(r["YBLOCK"])))).Select(c => new SpaceTimePoint(c.At, c.Place.Lat, c.Place.Lon)).ToList();

    private static IEnumerable<(int Crime, int Alert)> Joined(List<SpaceTimePoint> alerts, List<SpaceTimePoint> crimes, NearRule rule) =>
        new SpaceTimeJoin(alerts, rule).Pairs(crimes).Select(p => (p.Happened, p.Seen)).Order();

    private async Task<List<(int Crime, int Alert)>> JoinedByPostgisAsync(List<SpaceTimePoint> alerts, List<SpaceTimePoint> crimes, NearRule rule)
    {
        await server.Postgis!.LoadAsync(alerts, crimes, default);
        await server.Postgis.IndexAsync(PostgisPeer.Plans.Keys.First(), default);
        Assert.True(await server.Postgis.JoinAsync(rule, TimeSpan.FromMinutes(30), default));
        return await server.Postgis.PairsAsync(default);
    }

    [SkippableFact]
    public void A_search_through_all_real_gunshots_finds_the_same_pairs()
    {
        PublicData.Require();
        var (alerts, crimes) = (Alerts(), Crimes());
        var expected = from c in Enumerable.Range(0, crimes.Count)
                       from a in Enumerable.Range(0, alerts.Count)
                       where alerts[a].At >= crimes[c].At - Near.Before && alerts[a].At <= crimes[c].At + Near.After
                       where Earth.Metres(alerts[a].Lat, alerts[a].Lon, crimes[c].Lat, crimes[c].Lon) <= Near.Metres
                       select (c, a);
        var pairs = Joined(alerts, crimes, Near).ToList();
        Assert.Equal(KnownPairs, pairs.Count);
        Assert.Equal(expected, pairs);
    }

    [SkippableFact]
    public async Task PostGIS_finds_the_same_pairs_of_real_gunshots_and_gun_crimes()
    {
        PublicData.Require();
        server.Require();
        var (alerts, crimes) = (Alerts(), Crimes());
        Assert.Equal(await JoinedByPostgisAsync(alerts, crimes, Near), Joined(alerts, crimes, Near));
        var wide = new NearRule(2_000, TimeSpan.FromDays(1), TimeSpan.FromHours(3));
        Assert.Equal(await JoinedByPostgisAsync(alerts, crimes, wide), Joined(alerts, crimes, wide));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(50_000)]
    [InlineData(8_000_000)]
    [InlineData(19_950_000)]
    public async Task PostGIS_finds_the_same_pairs_anywhere_on_earth(double metres)
    {
        server.Require();
        var random = new Random(7);
        var rule = new NearRule(metres, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20));
        var (alerts, crimes) = (Scattered(random, metres), Scattered(random, metres));
        var pairs = Joined(alerts, crimes, rule).ToList();
        Assert.NotEmpty(pairs);
        Assert.Equal(await JoinedByPostgisAsync(alerts, crimes, rule), pairs);
    }

    [SkippableFact]
    public async Task PostGIS_measures_the_same_distances()
    {
        server.Require();
        var points = Scattered(new Random(3), 300);
        foreach (var (a, b) in points.Take(300).Zip(points.Skip(1)))
        {
            Assert.Equal(await server.Postgis!.MetresAsync(a, b, default), Geodesic.Metres(a.Lat, a.Lon, b.Lat, b.Lon), 1e-6);
        }
    }

    /// <summary>Points around the poles, on the date line, on the equator, in cities and opposite to all of these, within an hour.</summary>
    private static List<SpaceTimePoint> Scattered(Random random, double metres)
    {
        (double Lat, double Lon)[] middles = [(90, 0), (-90, 0), (52, 180), (0, -180), (0, 0), (38.9, -77), (-38.9, 103), (89.99, 45)];
        var spread = Math.Clamp(metres / 60_000, 1e-5, 30);
        return
        [
            .. Enumerable.Range(0, 1200).Select(i =>
            {
                var (lat, lon) = middles[i % middles.Length];
                lat += i % 5 == 0 ? 0 : (2 * random.NextDouble() - 1) * spread;
                lon += i % 5 == 0 ? 0 : Math.Abs(lat) > 89 ? random.NextDouble() * 360 : (2 * random.NextDouble() - 1) * spread;
                return new SpaceTimePoint(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(3600)), Math.Abs(lat) > 90 ? Math.CopySign(180, lat) - lat : lat, Math.IEEERemainder(lon, 360));
            }),
        ];
    }
}

/// <summary>A PostGIS of the tests' own, where PostgreSQL with PostGIS is installed.</summary>
public sealed class PostgisServer : IAsyncLifetime
{
    internal PostgisPeer? Postgis { get; private set; }

    /// <summary>Skips the test where there is none.</summary>
    public void Require() => Skip.If(Postgis is null, "PostgreSQL with PostGIS is not installed here: apt-get install postgresql-15-postgis-3.");

    public async Task InitializeAsync() => Postgis = await PostgisPeer.TryStartAsync(default);

    public async Task DisposeAsync()
    {
        if (Postgis is not null)
        {
            await Postgis.DisposeAsync();
        }
    }
}
