using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed class An_answer(InProcessHub hub) : IClassFixture<InProcessHub>
{
    [Fact]
    public async Task To_the_unexpected_tells_a_trace_and_nothing_inside()
    {
        using var client = await hub.AgencyAsync();
        using var answer = await client.GetAsync("/test/throw/anything");
        await A_caller.Refused(answer, HttpStatusCode.InternalServerError, 1014);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_store_is_away_asks_to_come_again()
    {
        using var client = await hub.AgencyAsync();
        using var answer = await client.GetAsync("/test/throw/store");
        await A_caller.Refused(answer, HttpStatusCode.ServiceUnavailable, 1013);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("/test/throw/cursor")]
    [InlineData("/api/v1/admin/agencies?cursor=bogus")]
    [InlineData("/api/v1/admin/audit?cursor=bogus")]
    public async Task To_a_foreign_cursor_refuses_it(string path)
    {
        using var client = await hub.ClientAsync(["Agency.Submit", "Hub.Admin"], "ZZ0000001");
        using var answer = await client.GetAsync(path);
        await A_caller.Refused(answer, HttpStatusCode.BadRequest, 1015);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("201")]
    [InlineData("many")]
    public async Task To_a_limit_out_of_range_names_it(string limit)
    {
        using var client = await hub.AdminAsync();
        using var answer = await client.GetAsync($"/api/v1/admin/agencies?limit={limit}");
        await A_caller.Refused(answer, HttpStatusCode.UnprocessableEntity, 1005);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, 1004)]
    [InlineData("DELETE", "/health/live", 405, 1016)]
    public async Task To_a_route_that_is_none_is_a_problem_document(string method, string path, int status, int number)
    {
        using var client = hub.Anonymous();
        using var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        await A_caller.Refused(answer, (HttpStatusCode)status, number);
    }

    [Fact]
    public async Task To_a_number_that_is_none_is_not_found()
    {
        using var client = await hub.AgencyAsync();
        using var answer = await client.PostAsync("/test/echo/one", null);
        await A_caller.Refused(answer, HttpStatusCode.NotFound, 1004);
    }

    [Fact]
    public async Task Carries_headers_that_keep_browsers_and_caches_out()
    {
        using var client = await hub.AdminAsync();
        using var answer = await client.GetAsync("/api/v1/admin/agencies");
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Larger_than_what_is_held_arrives_whole_and_is_recorded()
    {
        using var client = await hub.AgencyAsync("ZZ0000031");
        var bytes = await client.GetByteArrayAsync("/test/long");
        Assert.Equal(1_000_000, bytes.Length);
        using var admin = await hub.AdminAsync();
        var page = await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/audit?function=TestLong&subject=dev-ZZ0000031");
        Assert.Equal(1_000_000, Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("attempt").GetProperty("bytesOut").GetInt64());
    }

    [Fact]
    public async Task To_a_body_that_is_not_json_says_so_and_to_json_of_another_shape_says_where()
    {
        using var admin = await hub.AdminAsync();
        using var broken = await PutAsync(admin, "{\"ori\":");
        await A_caller.Refused(broken, HttpStatusCode.BadRequest, 1006);
        using var wrong = await PutAsync(admin, """{"ori":"ZZ0000001","name":"x","mappings":{"lpr":{"fields":{"plate":{"columns":[1]}}}}}""");
        Assert.Equal("/mappings/lpr/fields/plate/columns/0", (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0].GetProperty("pointer").GetString());
        using var text = await admin.PutAsync("/api/v1/admin/agencies/ZZ0000001", new StringContent("{}"));
        await A_caller.Refused(text, HttpStatusCode.UnsupportedMediaType, 1007);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string json) =>
        client.PutAsync("/api/v1/admin/agencies/ZZ0000001", new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
}
