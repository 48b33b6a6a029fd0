using System.Buffers.Binary;
using CgiHub.Core.Evidence.Imaging;
using CgiHub.Core.Tests.Evidence;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Hostile;

/// <summary>Whatever claims to be an image is shown or refused by number, and memory follows the limits, not the claim.</summary>
public sealed class Any_image
{
    private static readonly byte[][] Words =
    [
        "\x89PNG\r\n\x1a\n"u8.ToArray(), "IHDR"u8.ToArray(), "IDAT"u8.ToArray(), "IEND"u8.ToArray(), "PLTE"u8.ToArray(), "acTL"u8.ToArray(), "iCCP"u8.ToArray(), [0xFF, 0xD8], [0xFF, 0xD9], [0xFF, 0xC0, 0, 17, 8, 0xFF, 0xFF, 0xFF, 0xFF, 3],
        [0xFF, 0xC2], [0xFF, 0xC4, 0xFF, 0xFF], [0xFF, 0xDA], [0xFF, 0xDD], [0xFF, 0xE1], "Exif\0\0"u8.ToArray(), "II*\0"u8.ToArray(), "MM\0*"u8.ToArray(), [0x49, 0x49, 0x2B, 0, 8, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF],
        [0, 0, 0, 0], "PK\x03\x04"u8.ToArray(), "PK\x01\x02"u8.ToArray(), "PK\x05\x06"u8.ToArray(), "PK\x06\x06"u8.ToArray(), "main.xml"u8.ToArray(), "bindata/data.bin"u8.ToArray(), "../../x"u8.ToArray(), "md5checksum.hex"u8.ToArray(),
    ];

    private static readonly string[] XmlWords =
    [
        "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>", "&c;", "&lt;", "<![CDATA[", "]]>", "<!--", "-->", "<SizeX>4294967295</SizeX>", "<SizeY>-1</SizeY>", "<SizeZ>2</SizeZ>", "<Datum>", "<Datum/>", "1e400", "NaN", "INF", "-0",
        "<Increment>0</Increment>", "<DataType>D</DataType>", "<DataType>I</DataType>", "<PointDataLink>../../x</PointDataLink>", "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>", "xmlns:p=\"x\"", "\0", "\uFFFF",
    ];

    private static readonly ImageInspector Inspector = new(Options.Create(Any_damage.Limits));

    // A preview of 512 × 512 in floating point, one decode, and what streams and inflaters take.
    private static long Most(int length) => (32L << 20) + (64L * length);

    [Fact]
    public void Is_shown_or_refused() => Fuzzing.Sample(Fuzzing.Damaged([.. Any_damage.Sound.Select(s => s.Bytes)], Words), Judge, Most, part: 0.5);

    /// <summary>Checksums are made good again, so that what is wrong is found by whoever reads the chunk and not by its checksum.</summary>
    [Fact]
    public void Whose_checksums_are_right_is_shown_or_refused() =>
        Fuzzing.Sample(Fuzzing.Damaged([.. Any_damage.Sound.Where(s => s.Name.StartsWith("png", StringComparison.Ordinal)).Select(s => s.Bytes)], Words), png => Judge(Mended(png)), Most, part: 0.5);

    [Fact]
    public void With_a_surfaces_header_of_any_content_is_shown_or_refused()
    {
        string header = "";
        _ = new SurfaceFile { Columns = 3, Rows = 2, Xml = xml => header = xml }.Build();
        _ = new SurfaceFile { Columns = 2, Rows = 2, Inline = "<Datum>0;0;1.5E-6</Datum><Datum/><Datum>0;1;2E-6</Datum><Datum>1;1;0</Datum>", Xml = xml => header = xml }.Build();
        var inline = header;
        _ = new SurfaceFile { Columns = 3, Rows = 2, Mask = [0x3F], Xml = xml => header = xml }.Build();
        Fuzzing.Sample(
            Fuzzing.Damaged([header, inline], XmlWords),
            xml => Judge(new SurfaceFile { Columns = 3, Rows = 2, Xml = _ => xml }.Build()),
            length => Most(length) + (1L << 20), part: 0.5);
    }

    [Fact]
    public void With_a_surfaces_points_of_any_content_is_shown_or_refused() =>
        Fuzzing.Sample(
            Fuzzing.Damaged([new byte[48], [.. Enumerable.Repeat<byte>(0xFF, 48)], [.. Enumerable.Range(0, 48).Select(i => (byte)(i * 37))]], [BitConverter.GetBytes(double.NaN), BitConverter.GetBytes(double.PositiveInfinity), BitConverter.GetBytes(double.MaxValue), BitConverter.GetBytes(double.Epsilon)]),
            points => Judge(new SurfaceFile { Columns = 3, Rows = 2, Points = points, Type = "DFLI"[points.Length % 4].ToString() }.Build()),
            length => Most(length) + (1L << 20), part: 0.5);

    private static void Judge(byte[] image)
    {
        var result = Inspector.Inspect(Inspection.Stream(image), default);
        if (result.Error is { } error)
        {
            Assert.Contains(error.Number, Any_damage.Known);
        }
        else
        {
            Assert.InRange(result.Value.Width, 1, Any_damage.Limits.MaxSide);
            Assert.InRange((long)result.Value.Width * result.Value.Height, 1, Any_damage.Limits.MaxPixels);
            Assert.InRange(result.Value.Preview.Length, 1, 4 << 20);
        }
    }

    private static byte[] Mended(byte[] png)
    {
        byte[] mended = [.. png];
        for (var at = 8; at + 12 <= mended.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(mended.AsSpan(at));
            if (length > mended.Length - at - 12)
            {
                break;
            }

            BinaryPrimitives.WriteUInt32BigEndian(mended.AsSpan(at + 8 + (int)length), Crc(mended.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }

        return mended;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
