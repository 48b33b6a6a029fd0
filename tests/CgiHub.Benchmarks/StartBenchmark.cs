using System.Diagnostics;
using System.Globalization;
using CgiHub.Partners.Simulation;

namespace CgiHub.Benchmarks;

/// <summary>How soon a hub answers after its start, and what memory it takes when nobody asks it for anything.</summary>
/// <remarks>A hub is stopped by killing it, so each start on loaded data also reads what the one before had not folded in.</remarks>
internal static class StartBenchmark
{
    private const double AimMs = 1000;
    private const double AimMegabytes = 150;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        var (starts, days, idle, seed) = (options.Int("starts", 20), options.Int("days", 30), TimeSpan.FromSeconds(options.Int("idle", 60)), options.Int("seed", 1));
        var program = options.Text("program");
        var loaded = Directory.CreateTempSubdirectory("cgihub-bench-").FullName;
        try
        {
            var memory = new List<(string What, ResidentMemory Resident)>();
            var (rows, working) = await LoadAsync(loaded, days, idle, seed, program, cancel);
            var data = string.Create(CultureInfo.InvariantCulture, $"a region's {days} days, {rows:N0} rows");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors; files in the page cache, as after a restart; {program ?? "as built"}"));
            Console.WriteLine();
            Console.WriteLine("| data | from the process's start to | starts | median ms | worst ms | aim |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
            foreach (var (name, kept) in new[] { ("empty", (string?)null), (data, loaded) })
            {
                var (live, leads, cpu) = (new Percentiles(), new Percentiles(), new Percentiles());
                for (var i = 0; i <= starts; i++)
                {
                    var (first, second, used) = await StartAsync(kept, program, cancel);
                    if (i > 0)
                    {
                        live.Add(first);
                        leads.Add(second);
                        cpu.Add(used);
                    }
                }

                Write(name, "the first answer of `GET /health/live`", live);
                Write(name, "the first answer of `GET /api/v1/leads`, a token fetched before", leads);
                Write(name, "the same, processor time of the hub", cpu, "");
                memory.Add(($"started on {name}", await IdleAsync(kept, idle, program, cancel)));
            }

            memory.Add(($"after taking {data}", working));
            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| a hub that nobody asked anything for {idle.TotalSeconds:F0} s | resident MiB | shared pages by share MiB | its own MiB | aim MB |"));
            Console.WriteLine("| --- | --- | --- | --- | --- |");
            foreach (var (what, resident) in memory)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {resident.All:F0} | {resident.Proportional:F0} | {resident.Own:F0} | {AimMegabytes:F0} |"));
            }
        }
        finally
        {
            Directory.Delete(loaded, recursive: true);
        }
    }

    /// <summary>One start: milliseconds to the first answer, to the first answer to somebody with a token, and of processor time until then.</summary>
    private static async Task<(double Live, double Leads, double Cpu)> StartAsync(string? kept, string? program, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        await using var hub = await HubProcess.StartAsync([], cancel, kept, program);
        using var anybody = new HttpClient { BaseAddress = hub.Address };
        await anybody.GetByteArrayAsync("/health/live", cancel);
        var live = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        using var staff = await hub.ClientAsync(null, "Cgic.Analyst");
        await staff.GetByteArrayAsync("/api/v1/leads", cancel);
        return (live, Stopwatch.GetElapsedTime(began).TotalMilliseconds, hub.ProcessorTime().TotalMilliseconds);
    }

    private static async Task<ResidentMemory> IdleAsync(string? kept, TimeSpan idle, string? program, CancellationToken cancel)
    {
        await using var hub = await HubProcess.StartAsync([], cancel, kept, program);
        await Task.Delay(idle, cancel);
        return hub.Memory();
    }

    private static async Task<(int Rows, ResidentMemory Idle)> LoadAsync(string data, int days, TimeSpan idle, int seed, string? program, CancellationToken cancel)
    {
        await using var hub = await HubProcess.StartAsync(["--Logging:LogLevel:Default=Error"], cancel, data, program);
        var region = RegionSimulator.Run(new SimulationOptions { Seed = seed, Start = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(-days - 1), TimeSpan.Zero), Days = days, Agencies = 10 });
        using var player = new SimulationPlayer(hub.Address, new PlayerOptions(), TimeProvider.System);
        await player.PlayAsync(region, progress: null, cancel);
        using (var watch = new HubWatch(hub.Address, TimeProvider.System))
        {
            await watch.WhenQuietAsync(progress: null, cancel);
        }

        await Task.Delay(idle, cancel);
        return (region.Deliveries.Count(), hub.Memory());
    }

    private static void Write(string data, string until, Percentiles times, string? aim = null) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {data} | {until} | {times.Count} | {times.At(0.5):F0} | {times.At(1):F0} | {aim ?? AimMs.ToString("F0", CultureInfo.InvariantCulture)} |"));
}
