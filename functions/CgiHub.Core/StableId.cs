using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CgiHub.Core;

/// <summary>
/// Ids that follow from what they name, so that every worker and every replay computes the same one:
/// a short prefix and 16 base-32 letters (80 bits) of the SHA-256 of the parts.
/// </summary>
/// <example><c>StableId.Of("ex", "NY0303000", "24-1001", "1")</c> is <c>ex-…</c>, always the same.</example>
public static class StableId
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <summary>The id of the thing that these parts name. Parts are compared as given; normalise them first.</summary>
    public static string Of(string prefix, params ReadOnlySpan<string> parts)
    {
        var text = string.Join('\u001f', parts);
        var max = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = max <= 512 ? stackalloc byte[max] : new byte[max];
        var written = Encoding.UTF8.GetBytes(text, utf8);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(utf8[..written], hash);
        return $"{prefix}-{Base32(hash[..10])}";
    }

    /// <summary>The part behind the prefix, where <paramref name="id"/> has the shape of an id with that prefix; otherwise null.</summary>
    public static string? Suffix(string prefix, string? id)
    {
        if (id is null || id.Length != prefix.Length + 17 || !id.StartsWith(prefix, StringComparison.Ordinal) || id[prefix.Length] != '-')
        {
            return null;
        }

        var suffix = id[(prefix.Length + 1)..];
        return suffix.AsSpan().ContainsAnyExcept(Letters) ? null : suffix;
    }

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        Span<char> letters = stackalloc char[16];
        for (var i = 0; i < 16; i++)
        {
            var bit = i * 5;
            var window = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            letters[i] = Alphabet[(window >> (11 - bit % 8)) & 31];
        }

        return new string(letters);
    }
}
