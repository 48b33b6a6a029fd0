using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>
/// The entries of a small ZIP archive, found through its central directory. Directory size and number of entries are bounded before they are read,
/// and an entry never gives more bytes than it announced.
/// </summary>
internal sealed class ZipEntries
{
    private const int MostEntries = 256;
    private const int LongestDirectory = 1 << 20;
    private const int EndRecord = 22;
    private const int LongestComment = 65535;

    private readonly Stream _archive;
    private readonly List<ZipEntry> _entries = [];

    private ZipEntries(Stream archive) => _archive = archive;

    public IReadOnlyList<ZipEntry> All => _entries;

    public static ZipEntries Read(Stream archive)
    {
        var zip = new ZipEntries(archive);
        var (at, length, count) = zip.FindDirectory();
        if (count > MostEntries || length > LongestDirectory)
        {
            throw ImageRefusedException.OverLimit($"The archive has more than {MostEntries} entries.");
        }

        if (at < 0 || length < 0 || at > archive.Length - length)
        {
            throw Damaged();
        }

        var directory = new byte[length];
        archive.Position = at;
        archive.ReadExactly(directory);
        var rest = directory.AsSpan();
        for (var i = 0L; i < count; i++)
        {
            if (rest.Length < 46 || BinaryPrimitives.ReadUInt32LittleEndian(rest) != 0x02014B50)
            {
                throw Damaged();
            }

            var (name, extra, comment) = (Short(rest, 28), Short(rest, 30), Short(rest, 32));
            var size = 46 + name + extra + comment;
            if (rest.Length < size)
            {
                throw Damaged();
            }

            zip._entries.Add(ReadEntry(rest[..size], name, extra));
            rest = rest[size..];
        }

        return zip;
    }

    public ZipEntry? Find(string name) => _entries.Find(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Opens an entry's content. Reading to its end checks its length and checksum.</summary>
    public Stream Open(ZipEntry entry)
    {
        Span<byte> head = stackalloc byte[30];
        if (entry.At < 0 || entry.At > _archive.Length - head.Length)
        {
            throw Damaged();
        }

        _archive.Position = entry.At;
        _archive.ReadExactly(head);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head) != 0x04034B50 || entry.Encrypted)
        {
            throw new InvalidDataException("The archive is encrypted or damaged.");
        }

        var start = entry.At + head.Length + Short(head, 26) + Short(head, 28);
        if (entry.Packed < 0 || entry.Length < 0 || start > _archive.Length - entry.Packed)
        {
            throw Damaged();
        }

        var packed = new SliceStream(_archive, start, entry.Packed);
        Stream content = entry.Method switch
        {
            0 => packed,
            8 => new DeflateStream(packed, CompressionMode.Decompress),
            _ => throw new InvalidDataException("The archive is compressed in a way that is not read; use Deflate."),
        };
        return new CheckedStream(content, entry);
    }

    private static InvalidDataException Damaged() => new("The archive's directory is damaged.");

    private static int Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static long Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private static ZipEntry ReadEntry(ReadOnlySpan<byte> record, int nameLength, int extraLength)
    {
        var (packed, length, at) = (Int(record, 20), Int(record, 24), Int(record, 42));
        var extra = record.Slice(46 + nameLength, extraLength);
        while (extra.Length >= 4)
        {
            var size = Math.Min(Short(extra, 2), extra.Length - 4);
            if (Short(extra, 0) == 1)
            {
                var wide = extra.Slice(4, size);
                length = Widen(length, ref wide);
                packed = Widen(packed, ref wide);
                at = Widen(at, ref wide);
            }

            extra = extra[(4 + size)..];
        }

        var name = Encoding.UTF8.GetString(record.Slice(46, nameLength)).Replace('\\', '/');
        return new ZipEntry(name, Short(record, 10), (uint)Int(record, 16), packed, length, at, (Short(record, 8) & 1) != 0);
    }

    private static long Widen(long value, ref ReadOnlySpan<byte> wide)
    {
        if (value != uint.MaxValue || wide.Length < 8)
        {
            return value;
        }

        var read = Long(wide, 0);
        wide = wide[8..];
        return read;
    }

    private (long At, long Length, long Count) FindDirectory()
    {
        var tail = new byte[(int)Math.Min(_archive.Length, EndRecord + LongestComment)];
        _archive.Position = _archive.Length - tail.Length;
        _archive.ReadExactly(tail);
        for (var i = tail.Length - EndRecord; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(i)) == 0x06054B50)
            {
                var end = tail.AsSpan(i);
                var found = (At: Int(end, 16), Length: Int(end, 12), Count: (long)Short(end, 10));
                return found.At == uint.MaxValue || found.Length == uint.MaxValue || found.Count == ushort.MaxValue
                    ? FindWideDirectory(_archive.Length - tail.Length + i) ?? found
                    : found;
            }
        }

        throw new InvalidDataException("The archive ends too early.");
    }

    private (long At, long Length, long Count)? FindWideDirectory(long endAt)
    {
        Span<byte> record = stackalloc byte[56];
        if (endAt < 20)
        {
            return null;
        }

        _archive.Position = endAt - 20;
        _archive.ReadExactly(record[..20]);
        var at = Long(record, 8);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != 0x07064B50 || at < 0 || at > _archive.Length - record.Length)
        {
            return null;
        }

        _archive.Position = at;
        _archive.ReadExactly(record);
        return BinaryPrimitives.ReadUInt32LittleEndian(record) == 0x06064B50 ? (Long(record, 48), Long(record, 40), Long(record, 32)) : null;
    }

    /// <summary>A part of another stream; only one is read at a time.</summary>
    private sealed class SliceStream(Stream whole, long start, long length) : ReadOnlyStream
    {
        private long _given;

        public override int Read(Span<byte> buffer)
        {
            var most = (int)Math.Min(buffer.Length, length - _given);
            if (most == 0)
            {
                return 0;
            }

            whole.Position = start + _given;
            var read = whole.Read(buffer[..most]);
            _given += read;
            return read;
        }
    }

    /// <summary>Content that must be as long as announced, with the checksum announced.</summary>
    private sealed class CheckedStream(Stream content, ZipEntry entry) : ReadOnlyStream
    {
        private Crc32 _crc;
        private long _given;

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty)
            {
                return 0;
            }

            var read = content.Read(buffer);
            _given += read;
            _crc.Append(buffer[..read]);
            if (_given > entry.Length || read == 0 && (_given < entry.Length || _crc.Value != entry.Crc))
            {
                throw new InvalidDataException("An entry of the archive is not what its directory says; it was damaged on the way.");
            }

            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                content.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

/// <summary>One entry of a ZIP archive, as its central directory says.</summary>
internal sealed record ZipEntry(string Name, int Method, uint Crc, long Packed, long Length, long At, bool Encrypted);

/// <summary>A stream that only gives.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
