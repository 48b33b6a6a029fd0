using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed class A_caller_in_a_hurry : IAsyncLifetime
{
    private const int Burst = 3;

    private readonly InProcessHub _hub = new() { Settings = { ["CgiHub:Door:RequestBurst"] = $"{Burst}", ["CgiHub:Door:RequestsPerMinute"] = "1" } };

    public Task InitializeAsync() => _hub.StartAsync();

    public Task DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Is_told_when_to_come_again_and_holds_up_nobody_else()
    {
        using var client = await _hub.ClientAsync(["Agency.Receive"], "NY0303000");
        for (var request = 0; request < Burst; request++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/inbox")).StatusCode);
        }

        using var refused = await client.GetAsync("/api/v1/inbox");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.EndsWith("1012", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString(), StringComparison.Ordinal);

        using var other = await _hub.ClientAsync(["Agency.Receive"], "NJ0071400");
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/inbox")).StatusCode);
    }
}
