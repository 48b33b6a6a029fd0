namespace CgiHub.Core.Agencies;

/// <summary>Where an agency wants its lead packets pushed to, beside its queue and its inbox.</summary>
/// <param name="Url">An https address that the hub reaches from outside.</param>
/// <param name="SecretName">Which secret signs what is sent there; the secret itself is in the hub's settings (<c>CgiHub:Webhooks:Secrets:{name}</c>), never in the registry.</param>
public sealed record AgencyWebhook(string Url, string SecretName)
{
    private const int MostUrl = 1000;

    /// <summary>What is wrong with it, in an entry of the registry.</summary>
    internal IEnumerable<FieldFault> Check()
    {
        // Where the name leads is looked at each time that the hub connects.
        var safe = Uri.TryCreate(Url, UriKind.Absolute, out var target) && Url.Length <= MostUrl && target.UserInfo.Length == 0 && target.Fragment.Length == 0
            && (target.Scheme == Uri.UriSchemeHttps || (target.Scheme == Uri.UriSchemeHttp && target.IsLoopback));
        if (!safe)
        {
            yield return new FieldFault("/webhook/url", "format", $"An https address of at most {MostUrl} characters, without user name or fragment.");
        }

        if (!IsName(SecretName))
        {
            yield return new FieldFault("/webhook/secretName", "format", "A secret is named with 1 to 64 letters and digits.");
        }
    }

    /// <summary>Whether a text can name a secret.</summary>
    public static bool IsName(string? name) => name is { Length: >= 1 and <= 64 } && name.All(char.IsAsciiLetterOrDigit);
}
