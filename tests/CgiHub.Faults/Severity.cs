using System.Globalization;

namespace CgiHub.Faults;

/// <summary>How hard the hub is treated: gently in every test run, and as <c>CGIHUB_FAULTS=long</c> says by the hour.</summary>
internal static class Severity
{
    /// <summary>The long form was asked for.</summary>
    public static bool Long { get; } = string.Equals(Environment.GetEnvironmentVariable("CGIHUB_FAULTS"), "long", StringComparison.OrdinalIgnoreCase);

    /// <summary>Why a test that takes minutes is left out; null in the long form.</summary>
    public static string? TooLong => Long ? null : "It takes minutes: CGIHUB_FAULTS=long.";

    /// <summary>How often the hub is killed; <c>CGIHUB_FAULTS_KILLS</c> sets another number.</summary>
    public static int Kills { get; } = int.TryParse(Environment.GetEnvironmentVariable("CGIHUB_FAULTS_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : Long ? 200 : 6;

    /// <summary>How long a slow disk takes to sync.</summary>
    public static TimeSpan SyncDelay { get; } = TimeSpan.FromMilliseconds(Long ? 100 : 10);

    /// <summary>The region that is played into each hub.</summary>
    public static SimulationOptions Region { get; } = new()
    {
        Seed = int.TryParse(Environment.GetEnvironmentVariable("CGIHUB_FAULTS_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 77,
        Start = new DateTimeOffset(2025, 8, 1, 0, 0, 0, TimeSpan.Zero),
        Days = Long ? 60 : 7,
        Agencies = Long ? 10 : 4,
        Crews = Long ? 12 : 4,
        FalseLeadShare = 0.1,
        PlateReadsPerDay = 40,
        ImageShare = 0.1,
        TwiceShare = 0.1,
    };

    /// <summary>What is random in a test follows from the region's seed and the test's name, so that a failure can be had again as far as processes allow.</summary>
    public static Random Dice(string test) => new(test.Aggregate(Region.Seed, (hash, letter) => unchecked((hash * 31) + letter)));
}
