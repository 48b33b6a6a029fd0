namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>The little geodesy that the tests need to check the hub's, worked out separately.</summary>
internal static class Earth
{
    private const double Radius = 6_371_008.8;
    private const double Axis = 6_378_137;
    private const double Flattening = 1 / 298.257222101;

    private static readonly double Eccentricity = Math.Sqrt(Flattening * (2 - Flattening));

    /// <summary>Great-circle metres between two points.</summary>
    public static double Metres(double lat1, double lon1, double lat2, double lon2)
    {
        var cosine = Math.Sin(Rad(lat1)) * Math.Sin(Rad(lat2)) + Math.Cos(Rad(lat1)) * Math.Cos(Rad(lat2)) * Math.Cos(Rad(lon2 - lon1));
        var chord = 2 * Math.Sqrt(Math.Pow(Math.Sin(Rad(lat2 - lat1) / 2), 2) + Math.Cos(Rad(lat1)) * Math.Cos(Rad(lat2)) * Math.Pow(Math.Sin(Rad(lon2 - lon1) / 2), 2));

        // Near to each other the cosine is too blunt, far apart the chord is.
        return Radius * (cosine > 0.9 ? 2 * Math.Asin(chord / 2) : Math.Acos(cosine));
    }

    /// <summary>Degrees of an easting and northing in Maryland's state plane (EPSG:26985): the inverse of a Lambert conformal conic with two parallels (Snyder 1987, 15-5 to 15-11).</summary>
    public static (double Lat, double Lon) FromMaryland(double easting, double northing)
    {
        var (south, north, origin) = (Rad(38.3), Rad(39.45), Rad(37 + 2.0 / 3));
        var n = (Math.Log(M(south)) - Math.Log(M(north))) / (Math.Log(T(south)) - Math.Log(T(north)));
        var f = M(south) / (n * Math.Pow(T(south), n));
        var rho0 = Axis * f * Math.Pow(T(origin), n);
        var (x, y) = (easting - 400_000, northing);
        var t = Math.Pow(Math.Sqrt(x * x + (rho0 - y) * (rho0 - y)) / (Axis * f), 1 / n);
        var lat = Math.PI / 2 - 2 * Math.Atan(t);
        for (var i = 0; i < 8; i++)
        {
            lat = Math.PI / 2 - 2 * Math.Atan(t * Math.Pow((1 - Eccentricity * Math.Sin(lat)) / (1 + Eccentricity * Math.Sin(lat)), Eccentricity / 2));
        }

        return (lat * 180 / Math.PI, -77 + Math.Atan2(x, rho0 - y) / n * 180 / Math.PI);

        static double M(double lat) => Math.Cos(lat) / Math.Sqrt(1 - Math.Pow(Eccentricity * Math.Sin(lat), 2));

        static double T(double lat) => Math.Tan(Math.PI / 4 - lat / 2) / Math.Pow((1 - Eccentricity * Math.Sin(lat)) / (1 + Eccentricity * Math.Sin(lat)), Eccentricity / 2);
    }

    private static double Rad(double degrees) => degrees * Math.PI / 180;
}
