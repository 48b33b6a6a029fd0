using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.Partners.Servers;

namespace CgiHub.Benchmarks;

/// <summary>NIBIN rows through the whole way: linked, enriched by partners that take their time, ranked, issued, and sent to each agency's queue.</summary>
internal static class LeadBenchmark
{
    private const int NationalYear = 217_000;
    private const int Agencies = 200;
    private const int LeadsInOneRequest = 500;
    private const int HistoryInOneRequest = 5_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        var switches = new PartnerSwitches { LatencyMs = options.Int("partner-ms", 100) };
        var partnerOptions = new PartnerServerOptions { ETrace = switches with { TraceDelayMs = TimeSpan.FromDays(1).TotalMilliseconds }, Probation = switches, Parole = switches };
        await using var partners = await PartnerServers.StartAsync(partnerOptions, new LeadPartners(), TimeProvider.System, cancel);
        string[] settings = [.. partners.HubSettings().Select(s => $"--{s.Key}={s.Value}"), "--Logging:LogLevel:Default=Error"];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Leads through the whole way; partners in this process answer after {switches.LatencyMs:F0} ms; {Environment.ProcessorCount} processors for all of it"));
        Console.WriteLine();
        await CrowdAsync(options, settings, cancel);
        await PacedAsync(options, settings, cancel);
    }

    /// <summary>As many as there are, as fast as they go.</summary>
    private static async Task CrowdAsync(BenchmarkOptions options, string[] settings, CancellationToken cancel)
    {
        var count = options.Int("leads", 3000);
        await using var region = await Region.StartAsync(settings, cancel);
        await region.SendAsync(500, cancel);
        await region.WhenQuietAsync(cancel);

        // The cases are on record when their lead is made, as in life.
        var rows = region.Load.Next(count);
        await region.SendCasesAsync(rows, cancel);
        await region.WhenQuietAsync(cancel);

        var (packets, processor) = (await region.PacketsAsync(cancel), region.Hub.ProcessorTime());
        var clock = Stopwatch.StartNew();
        foreach (var request in rows.Leads.Chunk(LeadsInOneRequest))
        {
            await region.PostAsync(LeadLoad.Laboratory, "nibin", request, cancel);
        }

        var taken = clock.Elapsed;
        await region.WhenQuietAsync(cancel);
        var took = clock.Elapsed;
        packets = await region.PacketsAsync(cancel) - packets;
        processor = region.Hub.ProcessorTime() - processor;
        var perSecond = count / took.TotalSeconds;
        Console.WriteLine("| leads | rows taken in s | all packets in queues in s | leads/s | packets | hub CPU ms a lead | hub peak MiB | 217,000 leads would take min |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {count:N0} | {taken.TotalSeconds:F1} | {took.TotalSeconds:F1} | {perSecond:F0} | {packets:N0} | {processor.TotalMilliseconds / count:F2} | {region.Hub.PeakMegabytes():F0} | {NationalYear / perSecond / 60:F1} (aim 15) |"));
        Console.WriteLine();
    }

    /// <summary>At an even pace: how long from the row to the queue.</summary>
    private static async Task PacedAsync(BenchmarkOptions options, string[] settings, CancellationToken cancel)
    {
        var (perSecond, seconds) = (options.Int("paced", 50), options.Int("seconds", 30));
        var (plates, past, history) = (options.Int("plates", 0), options.Int("past", 0), options.Int("history", 0));
        await using var region = await Region.StartAsync(settings, cancel);
        await region.SendAsync(500, cancel);
        var old = region.Load.Next(history);
        await region.SendCasesAsync(old, cancel);
        var rows = region.Load.Next(perSecond * seconds);
        await region.SendCasesAsync(rows, cancel);
        await region.WhenQuietAsync(cancel);

        using var uploader = await region.Hub.ClientAsync(FeedBenchmark.Agency, "Agency.Submit");
        using var over = new CancellationTokenSource();
        var (feed, atOnce) = plates > 0 ? ("lpr", plates) : ("incidents", past);
        var uploading = atOnce > 0 ? Task.Run(() => FeedBenchmark.UploadAsync(uploader, feed, atOnce, over.Token), cancel) : null;
        var began = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var sending = new List<Task>();
        var beganAll = DateTimeOffset.UtcNow;
        foreach (var request in old.Leads.Chunk(HistoryInOneRequest))
        {
            sending.Add(region.PostAsync(LeadLoad.Laboratory, "nibin", request, cancel));
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        foreach (var row in rows.Leads)
        {
            await timer.WaitForNextTickAsync(cancel);
            began[NumberOf(row)] = DateTimeOffset.UtcNow;
            sending.Add(region.PostAsync(LeadLoad.Laboratory, "nibin", [row], cancel));
        }

        await Task.WhenAll(sending);
        await over.CancelAsync();
        var uploaded = uploading is null ? 0 : await uploading;
        await region.WhenQuietAsync(cancel);
        var beside = uploading is null ? "" : string.Create(CultureInfo.InvariantCulture, $", beside an agency that uploads {feed}, {atOnce:N0} a request and {uploaded:N0} a second");
        if (history > 0)
        {
            var issued = await region.VersionsAsync([.. old.Leads.Select(NumberOf)], cancel);
            var last = issued.GroupBy(v => v.LeadNumber, StringComparer.Ordinal).Select(l => l.Min(v => v.At)).Order().ToList();
            beside += string.Create(CultureInfo.InvariantCulture, $", beside {history:N0} of years past, {last.Count:N0} of which were in queues {(last[^1] - beganAll).TotalSeconds:F1} s after they were sent");
        }

        var (first, raw, enriched) = (new Percentiles(), new Percentiles(), new Percentiles());
        var versions = await region.VersionsAsync(began.Keys.ToHashSet(StringComparer.Ordinal), cancel);
        foreach (var lead in versions.GroupBy(v => v.LeadNumber, StringComparer.Ordinal))
        {
            var start = began[lead.Key];

            // The last recipient counts.
            double After(IEnumerable<SentVersion> sent) => (sent.Max(v => v.At) - start).TotalMilliseconds;
            var firstVersion = lead.GroupBy(v => v.Version).MinBy(v => v.Key)!;
            first.Add(After(firstVersion));
            if (firstVersion.First().Raw)
            {
                raw.Add(After(firstVersion));
            }

            if (lead.Where(v => v.SupervisionAnswered).GroupBy(v => v.Version).MinBy(v => v.Key) is { } answered)
            {
                enriched.Add(After(answered));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{perSecond} leads a second for {seconds} s ({rows.Leads.Count:N0} leads, {versions.Select(v => v.LeadNumber).Distinct(StringComparer.Ordinal).Count():N0} of them in queues){beside}"));
        Console.WriteLine();
        Console.WriteLine("| from the row sent to | leads | p50 ms | p99 ms | worst ms | aim |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        Line("the first version in every recipient's queue", first, "p99 2000");
        Line("of these, immediate leads, raw", raw, "p99 250");
        Line("the version with probation and parole answered", enriched, "p99 2000");
    }

    private static string NumberOf(string row)
    {
        using var parsed = JsonDocument.Parse(row);
        return parsed.RootElement.GetProperty("leadNumber").GetString()!;
    }

    private static void Line(string what, Percentiles times, string aim)
    {
        if (times.Count > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {times.Count:N0} | {times.At(0.5):F0} | {times.At(0.99):F0} | {times.At(1):F0} | {aim} |"));
        }
    }

    private sealed record SentVersion(string LeadNumber, int Version, DateTimeOffset At, bool Raw, bool SupervisionAnswered);

    /// <summary>A hub with its agencies, each with a client that acts for it.</summary>
    private sealed class Region : IAsyncDisposable
    {
        private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
        private HttpClient? _admin;

        private Region(HubProcess hub) => Hub = hub;

        public HubProcess Hub { get; }

        public LeadLoad Load { get; } = new(1, Agencies);

        private HttpClient Admin => _admin!;

        public static async Task<Region> StartAsync(string[] settings, CancellationToken cancel)
        {
            var region = new Region(await HubProcess.StartAsync(settings, cancel));
            region._admin = await region.Hub.ClientAsync(null, "Hub.Admin");
            foreach (var ori in region.Load.Agencies.Append(LeadLoad.Laboratory))
            {
                region._clients[ori] = await region.Hub.ClientAsync(ori, "Agency.Submit", "Agency.Receive");
            }

            using var site = await region.Admin.PutAsJsonAsync($"/api/v1/admin/agencies/{LeadLoad.Laboratory}", new { ori = LeadLoad.Laboratory, name = "Laboratory", nibinSite = true }, cancel);
            site.EnsureSuccessStatusCode();
            return region;
        }

        public async Task SendAsync(int leads, CancellationToken cancel)
        {
            var rows = Load.Next(leads);
            await SendCasesAsync(rows, cancel);
            await PostAsync(LeadLoad.Laboratory, "nibin", [.. rows.Leads], cancel);
        }

        public Task SendCasesAsync(LeadRows rows, CancellationToken cancel) =>
            Parallel.ForEachAsync(rows.Agencies, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel }, async (agency, token) =>
            {
                await PostAsync(agency.Ori, "incidents", [.. agency.Rows.Incidents], token);
                await PostAsync(agency.Ori, "firearms", [.. agency.Rows.Firearms], token);
            });

        public async Task PostAsync(string ori, string feed, string[] lines, CancellationToken cancel)
        {
            if (lines.Length == 0)
            {
                return;
            }

            using var content = new ByteArrayContent(LeadRows.Body(lines)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
            using var answer = await _clients[ori].PostAsync($"/api/v1/feeds/{feed}", content, cancel);
            answer.EnsureSuccessStatusCode();
            var receipt = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
            if (receipt.GetProperty("accepted").GetInt32() != lines.Length)
            {
                throw new InvalidOperationException($"Not all rows were accepted: {receipt}");
            }
        }

        /// <summary>Waits until no message waits, is in hand or is due in the hub's own queues, several times in a row.</summary>
        public async Task WhenQuietAsync(CancellationToken cancel)
        {
            using var timer = new PeriodicTimer(Pause);
            for (var quiet = 0; quiet < 4;)
            {
                var queues = await QueuesAsync(cancel);
                quiet = queues.Where(q => !q.IsPackets).Sum(q => q.Waiting) == 0 ? quiet + 1 : 0;
                await timer.WaitForNextTickAsync(cancel);
            }
        }

        public async Task<long> PacketsAsync(CancellationToken cancel) => (await QueuesAsync(cancel)).Where(q => q.IsPackets).Sum(q => q.Waiting);

        /// <summary>When each version of some leads came into each queue.</summary>
        public async Task<List<SentVersion>> VersionsAsync(HashSet<string> leads, CancellationToken cancel)
        {
            var sent = new List<SentVersion>();
            foreach (var queue in (await QueuesAsync(cancel)).Where(q => q.IsPackets))
            {
                string? cursor = null;
                do
                {
                    var page = await Admin.GetFromJsonAsync<JsonElement>($"/dev/queues/{queue.Name}?limit=200{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}", cancel);
                    sent.AddRange(page.GetProperty("items").EnumerateArray().Select(Read).Where(v => leads.Contains(v.LeadNumber)));
                    cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
                }
                while (cursor is not null);
            }

            return sent;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in _clients.Values)
            {
                client.Dispose();
            }

            _admin?.Dispose();
            await Hub.DisposeAsync();
        }

        private static SentVersion Read(JsonElement message)
        {
            var packet = message.GetProperty("body");
            var answered = packet.GetProperty("enrichment").EnumerateArray()
                .Where(s => s.GetProperty("source").GetString() is "probation" or "parole").All(s => s.GetProperty("status").GetString() is "found" or "none");
            return new SentVersion(
                packet.GetProperty("lead").GetProperty("leadNumber").GetString()!,
                packet.GetProperty("version").GetInt32(),
                message.GetProperty("enqueuedAt").GetDateTimeOffset(),
                packet.GetProperty("reason").GetString() == "released",
                answered);
        }

        private async Task<IReadOnlyList<QueueState>> QueuesAsync(CancellationToken cancel)
        {
            var page = await Admin.GetFromJsonAsync<JsonElement>("/dev/queues", cancel);
            return [.. page.GetProperty("items").EnumerateArray().Select(q => new QueueState(q.GetProperty("name").GetString()!, q.GetProperty("active").GetInt64() + q.GetProperty("scheduled").GetInt64()))];
        }
    }

    private sealed record QueueState(string Name, long Waiting)
    {
        public bool IsPackets => Name.StartsWith("packets-", StringComparison.Ordinal);
    }
}
