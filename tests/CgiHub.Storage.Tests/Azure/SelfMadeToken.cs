using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Azure.Core;

namespace CgiHub.Storage.Tests.Azure;

/// <summary>A token as Entra ID's look, signed by nobody: the emulators look at its claims only.</summary>
internal sealed class SelfMadeToken : TokenCredential
{
    private static readonly DateTimeOffset Expires = DateTimeOffset.UtcNow.AddDays(1);
    private static readonly string Text = Make();

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(Text, Expires);

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => ValueTask.FromResult(GetToken(requestContext, cancellationToken));

    private static string Make()
    {
        var (begins, ends) = (Expires.AddDays(-2).ToUnixTimeSeconds(), Expires.ToUnixTimeSeconds());
        var claims = string.Create(CultureInfo.InvariantCulture,
            $$"""{"aud":"https://storage.azure.com","iss":"https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/","iat":{{begins}},"nbf":{{begins}},"exp":{{ends}},"oid":"11059fcc-5514-4800-b5f8-49808b9cfab6","tid":"ab1f708d-50f6-404c-a006-d71b2ac7a606"}""");
        return $"{Part("""{"alg":"none","typ":"JWT"}""")}.{Part(claims)}.{Part("none")}";
    }

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
