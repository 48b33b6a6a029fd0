using System.Globalization;

namespace CgiHub.Core.Records;

/// <summary>
/// Partitions of high-volume records: 0.02° of latitude by 0.02° of longitude (about 2.2 km by 1.7 km at 40° north)
/// by one hour for plate reads, by one day for gunshots.
/// </summary>
public static class SpaceTimeCell
{
    private const int CellsPerDegree = 50;
    private const int CellsRound = 360 * CellsPerDegree;

    /// <summary>Metres in a degree of latitude (mean sphere, radius 6,371,008.8 m).</summary>
    public const double MetresPerDegree = 111_195.08;

    /// <summary>The partition of a gunshot alert or plate read.</summary>
    public static string Of(FeedRecord record) => record switch
    {
        PlateRead read => Name("lpr", Slot("lpr", read.ReadAt), Row(read.Lat), Column(read.Lon)),
        GunshotAlert alert => Name("gunshots", Slot("gunshots", alert.DetectedAt), Row(alert.Lat), Column(alert.Lon)),
        _ => throw new ArgumentException("Only gunshot alerts and plate reads live in cells.", nameof(record)),
    };

    /// <summary>Every partition that can hold a record of this feed (<c>lpr</c> or <c>gunshots</c>) within a radius and a span of time.</summary>
    public static IReadOnlyList<string> Around(string feed, double lat, double lon, double metres, DateTimeOffset from, DateTimeOffset to)
    {
        var up = metres / MetresPerDegree;
        var cosine = Math.Cos(Math.Min(89.9, Math.Abs(lat) + up) * Math.PI / 180);
        var across = Math.Min(180, up / cosine);
        var cells = new List<string>();
        var west = (int)Math.Floor((lon - across) * CellsPerDegree);
        var east = Math.Min((int)Math.Floor((lon + across) * CellsPerDegree), west + CellsRound - 1);
        for (var slot = Slot(feed, from); slot <= Slot(feed, to); slot++)
        {
            for (var row = Row(lat - up); row <= Row(lat + up); row++)
            {
                for (var column = west; column <= east; column++)
                {
                    cells.Add(Name(feed, slot, row, Wrap(column)));
                }
            }
        }

        return cells;
    }

    /// <summary>Great-circle distance in metres (haversine, mean sphere).</summary>
    public static double Metres(double lat1, double lon1, double lat2, double lon2)
    {
        const double Radius = 6_371_008.8;
        const double Radians = Math.PI / 180;
        var a = Math.Sin((lat2 - lat1) * Radians / 2);
        var b = Math.Sin((lon2 - lon1) * Radians / 2);
        var h = a * a + Math.Cos(lat1 * Radians) * Math.Cos(lat2 * Radians) * b * b;
        return 2 * Radius * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }

    private static long Slot(string feed, DateTimeOffset at) => at.UtcTicks / (feed == "lpr" ? TimeSpan.TicksPerHour : TimeSpan.TicksPerDay);

    private static int Row(double lat) => (int)Math.Floor(Math.Clamp(lat, -90, 90) * CellsPerDegree);

    private static int Column(double lon) => Wrap((int)Math.Floor(lon * CellsPerDegree));

    private static int Wrap(int column) => ((column % CellsRound) + CellsRound) % CellsRound;

    private static string Name(string feed, long slot, int row, int column) => string.Create(CultureInfo.InvariantCulture, $"{feed}|{slot}|{row}|{column}");
}
