using System.Globalization;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>Projected coordinates to WGS 84 degrees, for the systems that agencies' exports use.</summary>
/// <remarks>
/// NAD83 is taken for WGS 84: they differ by one or two metres, far less than the block centroids that come in such exports.
/// Parameters are those of the EPSG registry.
/// </remarks>
internal sealed class Projection
{
    private const string UsFoot = "UNIT[\"US survey foot\",0.3048006096012192]";
    private const string Metre = "UNIT[\"metre\",1]";
    private const string Nad83 = "GEOGCS[\"NAD83\",DATUM[\"North_American_Datum_1983\",SPHEROID[\"GRS 1980\",6378137,298.257222101],TOWGS84[0,0,0,0,0,0,0]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]";

    // More than the way round the earth, in feet.
    private const double Farthest = 2e8;

    private readonly MathTransform? _transform;

    private Projection(MathTransform? transform) => _transform = transform;

    /// <summary>The systems that are known, besides UTM zones 1 to 60 north (EPSG 32601 to 32660; NAD83 26901 to 26923), Web Mercator (3857) and degrees (4326, 4269).</summary>
    private static readonly Dictionary<int, string> Systems = new()
    {
        [2225] = Conic("California 1", 41.6666666666667, 40, 39.3333333333333, -122, 6561666.667, 1640416.667, UsFoot),
        [2226] = Conic("California 2", 39.8333333333333, 38.3333333333333, 37.6666666666667, -122, 6561666.667, 1640416.667, UsFoot),
        [2227] = Conic("California 3", 38.4333333333333, 37.0666666666667, 36.5, -120.5, 6561666.667, 1640416.667, UsFoot),
        [2229] = Conic("California 5", 35.4666666666667, 34.0333333333333, 33.5, -118, 6561666.667, 1640416.667, UsFoot),
        [2230] = Conic("California 6", 33.8833333333333, 32.7833333333333, 32.1666666666667, -116.25, 6561666.667, 1640416.667, UsFoot),
        [2236] = Mercator("Florida East", 24.3333333333333, -81, 0.999941177, 656166.667, 0, UsFoot),
        [2240] = Mercator("Georgia West", 30, -84.1666666666667, 0.9999, 2296583.333, 0, UsFoot),
        [2248] = Conic("Maryland", 39.45, 38.3, 37.6666666666667, -77, 1312333.333, 0, UsFoot),
        [2263] = Conic("New York Long Island", 41.0333333333333, 40.6666666666667, 40.1666666666667, -74, 984250, 0, UsFoot),
        [2272] = Conic("Pennsylvania South", 40.9666666666667, 39.9333333333333, 39.3333333333333, -77.75, 1968500, 0, UsFoot),
        [2278] = Conic("Texas South Central", 30.2833333333333, 28.3833333333333, 27.8333333333333, -99, 1968500, 13123333.333, UsFoot),
        [2285] = Conic("Washington North", 48.7333333333333, 47.5, 47, -120.833333333333, 1640416.667, 0, UsFoot),
        [3435] = Mercator("Illinois East", 36.6666666666667, -88.3333333333333, 0.999975, 984250, 0, UsFoot),
        [26985] = Conic("Maryland", 39.45, 38.3, 37.6666666666667, -77, 400000, 0, Metre),
        [32118] = Conic("New York Long Island", 41.0333333333333, 40.6666666666667, 40.1666666666667, -74, 300000, 0, Metre),
    };

    /// <summary>The projection of an EPSG code; null where it is not known.</summary>
    public static Projection? Find(int epsg)
    {
        if (epsg is 4326 or 4269)
        {
            return new Projection(null);
        }

        var projected = epsg switch
        {
            3857 => ProjectedCoordinateSystem.WebMercator,
            > 32600 and <= 32660 => ProjectedCoordinateSystem.WGS84_UTM(epsg - 32600, true),
            > 26900 and <= 26923 => ProjectedCoordinateSystem.WGS84_UTM(epsg - 26900, true),
            _ when Systems.TryGetValue(epsg, out var wkt) => (ProjectedCoordinateSystem)new CoordinateSystemFactory().CreateFromWkt(wkt),
            _ => null,
        };
        return projected is null
            ? null
            : new Projection(new CoordinateTransformationFactory().CreateFromCoordinateSystems(projected, GeographicCoordinateSystem.WGS84).MathTransform);
    }

    /// <summary>Longitude and latitude of an easting and a northing; not a number where these lie so far out that there are none.</summary>
    public (double Lon, double Lat) ToDegrees(double easting, double northing)
    {
        if (!(Math.Abs(easting) <= Farthest && Math.Abs(northing) <= Farthest))
        {
            return (double.NaN, double.NaN);
        }

        try
        {
            return _transform is null ? (easting, northing) : _transform.Transform(easting, northing);
        }
        catch (ArgumentException)
        {
            // The series for the latitude does not converge.
            return (double.NaN, double.NaN);
        }
    }

    private static string Conic(string name, double parallel1, double parallel2, double lat0, double lon0, double easting, double northing, string unit) =>
        Wkt(name, "Lambert_Conformal_Conic_2SP", [("standard_parallel_1", parallel1), ("standard_parallel_2", parallel2), ("latitude_of_origin", lat0), ("central_meridian", lon0), ("false_easting", easting), ("false_northing", northing)], unit);

    private static string Mercator(string name, double lat0, double lon0, double scale, double easting, double northing, string unit) =>
        Wkt(name, "Transverse_Mercator", [("latitude_of_origin", lat0), ("central_meridian", lon0), ("scale_factor", scale), ("false_easting", easting), ("false_northing", northing)], unit);

    private static string Wkt(string name, string method, (string Name, double Value)[] parameters, string unit) =>
        $"PROJCS[\"NAD83 / {name}\",{Nad83},PROJECTION[\"{method}\"],{string.Concat(parameters.Select(p => string.Create(CultureInfo.InvariantCulture, $"PARAMETER[\"{p.Name}\",{p.Value:R}],")))}{unit},AXIS[\"X\",EAST],AXIS[\"Y\",NORTH]]";
}
