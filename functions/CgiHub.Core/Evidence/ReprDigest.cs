namespace CgiHub.Core.Evidence;

/// <summary>Reads the <c>Repr-Digest</c> header (RFC 9530): a dictionary of algorithm and byte sequence, of which <c>sha-256</c> is checked and others are passed over.</summary>
internal static class ReprDigest
{
    private const int LongestHeader = 4096;

    /// <summary>The promised SHA-256 as lower-case hex; null where none was promised.</summary>
    public static Result<string?> Parse(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return (string?)null;
        }

        if (header.Length > LongestHeader)
        {
            return Errors.BadDigest();
        }

        string? sha256 = null;
        Span<byte> hash = stackalloc byte[33];
        foreach (var member in header.Split(','))
        {
            var text = member.Trim();
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || text.Length < equals + 3 || text[equals + 1] != ':' || text[^1] != ':')
            {
                return Errors.BadDigest();
            }

            if (text[..equals].Equals("sha-256", StringComparison.OrdinalIgnoreCase))
            {
                if (!Convert.TryFromBase64String(text[(equals + 2)..^1], hash, out var written) || written != 32)
                {
                    return Errors.BadDigest();
                }

                sha256 = Convert.ToHexStringLower(hash[..32]);
            }
        }

        return sha256;
    }

    /// <summary>The header's value for a digest in hex.</summary>
    public static string Format(string sha256) => $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(sha256))}:";
}
