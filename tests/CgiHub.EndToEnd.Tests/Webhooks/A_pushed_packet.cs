using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Webhooks;

public sealed class A_pushed_packet : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private HubProcess _hub = null!;

    [Fact]
    public async Task Is_the_recipients_own_view_signed_as_a_cloud_event()
    {
        await using var server = await WebhookServer.StartAsync(Key);
        await RegisterAsync("ZZ0000001", server.Url, ""","dissemination":{"traceData":false,"supervision":false}""");
        await LeadAsync("ZZ0000001", "26-1");
        await Eventually.Async(() => server.Taken.Count > 0, Limit, () => _hub.Output);

        var taken = server.Taken[0];
        using var client = await _hub.ClientAsync("ZZ0000001", "Agency.Receive");
        var entry = (await client.GetFromJsonAsync<JsonElement>("/api/v1/inbox")).GetProperty("items")[0];
        var packet = await client.GetFromJsonAsync<JsonElement>($"/api/v1/packets/{entry.GetProperty("packetId").GetString()}?version=1");
        Assert.True(taken.Signed);
        Assert.StartsWith("application/cloudevents+json", taken.ContentType, StringComparison.Ordinal);
        Assert.Equal(("1.0", "cgihub.lead-packet.v1", taken.Id), (taken.Event.GetProperty("specversion").GetString(), taken.Event.GetProperty("type").GetString(), taken.Event.GetProperty("id").GetString()));
        Assert.Equal($"{entry.GetProperty("packetId").GetString()}:1:ZZ0000001", taken.Id);
        Assert.True(JsonElement.DeepEquals(packet, taken.Event.GetProperty("data")));

        using var staff = await _hub.ClientAsync(null, "Cgic.Analyst");
        var seen = (await staff.GetFromJsonAsync<JsonElement>("/api/v1/agencies/ZZ0000001/inbox")).GetProperty("items")[0];
        Assert.Equal(["inbox", "queue", "webhook"], seen.GetProperty("sentBy").EnumerateArray().Select(s => s.GetString()));
    }

    [Fact]
    public async Task Comes_again_under_the_same_id_until_it_is_taken()
    {
        await using var server = await WebhookServer.StartAsync(Key, (count, context) =>
        {
            context.Response.StatusCode = count < 3 ? 503 : 204;
            return Task.CompletedTask;
        });
        await RegisterAsync("ZZ0000001", server.Url);
        await LeadAsync("ZZ0000001", "26-1");
        await Eventually.Async(() => server.Taken.Count >= 3, Limit, () => _hub.Output);

        Assert.Single(server.Taken.Select(t => t.Id).Distinct());
        Assert.All(server.Taken, t => Assert.True(t.Signed));
    }

    [Fact]
    public async Task Keeps_nobody_elses_waiting_when_its_server_never_answers()
    {
        using var never = new CancellationTokenSource();
        await using var slow = await WebhookServer.StartAsync(Key, (_, context) => Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(never.Token, context.RequestAborted).Token).ContinueWith(_ => { }, TaskScheduler.Default));
        await using var quick = await WebhookServer.StartAsync(Key);
        await RegisterAsync("ZZ0000001", slow.Url);
        await RegisterAsync("ZZ0000002", quick.Url);
        for (var i = 0; i < 40; i++)
        {
            await LeadAsync("ZZ0000001", $"26-{i}");
        }

        await Eventually.Async(() => slow.Taken.Count > 0, Limit, () => _hub.Output);
        await LeadAsync("ZZ0000002", "26-200");
        await Eventually.Async(() => quick.Taken.Count > 0, Limit, () => _hub.Output);
        Assert.DoesNotContain(await DeadAsync(), d => d.GetProperty("queue").GetString() != "webhooks");
        await never.CancelAsync();
    }

    [Theory]
    [InlineData("http://127.0.0.2:{port}/hook")]
    [InlineData("{redirect}")]
    public async Task Goes_nowhere_else_and_ends_as_a_dead_letter(string url)
    {
        // It would answer at the address that is not allowed.
        await using var server = await WebhookServer.StartAsync(Key, everywhere: true);
        await using var redirect = await WebhookServer.StartAsync(Key, (_, context) =>
        {
            context.Response.Redirect(server.Url);
            return Task.CompletedTask;
        });
        await RegisterAsync("ZZ0000001", url == "{redirect}" ? redirect.Url : url.Replace("{port}", new Uri(server.Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        await LeadAsync("ZZ0000001", "26-1");

        await Eventually.Async(async () => (await DeadAsync()).Any(d => d.GetProperty("queue").GetString() == "webhooks"), Limit, () => _hub.Output);
        Assert.Empty(server.Taken);
        using var client = await _hub.ClientAsync("ZZ0000001", "Agency.Receive");
        Assert.NotEqual(0, (await client.GetFromJsonAsync<JsonElement>("/api/v1/inbox")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task That_was_given_up_is_sent_when_it_is_replayed()
    {
        var mended = false;
        await using var server = await WebhookServer.StartAsync(Key, (_, context) =>
        {
            context.Response.StatusCode = Volatile.Read(ref mended) ? 200 : 500;
            return Task.CompletedTask;
        });
        await RegisterAsync("ZZ0000001", server.Url);
        await LeadAsync("ZZ0000001", "26-1");
        IReadOnlyList<JsonElement> dead = [];
        await Eventually.Async(async () => (dead = await DeadAsync()).Count > 0, Limit, () => _hub.Output);
        var before = server.Taken.Count;
        Volatile.Write(ref mended, true);
        using var admin = await _hub.ClientAsync(null, "Hub.Admin");
        foreach (var letter in dead)
        {
            using var replayed = await admin.PostAsync($"/api/v1/admin/dead-letters/{letter.GetProperty("id").GetString()}/replay", null);
            Assert.Equal(204, (int)replayed.StatusCode);
        }

        await Eventually.Async(() => server.Taken.Count > before, Limit, () => _hub.Output);
    }

    public async Task InitializeAsync() => _hub = await HubProcess.StartAsync(
        "--CgiHub:Webhooks:AllowedNetworks:0=127.0.0.1/32",
        $"--CgiHub:Webhooks:Secrets:north1=whsec_{Convert.ToBase64String(Key)}",
        "--CgiHub:Webhooks:RetryBase=00:00:00.050",
        "--CgiHub:Webhooks:MaxAttempts=3",
        "--CgiHub:Webhooks:AttemptTimeout=00:00:05",
        "--CgiHub:Embedded:RetryDelay=00:00:00.050",
        "--CgiHub:Embedded:MostDeliveries=3");

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    private async Task RegisterAsync(string agency, string url, string more = "")
    {
        using var admin = await _hub.ClientAsync(null, "Hub.Admin");
        var entry = $$"""{"ori":"{{agency}}","name":"North","webhook":{"url":"{{url}}","secretName":"north1"}{{more}} }""";
        using var saved = await admin.PutAsync($"/api/v1/admin/agencies/{agency}", new StringContent(entry, Encoding.UTF8, "application/json"));
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
    }

    private async Task LeadAsync(string agency, string number)
    {
        using var client = await _hub.ClientAsync(agency, "Agency.Submit");
        var row = $$"""{"sourceId":"{{number}}","leadNumber":"{{number}}","kind":"lead","at":"2026-01-05T10:00:00Z","exhibits":[{"ori":"{{agency}}","caseNumber":"{{number}}-a","exhibitNumber":"1"},{"ori":"{{agency}}","caseNumber":"{{number}}-b","exhibitNumber":"2"}]}""";
        using var sent = await client.PostAsync("/api/v1/feeds/nibin", new StringContent(row, Encoding.UTF8, "application/x-ndjson"));
        Assert.Equal(1, (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
    }

    private async Task<IReadOnlyList<JsonElement>> DeadAsync()
    {
        using var admin = await _hub.ClientAsync(null, "Hub.Admin");
        return [.. (await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/dead-letters?limit=200")).GetProperty("items").EnumerateArray().Select(e => e.Clone())];
    }
}
