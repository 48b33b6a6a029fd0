using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CgiHub.Functions.Http;

/// <summary>Settings under <c>CgiHub:Identity</c>.</summary>
public sealed class IdentityOptions
{
    /// <summary>Address of the OpenID Connect provider; its metadata names issuer and keys. <c>https</c>, or <c>http</c> on this machine. Needed wherever development tokens are off.</summary>
    public string? Authority { get; init; }

    /// <summary>The issuer that tokens must name. Default: the one of the provider's metadata.</summary>
    public string? Issuer { get; init; }

    /// <summary>The audience that tokens must name. Default <c>cgihub</c>.</summary>
    [Required]
    public string Audience { get; init; } = "cgihub";

    /// <summary>How far clocks may differ. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>Whose tokens count, and with which keys they are checked.</summary>
public interface ITokenAuthority
{
    /// <summary>Issuer, keys and algorithms that count now.</summary>
    ValueTask<TokenRules> RulesAsync(CancellationToken cancel);

    /// <summary>A token named a key that is not known: the keys may have been changed.</summary>
    void RequestRefresh();
}

/// <summary>Whose tokens count.</summary>
/// <param name="Issuer">The issuer that tokens must name.</param>
/// <param name="Keys">Keys that may have signed them.</param>
/// <param name="Algorithms">Algorithms that may be used.</param>
public sealed record TokenRules(string Issuer, IReadOnlyCollection<SecurityKey> Keys, IReadOnlyList<string> Algorithms);

/// <summary>Tokens of an OpenID Connect provider such as Entra ID; its keys are fetched and kept fresh.</summary>
public sealed class OidcAuthority : ITokenAuthority
{
    private static readonly string[] Asymmetric = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    private readonly ConfigurationManager<OpenIdConnectConfiguration> _metadata;
    private readonly string? _issuer;

    /// <summary>Tokens of the configured provider.</summary>
    public OidcAuthority(IOptions<IdentityOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var authority = options.Value.Authority ?? throw new InvalidOperationException("CgiHub:Identity:Authority is not set.");
        _issuer = options.Value.Issuer;
        var onThisMachine = Uri.TryCreate(authority, UriKind.Absolute, out var address) && address.IsLoopback;
        _metadata = new ConfigurationManager<OpenIdConnectConfiguration>($"{authority.TrimEnd('/')}/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever { RequireHttps = !onThisMachine });
    }

    /// <inheritdoc/>
    public async ValueTask<TokenRules> RulesAsync(CancellationToken cancel)
    {
        var metadata = await _metadata.GetConfigurationAsync(cancel);
        return new TokenRules(_issuer ?? metadata.Issuer, [.. metadata.SigningKeys], Asymmetric);
    }

    /// <inheritdoc/>
    public void RequestRefresh() => _metadata.RequestRefresh();
}
