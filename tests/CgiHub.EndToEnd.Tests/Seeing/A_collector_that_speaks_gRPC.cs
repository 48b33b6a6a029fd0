using CgiHub.Core;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Seeing;

public sealed class A_collector_that_speaks_gRPC
{
    [Fact]
    public async Task Is_sent_the_same_spans_and_metrics()
    {
        await using var collector = await Collector.StartAsync(grpc: true);
        await using var hub = await HubProcess.StartAsync(
            new Dictionary<string, string> { ["OTEL_BSP_SCHEDULE_DELAY"] = "200" },
            $"--CgiHub:Telemetry:OtlpEndpoint={collector.Url}", "--CgiHub:Telemetry:Protocol=Grpc", "--CgiHub:Telemetry:MetricsEvery=00:00:01");
        using var analyst = await hub.ClientAsync(null, "Cgic.Analyst");
        using var list = await analyst.GetAsync("/api/v1/leads");
        list.EnsureSuccessStatusCode();

        await Eventually.Async(
            () => collector.Spans.Any(s => s.Tags.GetValueOrDefault("http.route") == "/api/v1/leads") && collector.Metrics.Any(m => m.Meter == HubSteps.Name),
            TimeSpan.FromMinutes(1), () => $"{string.Join(", ", collector.Spans.Select(s => s.Name))}; {string.Join(", ", collector.Metrics.Select(m => m.Name).Distinct())}; {hub.Output}");
        Assert.Equal(["/v1/metrics", "/v1/traces"], collector.Paths.Order());
    }
}
