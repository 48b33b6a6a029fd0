using System.Security.Cryptography;
using CgiHub.Core.Agencies;
using CgiHub.Functions.Http;
using CgiHub.Local.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CgiHub.Local.Dev;

/// <summary>Development tokens: made by this host for whoever asks on this machine, with a key that never leaves its data directory.</summary>
internal sealed class DevTokens : ITokenAuthority
{
    private const string Issuer = "urn:cgihub:dev";
    private const int KeyBytes = 64;

    private readonly SymmetricSecurityKey _key;
    private readonly TokenRules _rules;
    private readonly JsonWebTokenHandler _tokens = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly string _audience;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;

    public DevTokens(LocalPaths paths, IOptions<LocalOptions> options, IOptions<IdentityOptions> identity, TimeProvider time)
    {
        _key = new SymmetricSecurityKey(ReadKey(paths.TokenKey));
        _rules = new TokenRules(Issuer, [_key], [SecurityAlgorithms.HmacSha256]);
        (_audience, _lifetime, _time) = (identity.Value.Audience, options.Value.TokenLifetime, time);
    }

    public ValueTask<TokenRules> RulesAsync(CancellationToken cancel) => ValueTask.FromResult(_rules);

    public void RequestRefresh()
    {
        // The key never changes while the host runs.
    }

    /// <summary>A token for these roles and this agency.</summary>
    public DevToken Make(string? subject, Roles roles, Ori? agency)
    {
        var now = _time.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["sub"] = subject ?? (agency is { } of ? $"dev-{of}" : "dev"),
            ["roles"] = CallerReader.Names(roles).ToArray(),
        };
        if (agency is { } ori)
        {
            claims["agency"] = ori.Value;
        }

        var expires = now + _lifetime;
        var token = _tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = _audience,
            NotBefore = now.UtcDateTime,
            IssuedAt = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            Claims = claims,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
        return new DevToken(token, expires);
    }

    private static byte[] ReadKey(string path)
    {
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: KeyBytes } known)
        {
            return known;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var next = path + ".next";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(next, options))
        {
            file.Write(key);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        return key;
    }
}

/// <summary>A token.</summary>
/// <param name="Token">Send it as <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresAt">From then on it does not count.</param>
public sealed record DevToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>Which token is wanted.</summary>
/// <param name="Roles">The roles' names.</param>
/// <param name="Agency">The agency's ORI.</param>
/// <param name="Subject">Who; by default the agency's name.</param>
public sealed record DevTokenRequest(IReadOnlyList<string>? Roles, string? Agency, string? Subject);
