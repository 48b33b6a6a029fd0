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
    public static int Kills { get; } = Given("CGIHUB_FAULTS_KILLS") ?? (Long ? 200 : 6);

    /// <summary>How long a slow disk takes to sync.</summary>
    public static TimeSpan SyncDelay { get; } = TimeSpan.FromMilliseconds(Long ? 100 : 10);

    /// <summary>The region that is played into each hub; <c>CGIHUB_FAULTS_SEED</c> and <c>CGIHUB_FAULTS_DAYS</c> make it another.</summary>
    public static SimulationOptions Region { get; } = new()
    {
        Seed = Given("CGIHUB_FAULTS_SEED") ?? 77,
        Start = new DateTimeOffset(2025, 8, 1, 0, 0, 0, TimeSpan.Zero),
        Days = Given("CGIHUB_FAULTS_DAYS") ?? (Long ? 60 : 7),
        Agencies = Long ? 10 : 4,
        Crews = Long ? 12 : 4,
        FalseLeadShare = 0.1,
        PlateReadsPerDay = 40,
        ImageShare = 0.1,
        TwiceShare = 0.1,
    };

    /// <summary>What is random in a test follows from the region's seed and the test's name, so that a failure can be had again as far as processes allow.</summary>
    public static Random Dice(string test) => new(test.Aggregate(Region.Seed, (hash, letter) => unchecked((hash * 31) + letter)));

    private static int? Given(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
