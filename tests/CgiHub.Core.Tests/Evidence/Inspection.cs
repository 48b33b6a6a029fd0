using CgiHub.Core.Evidence;
using CgiHub.Core.Evidence.Imaging;
using MetadataExtractor;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace CgiHub.Core.Tests.Evidence;

/// <summary>Looks at images as the hub does, and at previews as a stranger would.</summary>
internal static class Inspection
{
    /// <summary>What tells of nothing but pixels.</summary>
    private static readonly string[] Harmless = ["JPEG", "JFIF", "Huffman", "File Type", "PNG-IHDR", "PNG-sBIT", "PNG-sRGB"];

    public static Result<InspectedImage> Of(byte[] image, EvidenceOptions? options = null)
    {
        using var inspector = new ImageInspector(Options.Create(options ?? new EvidenceOptions()));
        return inspector.InspectAsync(Stream(image), default).GetAwaiter().GetResult();
    }

    /// <summary>An image as a stream that, as that of Blob Storage, does not let itself be put behind its end.</summary>
    public static Stream Stream(byte[] image) => new StrictStream(image);

    private sealed class StrictStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override long Position
        {
            get => base.Position;
            set => base.Position = value <= Length ? value : throw new ArgumentException("One cannot seek past the end.", nameof(value));
        }

        public override long Seek(long offset, SeekOrigin loc) =>
            Position = offset + (loc switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length });
    }

    public static InspectedImage Taken(byte[] image, EvidenceOptions? options = null)
    {
        var result = Of(image, options);
        Assert.True(result.Error is null, result.Error?.Detail);
        return result.Value;
    }

    /// <summary>Refused with this number, for a reason that says this.</summary>
    public static void Refused(byte[] image, int number, string because, EvidenceOptions? options = null)
    {
        var error = Of(image, options).Error;
        Assert.NotNull(error);
        Assert.True(number == error.Number, $"{error.Number}: {error.Detail}");
        Assert.Contains(because, error.Detail, StringComparison.Ordinal);
    }

    public static SKBitmap Picture(this InspectedImage seen) => SKBitmap.Decode(seen.Preview);

    /// <summary>The preview, and the relief, show nothing but pixels: no EXIF, no place, no profile, no comment.</summary>
    public static void ShowsOnlyPixels(this InspectedImage seen)
    {
        foreach (var small in new[] { seen.Preview, seen.Relief }.OfType<byte[]>())
        {
            Assert.DoesNotContain(ImageMetadataReader.ReadMetadata(new MemoryStream(small)).Select(d => d.Name), n => !Harmless.Contains(n));
            Assert.Equal(-1, small.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Pictures.Secret)));
        }
    }

    /// <summary>The quarters that a viewer sees, from the upper left to the lower right.</summary>
    public static string QuartersOf(this InspectedImage seen)
    {
        using var picture = seen.Picture();
        return string.Concat(new[] { (1, 1), (3, 1), (1, 3), (3, 3) }.Select(at => Letter(picture.GetPixel(picture.Width * at.Item1 / 4, picture.Height * at.Item2 / 4))));
    }

    private static char Letter(SKColor colour) => (colour.Red > 128, colour.Green > 128, colour.Blue > 128) switch
    {
        (true, true, true) => 'W',
        (true, false, false) => 'R',
        (false, true, false) => 'G',
        (false, false, true) => 'B',
        _ => '?',
    };
}
