using System.Diagnostics;
using System.Globalization;

namespace CgiHub.Benchmarks;

/// <summary>All of docs/benchmarks.md again, one after the other, each in a process of its own, with how busy the machine was when it began.</summary>
internal static class EveryBenchmark
{
    private static readonly string[] Full =
    [
        "evidence", "feeds", "leads --leads 10000 --seconds 20", "leads --leads 500 --seconds 40 --plates 200000", "leads --leads 500 --seconds 40 --past 10000", "spacetime --postgis --alerts 200000 --crimes 20000", "guns --scale 1000000,10000000",
        "persons --scale 10000,100000,1000000", "triage --seeds 1..5", "casemap", "board", "start", "hostile", "growth", "model", "soak",
    ];

    private static readonly string[] Quick =
    [
        "evidence --megabytes 12 --rounds 3", "feeds --rows 50000 --rounds 1", "leads --leads 1000 --seconds 10", "leads --leads 200 --seconds 10 --plates 50000", "spacetime --postgis --alerts 50000 --crimes 5000", "guns --scale 100000",
        "persons --scale 10000", "triage --seed 1 --days 60", "casemap --days 30", "board --days 20 --rounds 5", "start --starts 5 --days 10", "hostile --megabytes 1", "growth --years 1", "model --days 30", "soak --minutes 5",
    ];

    /// <summary>Answers how many did not end well: mostly because what they are compared with is not on this machine.</summary>
    public static async Task<int> RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        var failed = 0;
        foreach (var line in options.Text("quick") is null ? Full : Quick)
        {
            var load = File.Exists("/proc/loadavg") ? (await File.ReadAllTextAsync("/proc/loadavg", cancel)).Split(' ')[0] : "unknown";
            Console.WriteLine($"## {line}");
            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Began {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC at a load of {load}."));
            Console.WriteLine();
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, (string[])[.. Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? [typeof(EveryBenchmark).Assembly.Location] : Array.Empty<string>(), .. line.Split(' ')]))!;
            try
            {
                await process.WaitForExitAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            failed += process.ExitCode == 0 ? 0 : 1;
            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(process.ExitCode == 0 ? "Took" : $"**Ended with {process.ExitCode}** after")} {clock.Elapsed.TotalSeconds:F0} s."));
            Console.WriteLine();
        }

        return failed;
    }
}
