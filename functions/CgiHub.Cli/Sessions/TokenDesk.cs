using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Sessions;

/// <summary>Gets tokens: development tokens from a hub on this machine, client credentials (RFC 6749) and device codes (RFC 8628) from an OpenID Connect provider.</summary>
internal sealed class TokenDesk(TimeProvider time) : IDisposable
{
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    private const int SlowerBy = 5;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = TimeSpan.FromSeconds(60), MaxResponseContentBufferSize = 1024 * 1024 };

    /// <summary>A development token of a hub on this machine.</summary>
    public async Task<Session> DevelopmentAsync(Uri hub, IReadOnlyList<string> roles, string? agency, CancellationToken cancel)
    {
        if (!HubAddress.IsLoopback(hub))
        {
            throw CommandFailedException.Usage("Development tokens exist on this machine only. Name the hub's provider with --authority, --client-id and --scope, or hand over a token with --token-stdin.");
        }

        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new DevTokenAsked(roles, agency), CliJson.Default.DevTokenAsked));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(hub, "dev/token")) { Content = content };
        using var answer = (await HubAnswer.OfAsync(await SendAsync(message, cancel), cancel)).OrFail();
        var given = await answer.ReadAsync(CliJson.Default.DevTokenGiven, cancel);
        return new Session(hub.AbsoluteUri, given.Token, new Grant("dev") { Roles = roles }) { ExpiresAt = given.ExpiresAt, Agency = agency };
    }

    /// <summary>A token of an application that has a secret.</summary>
    public async Task<Session> ClientAsync(Uri hub, Grant grant, string? agency, CancellationToken cancel)
    {
        if (Environment.GetEnvironmentVariable("CGIHUB_CLIENT_SECRET") is not { Length: > 0 } secret)
        {
            throw new CommandFailedException(ExitCodes.SignIn, "Put the application's secret into the environment variable CGIHUB_CLIENT_SECRET; it is never taken from the command line, and never kept.");
        }

        var provider = await DiscoverAsync(grant.Authority!, cancel);
        var given = await AskAsync(provider.TokenEndpoint, [("grant_type", "client_credentials"), ("client_id", grant.ClientId!), ("client_secret", secret), ("scope", grant.Scope!)], cancel);
        return Signed(hub, grant, agency, given);
    }

    /// <summary>A token of a person, who signs in with a code in any browser.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="grant">Which provider and application.</param>
    /// <param name="agency">The agency.</param>
    /// <param name="tell">Tells the person where to go with which code.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Session> DeviceAsync(Uri hub, Grant grant, string? agency, Action<string> tell, CancellationToken cancel)
    {
        var provider = await DiscoverAsync(grant.Authority!, cancel);
        if (provider.DeviceAuthorizationEndpoint is not { } endpoint)
        {
            throw new CommandFailedException(ExitCodes.SignIn, "The provider offers no sign-in with device codes.");
        }

        var offered = await PostAsync(endpoint, [("client_id", grant.ClientId!), ("scope", $"{grant.Scope} offline_access")], cancel);
        if (offered is not { DeviceCode: { } code, UserCode: { } shown, VerificationUri: { } at })
        {
            throw Refused(offered);
        }

        tell($"Open {at} in a browser and enter the code {shown}.");
        var pause = TimeSpan.FromSeconds(Math.Clamp(offered.Interval ?? SlowerBy, 0, 60));
        var end = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(offered.ExpiresIn ?? 900, 1, 3600));
        while (time.GetUtcNow() < end)
        {
            await Task.Delay(pause, time, cancel);
            var given = await PostAsync(provider.TokenEndpoint, [("grant_type", DeviceGrant), ("client_id", grant.ClientId!), ("device_code", code)], cancel);
            switch (given.Error)
            {
                case null:
                    return Signed(hub, grant, agency, given);
                case "authorization_pending":
                    break;
                case "slow_down":
                    pause += TimeSpan.FromSeconds(SlowerBy);
                    break;
                default:
                    throw Refused(given);
            }
        }

        throw new CommandFailedException(ExitCodes.SignIn, "Nobody signed in with the code in time.");
    }

    /// <summary>Another token in place of one that has ended; null where only the user can get one.</summary>
    public async Task<Session?> RenewAsync(Session session, CancellationToken cancel)
    {
        var hub = HubAddress.Parse(session.Hub);
        switch (session.Grant)
        {
            case { Kind: "dev", Roles: { } roles }:
                return await DevelopmentAsync(hub, roles, session.Agency, cancel);
            case { Kind: "client" } when Environment.GetEnvironmentVariable("CGIHUB_CLIENT_SECRET") is { Length: > 0 }:
                return await ClientAsync(hub, session.Grant, session.Agency, cancel);
            case { Kind: "device", RefreshToken: { } refresh }:
                var provider = await DiscoverAsync(session.Grant.Authority!, cancel);
                var given = await PostAsync(provider.TokenEndpoint, [("grant_type", "refresh_token"), ("client_id", session.Grant.ClientId!), ("refresh_token", refresh), ("scope", session.Grant.Scope!)], cancel);
                return given.Error is null ? Signed(hub, session.Grant, session.Agency, given) : null;
            default:
                return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static CommandFailedException Refused(TokenAnswer answer) =>
        new(ExitCodes.SignIn, $"The provider refused the sign-in: {answer.ErrorDescription ?? answer.Error ?? "its answer is not one of OAuth 2.0"}");

    private Session Signed(Uri hub, Grant grant, string? agency, TokenAnswer given) =>
        new(hub.AbsoluteUri, given.AccessToken ?? throw Refused(given), grant with { RefreshToken = given.RefreshToken ?? grant.RefreshToken })
        {
            ExpiresAt = given.ExpiresIn is { } seconds ? time.GetUtcNow() + TimeSpan.FromSeconds(seconds) : null,
            Agency = agency,
        };

    private async Task<ProviderMetadata> DiscoverAsync(string authority, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, Safe($"{authority.TrimEnd('/')}/.well-known/openid-configuration"));
        using var answer = (await HubAnswer.OfAsync(await SendAsync(message, cancel), cancel)).OrFail();
        return await answer.ReadAsync(CliJson.Default.ProviderMetadata, cancel);
    }

    private async Task<TokenAnswer> AskAsync(string endpoint, (string Name, string Value)[] form, CancellationToken cancel)
    {
        var given = await PostAsync(endpoint, form, cancel);
        return given.Error is null ? given : throw Refused(given);
    }

    private async Task<TokenAnswer> PostAsync(string endpoint, (string Name, string Value)[] form, CancellationToken cancel)
    {
        using var content = new StringContent(string.Join('&', form.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}")), Encoding.ASCII, "application/x-www-form-urlencoded");
        using var message = new HttpRequestMessage(HttpMethod.Post, Safe(endpoint)) { Content = content };
        using var response = await SendAsync(message, cancel);
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancel), CliJson.Default.TokenAnswer) ?? new TokenAnswer();
        }
        catch (JsonException)
        {
            return new TokenAnswer { Error = $"status {(int)response.StatusCode} without JSON" };
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancel)
    {
        try
        {
            return await _http.SendAsync(message, cancel);
        }
        catch (HttpRequestException away)
        {
            throw new CommandFailedException(ExitCodes.Unavailable, $"{message.RequestUri!.Authority} could not be reached: {away.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CommandFailedException(ExitCodes.Unavailable, $"{message.RequestUri!.Authority} gave no answer in time.");
        }
    }

    private static Uri Safe(string address) => Uri.TryCreate(address, UriKind.Absolute, out var target) && HubAddress.IsSafe(target)
        ? target
        : throw CommandFailedException.Usage($"'{address}' is no safe address of a provider: https is required, except on this machine.");
}

/// <summary>Which development token is wanted.</summary>
internal sealed record DevTokenAsked(IReadOnlyList<string> Roles, string? Agency);

/// <summary>A development token.</summary>
internal sealed record DevTokenGiven(string Token, DateTimeOffset ExpiresAt);
