using Microsoft.Extensions.Options;

namespace CgiHub.Core.Enrichment;

/// <summary>What ranges alone cannot say: addresses that are safe to call, and credentials that are complete.</summary>
internal sealed class SourceOptionsValidation : IValidateOptions<SourceOptions>
{
    public ValidateOptionsResult Validate(string? name, SourceOptions options)
    {
        // The three sections are named as the sources are, but for their capitals, which settings ignore.
        var section = $"CgiHub:Enrichment:{name}";
        var faults = new List<string>();
        if (options.BaseAddress is { } address && !SafeToCall(address))
        {
            faults.Add($"{section}:BaseAddress must be an absolute https address (http only on this machine), without query and user.");
        }

        if (options.AttemptTimeout > options.TotalTimeout || options.LateAttemptTimeout > options.LateTotalTimeout)
        {
            faults.Add($"{section}:AttemptTimeout may not be longer than TotalTimeout, nor LateAttemptTimeout than LateTotalTimeout.");
        }

        var auth = options.Auth;
        switch (auth.Kind)
        {
            case SourceAuthKind.ClientCredentials when auth.TokenEndpoint is null || !SafeToCall(auth.TokenEndpoint) || string.IsNullOrEmpty(auth.ClientId) || string.IsNullOrEmpty(auth.ClientSecret):
                faults.Add($"{section}:Auth needs TokenEndpoint (https, or on this machine), ClientId and ClientSecret.");
                break;
            case SourceAuthKind.ApiKey when string.IsNullOrEmpty(auth.ApiKey) || auth.ApiKey.AsSpan().ContainsAny('\r', '\n') || !IsHeaderName(auth.Header):
                faults.Add($"{section}:Auth needs ApiKey and a valid Header.");
                break;
            case SourceAuthKind.ClientCertificate when !File.Exists(auth.CertificatePath):
                faults.Add($"{section}:Auth needs CertificatePath, a readable PKCS #12 file.");
                break;
            default:
                break;
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool SafeToCall(Uri address) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.Query.Length == 0
        && address.UserInfo.Length == 0;

    private static bool IsHeaderName(string name) => name.Length is > 0 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
