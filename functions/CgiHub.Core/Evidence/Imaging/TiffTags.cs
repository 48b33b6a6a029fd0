using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>
/// Walks the directories of a TIFF, a BigTIFF or an EXIF block, which are all built alike, and holds them to their own size:
/// loops and directories without end are found before a decoder sees them, and a value outside the file counts as absent.
/// </summary>
internal sealed class TiffTags
{
    private const int MostEntries = 4096;
    private const long LongestValue = 16 << 20;

    private readonly Stream _stream;
    private readonly bool _bigEndian;
    private readonly bool _bigTiff;

    private TiffTags(Stream stream, bool bigEndian, bool bigTiff, long first)
    {
        (_stream, _bigEndian, _bigTiff) = (stream, bigEndian, bigTiff);
        First = first;
    }

    /// <summary>Where the first directory stands.</summary>
    public long First { get; }

    /// <summary>Most significant byte first.</summary>
    public bool IsBigEndian => _bigEndian;

    /// <summary>Offsets and counts have 8 bytes.</summary>
    public bool IsBigTiff => _bigTiff;

    /// <summary>Reads the header.</summary>
    public static TiffTags Open(Stream stream)
    {
        Span<byte> header = stackalloc byte[16];
        stream.Position = 0;
        stream.ReadExactly(header[..8]);
        var bigEndian = header[0] == 'M';
        var bigTiff = header[bigEndian ? 3 : 2] == 43;
        if (!bigTiff)
        {
            return new TiffTags(stream, bigEndian, false, bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(header[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]));
        }

        stream.ReadExactly(header[8..]);
        return new TiffTags(stream, bigEndian, true, (long)Math.Min(long.MaxValue, bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(header[8..]) : BinaryPrimitives.ReadUInt64LittleEndian(header[8..])));
    }

    /// <summary>Every page's directory in order, one at a time. A loop, or more pages than allowed, is refused.</summary>
    public IEnumerable<IReadOnlyDictionary<ushort, TiffEntry>> ReadPages(int mostPages)
    {
        var seen = new HashSet<long>();
        for (var at = First; at != 0;)
        {
            if (!seen.Add(at))
            {
                throw new InvalidDataException("The TIFF's directories run in a circle.");
            }

            if (seen.Count > mostPages)
            {
                throw ImageRefusedException.OverLimit($"The TIFF has more than {mostPages} pages.");
            }

            (var tags, at) = ReadDirectory(at);
            yield return tags;
        }

        if (seen.Count == 0)
        {
            throw new InvalidDataException("The TIFF has no directory.");
        }
    }

    /// <summary>One directory, and where the next one stands (0: nowhere).</summary>
    public (IReadOnlyDictionary<ushort, TiffEntry> Tags, long Next) ReadDirectory(long at)
    {
        Seek(at);
        var count = _bigTiff ? ReadLong() : ReadShort();
        if (count is <= 0 or > MostEntries)
        {
            throw new InvalidDataException("A TIFF directory has no entries, or too many.");
        }

        var tags = new Dictionary<ushort, TiffEntry>();
        Span<byte> entry = stackalloc byte[_bigTiff ? 20 : 12];
        for (var i = 0; i < count; i++)
        {
            _stream.ReadExactly(entry);
            if (ReadEntry(entry, _stream.Position - (_bigTiff ? 8 : 4)) is { } tag)
            {
                tags.TryAdd(tag.Id, tag);
            }
        }

        return (tags, _bigTiff ? ReadLong() : ReadInt());
    }

    /// <summary>The first value of a number tag; null where it is none.</summary>
    public long? Number(IReadOnlyDictionary<ushort, TiffEntry> tags, ushort id) => tags.TryGetValue(id, out var tag) && tag.Count > 0 && Numbers(tag, 1) is [var number, ..] ? number : null;

    /// <summary>The values of a number tag, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<long> Numbers(TiffEntry tag, long most)
    {
        if (tag.Type is not (1 or 3 or 4 or 16))
        {
            return [];
        }

        var numbers = new long[Math.Min(tag.Count, most)];
        Seek(tag.At);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = tag.Type switch { 1 => _stream.ReadByte(), 3 => ReadShort(), 4 => ReadInt(), _ => ReadLong() };
        }

        return numbers;
    }

    /// <summary>A short ASCII tag without its padding, or null.</summary>
    public string? Text(IReadOnlyDictionary<ushort, TiffEntry> tags, ushort id)
    {
        if (!tags.TryGetValue(id, out var tag) || tag.Type != 2 || tag.Count is < 1 or > 64)
        {
            return null;
        }

        Span<byte> text = stackalloc byte[(int)tag.Count];
        Seek(tag.At);
        _stream.ReadExactly(text);
        return Encoding.ASCII.GetString(text).Trim('\0', ' ');
    }

    /// <summary>The bytes of a short value as they stand.</summary>
    public byte[] Raw(TiffEntry tag)
    {
        var bytes = new byte[tag.Bytes];
        _stream.Position = tag.At;
        _stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>An entry, or null where its value cannot be in the file: nobody needs most tags, and who needs this one misses it.</summary>
    private TiffEntry? ReadEntry(ReadOnlySpan<byte> entry, long inlineAt)
    {
        var id = Short(entry);
        var type = Short(entry[2..]);
        var count = _bigTiff ? Long(entry[4..]) : Int(entry[4..]);
        var size = TiffEntry.SizeOf(type);
        if (size == 0 || count < 0 || count > LongestValue / size)
        {
            return null;
        }

        var bytes = count * size;
        var inline = bytes <= (_bigTiff ? 8 : 4);
        var at = inline ? inlineAt : _bigTiff ? Long(entry[12..]) : Int(entry[8..]);
        return at < 0 || at > _stream.Length - bytes ? null : new TiffEntry(id, type, count, at);
    }

    private void Seek(long at)
    {
        if (at < 8 || at >= _stream.Length)
        {
            throw new InvalidDataException("A TIFF offset points outside the file.");
        }

        _stream.Position = at;
    }

    private ushort Short(ReadOnlySpan<byte> bytes) => _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private long Int(ReadOnlySpan<byte> bytes) => _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private long Long(ReadOnlySpan<byte> bytes) => _bigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);

    private ushort ReadShort()
    {
        Span<byte> bytes = stackalloc byte[2];
        _stream.ReadExactly(bytes);
        return Short(bytes);
    }

    private long ReadInt()
    {
        Span<byte> bytes = stackalloc byte[4];
        _stream.ReadExactly(bytes);
        return Int(bytes);
    }

    private long ReadLong()
    {
        Span<byte> bytes = stackalloc byte[8];
        _stream.ReadExactly(bytes);
        return Long(bytes);
    }
}

/// <summary>One entry of a TIFF directory, and where its value stands.</summary>
internal readonly record struct TiffEntry(ushort Id, ushort Type, long Count, long At)
{
    /// <summary>Length of the value.</summary>
    public long Bytes => Count * SizeOf(Type);

    /// <summary>Bytes of one value of a type; 0 for types that nobody knows.</summary>
    public static int SizeOf(ushort type) => type switch { 1 or 2 or 6 or 7 => 1, 3 or 8 => 2, 4 or 9 or 11 or 13 => 4, 5 or 10 or 12 or 16 or 17 or 18 => 8, _ => 0 };
}

/// <summary>The two things that the hub wants to know from EXIF. Everything else there, places above all, stays unread.</summary>
/// <param name="Orientation">1 to 8.</param>
/// <param name="Captured">When the picture was taken.</param>
internal sealed record ExifFacts(int Orientation, CaptureTime? Captured)
{
    private const ushort OrientationTag = 0x0112;
    private const ushort ExifDirectory = 0x8769;
    private const ushort DateTimeOriginal = 0x9003;
    private const ushort OffsetTimeOriginal = 0x9011;

    public static ExifFacts None { get; } = new(1, null);

    /// <summary>Reads an EXIF block. A damaged one says nothing; it is no fault of the picture.</summary>
    public static ExifFacts Read(ReadOnlyMemory<byte> block)
    {
        try
        {
            using var stream = new MemoryStream(block.ToArray(), writable: false);
            var tags = TiffTags.Open(stream);
            return Read(tags, tags.ReadDirectory(tags.First).Tags);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return None;
        }
    }

    /// <summary>Reads them from a directory that may lead to an EXIF directory.</summary>
    public static ExifFacts Read(TiffTags tags, IReadOnlyDictionary<ushort, TiffEntry> directory)
    {
        var orientation = tags.Number(directory, OrientationTag) is >= 1 and <= 8 and { } turned ? (int)turned : 1;
        try
        {
            return tags.Number(directory, ExifDirectory) is { } at
                && tags.ReadDirectory(at).Tags is { } exif && tags.Text(exif, DateTimeOriginal) is { } taken
                ? new ExifFacts(orientation, Time(taken, tags.Text(exif, OffsetTimeOriginal)))
                : new ExifFacts(orientation, null);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return new ExifFacts(orientation, null);
        }
    }

    private static CaptureTime? Time(string taken, string? offset)
    {
        if (!DateTime.TryParseExact(taken, "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock) || clock.Year < 1970)
        {
            return null;
        }

        return DateTimeOffset.TryParseExact($"{taken} {offset}", "yyyy:MM:dd HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? new CaptureTime(instant.ToUniversalTime(), null)
            : new CaptureTime(null, clock.ToString("s", CultureInfo.InvariantCulture));
    }
}
