namespace CgiHub.Core.Records;

/// <summary>Distances along the surface of the WGS 84 ellipsoid.</summary>
/// <remarks>
/// The two integrals of a geodesic (Karney 2013, equations 7 and 8) are taken by Gauss' quadrature, to the last digits of a double.
/// Between points that are not nearly antipodal the longitude on the auxiliary sphere is found by repeated substitution, as Vincenty does;
/// for the others the azimuth is found by halving an interval that holds exactly one, so there is always an answer.
/// Against PostGIS (GeographicLib) the difference is some nanometres, 0.1 µm on the far side of the earth.
/// </remarks>
/// <seealso href="https://doi.org/10.1007/s00190-012-0578-z">C. F. F. Karney, Algorithms for geodesics, Journal of Geodesy 87 (2013)</seealso>
public static class Geodesic
{
    /// <summary>Equatorial radius in metres (WGS 84).</summary>
    public const double EquatorialRadius = 6_378_137;

    /// <summary>Flattening (WGS 84).</summary>
    public const double Flattening = 1 / 298.257223563;

    private const double PolarRadius = EquatorialRadius * (1 - Flattening);
    private const double Eccentricity2 = Flattening * (2 - Flattening);
    private const double SecondEccentricity2 = Eccentricity2 / (1 - Eccentricity2);
    private const double Radians = Math.PI / 180;

    /// <summary>
    /// The least radius of curvature, at the equator along a meridian. A sphere of this radius, with the same latitudes and longitudes,
    /// never has two points further apart than the ellipsoid has.
    /// </summary>
    public const double LeastRadius = EquatorialRadius * (1 - Eccentricity2);

    /// <summary>The greatest radius of curvature, at a pole. A sphere of this radius never has two points nearer to each other than the ellipsoid has.</summary>
    public const double GreatestRadius = EquatorialRadius / (1 - Flattening);

    // Beyond this angle on the auxiliary sphere (170°) substitution is slow, and near 180° it may find a way that is not the shortest.
    private const double NearlyAntipodal = 170 * Radians;
    private const int MostSubstitutions = 30;
    private const int MostHalvings = 200;

    // Degrees: less than an atom from the equator is the equator.
    private const double OnTheEquator = 1e-16;

    // Gauss' nodes and weights for the interval from -1 to 1, those of the right half.
    private static readonly double[] FourNodes = [0.3399810435848563, 0.8611363115940526];
    private static readonly double[] FourWeights = [0.6521451548625461, 0.3478548451374538];
    private static readonly double[] TwelveNodes = [0.1252334085114689, 0.3678314989981802, 0.5873179542866175, 0.7699026741943047, 0.9041172563704749, 0.9815606342467192];
    private static readonly double[] TwelveWeights = [0.2491470458134028, 0.2334925365383548, 0.2031674267230659, 0.1600783285433462, 0.1069393259953184, 0.0471753363865118];

    /// <summary>The shortest way between two points, in metres: from 0 to 20,003,931.5. The same to the last bit in both directions.</summary>
    /// <param name="lat1">WGS 84 degrees, -90 to 90.</param>
    /// <param name="lon1">WGS 84 degrees.</param>
    /// <param name="lat2">WGS 84 degrees, -90 to 90.</param>
    /// <param name="lon2">WGS 84 degrees.</param>
    public static double Metres(double lat1, double lon1, double lat2, double lon2)
    {
        // The side that is nearer to a pole comes first, and stands in the south: by symmetry that changes nothing.
        var (far, near) = Math.Abs(lat1) >= Math.Abs(lat2) ? (lat1, lat2) : (lat2, lat1);
        if (far > 0)
        {
            (far, near) = (-far, -near);
        }

        var lon = Math.Abs(Math.IEEERemainder(lon2 - lon1, 360)) * Radians;
        if (far == near && lon == 0)
        {
            return 0;
        }

        // Along the equator, as long as that is the shortest way.
        return far > -OnTheEquator && lon <= Math.PI * (1 - Flattening)
            ? EquatorialRadius * lon
            : Between(new Parallel(far), new Parallel(near), lon);
    }

    private static double Between(Parallel one, Parallel two, double lon)
    {
        var omega = lon;
        for (var i = 0; i < MostSubstitutions; i++)
        {
            var (sin, cos) = Math.SinCos(omega);
            var across = two.Cos * sin;
            var along = one.Cos * two.Sin - one.Sin * two.Cos * cos;
            var length = Math.Sqrt(across * across + along * along);
            var sigma = Math.Atan2(length, one.Sin * two.Sin + one.Cos * two.Cos * cos);
            if (sigma == 0)
            {
                return 0;
            }

            if (sigma > NearlyAntipodal)
            {
                break;
            }

            var way = new Way(one, across / length, along / length, sigma);
            var next = lon + way.Shrinkage;
            if (Math.Abs(next - omega) <= 1e-15 * next)
            {
                return way.Metres;
            }

            omega = next;
        }

        return ByAzimuth(one, two, lon);
    }

    /// <summary>Finds the one azimuth that leads from the first parallel to the second at this difference of longitude: how far south of east.</summary>
    private static double ByAzimuth(Parallel one, Parallel two, double lon)
    {
        var (least, most) = (-Math.PI / 2, Math.PI / 2);
        for (var i = 0; i < MostHalvings; i++)
        {
            var middle = (least + most) / 2;
            if (middle == least || middle == most)
            {
                break;
            }

            (least, most) = FromParallel(one, two, middle).Lon < lon ? (middle, most) : (least, middle);
        }

        return FromParallel(one, two, most).Way.Metres;
    }

    private static (Way Way, double Lon) FromParallel(Parallel one, Parallel two, double southOfEast)
    {
        var (down, sin) = Math.SinCos(southOfEast);
        var cos = -down;
        var sinAtEquator = sin * one.Cos;

        // The difference of squares of what differs more: near the equator all cosines are one.
        var wider = one.Cos < -one.Sin ? (two.Cos - one.Cos) * (two.Cos + one.Cos) : (one.Sin - two.Sin) * (one.Sin + two.Sin);
        var cosThere = Math.Sqrt(Math.Max(0, cos * cos * one.Cos * one.Cos + wider));
        var sigma = Math.Atan2(two.Sin, cosThere) - Math.Atan2(one.Sin, cos * one.Cos);
        var omega = Math.Atan2(sinAtEquator * two.Sin, cosThere) - Math.Atan2(sinAtEquator * one.Sin, cos * one.Cos);
        var way = new Way(one, sin, cos, Math.Max(0, sigma));
        return (way, omega - way.Shrinkage);
    }

    /// <summary>Sine and cosine of the reduced latitude.</summary>
    private readonly struct Parallel
    {
        // An equator that is a hair south of itself: at 0 exactly, an arc of 180° begins at no particular place.
        private const double Hair = 1e-150;

        public Parallel(double lat)
        {
            var (sin, cos) = Math.SinCos(lat * Radians);
            sin *= 1 - Flattening;
            var length = Math.Sqrt(sin * sin + cos * cos);
            Sin = sin == 0 ? -Hair : sin / length;
            Cos = Math.Abs(lat) == 90 ? 0 : cos / length;
        }

        public double Sin { get; }

        public double Cos { get; }
    }

    /// <summary>A geodesic from a parallel onwards, by the sine and cosine of its azimuth there, over an arc of the auxiliary sphere.</summary>
    private readonly struct Way
    {
        public Way(Parallel one, double sinAzimuth, double cosAzimuth, double sigma)
        {
            var from = Math.Atan2(one.Sin, cosAzimuth * one.Cos);
            var sinAtEquator = sinAzimuth * one.Cos;
            var k2 = SecondEccentricity2 * (cosAzimuth * cosAzimuth + sinAzimuth * sinAzimuth * one.Sin * one.Sin);
            var (nodes, weights) = sigma < 0.2 ? (FourNodes, FourWeights) : (TwelveNodes, TwelveWeights);
            double length = 0, shrinkage = 0;
            for (var i = 0; i < nodes.Length; i++)
            {
                for (var side = -1; side <= 1; side += 2)
                {
                    var sin = Math.Sin(from + sigma / 2 * (1 + side * nodes[i]));
                    var stretch = Math.Sqrt(1 + k2 * sin * sin);
                    length += weights[i] * stretch;
                    shrinkage += weights[i] * ((2 - Flattening) / (1 + (1 - Flattening) * stretch));
                }
            }

            Metres = PolarRadius * sigma / 2 * length;
            Shrinkage = Flattening * sinAtEquator * sigma / 2 * shrinkage;
        }

        /// <summary>Its length.</summary>
        public double Metres { get; }

        /// <summary>By how much less its longitude grows than on the auxiliary sphere.</summary>
        public double Shrinkage { get; }
    }
}
