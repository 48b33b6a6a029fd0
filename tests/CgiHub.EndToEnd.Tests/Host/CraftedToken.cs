using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CgiHub.EndToEnd.Tests.Host;

/// <summary>Tokens as somebody might make them who has a key, the hub's own or another.</summary>
internal static class CraftedToken
{
    public static string Of(byte[] key, string issuer = "urn:cgihub:dev", string audience = "cgihub", string? agency = "ZZ0000001", object? roles = null, string? appId = null, string algorithm = SecurityAlgorithms.HmacSha256) =>
        Of(key, DateTime.UtcNow.AddHours(1), issuer, audience, agency, roles, appId, algorithm);

    public static string Of(byte[] key, DateTime? expires, string issuer = "urn:cgihub:dev", string audience = "cgihub", string? agency = "ZZ0000001", object? roles = null, string? appId = null, string algorithm = SecurityAlgorithms.HmacSha256)
    {
        var claims = new Dictionary<string, object> { ["sub"] = "somebody", ["roles"] = roles ?? new[] { "Agency.Submit" } };
        if (agency is not null)
        {
            claims["agency"] = agency;
        }

        if (appId is not null)
        {
            claims["azp"] = appId;
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Expires = expires,
            Claims = claims,
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(key), algorithm),
        });
    }

    /// <summary>A token as somebody might change it who has no key: another algorithm in its header, or other claims.</summary>
    public static string Changed(string token, Func<string, string>? header = null, Func<string, string>? claims = null, bool unsigned = false)
    {
        var parts = token.Split('.');
        return $"{Change(parts[0], header)}.{Change(parts[1], claims)}.{(unsigned ? "" : parts[2])}";

        static string Change(string part, Func<string, string>? change) => change is null ? part : Base64UrlEncoder.Encode(change(Base64UrlEncoder.Decode(part)));
    }
}
