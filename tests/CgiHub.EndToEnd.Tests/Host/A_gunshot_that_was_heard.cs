using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Host;

/// <summary>Gunshots from the feed to the staff's lists, over HTTP.</summary>
public sealed class A_gunshot_that_was_heard(InProcessHub hub) : IClassFixture<InProcessHub>
{
    private const string Agency = "ZZ0000001";

    private static object Alert(string id, string at, double lat, string status = "alert") =>
        new { sourceId = $"{id}-{status}", alertId = id, detectedAt = at, lat, lon = -74.0, rounds = 3, kind = "multiple", status };

    private async Task SendAsync(string feed, params object[] rows)
    {
        using var agency = await hub.ClientAsync(["Agency.Submit"], Agency);
        using var answer = await agency.PostAsJsonAsync($"/api/v1/feeds/{feed}", rows);
        Assert.Equal(rows.Length, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
    }

    private async Task<List<JsonElement>> ItemsAsync(string path)
    {
        using var staff = await hub.ClientAsync(["Cgic.Analyst"]);
        return [.. (await staff.GetFromJsonAsync<JsonElement>(path)).GetProperty("items").EnumerateArray()];
    }

    [Fact]
    public async Task Is_listed_until_somebody_reports_it_and_its_place_with_what_else_happened_there()
    {
        const string Day = "from=2026-01-10T00:00:00Z&to=2026-01-11T00:00:00Z";
        await SendAsync("gunshots", Alert("A1", "2026-01-10T12:00:00Z", 40.7), Alert("A2", "2026-01-10T14:00:00Z", 40.8), Alert("A3", "2026-01-10T15:00:00Z", 40.9), Alert("A3", "2026-01-10T15:00:00Z", 40.9, "cancel"));
        Assert.Equal(["A2", "A1"], (await ItemsAsync($"/api/v1/gunshots?call=none&{Day}")).Select(g => g.GetProperty("alerts")[0].GetString()));

        await SendAsync("incidents", new { sourceId = "I1", caseNumber = "26-1", occurredAt = "2026-01-10T12:10:00Z", type = "shotsFired", lat = 40.7001, lon = -74.0 });
        Assert.Equal(["A2"], (await ItemsAsync($"/api/v1/gunshots?call=none&{Day}")).Select(g => g.GetProperty("alerts")[0].GetString()));
        var reported = Assert.Single(await ItemsAsync($"/api/v1/gunshots?call=any&{Day}"));
        Assert.Equal("26-1", reported.GetProperty("incident").GetProperty("caseNumber").GetString());
        Assert.Equal(11.1, reported.GetProperty("incident").GetProperty("metres").GetDouble(), 0.05);
        Assert.Equal(-600, reported.GetProperty("incident").GetProperty("seconds").GetDouble());
    }

    [Fact]
    public async Task Makes_a_place_with_what_happened_there_before()
    {
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);
        await SendAsync("gunshots", Alert("P1", yesterday.ToString("O"), 41.5));
        await SendAsync("incidents", new { sourceId = "I2", caseNumber = "26-2", occurredAt = yesterday.AddDays(-3), type = "nonFatalShooting", lat = 41.5001, lon = -74.0 });
        var place = Assert.Single(await ItemsAsync("/api/v1/places?days=10&metres=100"), p => p.GetProperty("lat").GetDouble() is > 41.4 and < 41.6);
        Assert.Equal((1, 1), (place.GetProperty("shootings").GetInt32(), place.GetProperty("unreported").GetInt32()));
    }

    [Theory]
    [InlineData("/api/v1/gunshots?call=maybe", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/gunshots?from=yesterday", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/gunshots?cursor=x", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/places?days=0", HttpStatusCode.BadRequest)]
    public async Task Is_asked_for_in_words_that_exist(string path, HttpStatusCode status)
    {
        using var staff = await hub.ClientAsync(["Cgic.Analyst"]);
        using var answer = await staff.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/gunshots")]
    [InlineData("/api/v1/places")]
    public async Task Is_for_the_staff_only(string path)
    {
        using var agency = await hub.ClientAsync(["Agency.Receive"], Agency);
        using var answer = await agency.GetAsync(path);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
