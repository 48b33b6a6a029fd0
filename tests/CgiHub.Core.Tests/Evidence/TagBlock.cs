using System.Buffers.Binary;
using System.Text;

namespace CgiHub.Core.Tests.Evidence;

/// <summary>Tags as TIFF and EXIF write them, byte by byte, true or false as the test wishes.</summary>
internal sealed class TagBlock(bool bigEndian = false, bool bigTiff = false)
{
    private readonly List<(ushort Tag, ushort Type, long Count, byte[] Value)> _tags = [];

    public TagBlock Short(ushort tag, params ushort[] values) => Add(tag, 3, values.Length, [.. values.SelectMany(v => Bytes(v, 2))]);

    public TagBlock Long(ushort tag, params long[] values) => Add(tag, 4, values.Length, [.. values.SelectMany(v => Bytes(v, 4))]);

    public TagBlock Long8(ushort tag, params long[] values) => Add(tag, 16, values.Length, [.. values.SelectMany(v => Bytes(v, 8))]);

    public TagBlock Text(ushort tag, string text) => Add(tag, 2, text.Length + 1, Encoding.ASCII.GetBytes(text + "\0"));

    public TagBlock Rational(ushort tag, params long[] numbers) => Add(tag, 5, numbers.Length / 2, [.. numbers.SelectMany(v => Bytes(v, 4))]);

    /// <summary>An entry that says what it likes.</summary>
    public TagBlock Claim(ushort tag, ushort type, long count, long value) => Add(tag, type, count, Bytes(value, Wide));

    public int Entries => _tags.Count;

    private int Wide => bigTiff ? 8 : 4;

    /// <summary>The first bytes of a file, with the place of its first directory.</summary>
    public byte[] Head(long first) =>
    [
        .. bigEndian ? "MM"u8 : "II"u8, .. Bytes(bigTiff ? 43 : 42, 2),
        .. bigTiff ? (byte[])[.. Bytes(8, 2), 0, 0] : [], .. Bytes(first, Wide),
    ];

    /// <summary>The directory as it stands at <paramref name="at"/>, its long values behind it, and the next directory at <paramref name="next"/>.</summary>
    public byte[] Directory(long at, long next = 0)
    {
        var head = new List<byte>();
        var tail = new List<byte>();
        var size = (bigTiff ? 8 : 2) + _tags.Count * (bigTiff ? 20 : 12) + Wide;
        head.AddRange(Bytes(_tags.Count, bigTiff ? 8 : 2));
        foreach (var (tag, type, count, value) in _tags.OrderBy(t => t.Tag))
        {
            head.AddRange([.. Bytes(tag, 2), .. Bytes(type, 2), .. Bytes(count, Wide)]);
            if (value.Length <= Wide)
            {
                head.AddRange([.. value, .. new byte[Wide - value.Length]]);
            }
            else
            {
                head.AddRange(Bytes(at + size + tail.Count, Wide));
                tail.AddRange(value);
                tail.AddRange(new byte[tail.Count % 2]);
            }
        }

        return [.. head, .. Bytes(next, Wide), .. tail];
    }

    /// <summary>Where a directory ends that stands at a place.</summary>
    public long End(long at) => at + Directory(at).Length;

    private TagBlock Add(ushort tag, ushort type, long count, byte[] value)
    {
        _tags.Add((tag, type, count, value));
        return this;
    }

    private byte[] Bytes(long number, int count)
    {
        var eight = new byte[8];
        if (bigEndian)
        {
            BinaryPrimitives.WriteInt64BigEndian(eight, number);
            return eight[^count..];
        }

        BinaryPrimitives.WriteInt64LittleEndian(eight, number);
        return eight[..count];
    }
}
