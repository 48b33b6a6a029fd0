using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace CgiHub.Benchmarks;

/// <summary>Plate reads a second into the hub, against PostgreSQL taking the same rows with the same uniqueness and two indexes.</summary>
internal static class FeedBenchmark
{
    public const string Agency = "ZZ0000100";

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        var rows = options.Int("rows", 200_000);
        var rounds = options.Int("rounds", 3);
        await using var postgres = await PostgresPeer.TryStartAsync(cancel);
        if (postgres is null)
        {
            Console.WriteLine("PostgreSQL is not installed: no peer, no ratio. Debian: apt-get install postgresql.");
            return;
        }

        Console.WriteLine($"Plate reads: {rows:N0} rows a round, hub over HTTP (NDJSON) against PostgreSQL {postgres.Version} (COPY, INSERT … ON CONFLICT, unique key and two indexes)");
        Console.WriteLine();
        Console.WriteLine("| round | PostgreSQL rows/s | hub rows/s | ratio | hub peak MiB |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        var ratios = new Percentiles();
        for (var round = 1; round <= rounds + 1; round++)
        {
            var (ndjson, csv) = Rows(rows, round);
            await postgres.PrepareAsync(cancel);
            var peer = await postgres.LoadAsync(csv, cancel);
            await using var hub = await HubProcess.StartAsync([], cancel);
            using var client = await hub.ClientAsync(Agency, "Agency.Submit");
            _ = await PostAsync(client, "lpr", Rows(2_000, 1000 + round).Ndjson, cancel);
            var clock = Stopwatch.StartNew();
            var receipt = await PostAsync(client, "lpr", ndjson, cancel);
            var own = clock.Elapsed;
            var accepted = receipt.GetProperty("accepted").GetInt32();
            if (accepted != rows)
            {
                throw new InvalidOperationException($"The hub accepted {accepted} of {rows} rows: {receipt}");
            }

            // The first round warms both up.
            if (round > 1)
            {
                ratios.Add(peer / own);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {round - 1} | {rows / peer.TotalSeconds:N0} | {rows / own.TotalSeconds:N0} | {peer / own:F2} | {hub.PeakMegabytes():F0} |"));
            }
        }

        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Median ratio {ratios.At(0.5):F2} (aim: at least 1.5)."));
    }

    /// <summary>Uploads so many new rows after the other until that is enough: plate reads, or incidents of years past. Answers how many a second were accepted.</summary>
    public static async Task<double> UploadAsync(HttpClient client, string feed, int rows, CancellationToken enough)
    {
        var clock = Stopwatch.StartNew();
        long accepted = 0;
        for (var seed = 0; !enough.IsCancellationRequested; seed++)
        {
            var body = string.Equals(feed, "lpr", StringComparison.Ordinal) ? Rows(rows, seed).Ndjson : PastIncidents(rows, seed);
            accepted += (await PostAsync(client, feed, body, CancellationToken.None)).GetProperty("accepted").GetInt64();
        }

        return accepted / clock.Elapsed.TotalSeconds;
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string feed, byte[] body, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        using var answer = await client.PostAsync($"/api/v1/feeds/{feed}", content, cancel);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
    }

    private static byte[] PastIncidents(int count, int seed)
    {
        var random = new Random(seed);
        var start = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var rows = new StringBuilder(count * 200);
        for (var i = 0; i < count; i++)
        {
            rows.Append(CultureInfo.InvariantCulture, $$"""{"sourceId":"past{{seed}}-{{i}}","caseNumber":"24-{{seed}}-{{i:d6}}","occurredAt":"{{start.AddMinutes(i * 7):yyyy-MM-dd'T'HH:mm:ss'Z'}}","type":"shotsFired","lat":{{40 + random.NextDouble():F5}},"lon":{{-100 + random.NextDouble():F5}},"rounds":4}""").Append('\n');
        }

        return Encoding.UTF8.GetBytes(rows.ToString());
    }

    private static (byte[] Ndjson, string Csv) Rows(int count, int seed)
    {
        var random = new Random(seed);
        var (ndjson, csv) = (new StringBuilder(count * 260), new StringBuilder(count * 150));
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < count; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"r{seed}-{random.NextInt64():x16}");
            var at = start.AddSeconds(i * 0.05).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            var plate = string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}{random.Next(10000):d4}");
            var (lat, lon) = (40.6 + random.NextDouble() * 0.25, -74.05 + random.NextDouble() * 0.3);
            var (confidence, device) = (Math.Round(0.8 + random.NextDouble() * 0.2, 3), $"reader-{random.Next(200):d3}");
            ndjson.Append(CultureInfo.InvariantCulture, $$"""{"sourceId":"{{id}}","readId":"{{id}}","readAt":"{{at}}","plate":"{{plate}}","plateState":"NY","confidence":{{confidence}},"lat":{{lat:F6}},"lon":{{lon:F6}},"device":"{{device}}"}""").Append('\n');
            csv.Append(CultureInfo.InvariantCulture, $"{id},{id},{at},{plate},NY,{confidence},{lat:F6},{lon:F6},{device},\n");
        }

        return (Encoding.UTF8.GetBytes(ndjson.ToString()), csv.ToString());
    }
}
