using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests;

public sealed class The_demonstration
{
    [Fact]
    public async Task Ends_with_a_summary_and_goes_on_serving()
    {
        await using var hub = await HubProcess.StartAsync("--demo");
        await hub.HearAsync("keeps serving", TimeSpan.FromMinutes(5));

        Assert.All(
            new[] { "Leads by band", "immediate", "The three highest", "Packets waiting", "ZZ0", "Slowest clocks", "Where to look next", "/board", "/openapi/v1.json" },
            part => Assert.Contains(part, hub.Output, StringComparison.Ordinal));
        using var live = await hub.Anonymous.GetAsync("/health/live");
        Assert.Equal(200, (int)live.StatusCode);

        // The commands that it shows work as they stand.
        var staff = hub.Output.Split("STAFF=")[1].Split('\n')[0].Trim();
        using var list = new HttpRequestMessage(HttpMethod.Get, "/api/v1/leads?order=priority");
        list.Headers.Authorization = new("Bearer", staff);
        using var leads = await hub.Anonymous.SendAsync(list);
        Assert.Equal(200, (int)leads.StatusCode);
    }
}
