using System.IO.Compression;
using CgiHub.Core.Evidence;

namespace CgiHub.Core.Tests.Evidence;

/// <summary>What claims to be small and is not. Refused by its header, without memory for what it claims.</summary>
[Collection(Alone.Name)]
public sealed class A_hostile_image
{
    private const long MostMemory = 48 << 20;

    [Fact]
    public void Of_a_billion_pixels_is_refused_by_its_header()
    {
        InLittleMemory(() =>
        {
            Inspection.Refused(Sized(Pictures.Png(), 16, 60_000, 60_000, bigEndian: true), 2107, "wrong checksum");
            Inspection.Refused([.. Pictures.Png()[..8], .. Pictures.Chunk("IHDR"u8, [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0, 0])], 2108, "3600000000 pixels");
            Inspection.Refused(Frame(0xC0, 60_000, 60_000), 2108, "3600000000 pixels");
            Inspection.Refused(new SurfaceFile { Columns = 40_000, Rows = 40_000, Points = new byte[8] }.Build(), 2108, "1600000000 pixels");
            Inspection.Refused(new SurfaceFile { List = int.MaxValue, Points = new byte[8] }.Build(), 2108, "points");
            Inspection.Refused(new SurfaceFile { Layers = int.MaxValue, Points = new byte[8] }.Build(), 2108, "points");
        });
    }

    /// <summary>Found by <see cref="Any_damage"/>: the library says it with an exception of its own, which was taken for a store that is away.</summary>
    [Fact]
    public void Whose_pixels_want_a_dictionary_is_refused() =>
        Inspection.Refused(
            [
                .. Pictures.Png()[..8], .. Pictures.Chunk("IHDR"u8, [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
                .. Pictures.Chunk("IDAT"u8, [0x78, 0x20, 1, 2, 3, 4, 3, 0, 0, 0, 0, 1]), .. Pictures.Chunk("IEND"u8, []),
            ],
            2107, "dictionary");

    /// <summary>Found by <see cref="Hostile.Any_image"/>: a stream of memory, and one of Blob Storage, throws when it is put behind its end.</summary>
    [Fact]
    public void With_a_chunk_that_is_said_to_be_longer_than_the_file_is_refused() =>
        InLittleMemory(() =>
        {
            Inspection.Refused([.. Pictures.Png()[..33], 0x7F, 0xFF, 0xFF, 0xFF, .. "tEXt"u8, .. Pictures.Png()[33..]], 2107, "ends too early");
            Inspection.Refused([0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 1, 2, 3], 2107, "ends too early");
        });

    [Fact]
    public void With_an_endless_side_is_refused()
    {
        InLittleMemory(() =>
        {
            Inspection.Refused([.. Pictures.Png()[..8], .. Pictures.Chunk("IHDR"u8, [0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1, 8, 2, 0, 0, 0])], 2108, "A side of the image");
            Inspection.Refused(new SurfaceFile { Columns = 2_000_000, Rows = 1, Points = new byte[8] }.Build(), 2108, "A side of the image");
        });
    }

    [Fact]
    public void That_would_be_large_is_refused_by_the_limit_that_the_options_set()
    {
        var tight = new EvidenceOptions { MaxPixels = 1000 };
        foreach (var image in new[] { Pictures.Jpeg(), Pictures.Png(), Pictures.Tiff(), new SurfaceFile { Columns = 40, Rows = 40 }.Build() })
        {
            Inspection.Refused(image, 2108, "1000 are allowed", tight);
            Inspection.Taken(image, new EvidenceOptions { MaxPixels = 5000 });
        }
    }

    [Fact]
    public void That_is_progressive_and_huge_is_refused_with_what_to_do() =>
        InLittleMemory(() => Inspection.Refused(Frame(0xC2, 12_000, 12_000), 2108, "baseline JPEG"));

    [Fact]
    public void With_a_thousand_scans_is_refused()
    {
        var jpeg = Frame(0xC2, 64, 64);
        byte[] scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0];
        Inspection.Refused([.. jpeg, .. Enumerable.Repeat(scan, 1000).SelectMany(s => s)], 2108, "scans");
    }

    [Fact]
    public void That_is_a_bomb_of_a_png_is_read_in_little_memory()
    {
        // 8000 × 8000 pixels of nothing: 64 megapixels in a few kilobytes.
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[8001];
            for (var y = 0; y < 8000; y++)
            {
                zlib.Write(row);
            }
        }

        byte[] png =
        [
            .. Pictures.Png()[..8], .. Pictures.Chunk("IHDR"u8, [0, 0, 0x1F, 0x40, 0, 0, 0x1F, 0x40, 8, 0, 0, 0, 0]),
            .. Pictures.Chunk("IDAT"u8, packed.ToArray()), .. Pictures.Chunk("IEND"u8, []),
        ];
        InLittleMemory(() => Assert.Equal(8000, Inspection.Taken(png).Width));
    }

    [Fact]
    public void That_expands_too_far_is_refused()
    {
        var surface = new SurfaceFile { Columns = 400, Rows = 400, Height = (_, y) => y };
        var options = new EvidenceOptions { MaxX3pBytes = 1_000_000 };
        Inspection.Refused(surface.Build(), 2108, "expands to more than 1000000 bytes", options);
        Inspection.Taken((surface with { Columns = 300 }).Build(), options);
    }

    [Fact]
    public void That_expands_further_than_its_directory_says_is_refused()
    {
        // The directory's length of data.bin is halved: what comes out is longer than what was announced.
        var zip = new SurfaceFile { Columns = 400, Rows = 400, Height = (_, y) => y }.Build();
        var entry = LastIndexOf(zip, "bindata/data.bin"u8) - 46;
        BitConverter.GetBytes(640_000).CopyTo(zip, entry + 24);
        Assert.Equal(2107, Inspection.Of(zip).Error?.Number);
    }

    [Fact]
    public void With_a_header_without_end_is_refused()
    {
        var options = new EvidenceOptions { MaxX3pXmlBytes = 64 * 1024 };
        Inspection.Refused(new SurfaceFile { Xml = x => x + new string(' ', 100_000) }.Build(), 2108, "main.xml has", options);
        Inspection.Taken(new SurfaceFile { Xml = x => x + new string(' ', 10_000) }.Build(), options);
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY a \"laugh\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>", "&c;")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>", "&x;")]
    [InlineData("<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/none.dtd\">", "SUR")]
    [InlineData("", "&nothing;")]
    public void That_laughs_a_billion_times_is_refused(string type, string feature) =>
        InLittleMemory(() => Inspection.Refused(new SurfaceFile { Feature = feature, Xml = x => x.Replace("<p:ISO", type + "<p:ISO", StringComparison.Ordinal) }.Build(), 2107, "not well-formed"));

    [Fact]
    public void Nested_without_end_is_refused() =>
        InLittleMemory(() => Inspection.Refused(new SurfaceFile { Xml = x => x.Replace("<Record1>", string.Concat(Enumerable.Repeat("<a>", 200_000)), StringComparison.Ordinal) }.Build(), 2107, "not well-formed"));

    [Fact]
    public void With_a_thousand_entries_is_refused()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < 1000; i++)
            {
                zip.CreateEntry($"{i}/main.xml");
            }
        }

        Inspection.Refused(file.ToArray(), 2108, "entries");
    }

    [Fact]
    public void That_leads_out_of_its_archive_leads_nowhere() =>
        Inspection.Refused(new SurfaceFile { Xml = x => x.Replace("bindata/data.bin", "../../../etc/passwd", StringComparison.Ordinal) }.Build(), 2107, "not in the archive");

    [Theory]
    [InlineData("planar", "strips or tiles")]
    [InlineData("tiles", "strips or tiles")]
    [InlineData("fewer", "fewer strips")]
    [InlineData("unsaid", "how long its strips")]
    public void That_is_a_tiff_of_parts_without_end_is_refused_before_they_are_counted(string which, string because)
    {
        var tags = new TagBlock().Short(258, 8).Short(259, 5).Short(262, 1).Long(256, 14_000).Long(257, 14_000);
        tags = which switch
        {
            "planar" => tags.Short(284, 2).Short(277, 65535).Long(278, 1).Long(273, 8).Long(279, 100),
            "tiles" => tags.Short(277, 1).Short(322, 1).Short(323, 1).Long(324, 8).Long(325, 100),
            "fewer" => tags.Short(277, 1).Long(278, 10).Long(273, 8).Long(279, 100),
            _ => tags.Short(277, 1).Long(278, 14_000).Long(273, 8),
        };
        InLittleMemory(() => Inspection.Refused([.. tags.Head(208), .. new byte[200], .. tags.Directory(208)], which is "planar" or "tiles" ? 2108 : 2107, because));
    }

    [Fact]
    public void That_is_a_tiff_never_brings_what_it_says_besides_its_pixels_into_memory()
    {
        // Two thousand tags that nobody knows, each 8 MB long, all in the same place: 16 GB in a file of 8 MB.
        var tags = new TagBlock().Short(256, 64).Short(257, 64).Short(258, 8).Short(259, 1).Short(262, 1).Long(273, 8).Short(277, 1).Short(278, 64).Long(279, 64 * 64);
        for (ushort i = 0; i < 2000; i++)
        {
            tags.Claim((ushort)(40_000 + i), 1, 8 << 20, 8);
        }

        byte[] file = [.. tags.Head(8 + (8 << 20)), .. new byte[8 << 20], .. tags.Directory(8 + (8 << 20))];
        InLittleMemory(() => Assert.Equal(64, Inspection.Taken(file).Width));
    }

    private static void InLittleMemory(Action look)
    {
        // What is left of other tests in the background only ever adds to the count.
        var least = long.MaxValue;
        for (var times = 0; times < 3 && least > MostMemory; times++)
        {
            var before = GC.GetTotalAllocatedBytes();
            look();
            least = Math.Min(least, GC.GetTotalAllocatedBytes() - before);
        }

        Assert.InRange(least, 0, MostMemory);
    }

    private static byte[] Sized(byte[] image, int at, uint width, uint height, bool bigEndian)
    {
        foreach (var (number, place) in new[] { (width, at), (height, at + 4) })
        {
            var bytes = BitConverter.GetBytes(number);
            (bigEndian ? bytes.Reverse().ToArray() : bytes).CopyTo(image, place);
        }

        return image;
    }

    /// <summary>A JPEG's beginning: a frame of three components of this size, and the start of its first scan.</summary>
    private static byte[] Frame(byte marker, int width, int height) =>
    [
        0xFF, 0xD8, 0xFF, marker, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0,
        0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0,
    ];

    private static int LastIndexOf(byte[] bytes, ReadOnlySpan<byte> what) => bytes.AsSpan().LastIndexOf(what);
}
