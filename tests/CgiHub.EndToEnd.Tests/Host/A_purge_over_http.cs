using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Queues;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed class A_purge_over_http : IAsyncLifetime
{
    private const string Owner = "ZZ0000061";
    private const string Other = "ZZ0000062";
    private const string Mark = "Quagmire";
    private const string Post = """[{"sourceId":"o1","itemId":"o1","capturedAt":"2026-03-01T12:00:00Z","platform":"board","text":"Quagmire shows a gun","criminalNexus":"Shows the gun of 26-1.","persons":[{"fullName":"Testa Sample","dob":"1990-04-17"},{"fullName":"Zeb Quagmire","dob":"1971-04-17"}]}]""";

    private readonly InProcessHub _hub = new();

    public Task InitializeAsync()
    {
        _hub.Settings["CgiHub:Retention:Schedule"] = "*/1 * * * * *";
        _hub.Settings["CgiHub:Embedded:PurgeEvery"] = "00:00:01";
        _hub.Settings["CgiHub:CaseMaps:FillInDelay"] = "00:00:00";
        return _hub.InitializeAsync();
    }

    public Task DisposeAsync() => _hub.DisposeAsync();

    private static async Task<JsonElement> SendAsync(HttpClient agency, string feed, string rows)
    {
        using var sent = await agency.PostAsync($"/api/v1/feeds/{feed}", new StringContent(rows, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        return await sent.Content.ReadFromJsonAsync<JsonElement>();
    }

    [Fact]
    public async Task Comes_when_a_validation_has_ended_and_everyone_hears_of_it()
    {
        using var owner = await _hub.ClientAsync(["Agency.Submit", "Agency.Receive"], Owner);
        using var other = await _hub.ClientAsync(["Agency.Submit", "Agency.Receive"], Other);
        using var admin = await _hub.ClientAsync(["Hub.Admin"]);
        await SendAsync(owner, "osint", Post);
        await SendAsync(owner, "incidents", """[{"sourceId":"i1","caseNumber":"26-1","occurredAt":"2026-03-01T10:00:00Z","type":"shotsFired","lat":40.7,"lon":-74.0,"persons":[{"role":"suspect","fullName":"Testa Sample","dob":"1990-04-17"}]}]""");
        await SendAsync(owner, "nibin", $$"""[{"sourceId":"n1","leadNumber":"26-0601","kind":"lead","at":"2026-03-01T12:00:00Z","exhibits":[{"ori":"{{Owner}}","caseNumber":"26-1","exhibitNumber":"1"},{"ori":"{{Other}}","caseNumber":"26-2","exhibitNumber":"1"}]}]""");
        var packet = await Eventually.FindsAsync(async () => (await other.GetFromJsonAsync<JsonElement>("/api/v1/inbox")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("packetId").GetString()).FirstOrDefault());
        Assert.Contains(Mark, await other.GetStringAsync($"/api/v1/packets/{packet}?version=1"), StringComparison.Ordinal);

        Assert.NotEmpty(Holding());

        var record = await Eventually.FindsAsync(async () => (await admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/retention?feed=osint&agency={Owner}")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("recordId").GetString()).FirstOrDefault());
        using (var unsaid = await admin.PostAsJsonAsync($"/api/v1/admin/retention/{record}/validate", new { until = DateTimeOffset.UtcNow.AddDays(1) }))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, unsaid.StatusCode);
        }

        using (var valid = await admin.PostAsJsonAsync($"/api/v1/admin/retention/{record}/validate", new { reason = "Until the hearing.", until = DateTimeOffset.UtcNow.AddSeconds(3) }))
        {
            Assert.Equal(HttpStatusCode.OK, valid.StatusCode);
            Assert.Equal("review", (await valid.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        }

        var noticed = await Eventually.FindsAsync(async () =>
        {
            var item = (await other.GetFromJsonAsync<JsonElement>("/api/v1/inbox")).GetProperty("items").EnumerateArray().Single();
            return item.TryGetProperty("notices", out var notices) && notices.EnumerateArray().Any(n => n.GetString() == "purged") ? item.GetProperty("packetId").GetString() : null;
        });
        var newest = await other.GetStringAsync($"/api/v1/packets/{noticed}");
        Assert.DoesNotContain(Mark, newest, StringComparison.Ordinal);
        Assert.Contains("28 CFR 23.20(h)", newest, StringComparison.Ordinal);
        foreach (var form in new[] { "", ".pdf" })
        {
            using var gone = await other.GetAsync($"/api/v1/packets/{packet}{form}?version=1");
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
            Assert.Equal("urn:cgihub:error:2910", (await gone.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString());
        }

        var again = await SendAsync(owner, "osint", Post);
        Assert.Equal("purged", again.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Empty((await admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/retention?feed=osint&agency={Owner}")).GetProperty("items").EnumerateArray());
        using var late = await admin.PostAsJsonAsync($"/api/v1/admin/retention/{record}/purge", new { reason = "Again." });
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);

        await TakePacketsAsync();
        await Eventually.HoldsAsync(() => !Holding().Any());
    }

    /// <summary>What the agencies' systems do: what they have taken the hub no longer keeps for them.</summary>
    private async Task TakePacketsAsync()
    {
        var queue = _hub.Services.GetRequiredService<SqliteMessageQueue>();
        foreach (var (name, held) in (await queue.CountsAsync(default)).Where(q => Queues.IsPackets(q.Key)))
        {
            for (var left = held.Active; left > 0; left--)
            {
                await queue.CompleteAsync(Assert.Single(await queue.ReceiveAsync(name, 1, default)));
            }
        }
    }

    /// <summary>The hub's files, logs of its databases included, that hold the name.</summary>
    private IEnumerable<string> Holding()
    {
        foreach (var file in Directory.EnumerateFiles(_hub.Data, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "in-use"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            if (copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(Encoding.UTF8.GetBytes(Mark)) >= 0)
            {
                yield return file;
            }
        }
    }
}
