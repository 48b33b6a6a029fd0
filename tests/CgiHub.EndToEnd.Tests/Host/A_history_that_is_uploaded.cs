using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Host;

/// <summary>A laboratory that joins brings years of leads. Today's lead does not wait until they are through.</summary>
public sealed class A_history_that_is_uploaded : IAsyncLifetime
{
    private const string Laboratory = "ZZ0000061";
    private const int Old = 600;

    private readonly InProcessHub _hub = new()
    {
        Settings =
        {
            // As on a machine that has enough to do: one of them at a time.
            ["CgiHub:Local:BulkConcurrency"] = "1",
            ["CgiHub:Local:DefaultConcurrency"] = "1",
        },
    };

    public Task InitializeAsync() => _hub.StartAsync();

    public Task DisposeAsync() => _hub.DisposeAsync();

    private static string Row(int number) =>
        $$"""{"sourceId":"h{{number}}","leadNumber":"H-{{number}}","kind":"lead","at":"2026-03-01T12:00:00Z","exhibits":[{"ori":"{{Laboratory}}","caseNumber":"H-{{number}}-1","exhibitNumber":"1"},{"ori":"{{Laboratory}}","caseNumber":"H-{{number}}-2","exhibitNumber":"1"}]}""";

    private static async Task SendAsync(HttpClient laboratory, IEnumerable<int> numbers)
    {
        using var body = new StringContent(string.Join('\n', numbers.Select(Row)), Encoding.UTF8, "application/x-ndjson");
        using var sent = await laboratory.PostAsync("/api/v1/feeds/nibin", body);
        sent.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Lets_the_lead_of_today_go_first_and_loses_none_of_its_own()
    {
        using var laboratory = await _hub.AgencyAsync(Laboratory);
        using var admin = await _hub.AdminAsync();
        await SendAsync(laboratory, Enumerable.Range(1, Old));
        await SendAsync(laboratory, [Old + 1]);

        await Eventually.FindsAsync(async () => await WaitingAsync(admin) > Old ? "" : null);
        var numbers = await InQueueAsync(admin);
        Assert.Equal(Enumerable.Range(1, Old + 1).Select(n => $"H-{n}").Order(StringComparer.Ordinal), numbers.Order(StringComparer.Ordinal));
        Assert.InRange(numbers.IndexOf($"H-{Old + 1}"), 0, Old / 2);
    }

    private static async Task<long> WaitingAsync(HttpClient admin)
    {
        var queues = await admin.GetFromJsonAsync<JsonElement>("/dev/queues");
        return queues.GetProperty("items").EnumerateArray().Where(q => q.GetProperty("name").GetString() == $"packets-{Laboratory}").Sum(q => q.GetProperty("active").GetInt64());
    }

    /// <summary>The lead numbers of the packets that lie in the laboratory's queue, in the order in which they came.</summary>
    private static async Task<List<string>> InQueueAsync(HttpClient admin)
    {
        var numbers = new List<string>();
        string? cursor = null;
        do
        {
            var page = await admin.GetFromJsonAsync<JsonElement>($"/dev/queues/packets-{Laboratory}?limit=200{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}");
            numbers.AddRange(page.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("body").GetProperty("lead").GetProperty("leadNumber").GetString()!));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return numbers;
    }
}
