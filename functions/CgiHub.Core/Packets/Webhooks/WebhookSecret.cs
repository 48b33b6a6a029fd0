using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CgiHub.Core.Packets.Webhooks;

/// <summary>Signs what is pushed, so that whoever receives it knows that it is the hub's, and when it was sent.</summary>
/// <seealso href="https://www.standardwebhooks.com/">Standard Webhooks 1.0: HMAC-SHA256 over <c>id.timestamp.body</c>, in the headers <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c></seealso>
public sealed class WebhookSecret
{
    /// <summary>What a secret begins with.</summary>
    public const string Prefix = "whsec_";

    private const int Least = 24;
    private const int Most = 64;

    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    /// <summary>Reads a secret: <c>whsec_</c> and 24 to 64 bytes in base64; null where it is none.</summary>
    public static WebhookSecret? Parse(string? text)
    {
        var key = new byte[Most + 1];
        return text is not null && text.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(text[Prefix.Length..], key, out var length) && length is >= Least and <= Most
            ? new WebhookSecret(key[..length])
            : null;
    }

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    /// <param name="id">The message's id, the same in all attempts.</param>
    /// <param name="at">When this attempt is made; whole seconds count.</param>
    /// <param name="body">The body, byte by byte.</param>
    public string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.")));
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }
}
