using System.Globalization;

namespace CgiHub.Faults;

[Collection(Ordeals.Name)]
public sealed class A_clock(Undisturbed calm)
{
    private static readonly string? Library = Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*").Select(d => Path.Combine(d, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        : null;

    /// <summary>More than the half day after which tokens count no longer, and players ask for others; less than the day after which sources would be asked again.</summary>
    private const int MostAhead = 14 * 60 * 60;

    /// <remarks>Back by less than a minute, and only after it went ahead by as much: farther back, and tokens that were made before are not good yet, as they must be.</remarks>
    [SkippableFact]
    public async Task That_jumps_to_and_fro_changes_nothing()
    {
        Skip.If(Severity.TooLong is not null, Severity.TooLong);
        Skip.If(Library is null, "libfaketime is not installed (Debian: apt-get install libfaketime).");
        ArgumentNullException.ThrowIfNull(Library);
        var setting = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(setting, "+0");
            await using var ordeal = await Ordeal.BeginAsync(calm, new HubLaunch
            {
                Environment = new Dictionary<string, string> { ["LD_PRELOAD"] = Library, ["FAKETIME_TIMESTAMP_FILE"] = setting, ["FAKETIME_NO_CACHE"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1" },
            });
            using var played = new CancellationTokenSource();
            var jumping = JumpAsync(setting, Severity.Dice(nameof(A_clock)), played.Token);
            await ordeal.PlayAsync(ordeal.Player());
            await played.CancelAsync();
            Assert.True(await jumping > 2, "The clock hardly ever jumped.");
            await ordeal.EndsAsIfNothingHadHappenedAsync();
        }
        finally
        {
            File.Delete(setting);
        }
    }

    private static async Task<int> JumpAsync(string setting, Random dice, CancellationToken cancel)
    {
        var (times, seconds, back) = (0, 0, false);
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(dice.Next(300, 900), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            back = !back && (seconds > MostAhead || dice.Next(3) == 0);
            seconds += back ? -dice.Next(1, 50) : dice.Next(50, seconds > MostAhead ? 100 : 15 * 60);
            var next = setting + ".next";
            await File.WriteAllTextAsync(next, string.Create(CultureInfo.InvariantCulture, $"+{Math.Max(0, seconds)}"), CancellationToken.None);
            File.Move(next, setting, overwrite: true);
            times++;
        }

        return times;
    }
}
