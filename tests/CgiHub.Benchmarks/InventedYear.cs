using CgiHub.Core.Records;

namespace CgiHub.Benchmarks;

/// <summary>A year of crimes and alerts of one city, made up: most crimes at few corners, a third of the alerts near a crime, the rest anywhere.</summary>
internal static class InventedYear
{
    private const int Corners = 2000;

    private static readonly DateTimeOffset NewYear = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static (PointFile Alerts, PointFile Crimes) Of(int alerts, int crimes, int seed)
    {
        var random = new Random(seed);
        var corners = Enumerable.Range(0, Corners).Select(_ => (Lat: 38.80 + random.NextDouble() * 0.18, Lon: -77.11 + random.NextDouble() * 0.2)).ToArray();
        var (heard, happened) = (new PointFile(), new PointFile());
        for (var i = 0; i < crimes; i++)
        {
            // Squared, so that some corners have far more than their share.
            var corner = corners[(int)(random.NextDouble() * random.NextDouble() * Corners)];
            happened.Add($"C{i:d7}", Point(Second(random), corner.Lat, corner.Lon, 0.0004, random));
        }

        for (var i = 0; i < alerts; i++)
        {
            var near = crimes > 0 && random.Next(3) == 0 ? happened.Points[random.Next(crimes)] : (SpaceTimePoint?)null;
            heard.Add($"A{i:d7}", near is { } crime
                ? Point((crime.At - NewYear).TotalSeconds + random.Next(-1800, 3600), crime.Lat, crime.Lon, 0.004, random)
                : Point(Second(random), 38.89, -77.01, 0.1, random));
        }

        return (heard, happened);
    }

    private static double Second(Random random) => random.Next(365 * 86_400);

    private static SpaceTimePoint Point(double second, double lat, double lon, double spread, Random random) =>
        new(NewYear.AddSeconds(second), Math.Round(lat + spread * (2 * random.NextDouble() - 1), 6), Math.Round(lon + spread * (2 * random.NextDouble() - 1), 6));
}
