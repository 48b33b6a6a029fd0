using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CgiHub.Partners.Simulation;

namespace CgiHub.Benchmarks;

/// <summary>A case map and a gun of many events, asked for over HTTP of a hub that holds a region's year.</summary>
internal static class CaseMapBenchmark
{
    private const double LimitMs = 50;
    private const int WarmUp = 40;
    private const int Changes = 10;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        var (events, days, requests, seed) = (options.Int("events", 200), options.Int("days", 365), options.Int("requests", 300), options.Int("seed", 1));
        await using var hub = await HubProcess.StartAsync(["--Logging:LogLevel:Default=Error"], cancel);
        var region = RegionSimulator.Run(new SimulationOptions { Seed = seed, Start = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(-days - 1), TimeSpan.Zero), Days = days, Agencies = 10, ImageShare = 0 });
        var clock = Stopwatch.StartNew();
        using var player = new SimulationPlayer(hub.Address, new PlayerOptions(), TimeProvider.System);
        await player.PlayAsync(region, progress: null, cancel);
        var gun = new BusyGun(region, events, seed);
        await SendAsync(hub, gun, cancel);
        using (var watch = new HubWatch(hub.Address, TimeProvider.System))
        {
            await watch.WhenQuietAsync(progress: null, cancel);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"A simulated region of ten agencies over {days} days ({region.Deliveries.Count():N0} rows) and a gun of {events} events ({gun.Rows.Count:N0} rows around them), loaded over HTTP in {clock.Elapsed.TotalSeconds:F0} s; {Environment.ProcessorCount} processors for hub and callers"));
        Console.WriteLine();
        using var staff = await hub.ClientAsync(null, "Cgic.Analyst");
        var map = $"/api/v1/leads/{EntityKey.Lead(gun.Laboratory, BusyGun.LeadNumber(0)).Value}/case-map";
        var gunId = (await staff.GetFromJsonAsync<JsonElement>(map, cancel)).GetProperty("nodes").EnumerateArray().Single(n => n.GetProperty("kind").GetString() == "gun").GetProperty("id").GetString();
        Console.WriteLine("| request | nodes | KiB | callers | requests | p50 ms | p99 ms | worst ms | limit p99 |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var path in new[] { map, $"{map}?depth=2&kinds=incident,exhibit,gun", $"/api/v1/guns/{gunId}" })
        {
            foreach (var callers in new[] { 1, 4 })
            {
                await MeasureAsync(staff, path, callers, requests, cancel);
            }
        }

        await MeasureAfterChangesAsync(hub, staff, gun, map, cancel);

        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Hub peak {hub.PeakMegabytes():F0} MiB"));
    }

    private static async Task MeasureAsync(HttpClient staff, string path, int callers, int requests, CancellationToken cancel)
    {
        var body = Array.Empty<byte>();
        for (var i = 0; i < WarmUp; i++)
        {
            body = await staff.GetByteArrayAsync(path, cancel);
        }

        using var answer = JsonDocument.Parse(body);
        var root = answer.RootElement.TryGetProperty("map", out var inside) ? inside : answer.RootElement;
        var times = new Percentiles();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            for (var i = 0; i < requests / callers; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await staff.GetByteArrayAsync(path, cancel);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }));
        var name = path.Contains("case-map", StringComparison.Ordinal) ? "case-map" + path[(path.IndexOf("case-map", StringComparison.Ordinal) + 8)..] : "guns/{id}";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {root.GetProperty("nodes").GetArrayLength()} | {body.Length / 1024.0:F0} | {callers} | {times.Count} | {times.At(0.5):F1} | {times.At(0.99):F1} | {times.At(1):F1} | {LimitMs:F0} |"));
    }

    /// <summary>The first look after a record of the gun changed: the path is drawn anew, while the workers look at every lead of the gun again.</summary>
    private static async Task MeasureAfterChangesAsync(HubProcess hub, HttpClient staff, BusyGun gun, string map, CancellationToken cancel)
    {
        var times = new Percentiles();
        using var watch = new HubWatch(hub.Address, TimeProvider.System);
        var nodes = 0;
        foreach (var row in gun.Rows.Where(r => r.Record is Incident).Take(Changes))
        {
            await SendAsync(hub, [row with { Record = (Incident)row.Record with { Rounds = 40 } }], cancel);
            var began = Stopwatch.GetTimestamp();
            var body = await staff.GetByteArrayAsync(map, cancel);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            using var answer = JsonDocument.Parse(body);
            nodes = answer.RootElement.GetProperty("nodes").GetArrayLength();
            await watch.WhenQuietAsync(progress: null, cancel);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| case-map, first after a change | {nodes} | | 1 | {times.Count} | {times.At(0.5):F1} | | {times.At(1):F1} | |"));
    }

    private static Task SendAsync(HubProcess hub, BusyGun gun, CancellationToken cancel) => SendAsync(hub, gun.Rows, cancel);

    private static async Task SendAsync(HubProcess hub, IReadOnlyList<GunRow> rows, CancellationToken cancel)
    {
        foreach (var sender in rows.GroupBy(r => r.Agency))
        {
            using var client = await hub.ClientAsync(sender.Key.Value, "Agency.Submit", "Agency.Receive");
            foreach (var feed in sender.GroupBy(r => r.Feed))
            {
                using var content = new ByteArrayContent(LeadRows.Body([.. feed.Select(r => Written(r.Record))])) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
                using var answer = await client.PostAsync($"/api/v1/feeds/{feed.Key}", content, cancel);
                var receipt = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancel);
                if (receipt.GetProperty("accepted").GetInt32() != feed.Count())
                {
                    throw new InvalidOperationException($"Not all rows were accepted: {receipt}");
                }
            }
        }
    }

    private static string Written(FeedRecord record) => JsonSerializer.Serialize(record, record.GetType(), RecordsJson.Default);
}
