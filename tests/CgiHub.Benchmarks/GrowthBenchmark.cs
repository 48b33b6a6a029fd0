using System.Diagnostics;
using System.Globalization;
using CgiHub.Partners.Simulation;

namespace CgiHub.Benchmarks;

/// <summary>What each operation costs after one year of a region, and after more: the same region goes on, and at the end of some years everything is asked.</summary>
internal static class GrowthBenchmark
{
    private const int Rounds = 100;
    private const int WarmUp = 10;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        List<int> years = [.. (options.Text("years") ?? "1,2,5,10").Split(',').Select(y => int.Parse(y, CultureInfo.InvariantCulture)).Order()];
        var days = years[^1] * 365;

        // A year comes in minutes here: as many days share a look at a lead as so many seconds hold.
        var fillIn = $"--CgiHub:CaseMaps:FillInDelay={TimeSpan.FromSeconds(options.Int("fill-in", 60))}";
        await using var loaded = await LoadedRegion.StartAsync(new SimulationOptions { Seed = options.Int("seed", 1), Start = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(-days - 1), TimeSpan.Zero), Days = days, ImageShare = 0 }, cancel, fillIn);
        var region = loaded.Region;
        var seen = new Dictionary<string, List<(double Median, double P99)>>(StringComparer.Ordinal);
        var (first, clock) = (0, Stopwatch.StartNew());
        Console.WriteLine("| years | rows | leads | loaded in s | rows a second | stores MB | hub resident MiB | of it its own |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var year in years)
        {
            var until = region.Options.Start.AddDays(365 * year);
            var end = region.Steps.TakeWhile(s => s.From < until).Count();
            clock.Restart();
            await loaded.Player.PlayAsync(region, first, end, progress: null, cancel);
            await loaded.WhenQuietAsync(cancel);
            var memory = loaded.Hub.Memory();
            var rows = region.Steps.Skip(first).Take(end - first).Sum(s => s.Deliveries.Count);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {year} | {region.Steps.Take(end).Sum(s => s.Deliveries.Count):N0} | {region.Steps.Take(end).SelectMany(s => s.Deliveries).Where(d => d.Feed == "nibin").Select(d => ((Core.Records.NibinNotice)d.Record).LeadNumber).Distinct(StringComparer.Ordinal).Count():N0} | {clock.Elapsed.TotalSeconds:F0} | {rows / clock.Elapsed.TotalSeconds:F0} | {loaded.Hub.StoredBytes() / 1e6:F0} | {memory.All:F0} | {memory.Own:F0} |"));
            first = end;
            await loaded.LookAroundAsync(cancel);
            foreach (var (what, ask) in loaded.Readings.Append(("an incident's row, until it is on disk", loaded.SendIncidentAsync)).Append(("a NIBIN row, until its packet can be read", loaded.SendLeadAsync)))
            {
                var times = new Percentiles();
                for (var round = -WarmUp; round < Rounds; round++)
                {
                    var took = await ask(cancel);
                    if (round >= 0)
                    {
                        times.Add(took);
                    }
                }

                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"after {year}: {what}: {times.At(0.5):F1} / {times.At(0.99):F1} ms"));
                (seen.TryGetValue(what, out var so) ? so : seen[what] = []).Add((times.At(0.5), times.At(0.99)));
                await loaded.WhenQuietAsync(cancel);
            }
        }

        Console.WriteLine();
        Console.WriteLine($"| operation, median / p99 in ms | {string.Join(" | ", years.Select(y => y == 1 ? "1 year" : $"{y} years"))} | median, last / first |");
        Console.WriteLine($"| --- |{string.Concat(years.Select(_ => " --- |"))} --- |");
        foreach (var (what, times) in seen)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {string.Join(" | ", times.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Median:F1} / {t.P99:F1}")))} | {times[^1].Median / times[0].Median:F1} |"));
        }
    }
}
