namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>The little geodesy that the tests need to check the hub's, worked out separately.</summary>
internal static class Earth
{
    private const double Axis = 6_378_137;
    private const double Flattening = 1 / 298.257222101;

    private static readonly double Eccentricity = Math.Sqrt(Flattening * (2 - Flattening));

    /// <summary>Metres along the WGS 84 ellipsoid between two points that are not nearly antipodal (Vincenty 1975, the inverse formula; good to a tenth of a millimetre).</summary>
    public static double Metres(double lat1, double lon1, double lat2, double lon2)
    {
        const double F = 1 / 298.257223563;
        const double B = Axis * (1 - F);
        var (u1, u2) = (Math.Atan((1 - F) * Math.Tan(Rad(lat1))), Math.Atan((1 - F) * Math.Tan(Rad(lat2))));
        var l = Rad(Math.IEEERemainder(lon2 - lon1, 360));
        var lambda = l;
        while (true)
        {
            var sinSigma = Math.Sqrt(Math.Pow(Math.Cos(u2) * Math.Sin(lambda), 2) + Math.Pow(Math.Cos(u1) * Math.Sin(u2) - Math.Sin(u1) * Math.Cos(u2) * Math.Cos(lambda), 2));
            if (sinSigma == 0)
            {
                return 0;
            }

            var cosSigma = Math.Sin(u1) * Math.Sin(u2) + Math.Cos(u1) * Math.Cos(u2) * Math.Cos(lambda);
            var sigma = Math.Atan2(sinSigma, cosSigma);
            var sinAlpha = Math.Cos(u1) * Math.Cos(u2) * Math.Sin(lambda) / sinSigma;
            var cos2Alpha = 1 - sinAlpha * sinAlpha;
            var cos2M = cos2Alpha == 0 ? 0 : cosSigma - 2 * Math.Sin(u1) * Math.Sin(u2) / cos2Alpha;
            var c = F / 16 * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
            var before = lambda;
            lambda = l + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cos2M + c * cosSigma * (2 * cos2M * cos2M - 1)));
            if (Math.Abs(lambda - before) < 1e-12)
            {
                var uu = cos2Alpha * (Axis * Axis - B * B) / (B * B);
                var a1 = 1 + uu / 16384 * (4096 + uu * (-768 + uu * (320 - 175 * uu)));
                var b1 = uu / 1024 * (256 + uu * (-128 + uu * (74 - 47 * uu)));
                return B * a1 * (sigma - b1 * sinSigma * (cos2M + b1 / 4 * (cosSigma * (2 * cos2M * cos2M - 1) - b1 / 6 * cos2M * (4 * sinSigma * sinSigma - 3) * (4 * cos2M * cos2M - 3))));
            }
        }
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
