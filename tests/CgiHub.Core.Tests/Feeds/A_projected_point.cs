using System.Globalization;
using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>
/// Projected coordinates, checked against what defines the systems (EPSG registry) and against the published formulas
/// of the Lambert conformal conic (Snyder, USGS Professional Paper 1395), computed here a second time.
/// </summary>
public sealed class A_projected_point : IDisposedAfterTest
{
    private const double UsFoot = 1200.0 / 3937;

    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task<IReadOnlyList<(double Lat, double Lon)>> ReadAsync(int epsg, params (double X, double Y)[] points)
    {
        var mapping = $$$"""{"epsg":{{{epsg}}},"fields":{"sourceId":{"columns":["#"]},"caseNumber":{"columns":["#"],"prefix":"{{{epsg}}}-"},"exhibitNumber":{"constant":"1"},"recoveredAt":{"constant":"2018-01-05"},"lat":{"columns":["Y"]},"lon":{"columns":["X"]} } }""";
        Assert.Null((await _house.MapAsync("firearms", mapping)).Error);
        var body = "X,Y\n" + string.Concat(points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:R},{p.Y:R}\n")));
        Assert.Equal(points.Length, (await _house.SendAsync("firearms", body, FeedHouse.Csv)).Received);
        var read = new List<(double, double)>();
        for (var i = 1; i <= points.Length; i++)
        {
            var record = await _house.OneAsync<FirearmRecovery>($"{epsg}-{i}");
            read.Add((record.Lat!.Value, record.Lon!.Value));
        }

        return read;
    }

    [Theory]
    [InlineData(2263, 984250.0, 0.0, 40.1666666666667, -74.0)]
    [InlineData(26985, 400000.0, 0.0, 37.6666666666667, -77.0)]
    [InlineData(2248, 1312333.333, 0.0, 37.6666666666667, -77.0)]
    [InlineData(2285, 1640416.667, 0.0, 47.0, -120.833333333333)]
    [InlineData(3435, 984250.0, 0.0, 36.6666666666667, -88.3333333333333)]
    [InlineData(2236, 656166.667, 0.0, 24.3333333333333, -81.0)]
    [InlineData(32618, 500000.0, 0.0, 0.0, -75.0)]
    [InlineData(3857, 0.0, 0.0, 0.0, 0.0)]
    public async Task At_the_origin_of_its_system_is_where_the_registry_says(int epsg, double x, double y, double lat, double lon)
    {
        if (epsg == 3857)
        {
            (x, lon) = (Math.PI * 6378137 / 2, 90);
        }

        var read = Assert.Single(await ReadAsync(epsg, (x, y)));
        Assert.Equal(lat, read.Lat, 1e-6);
        Assert.Equal(lon, read.Lon, 1e-6);
    }

    [Theory]
    [InlineData(2263, 41.0333333333333, 40.6666666666667, 40.1666666666667, -74.0, 984250.0, 0.0, UsFoot)]
    [InlineData(26985, 39.45, 38.3, 37.6666666666667, -77.0, 400000.0, 0.0, 1.0)]
    [InlineData(2227, 38.4333333333333, 37.0666666666667, 36.5, -120.5, 6561666.667, 1640416.667, UsFoot)]
    [InlineData(2278, 30.2833333333333, 28.3833333333333, 27.8333333333333, -99.0, 1968500.0, 13123333.333, UsFoot)]
    public async Task Agrees_with_the_formulas_to_a_centimetre(int epsg, double parallel1, double parallel2, double lat0, double lon0, double easting, double northing, double unit)
    {
        var points = Gen.Select(Gen.Double[lat0, lat0 + 2], Gen.Double[lon0 - 2, lon0 + 2]).Array[20].Single();
        var projected = points.Select(p => Conic(p.Item1, p.Item2, parallel1, parallel2, lat0, lon0)).Select(m => (m.X / unit + easting, m.Y / unit + northing)).ToArray();
        var read = await ReadAsync(epsg, projected);
        for (var i = 0; i < points.Length; i++)
        {
            Assert.Equal(points[i].Item1, read[i].Lat, 1e-7);
            Assert.Equal(points[i].Item2, read[i].Lon, 1e-7);
        }
    }

    [Fact]
    public async Task In_degrees_stays_as_it_is()
    {
        Assert.Equal((40.7, -74.1), Assert.Single(await ReadAsync(4326, (-74.1, 40.7))));
        Assert.Equal((40.7, -74.1), Assert.Single(await ReadAsync(4269, (-74.1, 40.7))));
    }

    [Fact]
    public async Task That_is_missing_leaves_the_record_without_a_place()
    {
        const string Mapping = """{"epsg":2263,"fields":{"sourceId":{"columns":["#"]},"caseNumber":{"columns":["#"]},"exhibitNumber":{"constant":"1"},"recoveredAt":{"constant":"2018-01-05"},"lat":{"columns":["Y"]},"lon":{"columns":["X"]}}}""";
        Assert.Null((await _house.MapAsync("firearms", Mapping)).Error);
        var receipt = await _house.SendAsync("firearms", "X,Y\n0,0\n,\n1e300,1e300\nnan,1\n", FeedHouse.Csv);
        Assert.Equal((4, 2, 0, 2), FeedHouse.Counts(receipt));
        Assert.Null((await _house.OneAsync<FirearmRecovery>("1")).Lat);
    }

    /// <summary>Lambert conformal conic with two standard parallels on GRS 1980, in metres from the origin (Snyder, equations 15-1 to 15-9).</summary>
    private static (double X, double Y) Conic(double lat, double lon, double parallel1, double parallel2, double lat0, double lon0)
    {
        const double A = 6378137, F = 1 / 298.257222101, Radians = Math.PI / 180;
        var e = Math.Sqrt(2 * F - F * F);
        double M(double phi) => Math.Cos(phi) / Math.Sqrt(1 - e * e * Math.Sin(phi) * Math.Sin(phi));
        double T(double phi) => Math.Tan(Math.PI / 4 - phi / 2) / Math.Pow((1 - e * Math.Sin(phi)) / (1 + e * Math.Sin(phi)), e / 2);
        var (p1, p2) = (parallel1 * Radians, parallel2 * Radians);
        var n = (Math.Log(M(p1)) - Math.Log(M(p2))) / (Math.Log(T(p1)) - Math.Log(T(p2)));
        var f = M(p1) / (n * Math.Pow(T(p1), n));
        double Rho(double phi) => A * f * Math.Pow(T(phi), n);
        var theta = n * (lon - lon0) * Radians;
        return (Rho(lat * Radians) * Math.Sin(theta), Rho(lat0 * Radians) - Rho(lat * Radians) * Math.Cos(theta));
    }
}
