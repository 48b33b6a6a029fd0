using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CgiHub.Partners.Simulation;

namespace CgiHub.Benchmarks;

/// <summary>
/// A hub under steady load for a long time: a region's days are played so fast that rows, exhibits and images come at so many times the rate of the whole nation's
/// NIBIN sites, while staff read and probes measure how long a lead takes. What grows shows.
/// </summary>
internal static class SoakBenchmark
{
    private const int Intervals = 12;

    /// <summary>Failed readings of an interval that are told one by one.</summary>
    private const int MostTold = 5;

    /// <summary>Slowest readings of an interval that are told one by one.</summary>
    private const int SlowestTold = 8;

    private static readonly TimeSpan ReadEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        var (minutes, times, sites) = (options.Int("minutes", 60), options.Int("times", 20), options.Int("sites", 378));
        var days = Math.Max(1, times * sites * minutes / 1440);
        await using var loaded = await LoadedRegion.StartAsync(new SimulationOptions { Seed = options.Int("seed", 1), Start = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(-days - 1), TimeSpan.Zero), Days = days }, cancel);
        var region = loaded.Region;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{days} days of a mean site in {minutes} min, which is {times} times what {sites} sites send: {region.Deliveries.Count():N0} rows, {region.Evidence.Count():N0} exhibits with {region.Evidence.Sum(e => e.Images.Count):N0} images, {region.Truth.Leads.Count:N0} leads; {1 / ReadEvery.TotalSeconds:F0} readings a second; {Environment.ProcessorCount} processors for hub and callers"));
        Console.WriteLine();
        Console.WriteLine("| minute | rows sent | behind s | readings p50 ms | p99 ms | worst ms | row to packet p50 ms | p99 ms | resident MiB | of it its own | handles | threads | hub CPU % | written MB/s | stores MB | a page on the bare disk p99 ms | worst ms | failed |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");

        var sample = new Sample();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var clock = Stopwatch.StartNew();
        var length = TimeSpan.FromMinutes(minutes);
        var (rows, behind) = (0L, TimeSpan.Zero);
        var (failures, slowest) = (new List<string>(), new List<Reading>());
        var rowsBegan = TimeSpan.Zero;
        Task[] side = [ReadAsync(loaded, () => sample, () => (clock.Elapsed, rowsBegan), end.Token), ProbeAsync(loaded, () => sample, end.Token), ForceAsync(() => sample, end.Token), SampleAsync()];
        for (var step = 0; step < region.Steps.Count; step++)
        {
            var due = length * ((region.Steps[step].From - region.Options.Start) / (region.Options.End - region.Options.Start));
            var early = due - clock.Elapsed;
            behind = early < TimeSpan.Zero ? -early : TimeSpan.Zero;
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, cancel);
            }

            rowsBegan = clock.Elapsed;
            await loaded.Player.PlayAsync(region, step, step + 1, progress => Interlocked.Exchange(ref rows, progress.Rows), cancel);
        }

        if (length > clock.Elapsed)
        {
            await Task.Delay(length - clock.Elapsed, cancel);
        }

        await end.CancelAsync();
        await Task.WhenAll(side);
        await loaded.WhenQuietAsync(cancel);
        var (missing, after) = (await loaded.MissingLeadsAsync(cancel), await AfterAsync(loaded.Hub, cancel));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Missing of {region.Truth.Leads.Count:N0} leads: {missing}. Peak {loaded.Hub.PeakMegabytes():F0} MiB; resident a minute after the end: {after.All:F0} MiB, of it its own {after.Own:F0}."));

        failures.ForEach(Console.WriteLine);
        Tell(slowest);

        async Task SampleAsync()
        {
            var (processor, written) = (loaded.Hub.ProcessorTime(), loaded.Hub.WrittenBytes());
            for (var interval = 1; interval <= Intervals; interval++)
            {
                await Task.Delay(length * interval / Intervals - clock.Elapsed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero, cancel);
                var seen = Interlocked.Exchange(ref sample, new Sample());
                var memory = loaded.Hub.Memory();
                var (nowProcessor, nowWritten, span) = (loaded.Hub.ProcessorTime(), loaded.Hub.WrittenBytes(), length / Intervals);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {clock.Elapsed.TotalMinutes:F0} | {Interlocked.Read(ref rows):N0} | {behind.TotalSeconds:F0} | {seen.Read.At(0.5):F1} | {seen.Read.At(0.99):F1} | {seen.Read.At(1):F1} | {seen.Lead.At(0.5):F0} | {seen.Lead.At(0.99):F0} | {memory.All:F0} | {memory.Own:F0} | {loaded.Hub.Handles()} | {loaded.Hub.Threads()} | {(nowProcessor - processor) / span * 100:F0} | {(nowWritten - written) / span.TotalSeconds / 1e6:F1} | {loaded.Hub.StoredBytes() / 1e6:F0} | {seen.Disk.At(0.99):F1} | {seen.Disk.At(1):F0} | {seen.Failed.Count} |"));
                failures.AddRange(seen.Failed.Take(MostTold));
                slowest.AddRange(seen.Readings.OrderByDescending(r => r.Milliseconds).Take(SlowestTold).OrderBy(r => r.At));
                (processor, written) = (nowProcessor, nowWritten);
            }
        }
    }

    private static void Tell(List<Reading> slowest)
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The {SlowestTold} slowest readings of each interval:"));
        Console.WriteLine();
        Console.WriteLine("| minute | reading | ms | begun after the last rows began s |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var reading in slowest)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {reading.At.TotalMinutes:F2} | {reading.What} | {reading.Milliseconds:F1} | {reading.AfterRows.TotalSeconds:F2} |"));
        }
    }

    private static async Task ReadAsync(LoadedRegion loaded, Func<Sample> sample, Func<(TimeSpan Now, TimeSpan RowsBegan)> times, CancellationToken end)
    {
        var readings = loaded.Readings;
        using var timer = new PeriodicTimer(ReadEvery);
        for (var turn = 0; await NextAsync(timer, end); turn++)
        {
            if (turn % 300 == 0 || !loaded.HasMuch)
            {
                await loaded.LookAroundAsync(CancellationToken.None);
            }

            try
            {
                // At first there is nothing to ask about.
                if (loaded.HasMuch)
                {
                    var (what, ask) = readings[turn % readings.Count];
                    var (began, rowsBegan) = times();
                    var took = await ask(CancellationToken.None);
                    var seen = sample();
                    seen.Read.Add(took);
                    seen.Readings.Enqueue(new Reading(began, what, took, began - rowsBegan));
                }
            }
            catch (Exception e) when (e is InvalidOperationException or HttpRequestException)
            {
                sample().Failed.Enqueue(e.Message);
            }
        }
    }

    private static async Task ProbeAsync(LoadedRegion loaded, Func<Sample> sample, CancellationToken end)
    {
        using var timer = new PeriodicTimer(ProbeEvery);
        while (await NextAsync(timer, end))
        {
            sample().Lead.Add(await loaded.SendLeadAsync(CancellationToken.None));
        }
    }

    private static async Task ForceAsync(Func<Sample> sample, CancellationToken end)
    {
        using var disk = new BareDisk();
        using var timer = new PeriodicTimer(ReadEvery);
        while (await NextAsync(timer, end))
        {
            sample().Disk.Add(await Task.Run(disk.Force, CancellationToken.None));
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<ResidentMemory> AfterAsync(HubProcess hub, CancellationToken cancel)
    {
        await Task.Delay(TimeSpan.FromMinutes(1), cancel);
        return hub.Memory();
    }

    private sealed record Reading(TimeSpan At, string What, double Milliseconds, TimeSpan AfterRows);

    private sealed class Sample
    {
        public Percentiles Read { get; } = new();

        public Percentiles Lead { get; } = new();

        public Percentiles Disk { get; } = new();

        /// <summary>Every reading of the interval.</summary>
        public ConcurrentQueue<Reading> Readings { get; } = new();

        /// <summary>What went wrong with readings.</summary>
        public ConcurrentQueue<string> Failed { get; } = new();
    }
}
