using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace CgiHub.Core.Tests.Evidence;

/// <summary>Images that the tests make up. Their upper left quarter is red, the upper right green, the lower left blue, the lower right white.</summary>
internal static class Pictures
{
    public const string Secret = "SECRET-OF-THE-CAMERA";

    public static readonly (string Place, SKColor Colour)[] Quarters =
        [("upper left", SKColors.Red), ("upper right", new SKColor(0, 255, 0)), ("lower left", SKColors.Blue), ("lower right", SKColors.White)];

    public static byte[] Jpeg(int width = 64, int height = 48, byte[]? exif = null)
    {
        using var picture = Draw(width, height);
        using var data = picture.Encode(SKEncodedImageFormat.Jpeg, 95);
        var jpeg = data.ToArray();
        return exif is null ? jpeg : Insert(jpeg, 2, [0xFF, 0xE1, (byte)((exif.Length + 8) >> 8), (byte)(exif.Length + 8), .. "Exif\0\0"u8, .. exif]);
    }

    public static byte[] Png(int width = 64, int height = 48, byte[]? exif = null)
    {
        using var picture = Draw(width, height);
        using var data = picture.Encode(SKEncodedImageFormat.Png, 100);
        var png = data.ToArray();
        return exif is null ? png : Insert(png, 33, [.. Chunk("eXIf"u8, exif), .. Chunk("tEXt"u8, [.. "Comment\0"u8, .. System.Text.Encoding.ASCII.GetBytes(Secret)])]);
    }

    /// <summary>An EXIF block with a place, a serial number and, if wanted, a time and a turn in it.</summary>
    public static byte[] Exif(int orientation = 1, string? taken = null, string? offset = null, bool bigEndian = false)
    {
        // Directories refer to each other by place, so their sizes come first.
        TagBlock Main(long exifAt, long gpsAt) => new TagBlock(bigEndian).Short(0x0112, (ushort)orientation).Text(0x010F, Secret).Long(0x8769, exifAt).Long(0x8825, gpsAt);
        var photo = new TagBlock(bigEndian).Text(0xA431, Secret);
        photo = taken is null ? photo : photo.Text(0x9003, taken);
        photo = offset is null ? photo : photo.Text(0x9011, offset);
        var gps = new TagBlock(bigEndian).Text(1, "N").Rational(2, 41, 1, 30, 1, 12, 1).Text(3, "W").Rational(4, 99, 1, 45, 1, 36, 1);
        var photoAt = Main(0, 0).End(8);
        var gpsAt = photo.End(photoAt);
        return [.. photo.Head(8), .. Main(photoAt, gpsAt).Directory(8), .. photo.Directory(photoAt), .. gps.Directory(gpsAt)];
    }

    /// <summary>A TIFF by LibTiff: <paramref name="samples"/> 1 (grey, rising from left to right) or 3 (the quarters).</summary>
    public static byte[] Tiff(int width = 64, int height = 48, int bits = 8, int samples = 3, int pages = 1, Compression compression = Compression.NONE, int tile = 0, bool planar = false, string mode = "w")
    {
        using var file = new MemoryStream();
        using (var tiff = BitMiracle.LibTiff.Classic.Tiff.ClientOpen("made", mode, file, new TiffStream()))
        {
            for (var page = 0; page < pages; page++)
            {
                tiff.SetField(TiffTag.IMAGEWIDTH, width);
                tiff.SetField(TiffTag.IMAGELENGTH, height);
                tiff.SetField(TiffTag.BITSPERSAMPLE, bits);
                tiff.SetField(TiffTag.SAMPLESPERPIXEL, samples);
                tiff.SetField(TiffTag.PHOTOMETRIC, samples == 1 ? Photometric.MINISBLACK : Photometric.RGB);
                tiff.SetField(TiffTag.PLANARCONFIG, planar ? PlanarConfig.SEPARATE : PlanarConfig.CONTIG);
                tiff.SetField(TiffTag.COMPRESSION, compression);
                Write(tiff, width, height, bits, samples, tile, planar);
                tiff.WriteDirectory();
            }
        }

        return file.ToArray();
    }

    /// <summary>A colour of the quarters, 0 to 255, at a place of a picture of this size.</summary>
    public static byte Sample(int x, int y, int width, int height, int samples, int channel)
    {
        if (samples == 1)
        {
            return (byte)(x * 255 / Math.Max(1, width - 1));
        }

        var colour = Quarters[(y * 2 / height * 2) + (x * 2 / width)].Colour;
        return channel switch { 0 => colour.Red, 1 => colour.Green, _ => colour.Blue };
    }

    public static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        type.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8), Crc(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    public static byte[] Insert(byte[] into, int at, byte[] what) => [.. into[..at], .. what, .. into[at..]];

    public static SKBitmap Draw(int width, int height)
    {
        var picture = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(picture);
        using var paint = new SKPaint();
        for (var i = 0; i < 4; i++)
        {
            paint.Color = Quarters[i].Colour;
            canvas.DrawRect(i % 2 * (width / 2), i / 2 * (height / 2), width, height, paint);
        }

        return picture;
    }

    private static void Write(Tiff tiff, int width, int height, int bits, int samples, int tile, bool planar)
    {
        if (tile > 0)
        {
            tiff.SetField(TiffTag.TILEWIDTH, tile);
            tiff.SetField(TiffTag.TILELENGTH, tile);
        }
        else
        {
            tiff.SetField(TiffTag.ROWSPERSTRIP, 7);
        }

        var (across, down) = tile > 0 ? (tile, tile) : (width, 1);
        for (short plane = 0; plane < (planar ? samples : 1); plane++)
        {
            for (var top = 0; top < height; top += down)
            {
                for (var left = 0; left < width; left += across)
                {
                    var part = Part(left, top, across, down, width, height, bits, samples, planar ? plane : -1);
                    _ = tile > 0 ? tiff.WriteTile(part, left, top, 0, plane) : tiff.WriteScanline(part, top, plane) ? 1 : 0;
                }
            }
        }
    }

    private static byte[] Part(int left, int top, int across, int down, int width, int height, int bits, int samples, int plane)
    {
        var bytes = new List<byte>();
        for (var y = top; y < top + down; y++)
        {
            for (var x = left; x < left + across; x++)
            {
                for (var channel = Math.Max(plane, 0); channel < (plane < 0 ? samples : plane + 1); channel++)
                {
                    var value = Sample(Math.Min(x, width - 1), Math.Min(y, height - 1), width, height, samples, channel);
                    bytes.AddRange(bits == 16 ? [value, value] : [value]);
                }
            }
        }

        return [.. bytes];
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
