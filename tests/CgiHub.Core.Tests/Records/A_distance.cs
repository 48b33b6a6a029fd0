using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Records;

public sealed class A_distance
{
    /// <summary>Anywhere, and often where formulas break: poles, the equator, the date line, the far side of the earth.</summary>
    internal static readonly Gen<(double Lat, double Lon)> Place = Gen.Select(
        Gen.OneOf(Gen.Double[-90, 90], Gen.OneOfConst(90.0, -90.0, 0.0, 89.9999, -89.9999, 1e-9)),
        Gen.OneOf(Gen.Double[-180, 180], Gen.OneOfConst(180.0, -180.0, 0.0, 179.9999, -179.9999, 90.0)));

    /// <summary>Nearly opposite to each other.</summary>
    private static readonly Gen<((double Lat, double Lon) A, (double Lat, double Lon) B)> Opposite =
        Gen.Select(Gen.Double[-90, 90], Gen.Double[-180, 180], Gen.Double[-0.8, 0.8], Gen.Double[-0.8, 0.8]).Select((lat, lon, up, across) =>
            ((lat, lon), (Math.Clamp(-lat + up, -90, 90), Math.IEEERemainder(lon + 180 + across, 360))));

    private static double Metres((double Lat, double Lon) a, (double Lat, double Lon) b) => Geodesic.Metres(a.Lat, a.Lon, b.Lat, b.Lon);

    // The first row is the example of the GeographicLib manual; the next are from its test set; (0, 0) to (0.5, 179.5) is the example of Karney 2013.
    [Theory]
    [InlineData(40.6, -73.8, 51.6, -0.5, 5551759.400319)]
    [InlineData(35.60777, -139.44815, -11.17491, -69.95921, 8935244.5604818305)]
    [InlineData(55.52454, 106.05087, 77.03196, 197.18234, 4105086.1713924406)]
    [InlineData(-21.97856, 142.59065, 41.84138, 98.56635, 8394328.894657671)]
    [InlineData(-66.99028, 112.2363, -12.70631, 285.90344, 11150344.2312080241)]
    [InlineData(-17.42761, 173.34268, -15.84784, 5.93557, 16076603.1631180673)]
    [InlineData(32.84994, 48.28919, -56.28556, 202.29132, 16727068.9438164461)]
    [InlineData(6.96833, 52.74123, -7.39675, 206.17291, 17102477.2496958388)]
    [InlineData(-87.85331, 85.66836, 66.48646, 16.09921, 17286615.3147144645)]
    [InlineData(-29.47124, 95.14681, -27.46601, -69.15955, 13487015.8381145492)]
    [InlineData(-19.79938, -174.47484, -11.99349, -154.35109, 2319004.8601169389)]
    [InlineData(0, 0, 0.5, 179.5, 19936288.578965)]
    [InlineData(0, 0, 0.5, 179.7, 19944127.42075046)]
    [InlineData(0, 0, 0, 179, 19926188.85199597)]
    [InlineData(0, 0, 0, 180, 20003931.45862545)]
    [InlineData(0, 0, 90, 0, 10001965.72931272)]
    [InlineData(90, 0, -90, 30, 20003931.45862545)]
    public void Is_what_is_published(double lat1, double lon1, double lat2, double lon2, double metres)
    {
        Assert.Equal(metres, Geodesic.Metres(lat1, lon1, lat2, lon2), 1e-6);
        Assert.Equal(metres, Geodesic.Metres(-lat2, lon2, -lat1, lon1), 1e-6);
    }

    [Fact]
    public void Along_the_equator_is_an_arc_of_a_circle() =>
        Gen.Double[-179, 179].Sample(lon => Assert.Equal(Geodesic.EquatorialRadius * Math.Abs(double.DegreesToRadians(lon)), Geodesic.Metres(0, 0, 0, lon), 1e-6));

    [Fact]
    public void Is_the_same_in_both_directions_to_the_last_bit() =>
        Gen.OneOf(Gen.Select(Place, Place), Opposite).Sample((a, b) => Metres(a, b) == Metres(b, a), iter: 5000);

    [Fact]
    public void Is_the_same_in_both_hemispheres_and_wherever_longitudes_begin() =>
        Gen.Select(Place, Place).Sample((a, b) =>
        {
            var metres = Metres(a, b);
            Assert.Equal(metres, Metres((-a.Lat, a.Lon), (-b.Lat, b.Lon)), 1e-6);
            Assert.Equal(metres, Metres((a.Lat, Math.IEEERemainder(a.Lon + 77, 360)), (b.Lat, Math.IEEERemainder(b.Lon + 77, 360))), 1e-6);
        }, iter: 3000);

    [Fact]
    public void From_a_place_to_itself_is_nothing_whichever_side_of_the_date_line_it_is_written_on() =>
        Place.Sample(a => Metres(a, a) == 0 && Metres((a.Lat, 180), (a.Lat, -180)) == 0);

    [Fact]
    public void At_a_pole_does_not_depend_on_the_longitude() =>
        Gen.Select(Place, Gen.Double[-180, 180], Gen.Double[-180, 180]).Sample((a, one, other) => Math.Abs(Metres((90, one), a) - Metres((90, other), a)) < 1e-7);

    [Fact]
    public void Is_never_longer_than_over_a_third_place() =>
        Gen.Select(Gen.OneOf(Gen.Select(Place, Place), Opposite), Place).Sample((ends, by) => Metres(ends.Item1, ends.Item2) <= Metres(ends.Item1, by) + Metres(by, ends.Item2) + 1e-6, iter: 5000);

    [Fact]
    public void Lies_between_the_spheres_of_the_least_and_the_greatest_radius() =>
        Gen.OneOf(Gen.Select(Place, Place), Opposite).Sample((a, b) =>
        {
            var chord = Math.Sqrt(new SpherePoint(a.Lat, a.Lon).SquaredChord(new SpherePoint(b.Lat, b.Lon)));
            var angle = 2 * Math.Asin(Math.Min(1, chord / 2));
            return Metres(a, b) >= Geodesic.LeastRadius * angle - 0.5 && Metres(a, b) <= Geodesic.GreatestRadius * angle + 0.5;
        }, iter: 5000);

    [Fact]
    public void Is_never_longer_than_half_way_round_over_the_poles() =>
        Opposite.Sample((a, b) => Metres(a, b) <= 20_003_931.4587, iter: 5000);

    [Fact]
    public void Of_neighbours_follows_the_radii_of_curvature()
    {
        // At 40.7° north a minute of latitude and one of longitude, from M and N by hand: e² = 0.00669437999014.
        const double E2 = 0.00669437999014132;
        var sin = Math.Sin(double.DegreesToRadians(40.7));
        var n = 6378137 / Math.Sqrt(1 - E2 * sin * sin);
        var m = n * (1 - E2) / (1 - E2 * sin * sin);
        const double Angle = 1e-5 * Math.PI / 180;
        Assert.Equal(m * Angle, Geodesic.Metres(40.7 - 5e-6, -74, 40.7 + 5e-6, -74), 1e-7);
        Assert.Equal(n * Math.Cos(double.DegreesToRadians(40.7)) * Angle, Geodesic.Metres(40.7, -74, 40.7, -74 + 1e-5), 1e-7);
    }
}
