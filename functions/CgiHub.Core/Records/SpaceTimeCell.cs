using System.Globalization;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Records;

/// <summary>
/// Partitions of high-volume records: 0.02° of latitude by 0.02° of longitude (about 2.2 km by 1.7 km at 40° north)
/// by one day. Within a degree of a pole, where columns get as narrow as one likes, a row is one cell.
/// </summary>
public static class SpaceTimeCell
{
    private const int CellsPerDegree = 50;
    private const int CellsRound = 360 * CellsPerDegree;
    private const int PolarRow = 89 * CellsPerDegree;

    // Degrees, a tenth of a millimetre: more than rounding can do.
    private const double Hair = 1e-9;

    /// <summary>Metres in a degree of latitude, roughly (mean sphere, radius 6,371,008.8 m); on the ellipsoid it is 110,574 to 111,694.</summary>
    public const double MetresPerDegree = 111_195.08;

    /// <summary>The partition of a gunshot alert or plate read.</summary>
    public static string Of(FeedRecord record) => record switch
    {
        PlateRead read => Name("lpr", Slot(read.ReadAt), Row(read.Lat), Column(read.Lat, read.Lon)),
        GunshotAlert alert => Name("gunshots", Slot(alert.DetectedAt), Row(alert.Lat), Column(alert.Lat, alert.Lon)),
        _ => throw new ArgumentException("Only gunshot alerts and plate reads live in cells.", nameof(record)),
    };

    /// <summary>
    /// Every partition of a gunshot alert or plate read: its cell first. Gunshots, far fewer than plate reads, are kept under their day as well,
    /// and with all that was ever said of the same alert.
    /// </summary>
    public static IReadOnlyList<string> PartitionsOf(FeedRecord record, Ori agency) => record is GunshotAlert alert
        ? [Of(record), Day(alert.DetectedAt), Alert(agency, alert.AlertId)]
        : [Of(record)];

    /// <summary>The partition of all gunshot alerts of a day (UTC).</summary>
    public static string Day(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"gunshots|{Slot(at)}");

    /// <summary>The partition of an alert, its reviews and its cancellation, wherever and whenever they say it was.</summary>
    public static string Alert(Ori agency, string alertId) => "gunshots|" + StableId.Of("ga", agency.Value, alertId);

    /// <summary>Every partition that can hold a record of this feed (<c>lpr</c> or <c>gunshots</c>) within a radius and a span of time.</summary>
    public static IReadOnlyList<string> Around(string feed, double lat, double lon, double metres, DateTimeOffset from, DateTimeOffset to)
    {
        var cells = new List<string>();
        for (var slot = Slot(from); slot <= Slot(to); slot++)
        {
            cells.AddRange(Places(lat, lon, metres).Select(p => Name(feed, slot, p.Row, p.Column)));
        }

        return cells;
    }

    /// <summary>The cell of a place, whatever the time: row and column.</summary>
    public static (int Row, int Column) PlaceOf(double lat, double lon) => (Row(lat), Column(lat, lon));

    /// <summary>The cells, whatever the time, that can hold a place within a radius; each once.</summary>
    public static IEnumerable<(int Row, int Column)> Places(double lat, double lon, double metres)
    {
        // On the sphere of the least radius nothing is further away than on the ellipsoid, so the angle covers every point within the distance.
        var angle = metres / Geodesic.LeastRadius;
        var up = double.RadiansToDegrees(angle) + Hair;
        var across = Math.Abs(lat) + up >= 90 ? 180 : double.RadiansToDegrees(Math.Asin(Math.Min(1, Math.Sin(angle) / Math.Cos(double.DegreesToRadians(lat))))) + Hair;
        var west = (int)Math.Floor((lon - across) * CellsPerDegree);
        var east = Math.Min((int)Math.Floor((lon + across) * CellsPerDegree), west + CellsRound - 1);
        for (var row = Row(lat - up); row <= Row(lat + up); row++)
        {
            for (var column = IsPolar(row) ? 0 : west; column <= (IsPolar(row) ? 0 : east); column++)
            {
                yield return (row, Wrap(column));
            }
        }
    }

    /// <summary>Distance along the WGS 84 ellipsoid in metres (<see cref="Geodesic"/>).</summary>
    public static double Metres(double lat1, double lon1, double lat2, double lon2) => Geodesic.Metres(lat1, lon1, lat2, lon2);

    private static long Slot(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerDay;

    private static int Row(double lat) => (int)Math.Floor(Math.Clamp(lat, -90, 90) * CellsPerDegree);

    private static int Column(double lat, double lon) => IsPolar(Row(lat)) ? 0 : Wrap((int)Math.Floor(lon * CellsPerDegree));

    private static bool IsPolar(int row) => row is >= PolarRow or < -PolarRow;

    private static int Wrap(int column) => ((column % CellsRound) + CellsRound) % CellsRound;

    private static string Name(string feed, long slot, int row, int column) => string.Create(CultureInfo.InvariantCulture, $"{feed}|{slot}|{row}|{column}");
}
