using System.Text.Json.Serialization;

namespace CgiHub.Cli.Sessions;

/// <summary>What a provider's token and device endpoints answer (RFC 6749, RFC 8628).</summary>
internal sealed record TokenAnswer
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("expires_in")]
    public double? ExpiresIn { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }

    [JsonPropertyName("error_description")]
    public string? ErrorDescription { get; init; }

    [JsonPropertyName("device_code")]
    public string? DeviceCode { get; init; }

    [JsonPropertyName("user_code")]
    public string? UserCode { get; init; }

    [JsonPropertyName("verification_uri")]
    public string? VerificationUri { get; init; }

    /// <summary>Seconds between two questions whether the person has signed in.</summary>
    [JsonPropertyName("interval")]
    public double? Interval { get; init; }
}

/// <summary>Where a provider's endpoints are (OpenID Connect Discovery).</summary>
internal sealed record ProviderMetadata
{
    [JsonPropertyName("token_endpoint")]
    public required string TokenEndpoint { get; init; }

    [JsonPropertyName("device_authorization_endpoint")]
    public string? DeviceAuthorizationEndpoint { get; init; }
}
