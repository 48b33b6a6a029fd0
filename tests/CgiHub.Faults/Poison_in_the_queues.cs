using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Storage;
using CgiHub.Embedded;

namespace CgiHub.Faults;

[Collection(Ordeals.Name)]
public sealed class Poison_in_the_queues(Undisturbed calm)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly IReadOnlyList<string> Poison =
    [
        "",
        "not json",
        "null",
        "[]",
        "{}",
        "17",
        "\"" + new string('x', 100_000) + "\"",
        string.Concat(Enumerable.Repeat("[", 2_000)),
        """{"keys":null,"feed":null,"leadId":null,"packetId":null,"version":null,"ori":null}""",
        """{"keys":["../../etc/passwd","\u0000",""],"feed":"nibin","leadId":"ld-doesnotexist","version":-1,"ori":"NOTANORI1"}""",
        """{"keys":{"a":1},"feed":[],"leadId":{},"version":"many","ori":{}}""",
    ];

    [Fact]
    public async Task Is_set_aside_and_keeps_nothing_else_up()
    {
        await using var ordeal = await Ordeal.BeginAsync(calm, new HubLaunch { Settings = ["--CgiHub:Embedded:RetryDelay=00:00:00.010", "--CgiHub:Embedded:MostRetryDelay=00:00:00.050"] });
        var half = ordeal.Region.Steps.Count / 2;
        using (var player = ordeal.Player())
        {
            await player.RegisterAsync(ordeal.Region.World, CancellationToken.None);
            await player.PlayAsync(ordeal.Region, 0, half, null, CancellationToken.None);
            await ordeal.Hub.KillAsync();
            await PoisonAsync(ordeal.Hub.DataFolder);
            await ordeal.Hub.RestartAsync();
            await PoisonIsAsideAsync(ordeal.Hub);
            await player.PlayAsync(ordeal.Region, half, ordeal.Region.Steps.Count, null, CancellationToken.None);
        }

        await ordeal.EndsAsIfNothingHadHappenedAsync();
        await ordeal.HandlesComeBackAsync();
    }

    /// <summary>Waits until nothing is tried any more, then removes what was given up, as an admin does.</summary>
    private static async Task PoisonIsAsideAsync(HubProcess hub)
    {
        using var admin = await hub.ClientAsync(null, "Hub.Admin");
        await Eventually.Async(
            async () => (await admin.GetFromJsonAsync<JsonElement>("/dev/queues")).GetProperty("items").EnumerateArray()
                .Where(q => Queues.Work.Contains(q.GetProperty("name").GetString(), StringComparer.Ordinal))
                .All(q => q.GetProperty("active").GetInt64() + q.GetProperty("scheduled").GetInt64() == 0),
            Limit,
            () => $"Poison is tried again and again:\n{hub.Output}");
        var removed = 0;
        for (var items = await DeadAsync(); items.Count > 0; items = await DeadAsync())
        {
            foreach (var item in items)
            {
                Assert.StartsWith("poison-", item.GetProperty("messageId").GetString(), StringComparison.Ordinal);
                using var gone = await admin.DeleteAsync($"/api/v1/admin/dead-letters/{item.GetProperty("id").GetString()}");
                gone.EnsureSuccessStatusCode();
                removed++;
            }
        }

        // Not all: what names a lead that is not there is done as soon as it is looked at.
        Assert.True(removed > Queues.Work.Count * Poison.Count / 2, $"{removed} messages were set aside.");

        async Task<List<JsonElement>> DeadAsync() => [.. (await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/dead-letters?limit=200")).GetProperty("items").EnumerateArray()];
    }

    private static async Task PoisonAsync(string folder)
    {
        await using var stores = new EmbeddedStores(folder, TimeProvider.System);
        foreach (var queue in Queues.Work)
        {
            await stores.Queue.SendAsync(queue, [.. Poison.Select((body, i) => new QueueMessage($"poison-{i}", Encoding.UTF8.GetBytes(body)) { SessionId = Queues.WithSessions.Contains(queue) ? $"session-{i % 3}" : null })], CancellationToken.None);
        }
    }
}
