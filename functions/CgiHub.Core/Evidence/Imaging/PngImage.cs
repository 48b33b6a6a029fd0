using System.Buffers.Binary;
using System.IO.Compression;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>PNG, read row by row: two rows and a preview are all that is ever in memory, whatever the picture's size.</summary>
/// <seealso href="https://www.w3.org/TR/png-3/">PNG Specification (Third Edition)</seealso>
internal static class PngImage
{
    private const int LongestExif = 64 * 1024;

    /// <summary>What every PNG begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>First column and row, and steps, of the seven passes of an interlaced picture.</summary>
    private static readonly (int X, int Y, int Across, int Down)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static InspectedImage Inspect(Stream stream, EvidenceOptions options, CancellationToken cancel)
    {
        stream.Position = Signature.Length;
        var chunks = new PngChunks(stream);
        if (!chunks.Next() || chunks.Type != PngChunks.Header || chunks.Length != 13)
        {
            throw new InvalidDataException("The PNG does not begin with its header.");
        }

        var header = PngHeader.Read(chunks.ReadAll());
        options.Check(header.Width, header.Height);
        var exif = ExifFacts.None;
        while (true)
        {
            if (!chunks.Next())
            {
                throw new InvalidDataException("The PNG has no picture in it.");
            }

            if (chunks.Type == PngChunks.Data)
            {
                break;
            }

            exif = ReadAncillary(chunks, header, exif);
        }

        var canvas = ReadPixels(chunks, header, options, cancel);
        exif = ReadTail(chunks, header, exif);
        var (preview, type) = PreviewEncoder.Encode(canvas.ToBitmap(brighten: header.Depth == 16), exif.Orientation, options.PreviewSize);
        var turned = exif.Orientation >= 5;
        return new InspectedImage(ImageFormat.Png, turned ? header.Height : header.Width, turned ? header.Width : header.Height, preview, type) { Captured = exif.Captured };
    }

    private static ExifFacts ReadAncillary(PngChunks chunks, PngHeader header, ExifFacts exif)
    {
        switch (chunks.Type)
        {
            case PngChunks.Palette:
                header.SetPalette(chunks.Length <= 768 ? chunks.ReadAll() : throw new InvalidDataException("The PNG's palette is too long."));
                return exif;
            case PngChunks.Transparency when chunks.Length <= 256:
                header.SetTransparency(chunks.ReadAll());
                return exif;
            case PngChunks.Exif when chunks.Length <= LongestExif:
                return ExifFacts.Read(chunks.ReadAll());
            case PngChunks.Header or PngChunks.End:
                throw new InvalidDataException("The PNG's chunks are out of order.");
            default:
                chunks.Skip();
                return exif;
        }
    }

    /// <summary>Reads on to the end chunk, so that a PNG that was cut off is noticed.</summary>
    private static ExifFacts ReadTail(PngChunks chunks, PngHeader header, ExifFacts exif)
    {
        while (chunks.Next())
        {
            if (chunks.Type == PngChunks.End)
            {
                chunks.Skip();
                return exif;
            }

            exif = chunks.Type is PngChunks.Palette or PngChunks.Transparency ? throw new InvalidDataException("The PNG's chunks are out of order.")
                : chunks.Type == PngChunks.Data ? Drop(chunks, exif) : ReadAncillary(chunks, header, exif);
        }

        throw new InvalidDataException("The PNG ends too early.");

        static ExifFacts Drop(PngChunks chunks, ExifFacts exif)
        {
            chunks.Skip();
            return exif;
        }
    }

    private static PreviewCanvas ReadPixels(PngChunks chunks, PngHeader header, EvidenceOptions options, CancellationToken cancel)
    {
        if (header.IsPalette && !header.HasPalette)
        {
            throw new InvalidDataException("The PNG's palette is missing.");
        }

        var canvas = new PreviewCanvas(header.Width, header.Height, header.Channels, options.PreviewSize);
        var data = new PngDataStream(chunks);
        using (var pixels = new ZLibStream(data, CompressionMode.Decompress, leaveOpen: true))
        {
            var rows = new PngRows(pixels, header, canvas);
            if (!header.Interlaced)
            {
                rows.ReadPass(0, 0, 1, 1, cancel);
            }
            else
            {
                foreach (var (x, y, across, down) in Adam7)
                {
                    rows.ReadPass(x, y, across, down, cancel);
                }
            }

            // Lets the decompressor check its own checksum; further data would belong to no row.
            if (pixels.ReadByte() >= 0)
            {
                throw new InvalidDataException("The PNG has more data than pixels.");
            }
        }

        data.Finish();
        return canvas;
    }
}

/// <summary>The rows of a PNG, unfiltered one after the other into a canvas.</summary>
internal sealed class PngRows
{
    private readonly Stream _pixels;
    private readonly PngHeader _header;
    private readonly PreviewCanvas _canvas;
    private readonly ushort[][] _channels;
    private byte[] _row;
    private byte[] _above;

    public PngRows(Stream pixels, PngHeader header, PreviewCanvas canvas)
    {
        (_pixels, _header, _canvas) = (pixels, header, canvas);
        _row = new byte[header.RowBytes(header.Width) + 1];
        _above = new byte[_row.Length];
        _channels = new ushort[header.Channels][];
        for (var i = 0; i < _channels.Length; i++)
        {
            _channels[i] = new ushort[header.Width];
        }
    }

    public void ReadPass(int firstX, int firstY, int across, int down, CancellationToken cancel)
    {
        var width = (_header.Width - firstX + across - 1) / across;
        if (width <= 0)
        {
            return;
        }

        var length = _header.RowBytes(width) + 1;
        Array.Clear(_above);
        for (var y = firstY; y < _header.Height; y += down)
        {
            cancel.ThrowIfCancellationRequested();
            _pixels.ReadExactly(_row, 0, length);
            Unfilter(_row[0], _row.AsSpan(1, length - 1), _above.AsSpan(1, length - 1), _header.FilterBytes);
            if (_header.IsOpaqueBytes && across == 1 && _canvas.Wants(y))
            {
                for (var channel = 0; channel < _channels.Length; channel++)
                {
                    _canvas.Add(channel, firstX, y, _row.AsSpan(1 + channel, length - 1 - channel), width, _channels.Length, inverted: false);
                }
            }
            else if (_canvas.Wants(y))
            {
                _header.Unpack(_row.AsSpan(1, length - 1), width, _channels);
                for (var channel = 0; channel < _channels.Length; channel++)
                {
                    _canvas.Add(channel, firstX, y, across, _channels[channel].AsSpan(0, width));
                }
            }

            (_row, _above) = (_above, _row);
        }
    }

    private static void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int back)
    {
        switch (filter)
        {
            case 0:
                return;
            case 1:
                for (var i = back; i < row.Length; i++)
                {
                    row[i] += row[i - back];
                }

                return;
            case 2:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                return;
            case 3:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)(((i < back ? 0 : row[i - back]) + above[i]) >> 1);
                }

                return;
            case 4:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += i < back ? above[i] : Paeth(row[i - back], above[i], above[i - back]);
                }

                return;
            default:
                throw new InvalidDataException("The PNG has a row with an unknown filter.");
        }
    }

    private static byte Paeth(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
    }
}

/// <summary>The header of a PNG with its palette and transparency, and how its rows become channels.</summary>
internal sealed class PngHeader
{
    private const int Grey = 0;
    private const int Colour = 2;
    private const int Palette = 3;
    private const int GreyAlpha = 4;
    private const int ColourAlpha = 6;

    private readonly int _type;
    private readonly int _samples;
    private byte[]? _palette;
    private byte[]? _alphas;
    private int[]? _transparent;

    private PngHeader(int width, int height, int depth, int type, bool interlaced)
    {
        (Width, Height, Depth, _type, Interlaced) = (width, height, depth, type, interlaced);
        _samples = type switch { Grey or Palette => 1, GreyAlpha => 2, Colour => 3, _ => 4 };
    }

    public int Width { get; }

    public int Height { get; }

    public int Depth { get; }

    public bool Interlaced { get; }

    public bool IsPalette => _type == Palette;

    public bool HasPalette => _palette is not null;

    /// <summary>Channels of the canvas.</summary>
    public int Channels => (_type is Grey or GreyAlpha ? 1 : 3) + (HasAlpha ? 1 : 0);

    /// <summary>How many bytes back a filter looks.</summary>
    public int FilterBytes => Math.Max(1, _samples * Depth / 8);

    /// <summary>Whether a pixel is a byte for each channel.</summary>
    public bool IsOpaqueBytes => Depth == 8 && !IsPalette && !HasAlpha;

    private bool HasAlpha => _type is GreyAlpha or ColourAlpha || _alphas is not null || _transparent is not null;

    public static PngHeader Read(ReadOnlySpan<byte> chunk)
    {
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(chunk), BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]));
        var (depth, type) = (chunk[8], chunk[9]);
        var known = type switch
        {
            Grey => depth is 1 or 2 or 4 or 8 or 16,
            Palette => depth is 1 or 2 or 4 or 8,
            Colour or GreyAlpha or ColourAlpha => depth is 8 or 16,
            _ => false,
        };
        if (!known || chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1 || width > int.MaxValue || height > int.MaxValue)
        {
            throw new InvalidDataException("The PNG's header is invalid.");
        }

        return new PngHeader((int)width, (int)height, depth, type, chunk[12] == 1);
    }

    public void SetPalette(byte[] chunk) => _palette = chunk.Length > 0 && chunk.Length % 3 == 0 ? chunk : throw new InvalidDataException("The PNG's palette is invalid.");

    public void SetTransparency(byte[] chunk)
    {
        if (_type == Palette)
        {
            _alphas = chunk;
        }
        else if (_type == Grey && chunk.Length == 2 || _type == Colour && chunk.Length == 6)
        {
            _transparent = [.. Enumerable.Range(0, chunk.Length / 2).Select(i => (int)BinaryPrimitives.ReadUInt16BigEndian(chunk.AsSpan(i * 2)))];
        }
    }

    public int RowBytes(int width) => (int)(((long)width * _samples * Depth + 7) / 8);

    /// <summary>Turns a row into channels of 16 bit, colours multiplied by alpha.</summary>
    public void Unpack(ReadOnlySpan<byte> row, int width, ushort[][] channels)
    {
        if (_type == Palette)
        {
            UnpackPalette(row, width, channels);
            return;
        }

        var colours = _type is Grey or GreyAlpha ? 1 : 3;
        var scale = 65535 / ((1 << Depth) - 1);
        Span<int> pixel = stackalloc int[4];
        for (var x = 0; x < width; x++)
        {
            for (var i = 0; i < _samples; i++)
            {
                pixel[i] = Sample(row, x * _samples + i);
            }

            var alpha = _type is GreyAlpha or ColourAlpha ? pixel[colours] * scale
                : _transparent is not null && pixel[..colours].SequenceEqual(_transparent) ? 0 : 65535;
            for (var i = 0; i < colours; i++)
            {
                channels[i][x] = (ushort)((long)pixel[i] * scale * alpha / 65535);
            }

            if (HasAlpha)
            {
                channels[colours][x] = (ushort)alpha;
            }
        }
    }

    private void UnpackPalette(ReadOnlySpan<byte> row, int width, ushort[][] channels)
    {
        for (var x = 0; x < width; x++)
        {
            var entry = Sample(row, x);
            var alpha = _alphas is null || entry >= _alphas.Length ? 255 : _alphas[entry];
            for (var i = 0; i < 3; i++)
            {
                channels[i][x] = entry * 3 < _palette!.Length ? (ushort)(_palette[entry * 3 + i] * 257 * alpha / 255) : (ushort)0;
            }

            if (_alphas is not null)
            {
                channels[3][x] = (ushort)(alpha * 257);
            }
        }
    }

    private int Sample(ReadOnlySpan<byte> row, int index) => Depth switch
    {
        8 => row[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(index * 2)..]),
        _ => row[index * Depth / 8] >> (8 - Depth - index * Depth % 8) & ((1 << Depth) - 1),
    };
}
