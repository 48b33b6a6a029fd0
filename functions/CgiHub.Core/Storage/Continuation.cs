using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CgiHub.Core.Storage;

/// <summary>Where a page of a query ended: sort key and id of its last document, bound to the query that it belongs to.</summary>
/// <param name="Sort">The last sort key.</param>
/// <param name="Id">The last id.</param>
public readonly record struct Continuation(string Sort, string Id)
{
    private const int TagBytes = 8;

    /// <summary>As text for the caller.</summary>
    public string ToText(DocumentQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var sort = Encoding.UTF8.GetBytes(Sort);
        var id = Encoding.UTF8.GetBytes(Id);
        var bytes = new byte[TagBytes + 4 + sort.Length + id.Length];
        Tag(query).CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(TagBytes), sort.Length);
        sort.CopyTo(bytes, TagBytes + 4);
        id.CopyTo(bytes, TagBytes + 4 + sort.Length);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>From a caller's text.</summary>
    /// <exception cref="BadContinuationException">The text is none, or belongs to another query.</exception>
    public static Continuation Parse(string text, DocumentQuery query)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(query);
        if (text.Length > 16_384 || !Base64Url.IsValid(text))
        {
            throw new BadContinuationException();
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < TagBytes + 4 || !bytes.AsSpan(0, TagBytes).SequenceEqual(Tag(query)))
        {
            throw new BadContinuationException();
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(TagBytes));
        if (length < 0 || length > bytes.Length - TagBytes - 4)
        {
            throw new BadContinuationException();
        }

        return new Continuation(Encoding.UTF8.GetString(bytes, TagBytes + 4, length), Encoding.UTF8.GetString(bytes.AsSpan(TagBytes + 4 + length)));
    }

    private static byte[] Tag(DocumentQuery query)
    {
        var text = string.Join('\0', query.Container, query.Partition, query.From, query.To, query.From is null ? "" : "from", query.To is null ? "" : "to", query.Descending ? "down" : "up");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text))[..TagBytes];
    }
}
