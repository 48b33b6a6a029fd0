using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed class A_record_that_waits_over_http : IAsyncLifetime
{
    private const string Post = """[{"sourceId":"o1","itemId":"o1","capturedAt":"2026-03-01T12:00:00Z","platform":"board","text":"Quagmire shows a gun","criminalNexus":"Shows the gun of 26-1.","persons":[{"fullName":"Testa Sample","dob":"1990-04-17"}]}]""";

    private readonly InProcessHub _hub = new();

    public Task InitializeAsync()
    {
        _hub.Settings["CgiHub:Holding:Feeds:0"] = "osint";
        return _hub.InitializeAsync();
    }

    public Task DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Is_read_by_a_supervisor_and_let_in_with_a_reason()
    {
        using var agency = await _hub.ClientAsync(["Agency.Submit"], "ZZ0000071");
        using var supervisor = await _hub.ClientAsync(["Cgic.Supervisor"]);
        using (var sent = await agency.PostAsync("/api/v1/feeds/osint", new StringContent(Post, Encoding.UTF8, "application/json")))
        {
            Assert.Equal(1, (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("held").GetInt32());
        }

        var held = (await supervisor.GetFromJsonAsync<JsonElement>("/api/v1/admin/holding")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal("Quagmire shows a gun", held.GetProperty("record").GetProperty("text").GetString());
        var path = $"/api/v1/admin/holding/{held.GetProperty("recordId").GetString()}";
        Assert.Equal(held.GetRawText(), (await supervisor.GetFromJsonAsync<JsonElement>(path)).GetRawText());
        using (var unknown = await supervisor.PostAsJsonAsync($"{path}/approve", new { revision = "0000", reason = "He names the case." }))
        {
            Assert.Equal(HttpStatusCode.Conflict, unknown.StatusCode);
        }

        using (var approved = await supervisor.PostAsJsonAsync($"{path}/approve", new { revision = held.GetProperty("revision").GetString(), reason = "He names the case." }))
        {
            Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
            Assert.Equal("approved", (await approved.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("decision").GetString());
        }

        using (var gone = await supervisor.GetAsync(path))
        {
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }

        Assert.Equal("He names the case.", (await supervisor.GetFromJsonAsync<JsonElement>($"{path}/reviews")).GetProperty("items")[0].GetProperty("reason").GetString());
        using var again = await agency.PostAsync("/api/v1/feeds/osint", new StringContent(Post, Encoding.UTF8, "application/json"));
        Assert.Equal(1, (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("duplicates").GetInt32());
    }
}
