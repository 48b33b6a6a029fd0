using System.Buffers.Binary;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>
/// A TIFF as a decoder gets to see it: the file's own bytes, and behind them its directories written anew, with nothing in them but how the pixels lie.
/// What a directory says besides (there may be gigabytes of it, said twice or in a circle) never reaches the decoder.
/// </summary>
/// <remarks>
/// Byte order stays, so values longer than an entry stay where they are. A big-endian BigTIFF, which LibTiff does not read, becomes a classic one.
/// </remarks>
internal sealed class PlainTiff : IDisposable
{
    private const ushort ImageWidth = 256;
    private const ushort ImageLength = 257;
    private const ushort Compression = 259;
    private const ushort StripOffsets = 273;
    private const ushort SamplesPerPixel = 277;
    private const ushort RowsPerStrip = 278;
    private const ushort StripByteCounts = 279;
    private const ushort PlanarConfiguration = 284;
    private const ushort TileWidth = 322;
    private const ushort TileLength = 323;
    private const ushort TileOffsets = 324;
    private const ushort TileByteCounts = 325;
    private const ushort Long = 4;
    private const ushort Long8 = 16;

    /// <summary>More strips or tiles, over all pages, than pictures within the limits need.</summary>
    private const int MostParts = 1_000_000;

    /// <summary>How pixels lie, are packed and mean colours; in the order of a directory.</summary>
    private static readonly ushort[] Shown =
        [ImageWidth, ImageLength, 258, Compression, 262, 266, StripOffsets, SamplesPerPixel, RowsPerStrip, StripByteCounts, PlanarConfiguration, 292, 293, 317, 320,
            TileWidth, TileLength, TileOffsets, TileByteCounts, 332, 338, 339, 347, 529, 530, 532];

    private readonly Stream _original;
    private readonly TiffTags _tags;
    private readonly EvidenceOptions _options;
    private readonly bool _wide;
    private readonly MemoryStream _tail = new();
    private long _linkAt;
    private long _pixels;
    private long _parts;

    public PlainTiff(Stream original, TiffTags tags, EvidenceOptions options)
    {
        (_original, _tags, _options) = (original, tags, options);
        _wide = tags is { IsBigTiff: true, IsBigEndian: false };
        if (!_wide && original.Length > uint.MaxValue - options.DecodeMemoryBytes)
        {
            throw ImageRefusedException.OverLimit("This TIFF has 4 GB or more; save it as a little-endian BigTIFF.");
        }
    }

    private int Wide => _wide ? 8 : 4;

    /// <summary>Checks a page against the limits, and appends its directory.</summary>
    public void Add(IReadOnlyDictionary<ushort, TiffEntry> page)
    {
        _pixels = _options.Check(_tags.Number(page, ImageWidth) ?? 0, _tags.Number(page, ImageLength) ?? 0, _pixels);
        CheckParts(page);
        var shown = Shown.Where(page.ContainsKey).Select(id => page[id]).ToList();
        var values = shown.Select(Value).ToList();
        if (_tail.Length > _options.DecodeMemoryBytes)
        {
            throw ImageRefusedException.OverLimit("The TIFF's directories are too long.");
        }

        Align();
        var at = _original.Length + _tail.Length;
        if (_linkAt > 0)
        {
            _tail.Position = _linkAt;
            WriteWide(at);
            _tail.Position = _tail.Length;
        }
        else
        {
            First = at;
        }

        Write(shown.Count, _wide ? 8 : 2);
        for (var i = 0; i < shown.Count; i++)
        {
            Write(shown[i].Id, 2);
            Write(TypeOf(shown[i]), 2);
            WriteWide(shown[i].Count);
            _tail.Write(values[i]);
        }

        _linkAt = _tail.Position;
        WriteWide(0);
    }

    /// <summary>The whole of it, to be decoded.</summary>
    public Stream Finish()
    {
        var head = new byte[_wide ? 16 : 8];
        (_tags.IsBigEndian ? "MM\0*"u8 : _wide ? "II+\0\u0008\0\0\0"u8 : "II*\0"u8).CopyTo(head);
        Number(First, head.AsSpan(head.Length - Wide));
        return new Composed(_original, head, _tail.ToArray());
    }

    public void Dispose() => _tail.Dispose();

    private long First { get; set; }

    /// <summary>What stands in a new entry: the value itself where it fits, otherwise where it is.</summary>
    private byte[] Value(TiffEntry entry)
    {
        var inline = new byte[Wide];
        if (TypeOf(entry) != entry.Type)
        {
            return Narrow(entry, inline);
        }

        if (entry.Bytes <= Wide)
        {
            _tags.Raw(entry).CopyTo(inline, 0);
        }
        else
        {
            Number(entry.At, inline);
        }

        return inline;
    }

    /// <summary>Numbers of 8 bytes, in 4.</summary>
    private byte[] Narrow(TiffEntry entry, byte[] inline)
    {
        var numbers = _tags.Numbers(entry, MostParts);
        if (entry.Count > MostParts || numbers.Any(n => n is < 0 or > uint.MaxValue))
        {
            throw new InvalidDataException("The TIFF's pixels lie outside the file.");
        }

        if (numbers.Count == 1)
        {
            Number(numbers[0], inline);
            return inline;
        }

        Align();
        Number(_original.Length + _tail.Length, inline);
        foreach (var number in numbers)
        {
            Write(number, 4);
        }

        return inline;
    }

    private ushort TypeOf(TiffEntry entry) => entry.Type == Long8 && !_wide ? Long : entry.Type;

    /// <summary>Strips and tiles must be as many as the page's size needs and lie in the file, and those that are decoded whole must be small enough.</summary>
    private void CheckParts(IReadOnlyDictionary<ushort, TiffEntry> page)
    {
        var tiled = page.ContainsKey(TileOffsets);
        if (!page.TryGetValue(tiled ? TileOffsets : StripOffsets, out var offsets))
        {
            throw new InvalidDataException("The TIFF says nowhere where its pixels are.");
        }

        var needed = tiled ? Needed(page, TileWidth, ImageWidth) * Needed(page, TileLength, ImageLength) : Needed(page, RowsPerStrip, ImageLength);
        needed *= _tags.Number(page, PlanarConfiguration) == 2 ? Math.Clamp(_tags.Number(page, SamplesPerPixel) ?? 1, 1, ushort.MaxValue) : 1;
        if ((_parts += Math.Max(needed, offsets.Count)) > MostParts)
        {
            throw ImageRefusedException.OverLimit($"The TIFF has more than {MostParts} strips or tiles; save it with larger ones.");
        }

        if (offsets.Count < needed)
        {
            throw new InvalidDataException("The TIFF has fewer strips or tiles than its size needs.");
        }

        // One uncompressed strip is read by rows, whatever it says of its length; anything else as a whole.
        var length = _original.Length;
        var byRows = offsets.Count == 1 && !tiled && (_tags.Number(page, Compression) ?? 1) == 1;
        var starts = _tags.Numbers(offsets, MostParts);
        var sizes = page.TryGetValue(tiled ? TileByteCounts : StripByteCounts, out var counts) ? _tags.Numbers(counts, MostParts) : [];
        if (starts.Count < needed || sizes.Count < needed && !byRows)
        {
            throw new InvalidDataException("The TIFF does not say how long its strips or tiles are.");
        }

        for (var i = 0; i < starts.Count && !byRows; i++)
        {
            var size = i < sizes.Count ? sizes[i] : 0;
            if (starts[i] < 0 || size < 0 || starts[i] > length - size)
            {
                throw new InvalidDataException("The TIFF's pixels lie outside the file.");
            }

            if ((size == 0 && starts.Count == 1 ? length - starts[i] : size) > _options.DecodeMemoryBytes)
            {
                throw ImageRefusedException.OverLimit($"A strip or tile of the TIFF has more than {_options.DecodeMemoryBytes} bytes; save it with smaller ones.");
            }
        }
    }

    /// <summary>How many parts cover a side; one, where a part has no size of its own.</summary>
    private long Needed(IReadOnlyDictionary<ushort, TiffEntry> page, ushort part, ushort side)
    {
        var whole = _tags.Number(page, side) ?? 1;
        var each = _tags.Number(page, part) is > 0 and { } said ? Math.Min(said, whole) : whole;
        return (whole + each - 1) / each;
    }

    private void Align()
    {
        if ((_original.Length + _tail.Length) % 2 != 0)
        {
            _tail.WriteByte(0);
        }
    }

    private void WriteWide(long number) => Write(number, Wide);

    private void Write(long number, int bytes)
    {
        Span<byte> written = stackalloc byte[bytes];
        Number(number, written);
        _tail.Write(written);
    }

    private void Number(long number, Span<byte> to)
    {
        Span<byte> eight = stackalloc byte[8];
        if (_tags.IsBigEndian)
        {
            BinaryPrimitives.WriteInt64BigEndian(eight, number);
            eight[^to.Length..].CopyTo(to);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(eight, number);
            eight[..to.Length].CopyTo(to);
        }
    }

    /// <summary>The new head over the file's own, and the tail behind it.</summary>
    private sealed class Composed(Stream original, byte[] head, byte[] tail) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => original.Length + tail.Length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            int read;
            if (Position < head.Length)
            {
                read = Copy(head, Position, buffer);
            }
            else if (Position >= original.Length)
            {
                read = Copy(tail, Position - original.Length, buffer);
            }
            else
            {
                original.Position = Position;
                read = original.Read(buffer);
            }

            Position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) =>
            Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static int Copy(byte[] from, long at, Span<byte> to)
        {
            var count = (int)Math.Clamp(from.Length - at, 0, to.Length);
            from.AsSpan((int)Math.Min(at, from.Length), count).CopyTo(to);
            return count;
        }
    }
}
