using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Seeing;

/// <summary>
/// A hub to which somebody's life was told in every way that things are told to it: in sound rows and in broken ones, in queries and headers, in the
/// names of files, in tokens that are none, and by partners. Whoever may see it does; nothing that watches the hub has a word of it.
/// </summary>
public sealed class A_life_that_is_marked : IAsyncLifetime
{
    private const string Agency = "ZZ0000071";
    private const string Stranger = "ZZ0000072";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly List<string> _toldToStrangers = [];
    private Collector _collector = null!;
    private Gossip _gossip = null!;
    private HubProcess _hub = null!;
    private string _audit = "";
    private string _admin = "";

    [Fact]
    public async Task Is_in_no_log_no_trace_no_metric_no_audit_and_no_answer_to_strangers()
    {
        using var agency = await _hub.ClientAsync(Agency, "Agency.Submit", "Agency.Receive");
        await TellAsync(agency);
        await TellBadlyAsync(agency);
        await DropAsync();
        await AskStrangelyAsync();
        await SeesItAsync(agency);
        await ListenAsync();

        Assert.Contains("receipt rt-", _hub.Output, StringComparison.Ordinal);
        Assert.Contains("firearms", _audit, StringComparison.Ordinal);
        Assert.Contains("etrace", _admin, StringComparison.OrdinalIgnoreCase);
        Assert.True(_gossip.Asked > 2);
        Assert.Superset(new HashSet<string> { "cgihub.source.calls", "cgihub.source.circuit" }, _collector.Metrics.Select(m => m.Name).ToHashSet());
        Assert.Empty(_collector.Metrics.SelectMany(m => m.Strange));
        NoneIn("the log", _hub.Output);
        NoneIn("the audit trail", _audit);
        NoneIn("what administrators are shown", _admin);
        Assert.All(_toldToStrangers, t => NoneIn("an answer to a stranger", t));
        Assert.All(_collector.Bodies, b => NoneIn("what the collector got", Encoding.Latin1.GetString(b)));
        Assert.All(LogFiles(), f => NoneIn(f, File.ReadAllText(f, Encoding.Latin1)));
    }

    public async Task InitializeAsync()
    {
        _collector = await Collector.StartAsync();
        _gossip = await Gossip.StartAsync();
        _hub = await HubProcess.StartAsync(
            new Dictionary<string, string> { ["OTEL_BSP_SCHEDULE_DELAY"] = "200" },
            [
                "--Logging:LogLevel:Default=Trace", $"--CgiHub:Telemetry:OtlpEndpoint={_collector.Url}", "--CgiHub:Telemetry:MetricsEvery=00:00:01",
                "--CgiHub:CaseMaps:FillInDelay=00:00:00", "--CgiHub:Local:DropStableFor=00:00:00.100", "--CgiHub:Local:DropRescan=00:00:00.200", .. _gossip.Settings,
            ]);
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _gossip.DisposeAsync();
        await _collector.DisposeAsync();
    }

    private static void NoneIn(string sink, string text)
    {
        foreach (var mark in MarkedLife.Marks)
        {
            var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
            Assert.True(at < 0, at < 0 ? "" : $"{mark} is in {sink}: {text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 200)]}");
        }
    }

    private static async Task TellAsync(HttpClient agency)
    {
        foreach (var (feed, row) in MarkedLife.Rows(Agency))
        {
            using var sent = await agency.PostAsync($"/api/v1/feeds/{feed}", new StringContent($"[{row}]", Encoding.UTF8, "application/json"));
            var receipt = await sent.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(receipt.TryGetProperty("accepted", out var accepted) && accepted.GetInt32() == 1, $"{feed}: {receipt}");
        }

        using var exhibit = await agency.PostAsJsonAsync("/api/v1/evidence", new { ori = Agency, caseNumber = "M-1", exhibitNumber = "1", kind = "cartridgeCase", recoveredAt = "2026-02-28T11:00:00Z", note = MarkedLife.Words });
        exhibit.EnsureSuccessStatusCode();
    }

    private static async Task TellBadlyAsync(HttpClient agency)
    {
        foreach (var (feed, type, body) in MarkedLife.Broken)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var sent = await agency.PostAsync($"/api/v1/feeds/{feed}?format={(type.Contains(MarkedLife.Words, StringComparison.Ordinal) ? MarkedLife.Words : "")}", content);
            Assert.True((int)sent.StatusCode < 500, $"{feed} as {type} was answered {(int)sent.StatusCode}");
        }

        using var wrong = await agency.PostAsJsonAsync("/api/v1/evidence", new { ori = MarkedLife.Family, caseNumber = MarkedLife.Words, kind = MarkedLife.Given, recoveredAt = MarkedLife.Dob });
        using var image = new ByteArrayContent(Encoding.UTF8.GetBytes($"GIF89a{MarkedLife.Words}{MarkedLife.Family}"));
        image.Headers.ContentType = new MediaTypeHeaderValue("image/gif");
        using var noImage = await agency.PutAsync("/api/v1/evidence/ex-aaaaaaaaaaaaaaaa/images/breechFace", image);
        using var headers = new HttpRequestMessage(HttpMethod.Post, "/api/v1/feeds/incidents") { Content = new StringContent("[]", Encoding.UTF8, "application/json") };
        headers.Headers.TryAddWithoutValidation("Idempotency-Key", MarkedLife.Family);
        headers.Headers.TryAddWithoutValidation("User-Agent", MarkedLife.Words);
        headers.Headers.TryAddWithoutValidation("X-Forwarded-For", MarkedLife.Words);
        headers.Headers.TryAddWithoutValidation("traceparent", $"00-{MarkedLife.Words}");
        headers.Headers.TryAddWithoutValidation("tracestate", $"who={MarkedLife.Family}");
        headers.Headers.TryAddWithoutValidation("baggage", $"name={MarkedLife.Given}");
        using var answered = await agency.SendAsync(headers);
        Assert.True((int)answered.StatusCode < 500);
    }

    /// <summary>Files that say whose they are by their names: one that can be read, one that can in part, one that cannot.</summary>
    private async Task DropAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_hub.DataFolder, "blobs", "drop", Agency, "incidents")).FullName;
        var row = MarkedLife.Rows(Agency)[0].Row;
        await File.WriteAllTextAsync(Path.Combine(folder, $"{MarkedLife.FileName} 1.json"), $"[{row.Replace("\"i1\"", "\"i2\"", StringComparison.Ordinal)}]");
        await File.WriteAllTextAsync(Path.Combine(folder, $"{MarkedLife.FileName} 2.json"), $"[{row.Replace("\"i1\"", "\"i3\"", StringComparison.Ordinal)},{MarkedLife.Broken[0].Body[1..^1]}]");
        await File.WriteAllTextAsync(Path.Combine(folder, $"{MarkedLife.FileName} 3.xml"), MarkedLife.Broken[1].Body);
        var stray = Directory.CreateDirectory(Path.Combine(_hub.DataFolder, "blobs", "drop", MarkedLife.Family, MarkedLife.Words)).FullName;
        await File.WriteAllTextAsync(Path.Combine(stray, $"{MarkedLife.FileName} 4.json"), $"[{row}]");
        await Eventually.Async(() => !Directory.EnumerateFiles(folder).Any() && !Directory.EnumerateFiles(stray).Any(), Limit, () => _hub.Output);
    }

    /// <summary>What those are answered who may not know, whatever they ask for.</summary>
    private async Task AskStrangelyAsync()
    {
        using var stranger = await _hub.ClientAsync(Stranger, "Agency.Submit", "Agency.Receive");
        using var analyst = await _hub.ClientAsync(null, "Cgic.Analyst");
        foreach (var question in new[] { $"search?q={MarkedLife.Given}%20{MarkedLife.Family}", $"search?q={MarkedLife.Serial}", $"leads?q={MarkedLife.Plate}", $"leads?cursor={MarkedLife.Words}", $"guns?{MarkedLife.Family}={MarkedLife.Words}" })
        {
            using var answer = await analyst.GetAsync("/api/v1/" + question);
            Assert.True((int)answer.StatusCode < 500);
        }

        foreach (var path in new[] { "/api/v1/inbox", "/api/v1/evidence/ex-aaaaaaaaaaaaaaaa", $"/api/v1/inbox?cursor={MarkedLife.Words}", $"/api/v1/packets/pk-aaaaaaaaaaaaaaaa?version={MarkedLife.Serial}", $"/api/v1/nowhere?name={MarkedLife.Given}" })
        {
            using var answer = await stranger.GetAsync(path);
            _toldToStrangers.Add(await answer.Content.ReadAsStringAsync());
        }

        foreach (var token in new[] { MarkedLife.Words, $"{Coded($$"""{"alg":"none","kid":"{{MarkedLife.Family}}"}""")}.{Coded($$"""{"sub":"{{MarkedLife.Given}}","roles":["Hub.Admin"],"name":"{{MarkedLife.Family}}"}""")}.", $"{Coded("""{"alg":"HS256"}""")}.{Coded(MarkedLife.Person)}.{MarkedLife.Serial}" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/search?q={MarkedLife.Plate}");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
            using var answer = await _hub.Anonymous.SendAsync(request);
            Assert.Equal(401, (int)answer.StatusCode);
            _toldToStrangers.Add(await answer.Content.ReadAsStringAsync() + string.Join(' ', answer.Headers.Select(h => $"{h.Key} {string.Join(' ', h.Value)}")));
        }
    }

    /// <summary>The life came in: the packet tells it to whom it concerns.</summary>
    private async Task SeesItAsync(HttpClient agency)
    {
        await Eventually.Async(async () =>
        {
            var inbox = await agency.GetFromJsonAsync<JsonElement>("/api/v1/inbox");
            foreach (var item in inbox.GetProperty("items").EnumerateArray())
            {
                var packet = await agency.GetStringAsync($"/api/v1/packets/{item.GetProperty("packetId").GetString()}");
                if (packet.Contains(MarkedLife.Family, StringComparison.Ordinal) && packet.Contains(MarkedLife.Serial, StringComparison.Ordinal))
                {
                    var leadId = item.GetProperty("leadId").GetString();
                    using var outcome = await agency.PostAsJsonAsync($"/api/v1/leads/{leadId}/outcomes", new { kind = "interview", at = "2026-03-02T12:00:00Z", note = MarkedLife.Words });
                    using var acknowledged = await agency.PostAsync($"/api/v1/packets/{item.GetProperty("packetId").GetString()}/ack", null);
                    return outcome.IsSuccessStatusCode && acknowledged.IsSuccessStatusCode;
                }
            }

            return false;
        }, Limit, () => _hub.Output);
    }

    private async Task ListenAsync()
    {
        await Eventually.Async(() => _collector.Spans.Any(s => s.Name == "acknowledge") && _collector.Spans.Any(s => s.Name == "ask eTrace") && _collector.Metrics.Select(m => m.Name).ToHashSet().IsSupersetOf(["cgihub.source.calls", "cgihub.source.circuit"]), Limit, () => _hub.Output);
        using var admin = await _hub.ClientAsync(null, "Hub.Admin");
        var today = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var audit = new StringBuilder();
        string? cursor = null;
        do
        {
            var page = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/audit?limit=200{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}");
            audit.Append(page.GetProperty("items").GetRawText());
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        Assert.Contains(today, audit.ToString(), StringComparison.Ordinal);
        _audit = audit.ToString();
        _admin = string.Concat(await admin.GetStringAsync("/api/v1/admin/sources"), await admin.GetStringAsync("/api/v1/admin/dead-letters"), await admin.GetStringAsync("/health/ready"));
    }

    /// <summary>Whatever lies in the data directory beside the stores themselves, which hold the records.</summary>
    private IEnumerable<string> LogFiles() =>
        Directory.EnumerateFiles(_hub.DataFolder, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".log" or ".txt" or ".cursor" or ".dmp");

    private static string Coded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
