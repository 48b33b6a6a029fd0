using BitMiracle.LibTiff.Classic;
using CgiHub.Core.Evidence;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using SkiaSharp;

namespace CgiHub.Core.Tests.Evidence;

/// <summary>Photographs that the tests did not make: head stamps, breech faces, cameras, and the collections by which decoders are measured.</summary>
public sealed class Public_photographs
{
    [SkippableTheory]
    [InlineData("breechfaces", ImageFormat.Png, 2)]
    [InlineData("headstamps", ImageFormat.Jpeg, 4)]
    [InlineData("exif_gps", ImageFormat.Jpeg, 3)]
    [InlineData("exif_orientation", ImageFormat.Jpeg, 4)]
    [InlineData("exif_cameras", ImageFormat.Jpeg, 5)]
    [InlineData("tiff/16bit-multipage", ImageFormat.Tiff, 13)]
    [InlineData("tiff/bigtiff", ImageFormat.Tiff, 8)]
    public void Are_all_taken_with_their_format_and_size(string set, ImageFormat format, int count)
    {
        var files = PublicImages.Of("images/" + set);
        Assert.Equal(count, files.Count);
        Assert.All(files, file => IsTaken(file.Path, format));
    }

    [SkippableFact]
    public void Of_the_png_suite_are_taken_unless_they_are_the_broken_ones()
    {
        var files = PublicImages.Of("images/pngsuite");
        var broken = files.Where(f => f.Name.StartsWith('x')).ToList();
        Assert.Equal((161, 14), (files.Count - broken.Count, broken.Count));
        Assert.All(files.Except(broken), file => IsTaken(file.Path, ImageFormat.Png));
        Assert.All(broken, file => Assert.Contains(Inspection.Of(File.ReadAllBytes(file.Path)).Error?.Number ?? 0, new[] { 2106, 2107 }));
    }

    [SkippableFact]
    public void Of_unusual_depths_are_refused_with_what_to_do_and_the_others_taken()
    {
        string[] taken =
        [
            "extra_bits_rgb_8b", "fax4", "issue_69_lzw", "minisblack-1c-16b", "minisblack-2c-8b-alpha", "palette-1c-1b", "seq-1c-16b-bigendian-68f373a0", "seq-1c-16b-lzw-68f373a0",
            "seq-1c-1b-71f6a21a", "seq-1c-1b-fax3-71f6a21a", "seq-1c-2b-58b25f76", "seq-1c-4b-fb92dcae", "seq-1c-4b-miniswhite-fb92dcae", "seq-1c-8b-deflate-20f3db0c",
            "seq-1c-8b-multipage-adeefdcc", "seq-1c-8b-palette-89b39bc3", "seq-1c-8b-tiled-bigtiff-20f3db0c", "seq-3c-8b-multistrip-8743c999", "seq-4c-16b-rgba-5181991f",
            "seq-4c-8b-rgba-50969cda", "seq-4c-8b-rgba-unassoc-50969cda",
        ];
        var files = PublicImages.Of("images/tiff/image-tiff").Select(f => (Name: Path.GetFileNameWithoutExtension(f.Name), f.Path)).ToList();
        Assert.Equal((58, 21), (files.Count, files.Count(f => taken.Contains(f.Name))));
        Assert.All(files.Where(f => taken.Contains(f.Name)), file => IsTaken(file.Path, ImageFormat.Tiff));
        Assert.All(files.Where(f => !taken.Contains(f.Name)), file => Inspection.Refused(File.ReadAllBytes(file.Path), 2107, "export it with 8 or 16 bit"));
    }

    [SkippableFact]
    public void From_telephones_in_their_own_format_are_refused_with_what_to_send()
    {
        var files = PublicImages.Of("images/heic");
        Assert.Equal(2, files.Count);
        Assert.All(files, file =>
        {
            using var codec = SKCodec.Create(file.Path);
            Assert.True(codec is null, "The library decodes HEIC now: read it instead of refusing it.");
            Inspection.Refused(File.ReadAllBytes(file.Path), 2106, "export it as JPEG");
        });
    }

    [SkippableFact]
    public void With_a_place_in_them_have_none_in_their_previews()
    {
        string[] sets = ["headstamps", "exif_gps", "exif_orientation", "exif_cameras"];
        var placed = sets.SelectMany(set => PublicImages.Of("images/" + set))
            .Where(f => ImageMetadataReader.ReadMetadata(f.Path).OfType<GpsDirectory>().Any(d => d.TagCount > 0)).ToList();
        Assert.True(placed.Count >= 5, $"Only {placed.Count} photographs have a place.");
        Assert.All(placed, file => Inspection.Taken(File.ReadAllBytes(file.Path)).ShowsOnlyPixels());
    }

    [SkippableFact]
    public void Say_when_they_were_taken_as_another_reader_says()
    {
        var files = PublicImages.Of("images/headstamps").Concat(PublicImages.Of("images/exif_gps")).Concat(PublicImages.Of("images/exif_cameras")).ToList();
        Assert.All(files, file =>
        {
            var exif = ImageMetadataReader.ReadMetadata(file.Path).OfType<ExifSubIfdDirectory>().ToList();
            var taken = exif.Select(d => d.GetString(ExifDirectoryBase.TagDateTimeOriginal)).FirstOrDefault(t => t is not null);
            var offset = exif.Select(d => d.GetString(ExifDirectoryBase.TagTimeZoneOriginal)).FirstOrDefault(t => t is not null);
            var captured = Inspection.Taken(File.ReadAllBytes(file.Path)).Captured;
            var local = taken is null ? null : $"{taken[..10].Replace(':', '-')}T{taken[11..]}";
            Assert.Equal((offset is null ? local : null, offset is not null), (captured?.Local, captured?.Instant is not null));
        });
        Assert.Equal(3, files.Count(f => Inspection.Taken(File.ReadAllBytes(f.Path)).Captured?.Instant is not null));
    }

    private static void IsTaken(string path, ImageFormat format)
    {
        var seen = Inspection.Taken(File.ReadAllBytes(path));
        Assert.Equal((path, format, SizeOf(path, format)), (path, seen.Format, (seen.Width, seen.Height)));
        seen.ShowsOnlyPixels();
    }

    /// <summary>The size as another reader knows it, upright.</summary>
    private static (int Width, int Height) SizeOf(string path, ImageFormat format)
    {
        if (format != ImageFormat.Tiff)
        {
            using var codec = SKCodec.Create(path);
            var turned = format == ImageFormat.Jpeg && codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
            return turned ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);
        }

        using var tiff = Tiff.Open(path, "r");

        // Those of both sets that LibTiff cannot open by itself are 64 × 64.
        return tiff is null ? (64, 64) : (tiff.GetField(TiffTag.IMAGEWIDTH)[0].ToInt(), tiff.GetField(TiffTag.IMAGELENGTH)[0].ToInt());
    }
}
