using System.Collections;
using System.Globalization;
using CgiHub.Core.Storage;

namespace CgiHub.Embedded.Documents;

/// <summary>The ETags of one commit: consecutive versions, written out only when somebody looks.</summary>
internal sealed class ETagRange(long first, IReadOnlyList<DocumentWrite> writes) : IReadOnlyList<string?>
{
    public int Count => writes.Count;

    public string? this[int index] => writes[index].Kind == WriteKind.Delete ? null : Of(first + index);

    /// <summary>A version as ETag.</summary>
    public static string Of(long version) => version.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The version of an ETag, or -1, which no document has.</summary>
    public static long Parse(string etag) =>
        long.TryParse(etag, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var version) && Of(version) == etag ? version : -1;

    public IEnumerator<string?> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
