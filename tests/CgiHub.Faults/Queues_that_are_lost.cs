using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.Core.Storage;
using Microsoft.Data.Sqlite;

namespace CgiHub.Faults;

[Collection(Ordeals.Name)]
public sealed class Queues_that_are_lost(Undisturbed calm)
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(1.5);

    /// <summary>As soon as the hub takes a packet for lost, and how long it takes for one that was lost four times in a row.</summary>
    private static readonly TimeSpan SendAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LostAgainAndAgain = 16 * SendAgainAfter;

    /// <remarks>What the agencies' own queues hold stays: it would be in their inboxes. A version of which the message was lost need not come once a newer one has come.</remarks>
    [Fact]
    public async Task Again_and_again_with_all_work_in_them_are_made_good_when_an_administrator_has_it_asked_for()
    {
        await using var ordeal = await Ordeal.BeginAsync(calm, new HubLaunch { Settings = [.. Ordeal.BothWays.Settings, $"--CgiHub:Packets:SendAgainAfter={SendAgainAfter}"] });
        var (since, lost) = (DateTimeOffset.UtcNow, 0);
        var dice = Severity.Dice(nameof(Queues_that_are_lost));
        var playing = ordeal.PlayAsync(ordeal.Player());
        for (var loss = 0; loss < Severity.Kills; loss++)
        {
            await Task.Delay(LongestLife * dice.NextDouble());
            await WorkWaitsAsync(ordeal.Hub, playing);
            await ordeal.Hub.KillAsync();
            lost += await LoseAsync(ordeal.Hub.DataFolder);
            await ordeal.Hub.RestartAsync();
            if (playing.IsCompletedSuccessfully)
            {
                playing = ordeal.PlayAsync(ordeal.Player());
            }
        }

        await playing;
        Assert.NotEqual(0, lost);
        await Task.Delay(LostAgainAndAgain);
        await AskAgainAsync(ordeal.Hub, since);

        await ordeal.SettleAsync();
        ordeal.Packets.LeadsOfEveryAgencyAreThoseOfTheTruth();
        ordeal.Packets.NewestVersionsSayTheTruth();
        Assert.Equal(ordeal.Packets.All.Count, ordeal.Packets.All.Select(p => p.MessageId).Distinct(StringComparer.Ordinal).Count());
        await ordeal.HoldsTheSameAsync();
    }

    /// <summary>Waits until the queues hold something that can be lost, or nothing is sent any more.</summary>
    private static async Task WorkWaitsAsync(HubProcess hub, Task playing)
    {
        using var admin = await hub.ClientAsync(null, "Hub.Admin");
        while (!playing.IsCompleted && (await admin.GetFromJsonAsync<JsonElement>("/dev/queues")).GetProperty("items").EnumerateArray()
            .Where(q => Queues.Work.Contains(q.GetProperty("name").GetString(), StringComparer.Ordinal))
            .All(q => q.GetProperty("active").GetInt64() + q.GetProperty("scheduled").GetInt64() == 0))
        {
        }
    }

    /// <summary>Removes what waits in the hub's own queues; answers how much that was.</summary>
    private static async Task<int> LoseAsync(string folder)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(folder, "queues.db")};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = "DELETE FROM messages WHERE queue NOT LIKE 'packets-%'";
        return await command.ExecuteNonQueryAsync();
    }

    private static async Task AskAgainAsync(HubProcess hub, DateTimeOffset since)
    {
        using var admin = await hub.ClientAsync(null, "Hub.Admin");
        string? cursor = null;
        do
        {
            using var answer = await admin.PostAsJsonAsync("/api/v1/admin/lost-messages", new { since, cursor });
            answer.EnsureSuccessStatusCode();
            cursor = (await answer.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
    }
}
