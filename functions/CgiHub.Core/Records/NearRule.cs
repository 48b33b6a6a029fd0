namespace CgiHub.Core.Records;

/// <summary>A place at a moment.</summary>
/// <param name="At">When.</param>
/// <param name="Lat">WGS 84 degrees, -90 to 90.</param>
/// <param name="Lon">WGS 84 degrees, -180 to 180.</param>
public readonly record struct SpaceTimePoint(DateTimeOffset At, double Lat, double Lon);

/// <summary>
/// The hub's one rule of near: what was seen or heard belongs to what happened, if it lies within a distance on the ellipsoid
/// (<see cref="Geodesic"/>) and from so long before to so long after. All three bounds are included.
/// </summary>
public readonly record struct NearRule
{
    // What rounding can do to a chord of the unit sphere, and more.
    private const double Slack = 4e-15;

    private readonly double _surely;
    private readonly double _possibly;

    /// <summary>A rule.</summary>
    /// <param name="metres">Furthest distance.</param>
    /// <param name="before">How long before what happened.</param>
    /// <param name="after">How long after it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A distance that is negative or no number, or a negative time.</exception>
    public NearRule(double metres, TimeSpan before, TimeSpan after)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(before, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        if (!(metres >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(metres), metres, "A distance is a number of metres from 0 on.");
        }

        (Metres, Before, After) = (metres, before, after);
        _surely = Square(Chord(metres / Geodesic.GreatestRadius) - Slack);
        _possibly = Square(FurthestChord);
    }

    /// <summary>Furthest distance, in metres.</summary>
    public double Metres { get; }

    /// <summary>How long before.</summary>
    public TimeSpan Before { get; }

    /// <summary>How long after.</summary>
    public TimeSpan After { get; }

    /// <summary>No two points that the rule joins have a longer chord through the unit sphere (at most 2).</summary>
    public double FurthestChord => Chord(Metres / Geodesic.LeastRadius) + Slack;

    /// <summary>Whether a moment belongs to what happened at another.</summary>
    public bool HoldsAt(DateTimeOffset seen, DateTimeOffset happened) => seen - happened <= After && happened - seen <= Before;

    /// <summary>Whether two places are within the distance: by a bound where that decides, else by the geodesic.</summary>
    public bool HoldsBetween(in SpherePoint seen, in SpherePoint happened)
    {
        var chord = seen.SquaredChord(happened);
        return chord <= _surely || (chord <= _possibly && Geodesic.Metres(seen.Lat, seen.Lon, happened.Lat, happened.Lon) <= Metres);
    }

    /// <summary>Whether what was seen belongs to what happened.</summary>
    public bool Holds(SpaceTimePoint seen, SpaceTimePoint happened) =>
        HoldsAt(seen.At, happened.At) && HoldsBetween(new SpherePoint(seen.Lat, seen.Lon), new SpherePoint(happened.Lat, happened.Lon));

    /// <summary>Of an angle at the centre.</summary>
    private static double Chord(double angle) => angle >= Math.PI ? 2 : 2 * Math.Sin(angle / 2);

    private static double Square(double chord) => chord < 0 ? -1 : chord * chord;
}

/// <summary>A place, and where it lies on the unit sphere with the same latitude and longitude.</summary>
public readonly record struct SpherePoint
{
    /// <summary>A place.</summary>
    /// <param name="lat">WGS 84 degrees, -90 to 90.</param>
    /// <param name="lon">WGS 84 degrees, -180 to 180.</param>
    /// <exception cref="ArgumentOutOfRangeException">No place on earth, such as NaN.</exception>
    public SpherePoint(double lat, double lon)
    {
        Require(lat, lon);
        (Lat, Lon) = (lat, lon);
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(lat));
        var (sinLon, cosLon) = Math.SinCos(double.DegreesToRadians(lon));
        (X, Y, Z) = (cos * cosLon, cos * sinLon, sin);
    }

    /// <summary>Throws where degrees are no place on earth.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Beyond a pole or the date line, or no number.</exception>
    public static void Require(double lat, double lon)
    {
        if (!(Math.Abs(lat) <= 90 && Math.Abs(lon) <= 180))
        {
            throw new ArgumentOutOfRangeException(nameof(lat), $"{lat}, {lon} is no place on earth.");
        }
    }

    /// <summary>WGS 84 degrees.</summary>
    public double Lat { get; }

    /// <summary>WGS 84 degrees.</summary>
    public double Lon { get; }

    /// <summary>Towards 0° east on the equator.</summary>
    public double X { get; }

    /// <summary>Towards 90° east on the equator.</summary>
    public double Y { get; }

    /// <summary>Towards the north pole.</summary>
    public double Z { get; }

    /// <summary>The square of the straight line to another point through the unit sphere.</summary>
    public double SquaredChord(in SpherePoint other)
    {
        var (x, y, z) = (X - other.X, Y - other.Y, Z - other.Z);
        return x * x + y * y + z * z;
    }
}
