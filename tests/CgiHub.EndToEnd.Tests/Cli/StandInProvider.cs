using CgiHub.EndToEnd.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CgiHub.EndToEnd.Tests.Cli;

/// <summary>An OpenID Connect provider in small: client credentials and device codes (RFC 6749, RFC 8628); its tokens are the hub's development tokens.</summary>
public sealed class StandInProvider : IAsyncDisposable
{
    public const string Secret = "s3cret/+ &=";

    private readonly WebApplication _app;
    private int _asked;
    private int _given;

    private StandInProvider(HubProcess hub, bool firstTokensCount)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/tenant/.well-known/openid-configuration", () => Results.Json(new { token_endpoint = $"{Authority}/token", device_authorization_endpoint = $"{Authority}/device" }));
        _app.MapPost("/tenant/device", () => Results.Json(new { device_code = "d1", user_code = "WDJB-MJHT", verification_uri = "https://example.test/device", interval = 0, expires_in = 60 }));
        _app.MapPost("/tenant/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            switch (form["grant_type"].ToString())
            {
                case "client_credentials" when form["client_secret"] == Secret && form["client_id"] == "desk" && form["scope"] == "api://hub/.default":
                    break;
                case "urn:ietf:params:oauth:grant-type:device_code" when form["device_code"] == "d1":
                    if (Interlocked.Increment(ref _asked) < 3)
                    {
                        return Results.Json(new { error = "authorization_pending" }, statusCode: 400);
                    }

                    break;
                default:
                    return Results.Json(new { error = "invalid_client" }, statusCode: 401);
            }

            using var client = await hub.ClientAsync(null, "Hub.Admin");
            var counts = Interlocked.Increment(ref _given) > 1 || firstTokensCount;
            return Results.Json(new { access_token = counts ? client.DefaultRequestHeaders.Authorization!.Parameter : "ended", expires_in = 3600, token_type = "Bearer" });
        });
    }

    public string Authority => _app.Urls.First() + "/tenant";

    public int TokensGiven => _given;

    public static async Task<StandInProvider> StartAsync(HubProcess hub, bool firstTokensCount = true)
    {
        var provider = new StandInProvider(hub, firstTokensCount);
        await provider._app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
