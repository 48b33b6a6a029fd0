using System.Text;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.Http;

/// <summary>The application by which people sign in to the board at an OpenID Connect provider such as Entra ID (authorization code with PKCE). All three or none.</summary>
public sealed class BoardSignInOptions
{
    /// <summary>The provider's address, which its metadata name as the issuer: <c>https</c>, or <c>http</c> on this machine. The board's page asks this host and the hub, and no other.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The id of the board's application there: a public client whose redirect address is <c>https://…/board</c>.</summary>
    public string? ClientId { get; init; }

    /// <summary>What the board asks for, so that its tokens are for this hub; several are separated by blanks.</summary>
    public string? Scope { get; init; }

    /// <summary>Whether people sign in this way.</summary>
    internal bool Given => Authority is not null;

    /// <summary>Scheme, host and port of the provider, as a policy of the page names them; null where there is none.</summary>
    internal string? Origin => Authority?.GetLeftPart(UriPartial.Authority);
}

/// <summary>What ranges alone cannot say: a sign-in that is complete, at an address that is safe to follow.</summary>
internal sealed class BoardOptionsValidation : IValidateOptions<BoardOptions>
{
    private const string Section = "CgiHub:Board:SignIn";

    public ValidateOptionsResult Validate(string? name, BoardOptions options)
    {
        var signIn = options.SignIn;
        var given = new[] { signIn.Authority?.OriginalString, signIn.ClientId, signIn.Scope }.Count(v => !string.IsNullOrWhiteSpace(v));
        return given switch
        {
            0 => ValidateOptionsResult.Success,
            < 3 => ValidateOptionsResult.Fail($"{Section} takes Authority, ClientId and Scope together, or none of them."),
            _ when options.ChooseRoles => ValidateOptionsResult.Fail($"{Section} does not go with development tokens: set CgiHub:Local:DevTokens=false."),
            _ when !SafeToFollow(signIn.Authority!) => ValidateOptionsResult.Fail($"{Section}:Authority must be an absolute https address (http only on this machine) with an ASCII host, without query, fragment and user."),
            _ => ValidateOptionsResult.Success,
        };
    }

    private static bool SafeToFollow(Uri address) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && Ascii.IsValid(address.Host)
        && address.Query.Length == 0
        && address.Fragment.Length == 0
        && address.UserInfo.Length == 0;
}
