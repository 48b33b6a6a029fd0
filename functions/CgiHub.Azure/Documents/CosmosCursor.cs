using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CgiHub.Core.Storage;

namespace CgiHub.Azure.Documents;

/// <summary>Cosmos DB's own place in a change feed, bound to its container.</summary>
internal static class CosmosCursor
{
    private const int TagBytes = 8;
    private const int MostText = 1 << 20;

    public static string ToText(string container, string place)
    {
        var bytes = Encoding.UTF8.GetBytes(place);
        return Base64Url.EncodeToString([.. Tag(container, bytes), .. bytes]);
    }

    /// <exception cref="BadContinuationException">The text is no cursor of this container.</exception>
    public static string Parse(string container, string text)
    {
        if (text.Length > MostText || !Base64Url.IsValid(text))
        {
            throw new BadContinuationException();
        }

        var bytes = Base64Url.DecodeFromChars(text);
        return bytes.Length > TagBytes && bytes.AsSpan(0, TagBytes).SequenceEqual(Tag(container, bytes.AsSpan(TagBytes)))
            ? Encoding.UTF8.GetString(bytes.AsSpan(TagBytes))
            : throw new BadContinuationException();
    }

    private static byte[] Tag(string container, ReadOnlySpan<byte> place) => SHA256.HashData([.. Encoding.UTF8.GetBytes(container), 0, .. place])[..TagBytes];
}
