using System.Text;

namespace CgiHub.Embedded.Documents;

/// <summary>
/// How a document's place is written down: partition, a separator, and id or sort key, as one UTF-8 text.
/// One column compares faster than two, and byte order is the order that the port promises.
/// </summary>
internal static class DocumentKey
{
    /// <summary>Stands between the partition and the rest; a partition may not hold it.</summary>
    public const byte Separator = 0x1f;

    /// <summary>Refuses a partition that could be taken for another one.</summary>
    public static void CheckPartition(string partition)
    {
        ArgumentException.ThrowIfNullOrEmpty(partition);
        if (partition.Contains((char)Separator, StringComparison.Ordinal))
        {
            throw new ArgumentException("A partition holds no unit separator (U+001F).", nameof(partition));
        }
    }

    /// <summary>Most bytes that <see cref="Write"/> needs.</summary>
    public static int MostBytes(string partition, string rest) => Encoding.UTF8.GetMaxByteCount(partition.Length + rest.Length) + 1;

    /// <summary>Writes a key; returns its length.</summary>
    public static int Write(Span<byte> target, string partition, string rest)
    {
        var length = Encoding.UTF8.GetBytes(partition, target);
        target[length++] = Separator;
        return length + Encoding.UTF8.GetBytes(rest, target[length..]);
    }

    /// <summary>The key as a new array.</summary>
    public static byte[] Of(string partition, string rest)
    {
        var key = new byte[Encoding.UTF8.GetByteCount(partition) + 1 + Encoding.UTF8.GetByteCount(rest)];
        Write(key, partition, rest);
        return key;
    }

    /// <summary>The smallest key behind every key of a partition.</summary>
    public static byte[] EndOf(string partition)
    {
        var key = Of(partition, "");
        key[^1]++;
        return key;
    }

    /// <summary>Whichever of two keys comes first.</summary>
    public static byte[] Earlier(byte[] one, byte[] other) => one.AsSpan().SequenceCompareTo(other) <= 0 ? one : other;

    /// <summary>Whichever of two keys comes last.</summary>
    public static byte[] Later(byte[] one, byte[] other) => one.AsSpan().SequenceCompareTo(other) >= 0 ? one : other;

    /// <summary>The part behind the separator.</summary>
    public static string Rest(ReadOnlySpan<byte> key) => Encoding.UTF8.GetString(key[(key.IndexOf(Separator) + 1)..]);

    /// <summary>The part before the separator.</summary>
    public static string Partition(ReadOnlySpan<byte> key) => Encoding.UTF8.GetString(key[..key.IndexOf(Separator)]);
}
