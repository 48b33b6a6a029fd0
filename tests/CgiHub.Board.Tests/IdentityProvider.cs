using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CgiHub.Board.Tests;

/// <summary>
/// An OpenID Connect provider in small, strict where Entra ID is: authorization code with PKCE (RFC 7636) for one public client,
/// codes and refresh tokens that count once, a sign-in of its own that outlives the board's. What it can do wrong, a test says.
/// </summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "board";
    public const string Audience = "hub";
    public const string Scope = "api://hub/board";

    private readonly WebApplication _app;
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RsaSecurityKey _key;
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> _codes = new();
    private readonly ConcurrentDictionary<string, bool> _renewals = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private int _asked;
    private int _renewed;

    private IdentityProvider()
    {
        _key = new RsaSecurityKey(_rsa) { KeyId = "key-1" };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
            return next(context);
        });
        _app.MapGet("/tenant/v2.0/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Authority,
            authorization_endpoint = $"{Origin}/tenant/oauth2/v2.0/authorize",
            token_endpoint = $"{TokenOrigin ?? Origin}/tenant/oauth2/v2.0/token",
            jwks_uri = $"{Origin}/tenant/discovery/v2.0/keys",
            response_types_supported = new[] { "code" },
            response_modes_supported = new[] { "query", "fragment" },
            subject_types_supported = new[] { "pairwise" },
            id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        _app.MapGet("/tenant/discovery/v2.0/keys", () =>
        {
            var key = _rsa.ExportParameters(false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = _key.KeyId, alg = "RS256", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) } } });
        });
        _app.MapGet("/tenant/oauth2/v2.0/authorize", Authorize);
        _app.MapPost("/tenant/oauth2/v2.0/token", TokenAsync);
    }

    public string Origin => _app.Urls.First();

    /// <summary>Where it is, and who it says that it is.</summary>
    public string Authority => $"{Origin}/tenant/v2.0";

    /// <summary>The one address to which it sends people back.</summary>
    public string RedirectUri { get; set; } = "";

    public IReadOnlyList<string> Roles { get; set; } = ["Cgic.Analyst"];

    /// <summary>How often somebody was asked who they are.</summary>
    public int Asked => _asked;

    /// <summary>How often a token was renewed.</summary>
    public int Renewed => _renewed;

    /// <summary>What requests did against the rules.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>Whom its tokens are for.</summary>
    public string TokenAudience { get; set; } = Audience;

    /// <summary>How long it says that an access token counts.</summary>
    public TimeSpan TokenLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>By how much its clock is ahead of the machine's: as far as a browser's that a test has moved.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>When somebody was last asked who they are; a test may set it back.</summary>
    public DateTimeOffset? AuthenticatedAt { get; set; }

    /// <summary>It gives back another state than it got.</summary>
    public bool MixesUpState { get; set; }

    /// <summary>It puts another nonce into its identity tokens.</summary>
    public bool MixesUpNonce { get; set; }

    /// <summary>It takes its own sign-in for enough, whatever it is asked.</summary>
    public bool NeverAsksAgain { get; set; }

    /// <summary>It says of its token endpoint that it is elsewhere.</summary>
    public string? TokenOrigin { get; set; }

    private DateTimeOffset Now => DateTimeOffset.UtcNow + Ahead;

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider();
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>Back to doing everything right, with nobody signed in.</summary>
    public void Reset()
    {
        (TokenAudience, TokenLife, Ahead, AuthenticatedAt, MixesUpState, MixesUpNonce, NeverAsksAgain, TokenOrigin, Roles) = (Audience, TimeSpan.FromHours(1), TimeSpan.Zero, null, false, false, false, null, ["Cgic.Analyst"]);
        (_asked, _renewed) = (0, 0);
        _faults.Clear();
    }

    /// <summary>What it gave out to renew tokens with counts no more, as after an administrator's word.</summary>
    public void RefusesRenewals() => _renewals.Clear();

    /// <summary>An access token without a browser, as applications of agencies have it.</summary>
    public string AccessToken(string subject, IReadOnlyList<string> roles, string? agency = null)
    {
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["roles"] = roles };
        if (agency is not null)
        {
            claims["agency"] = agency;
        }

        return Signed(TokenAudience, claims, DateTime.UtcNow, TimeSpan.FromHours(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private IResult Authorize(HttpRequest request)
    {
        var asked = request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        string Of(string name) => asked.GetValueOrDefault(name, "");
        string[] faults =
        [
            .. new (string Name, bool Right)[]
            {
                ("client_id", Of("client_id") == ClientId),
                ("redirect_uri", Of("redirect_uri") == RedirectUri),
                ("response_type", Of("response_type") == "code"),
                ("response_mode", Of("response_mode") == "fragment"),
                ("scope", new HashSet<string>(Of("scope").Split(' ')).SetEquals(["openid", "profile", "offline_access", Scope])),
                ("state", Of("state").Length >= 32),
                ("nonce", Of("nonce").Length >= 32 && Of("nonce") != Of("state")),
                ("code_challenge", Base64UrlEncoder.DecodeBytes(Of("code_challenge")).Length == 32),
                ("code_challenge_method", Of("code_challenge_method") == "S256"),
                ("max_age", int.TryParse(Of("max_age"), NumberStyles.None, CultureInfo.InvariantCulture, out _)),
            }.Where(f => !f.Right).Select(f => f.Name),
        ];
        if (faults.Length > 0)
        {
            return Refused(string.Join(", ", faults));
        }

        var recent = AuthenticatedAt is { } at && (NeverAsksAgain || (Of("prompt") != "login" && Now - at < TimeSpan.FromSeconds(int.Parse(Of("max_age"), CultureInfo.InvariantCulture))));
        if (!recent && !asked.ContainsKey("signed"))
        {
            Interlocked.Increment(ref _asked);
            return Results.Text($"<!doctype html><html lang=\"en\"><link rel=\"icon\" href=\"data:,\"><title>Provider</title><h1>Who are you?</h1><a href=\"{request.PathBase}{request.Path}{request.QueryString}&amp;signed=1\">Kim Doe</a></html>", "text/html");
        }

        AuthenticatedAt = recent ? AuthenticatedAt : Now;
        var code = RandomNumberGenerator.GetHexString(32);
        _codes[code] = asked;
        return Results.Redirect($"{RedirectUri}#code={code}&state={(MixesUpState ? "another" : Of("state"))}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        string Of(string name) => form[name].ToString();
        if (Of("client_id") != ClientId || form.ContainsKey("client_secret") || request.Headers.Authorization.Count > 0)
        {
            return Refused("client");
        }

        if (Of("grant_type") == "refresh_token")
        {
            Interlocked.Increment(ref _renewed);
            return _renewals.TryRemove(Of("refresh_token"), out _) ? Tokens(null) : Refused("invalid_grant");
        }

        var verifier = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Of("code_verifier"))));
        return Of("grant_type") == "authorization_code" && _codes.TryRemove(Of("code"), out var asked) && Of("redirect_uri") == RedirectUri && verifier == asked["code_challenge"]
            ? Tokens(asked["nonce"])
            : Refused("invalid_grant");
    }

    private IResult Tokens(string? nonce)
    {
        var renewal = RandomNumberGenerator.GetHexString(32);
        _renewals[renewal] = true;
        var id = new Dictionary<string, object> { ["sub"] = "kim", ["name"] = "Kim Doe", ["auth_time"] = AuthenticatedAt!.Value.ToUnixTimeSeconds() };
        if (nonce is not null)
        {
            id["nonce"] = MixesUpNonce ? "another" : nonce;
        }

        return Results.Json(new
        {
            access_token = AccessToken("kim", Roles),
            id_token = Signed(ClientId, id, Now.UtcDateTime, TimeSpan.FromHours(1)),
            refresh_token = renewal,
            token_type = "Bearer",
            expires_in = (int)TokenLife.TotalSeconds,
        });
    }

    private IResult Refused(string why)
    {
        _faults.Enqueue(why);
        return Results.Json(new { error = why == "invalid_grant" ? why : "invalid_request", error_description = why }, statusCode: 400);
    }

    private string Signed(string audience, Dictionary<string, object> claims, DateTime at, TimeSpan life) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Authority,
        Audience = audience,
        IssuedAt = at,
        Expires = at + life,
        Claims = claims,
        SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
    });
}
