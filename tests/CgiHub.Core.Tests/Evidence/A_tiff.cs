using BitMiracle.LibTiff.Classic;
using CgiHub.Core.Evidence;
using CsCheck;

namespace CgiHub.Core.Tests.Evidence;

public sealed class A_tiff
{
    [Theory]
    [InlineData(8, Compression.NONE)]
    [InlineData(8, Compression.LZW)]
    [InlineData(8, Compression.ADOBE_DEFLATE)]
    [InlineData(8, Compression.PACKBITS)]
    [InlineData(16, Compression.NONE)]
    [InlineData(16, Compression.LZW)]
    [InlineData(16, Compression.ADOBE_DEFLATE)]
    public void Is_read_in_8_and_16_bit_however_packed(int bits, Compression compression)
    {
        foreach (var (tile, planar, mode) in new[] { (0, false, "w"), (0, true, "w"), (16, false, "w"), (32, true, "wb"), (0, false, "wb"), (0, false, "w8"), (16, false, "w8") })
        {
            var seen = Inspection.Taken(Pictures.Tiff(70, 50, bits, compression: compression, tile: tile, planar: planar, mode: mode));
            Assert.Equal((ImageFormat.Tiff, 70, 50), (seen.Format, seen.Width, seen.Height));
            Assert.Equal("RGBW", seen.QuartersOf());
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void In_grey_keeps_its_shades(int bits)
    {
        using var preview = Inspection.Taken(Pictures.Tiff(256, 20, bits, samples: 1)).Picture();
        Assert.InRange(preview.GetPixel(5, 10).Red, 0, 12);
        Assert.InRange(preview.GetPixel(128, 10).Red, 120, 136);
        Assert.InRange(preview.GetPixel(250, 10).Red, 243, 255);
    }

    [Fact]
    public void Of_a_sensor_that_uses_few_of_its_16_bits_is_not_shown_black()
    {
        // A 12-bit camera writes 0 to 4095 into 16 bits.
        var dim = Hand(bits: 16, [.. Enumerable.Range(0, 64 * 64).SelectMany(i => BitConverter.GetBytes((ushort)(i % 64 * 65)))]);
        using var preview = Inspection.Taken(dim).Picture();
        Assert.InRange(preview.GetPixel(63, 30).Red, 240, 255);
        Assert.InRange(preview.GetPixel(1, 30).Red, 0, 16);
    }

    [Fact]
    public void Of_many_pages_shows_the_first_and_counts_them_all()
    {
        var seen = Inspection.Taken(Pictures.Tiff(pages: 5));
        Assert.Equal(5, seen.Pages);
        Assert.Equal("RGBW", seen.QuartersOf());
        Inspection.Refused(Pictures.Tiff(pages: 5), 2108, "more than 4 pages", new EvidenceOptions { MaxPages = 4 });
        Assert.Equal(5, Inspection.Taken(Pictures.Tiff(pages: 5), new EvidenceOptions { MaxPages = 5 }).Pages);
    }

    [Fact]
    public void Counts_the_pixels_of_all_its_pages()
    {
        var image = Pictures.Tiff(64, 48, pages: 3);
        Inspection.Taken(image, new EvidenceOptions { MaxPixels = 64 * 48 * 3 });
        Inspection.Refused(image, 2108, "9216 pixels", new EvidenceOptions { MaxPixels = (64 * 48 * 3) - 1 });
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Is_read_in_both_byte_orders_and_both_widths(bool bigEndian, bool bigTiff)
    {
        // In big-endian files whatever fits into an entry stands at its left; several strips stand elsewhere.
        byte[] grey = [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(i % 64 * 4))];
        TagBlock Tags(long data)
        {
            var tags = new TagBlock(bigEndian, bigTiff).Short(256, 64).Long(257, 64).Short(258, 8).Short(259, 1).Short(262, 1).Short(277, 1).Short(278, 32);
            return bigTiff ? tags.Long8(273, data, data + 2048).Long8(279, 2048, 2048) : tags.Long(273, data, data + 2048).Long(279, 2048, 2048);
        }

        var at = bigTiff ? 16 : 8;
        using var preview = Inspection.Taken([.. Tags(0).Head(at), .. Tags(Tags(0).End(at)).Directory(at), .. grey]).Picture();
        Assert.InRange(preview.GetPixel(62, 60).Red, 240, 255);
        Assert.InRange(preview.GetPixel(1, 60).Red, 0, 12);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(32)]
    [InlineData(64)]
    public void Of_another_depth_is_refused_with_what_to_do(int bits) =>
        Inspection.Refused(Hand((ushort)bits, new byte[64 * 64 * 8]), 2107, "export it with 8 or 16 bit");

    [Fact]
    public void That_runs_in_a_circle_is_refused()
    {
        var tags = Tags(8, 8);
        var at = 8 + (64 * 64);
        Inspection.Refused([.. tags.Head(at), .. new byte[64 * 64], .. tags.Directory(at, next: at)], 2107, "circle");
    }

    [Fact]
    public void Whose_strips_lie_outside_the_file_is_refused()
    {
        foreach (var (offset, count) in new[] { (1_000_000L, 4096L), (8, 4_000_000), (4000, 4096) })
        {
            TagBlock tags = new TagBlock().Short(256, 64).Short(257, 64).Short(258, 8).Short(259, 5).Short(262, 1).Long(273, offset).Short(277, 1).Short(278, 64).Long(279, count);
            Inspection.Refused([.. tags.Head(4104), .. new byte[4096], .. tags.Directory(4104)], 2107, "outside the file");
        }
    }

    [Fact]
    public void That_names_its_size_twice_is_held_to_the_first()
    {
        var tags = Tags(8, 8).Long(256, 400_000).Long(257, 400_000);
        var seen = Inspection.Taken([.. tags.Head(8 + 4096), .. new byte[4096], .. tags.Directory(8 + 4096)]);
        Assert.Equal((64, 64), (seen.Width, seen.Height));
    }

    [Fact]
    public void Reads_the_same_in_whatever_order_and_width_it_was_written() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.OneOfConst(8, 16), Gen.OneOfConst(1, 3)).Sample((width, height, bits, samples) =>
        {
            var previews = new[] { "w", "wb", "w8" }.Select(mode => Inspection.Taken(Pictures.Tiff(Math.Max(2, width), Math.Max(2, height), bits, samples, mode: mode)).Preview).ToList();
            Assert.Equal(previews[0], previews[1]);
            Assert.Equal(previews[0], previews[2]);
        }, iter: 60);

    [Fact]
    public void Shows_the_same_in_8_bit_as_in_16() =>
        // A grey one so narrow that its shades become one is dim, and of 16 bit that would be brightened.
        Gen.Select(Gen.Int[16, 90], Gen.Int[2, 90], Gen.OneOfConst(1, 3), Gen.OneOfConst(0, 16), Gen.Bool).Sample((width, height, samples, tile, planar) =>
        {
            var small = new EvidenceOptions { PreviewSize = 16 };
            var previews = new[] { 8, 16 }.Select(bits => Inspection.Taken(Pictures.Tiff(width, height, bits, samples, tile: tile, planar: planar && samples > 1), small).Preview).ToList();
            Assert.Equal(previews[0], previews[1]);
        }, iter: 60);

    [Fact]
    public void Shows_what_a_PNG_of_the_same_pixels_shows() =>
        Gen.Select(Gen.Int[1, 45], Gen.Int[1, 45]).Sample((halfWidth, halfHeight) =>
        {
            var small = new EvidenceOptions { PreviewSize = 16 };
            Assert.Equal(
                Inspection.Taken(Pictures.Png(halfWidth * 2, halfHeight * 2), small).Preview,
                Inspection.Taken(Pictures.Tiff(halfWidth * 2, halfHeight * 2), small).Preview);
        }, iter: 60);

    [Fact]
    public void Whose_0_is_white_shows_the_same_in_8_bit_as_in_16() =>
        Gen.Byte[0, 120].Array[64 * 64].Sample(pixels =>
        {
            var small = new EvidenceOptions { PreviewSize = 16 };
            var white = Inspection.Taken(Hand(bits: 8, pixels, photometric: 0), small);
            Assert.Equal(white.Preview, Inspection.Taken(Hand(bits: 16, [.. pixels.SelectMany(p => BitConverter.GetBytes((ushort)(p * 257)))], photometric: 0), small).Preview);
            using var preview = white.Picture();
            Assert.InRange(preview.GetPixel(8, 8).Red, 140, 255);
        }, iter: 20);

    private static byte[] Hand(ushort bits, byte[] pixels, ushort photometric = 1)
    {
        TagBlock Made(long data) => new TagBlock().Short(256, 64).Short(257, 64).Short(258, bits).Short(259, 1).Short(262, photometric).Long(273, data).Short(277, 1).Short(278, 64).Long(279, pixels.Length);
        return [.. Made(0).Head(8), .. Made(Made(0).End(8)).Directory(8), .. pixels];
    }

    /// <summary>Says what a grey picture of 64 × 64 says whose pixels stand at a place.</summary>
    private static TagBlock Tags(long data, ushort bits) =>
        new TagBlock().Short(256, 64).Short(257, 64).Short(258, bits).Short(259, 1).Short(262, 1).Long(273, data).Short(277, 1).Short(278, 64).Long(279, 64 * 64);
}
