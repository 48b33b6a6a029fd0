using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed class A_trial_of_weights(InProcessHub hub) : IClassFixture<InProcessHub>
{
    private const string Path = "/api/v1/admin/triage/preview";

    [Theory]
    [InlineData("Hub.Admin")]
    [InlineData("Cgic.Supervisor")]
    public async Task Is_answered_to_those_who_may_change_them(string role)
    {
        using var client = await hub.ClientAsync([role]);
        using var answer = await client.PostAsJsonAsync(Path, new { weights = new { Homicide = 40, pace = 3 }, options = new { halfLifeDays = 60 }, days = 10, limit = 5 });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var preview = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["immediate", "high", "medium", "low"], preview.GetProperty("bands").EnumerateArray().Select(b => b.GetProperty("band").GetString()));
        Assert.True(preview.GetProperty("history").GetProperty("tooFew").GetBoolean());
    }

    [Fact]
    public async Task Is_refused_to_agencies_and_analysts()
    {
        using var agency = await hub.AgencyAsync();
        using var analyst = await hub.ClientAsync(["Cgic.Analyst"]);
        foreach (var client in new[] { agency, analyst })
        {
            using var answer = await client.PostAsJsonAsync(Path, new { });
            await A_caller.Refused(answer, HttpStatusCode.Forbidden, 1002);
        }
    }

    [Theory]
    [InlineData("""{"weights":{"homicides":1}}""", "/weights/homicides")]
    [InlineData("""{"weights":{"homicide":1001}}""", "/weights/homicide")]
    [InlineData("""{"weights":{"homicide":"much"}}""", "/weights/homicide")]
    [InlineData("""{"weight":{"homicide":1}}""", "/weight")]
    [InlineData("""{"options":{"maxScanned":500}}""", "/options/maxScanned")]
    public async Task Is_refused_with_a_pointer_to_what_cannot_be_tried(string body, string pointer)
    {
        using var client = await hub.AdminAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(Path, content);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(pointer, Assert.Single(problem.GetProperty("errors").EnumerateArray()).GetProperty("pointer").GetString());
    }
}
