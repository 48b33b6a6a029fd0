using CgiHub.Core.Evidence;
using SkiaSharp;

namespace CgiHub.Core.Tests.Evidence;

public sealed class A_photograph
{
    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Tiff)]
    public void Is_known_by_its_content_and_measured(ImageFormat format)
    {
        var seen = Inspection.Taken(Make(format, 1300, 700));
        Assert.Equal((format, 1300, 700, 1), (seen.Format, seen.Width, seen.Height, seen.Pages));
        Assert.Empty(seen.Warnings);
        Assert.Equal("RGBW", seen.QuartersOf());
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Tiff)]
    public void Has_a_preview_of_the_size_asked_for(ImageFormat format)
    {
        using var preview = Inspection.Taken(Make(format, 1300, 700), new EvidenceOptions { PreviewSize = 100 }).Picture();
        Assert.InRange(Math.Max(preview.Width, preview.Height), 75, 100);
        Assert.Equal(1300d / 700, (double)preview.Width / preview.Height, 0.05);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Tiff)]
    public void Looks_the_same_however_small_its_preview_is(ImageFormat format)
    {
        // A row of this preview stands for eighty of the image, of which some are enough.
        var seen = Inspection.Taken(Make(format, 1300, 700), new EvidenceOptions { PreviewSize = 16 });
        Assert.Equal("RGBW", seen.QuartersOf());
        using var preview = seen.Picture();
        Assert.InRange(preview.GetPixel(preview.Width - 2, preview.Height - 2).Red, 250, 255);
    }

    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void Is_shown_upright(int orientation, string quarters)
    {
        foreach (var image in new[] { Pictures.Jpeg(80, 40, Pictures.Exif(orientation)), Pictures.Png(80, 40, Pictures.Exif(orientation, bigEndian: true)), Turned(orientation) })
        {
            var seen = Inspection.Taken(image);
            Assert.Equal(quarters, seen.QuartersOf());
            Assert.Equal(orientation >= 5 ? (40, 80) : (80, 40), (seen.Width, seen.Height));
        }
    }

    [Theory]
    [InlineData("2026:01:05 10:15:30", "-06:00", "2026-01-05T16:15:30Z", null)]
    [InlineData("2026:01:05 10:15:30", "+00:00", "2026-01-05T10:15:30Z", null)]
    [InlineData("2026:01:05 10:15:30", null, null, "2026-01-05T10:15:30")]
    [InlineData("2026:01:05 10:15:30", "   :  ", null, "2026-01-05T10:15:30")]
    [InlineData("0000:00:00 00:00:00", null, null, null)]
    [InlineData("yesterday, at noon!", null, null, null)]
    [InlineData(null, "-06:00", null, null)]
    public void Says_when_it_was_taken_and_no_more_than_it_knows(string? taken, string? offset, string? instant, string? local)
    {
        foreach (var bigEndian in new[] { false, true })
        {
            var captured = Inspection.Taken(Pictures.Jpeg(exif: Pictures.Exif(1, taken, offset, bigEndian))).Captured;
            Assert.Equal(instant is null ? null : DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), captured?.Instant);
            Assert.Equal(local, captured?.Local);
        }
    }

    [Fact]
    public void Tells_its_time_though_another_tag_is_damaged()
    {
        var exif = Pictures.Exif(6, "2026:01:05 10:15:30", "-06:00");

        // The maker's name claims to lie far outside the block, as many cameras' tags do after a careless edit.
        var maker = exif.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x0F, 0x01, 2, 0]);
        exif[maker + 11] = 0x7F;
        var seen = Inspection.Taken(Pictures.Jpeg(80, 40, exif));
        Assert.Equal(16, seen.Captured!.Instant!.Value.Hour);
        Assert.Equal("BRWG", seen.QuartersOf());
    }

    [Fact]
    public void Keeps_its_place_and_its_cameras_secrets_out_of_the_preview()
    {
        var exif = Pictures.Exif(6, "2026:01:05 10:15:30", "-06:00");
        Inspection.Taken(Pictures.Jpeg(exif: exif)).ShowsOnlyPixels();
        Inspection.Taken(Pictures.Png(exif: exif)).ShowsOnlyPixels();
        Inspection.Taken(Turned(6)).ShowsOnlyPixels();
        Inspection.Taken(new SurfaceFile().Build()).ShowsOnlyPixels();
    }

    [Fact]
    public void With_holes_in_it_has_a_preview_with_holes()
    {
        using var picture = new SKBitmap(new SKImageInfo(40, 40, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        picture.Erase(SKColors.Transparent);
        picture.SetPixel(10, 10, SKColors.Red);
        var seen = Inspection.Taken(picture.Encode(SKEncodedImageFormat.Png, 100).ToArray());
        Assert.Equal("image/png", seen.PreviewType);
        using var preview = seen.Picture();
        Assert.Equal((SKColors.Red, (byte)0), (preview.GetPixel(10, 10), preview.GetPixel(20, 20).Alpha));
    }

    [Theory]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "export it as JPEG")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1heic", "export it as JPEG")]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0mif1avif", "AVIF")]
    [InlineData("GIF89a\u0001\0\u0001\0", "GIF")]
    [InlineData("%PDF-1.7\n", "PDF")]
    [InlineData("RIFF\0\0\0\0WEBPVP8 ", "WebP")]
    [InlineData("BM\0\0\0\0", "bitmap")]
    [InlineData("\u001f\u008b\u0008\0", "gzip")]
    [InlineData("AliconaImaging\0", "X3P")]
    [InlineData("<svg/>", "no image that the hub knows")]
    public void Of_a_format_that_is_not_read_is_refused_with_what_to_send_instead(string head, string said)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(head);
        Inspection.Refused(bytes, 2106, said);
        Inspection.Refused(bytes, 2106, "Send JPEG, PNG or TIFF, or an X3P surface.");
    }

    [Fact]
    public void That_is_empty_is_refused() => Inspection.Refused([], 2107, "empty");

    private static byte[] Make(ImageFormat format, int width, int height) => format switch
    {
        ImageFormat.Jpeg => Pictures.Jpeg(width, height),
        ImageFormat.Png => Pictures.Png(width, height),
        _ => Pictures.Tiff(width, height),
    };

    /// <summary>A TIFF of 80 × 40, by hand, that says how it is to be turned and who took it.</summary>
    private static byte[] Turned(int orientation)
    {
        using var picture = Pictures.Draw(80, 40);
        var pixels = picture.Bytes.Chunk(4).SelectMany(p => p[..3]).ToArray();
        TagBlock Tags(long data) => new TagBlock().Short(256, 80).Short(257, 40).Short(258, 8, 8, 8).Short(259, 1).Short(262, 2).Text(271, Pictures.Secret)
            .Long(273, data).Short(274, (ushort)orientation).Short(277, 3).Short(278, 40).Long(279, pixels.Length);
        return [.. Tags(0).Head(8), .. Tags(Tags(0).End(8)).Directory(8), .. pixels];
    }
}
