using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CgiHub.EndToEnd.Tests.Harness;
using CgiHub.Partners.Simulation;

namespace CgiHub.EndToEnd.Tests.Seeing;

/// <summary>One hub for all who look at it.</summary>
[CollectionDefinition(Name)]
public sealed class FollowedHubs : ICollectionFixture<FollowedHub>
{
    public const string Name = "A hub that is followed";
}

/// <summary>A hub that tells a collector what it does, and an agency with two lead versions, both acknowledged.</summary>
public sealed class FollowedHub : IAsyncLifetime
{
    public const string Agency = "ZZ0000061";
    public const string Other = "ZZ0000062";

    /// <summary>A trace that the sender says to be part of.</summary>
    public const string Senders = "0af7651916cd43dd8448eb211c80319c";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private HubProcess _hub = null!;

    public Collector Collector { get; private set; } = null!;

    public HubProcess Hub => _hub;

    /// <summary>The lead of the two versions.</summary>
    public string Lead { get; private set; } = "";

    /// <summary>The trace id that the sender was told with a refusal.</summary>
    public string Told { get; private set; } = "";

    /// <summary>The traceparent of the messages that the other agency found.</summary>
    public IReadOnlyList<string> Carried { get; private set; } = [];

    public async Task InitializeAsync()
    {
        Collector = await Collector.StartAsync();
        _hub = await HubProcess.StartAsync(
            new Dictionary<string, string> { ["OTEL_BSP_SCHEDULE_DELAY"] = "200" },
            $"--CgiHub:Telemetry:OtlpEndpoint={Collector.Url}", "--CgiHub:Telemetry:MetricsEvery=00:00:01", "--CgiHub:CaseMaps:FillInDelay=00:00:00");
        using var other = await _hub.ClientAsync(Other, "Agency.Receive");
        using var agency = await _hub.ClientAsync(Agency, "Agency.Submit", "Agency.Receive");
        agency.DefaultRequestHeaders.Add("traceparent", $"00-{Senders}-b7ad6b7169203331-00");
        agency.DefaultRequestHeaders.Add("tracestate", "who=knows");
        await SendAsync(agency, Rows(("26-9001", "S-1", "S-2"), ("26-9002", "T-1", "T-2")));
        Lead = await AcknowledgeAsync(agency, "26-9001", 1);
        await SendAsync(agency, Rows(("26-9001", "S-1", "S-3")));
        await AcknowledgeAsync(agency, "26-9001", 2);
        using var refused = await agency.PostAsync("/api/v1/feeds/nibin", new StringContent("""[{"sourceId":"x"}]""", Encoding.UTF8, "application/json"));
        Told = await BeRefusedAsync(agency);
        using var nowhere = await agency.GetAsync("/api/v1/nowhere/at-all");
        await Eventually.Async(async () =>
        {
            var messages = (await other.GetFromJsonAsync<JsonElement>($"/dev/queues/packets-{Other}")).GetProperty("items").EnumerateArray().Where(m => m.GetProperty("sessionId").GetString() == Lead);
            Carried = [.. messages.Select(m => m.GetProperty("properties").GetProperty("traceparent").GetString()!)];
            return Carried.Count == 2;
        }, Limit, () => _hub.Output);
        using (var watch = new HubWatch(_hub.Address, TimeProvider.System))
        {
            await watch.WhenQuietAsync(null, CancellationToken.None).WaitAsync(Limit);
        }

        await HearAllAsync(agency);
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await Collector.DisposeAsync();
    }

    /// <summary>The trace of a version: that of its issue.</summary>
    public IReadOnlyList<Span> TraceOf(int version)
    {
        var issue = Assert.Single(Collector.Spans, s => s.Name == "issue" && s.Tags["cgihub.lead.id"] == Lead && s.Tags["cgihub.packet.version"] == version.ToString(CultureInfo.InvariantCulture));
        return [.. Collector.Spans.Where(s => s.Trace == issue.Trace)];
    }

    private static string Rows(params (string Number, string One, string Another)[] leads) => $"[{string.Join(',', leads.Select(l => $$"""
        {"sourceId":"{{l.Number}}-{{l.Another}}","leadNumber":"{{l.Number}}","kind":"lead","at":"2026-03-01T12:00:00Z","exhibits":[
          {"ori":"{{Agency}}","caseNumber":"{{l.One}}","exhibitNumber":"1"},{"ori":"{{Other}}","caseNumber":"{{l.Another}}","exhibitNumber":"1"}]}
        """))}]";

    /// <summary>Waits until the collector has all that happened until now.</summary>
    private async Task HearAllAsync(HttpClient agency)
    {
        // Spans come in the order in which they ended. Metrics are collected now and then: the next collection may have begun already.
        var (last, collections) = (await BeRefusedAsync(agency), Collector.Collections + 2);
        await Eventually.Async(() => Collector.Spans.Any(s => s.Trace == last) && Collector.Collections >= collections,
            Limit, () => $"The collector has {string.Join(", ", Collector.Spans.Select(s => s.Name))} and {string.Join(", ", Collector.Metrics.Select(m => m.Name).Distinct())}.\n{_hub.Output}");
    }

    /// <summary>Sends what no feed takes; the trace id that the sender is told.</summary>
    private static async Task<string> BeRefusedAsync(HttpClient agency)
    {
        using var unread = await agency.PostAsync("/api/v1/feeds/nibin", new StringContent("<a/>", Encoding.UTF8, "application/xml"));
        return (await unread.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("traceId").GetString()!;
    }

    private static async Task SendAsync(HttpClient agency, string rows)
    {
        using var sent = await agency.PostAsync("/api/v1/feeds/nibin", new StringContent(rows, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
    }

    private async Task<string> AcknowledgeAsync(HttpClient agency, string number, int version)
    {
        JsonElement? found = null;
        await Eventually.Async(async () =>
        {
            var inbox = await agency.GetFromJsonAsync<JsonElement>("/api/v1/inbox");
            foreach (var item in inbox.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("version").GetInt32() == version))
            {
                var packet = await agency.GetFromJsonAsync<JsonElement>($"/api/v1/packets/{item.GetProperty("packetId").GetString()}");
                found = packet.GetProperty("lead").GetProperty("leadNumber").GetString() == number ? item : found;
            }

            return found is not null;
        }, Limit, () => _hub.Output);
        using var acknowledged = await agency.PostAsync($"/api/v1/packets/{found!.Value.GetProperty("packetId").GetString()}/ack", null);
        Assert.Equal(HttpStatusCode.NoContent, acknowledged.StatusCode);
        return found.Value.GetProperty("leadId").GetString()!;
    }
}
