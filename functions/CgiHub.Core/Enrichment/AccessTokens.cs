using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.Enrichment;

/// <summary>OAuth 2.0 client-credentials tokens of one source: kept until shortly before they expire, fetched by one caller while the others wait.</summary>
internal sealed class AccessTokens(HttpClient client, SourceAuthOptions auth, int maxResponseBytes, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan MostEarly = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Token? _token;

    public async ValueTask<string> GetAsync(CancellationToken cancel)
    {
        if (_token is { } known && known.RenewAt > time.GetUtcNow())
        {
            return known.Value;
        }

        await _gate.WaitAsync(cancel);
        try
        {
            if (_token is { } meanwhile && meanwhile.RenewAt > time.GetUtcNow())
            {
                return meanwhile.Value;
            }

            var fresh = await FetchAsync(cancel);
            _token = fresh;
            return fresh.Value;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Drops a token that the source refused, unless a newer one took its place.</summary>
    public void Forget(string? refused)
    {
        if (_token is { } known && known.Value == refused)
        {
            Interlocked.CompareExchange(ref _token, null, known);
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        client.Dispose();
    }

    private async Task<Token> FetchAsync(CancellationToken cancel)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = auth.ClientId!, ["client_secret"] = auth.ClientSecret! };
        if (auth.Scope is { } scope)
        {
            form["scope"] = scope;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, auth.TokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        switch ((int)response.StatusCode)
        {
            case 400 or 401 or 403:
                throw new PartnerFaultException(Errors.SourceRefusedCredentials());
            case >= 300 and < 400:
                throw new PartnerFaultException(Errors.SourceRedirected());
            case not 200:
                throw new HttpRequestException("The token endpoint failed.", null, HttpStatusCode.ServiceUnavailable);
            default:
                break;
        }

        using var body = await BoundedBody.ReadAsync(response.Content, maxResponseBytes, cancel);
        var answer = await TokenOf(body, cancel);
        if (answer is not { AccessToken: { Length: > 0 and <= 16_384 } value } || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new PartnerFaultException(Errors.SourceAnswerUnreadable("the token endpoint's answer holds no token"));
        }

        var lifetime = TimeSpan.FromSeconds(Math.Clamp(answer.ExpiresIn ?? 300, 1, 86_400));
        var early = lifetime / 10 < MostEarly ? lifetime / 10 : MostEarly;
        return new Token(value, time.GetUtcNow() + lifetime - early);
    }

    private static async Task<TokenAnswer?> TokenOf(ByteArrayContent body, CancellationToken cancel)
    {
        try
        {
            return JsonSerializer.Deserialize(await body.ReadAsByteArrayAsync(cancel), TokenJson.Default.TokenAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Token(string Value, DateTimeOffset RenewAt);
}

/// <summary>A token endpoint's answer (RFC 6749, 5.1).</summary>
internal sealed record TokenAnswer
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    [JsonPropertyName("expires_in")]
    public double? ExpiresIn { get; init; }
}

[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class TokenJson : JsonSerializerContext;
