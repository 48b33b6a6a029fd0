using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed class A_caller(InProcessHub hub) : IClassFixture<InProcessHub>
{
    private const string Echo = "/test/echo/1";

    [Fact]
    public async Task Without_a_token_is_asked_to_sign_in()
    {
        using var client = hub.Anonymous();
        using var answer = await client.PostAsync(Echo, null);
        await Refused(answer, HttpStatusCode.Unauthorized, 1001);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer not.a.token")]
    public async Task With_what_is_no_token_is_asked_to_sign_in(string authorization)
    {
        using var client = hub.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await client.PostAsync(Echo, null);
        await Refused(answer, HttpStatusCode.Unauthorized, 1001);
    }

    [Fact]
    public async Task With_a_token_that_was_changed_is_asked_to_sign_in()
    {
        var token = await hub.TokenAsync(["Agency.Submit"], "ZZ0000001");
        await RefusedToken(CraftedToken.Changed(token, claims: c => c.Replace("ZZ0000001", "ZZ0000002", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task With_an_unsigned_token_is_asked_to_sign_in()
    {
        var token = await hub.TokenAsync(["Agency.Submit"], "ZZ0000001");
        await RefusedToken(CraftedToken.Changed(token, header: _ => "{\"alg\":\"none\",\"typ\":\"JWT\"}", unsigned: true));
    }

    [Fact]
    public async Task With_a_token_of_another_key_is_asked_to_sign_in() => await RefusedToken(CraftedToken.Of(RandomNumberGenerator.GetBytes(64)));

    [Fact]
    public async Task With_the_hubs_own_key_is_let_in() => Assert.Equal(HttpStatusCode.Created, await StatusOf(CraftedToken.Of(Key())));

    [Fact]
    public async Task With_an_expired_token_is_asked_to_sign_in() => await RefusedToken(CraftedToken.Of(Key(), expires: DateTime.UtcNow.AddMinutes(-5)));

    [Fact]
    public async Task With_a_token_that_never_expires_is_asked_to_sign_in() => await RefusedToken(CraftedToken.Of(Key(), expires: null));

    [Fact]
    public async Task With_a_token_for_somebody_else_is_asked_to_sign_in() => await RefusedToken(CraftedToken.Of(Key(), audience: "another"));

    [Fact]
    public async Task With_another_issuers_token_is_asked_to_sign_in() => await RefusedToken(CraftedToken.Of(Key(), issuer: "urn:another"));

    [Fact]
    public async Task With_another_algorithm_is_asked_to_sign_in() => await RefusedToken(CraftedToken.Of(Key(), algorithm: SecurityAlgorithms.HmacSha512));

    [Fact]
    public async Task May_name_one_role_as_text() => Assert.Equal(HttpStatusCode.Created, await StatusOf(CraftedToken.Of(Key(), roles: "Agency.Submit")));

    [Fact]
    public async Task Gains_nothing_by_roles_that_nobody_knows()
    {
        using var client = hub.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", CraftedToken.Of(Key(), roles: new[] { "Root", "agency.submit" }));
        using var answer = await client.PostAsync(Echo, null);
        await Refused(answer, HttpStatusCode.Forbidden, 1002);
    }

    [Fact]
    public async Task Of_an_agency_role_needs_an_agency()
    {
        using var client = await hub.ClientAsync(["Agency.Submit"]);
        using var answer = await client.PostAsync(Echo, null);
        await Refused(answer, HttpStatusCode.Forbidden, 1003);
    }

    [Fact]
    public async Task Of_another_role_is_refused()
    {
        using var client = await hub.ClientAsync(["Agency.Receive"], "ZZ0000001");
        using var answer = await client.PostAsync(Echo, null);
        await Refused(answer, HttpStatusCode.Forbidden, 1002);
    }

    [Fact]
    public async Task Of_an_agency_that_was_put_out_of_action_is_refused_at_once()
    {
        using var client = await hub.AgencyAsync("ZZ0000009");
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync(Echo, null)).StatusCode);
        using var admin = await hub.AdminAsync();
        using var put = await admin.PutAsJsonAsync("/api/v1/admin/agencies/ZZ0000009", new { ori = "ZZ0000009", name = "Gone", active = false });
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        using var answer = await client.PostAsync(Echo, null);
        await Refused(answer, HttpStatusCode.Forbidden, 1018);
    }

    [Fact]
    public async Task Of_an_application_acts_for_the_agency_that_registered_it()
    {
        using var admin = await hub.AdminAsync();
        using var put = await admin.PutAsJsonAsync("/api/v1/admin/agencies/ZZ0000008", new { ori = "ZZ0000008", name = "Apps", appIds = new[] { "app-8" } });
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal(HttpStatusCode.Created, await StatusOf(CraftedToken.Of(Key(), agency: null, appId: "app-8")));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(CraftedToken.Of(Key(), agency: null, appId: "app-9")));
    }

    [Fact]
    public async Task That_came_by_another_host_name_gets_no_token()
    {
        using var client = hub.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/dev/token") { Content = JsonContent.Create(new { roles = new[] { "Hub.Admin" } }) };
        request.Headers.Host = "evil.example";
        using var answer = await client.SendAsync(request);
        await Refused(answer, HttpStatusCode.BadRequest, 1006);
    }

    internal static async Task Refused(HttpResponseMessage answer, HttpStatusCode status, int number)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal($"urn:cgihub:error:{number}", problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.Equal(32, problem.GetProperty("traceId").GetString()!.Length);
    }

    private async Task RefusedToken(string token)
    {
        using var client = hub.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.PostAsync(Echo, null);
        await Refused(answer, HttpStatusCode.Unauthorized, 1001);
    }

    private async Task<HttpStatusCode> StatusOf(string token)
    {
        using var client = hub.Anonymous();
        await hub.TokenAsync(["Agency.Submit"], "ZZ0000001");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.PostAsync(Echo, new StringContent("x", Encoding.UTF8));
        return answer.StatusCode;
    }

    private byte[] Key() => File.ReadAllBytes(Path.Combine(hub.Data, "dev-token.key"));
}
