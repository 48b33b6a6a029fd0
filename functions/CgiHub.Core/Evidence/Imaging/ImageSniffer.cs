namespace CgiHub.Core.Evidence.Imaging;

/// <summary>Tells a format by its first bytes; names and media types are not asked.</summary>
internal static class ImageSniffer
{
    /// <summary>How many bytes it looks at.</summary>
    public const int BytesNeeded = 64;

    private static readonly string[] HeifBrands = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1", "heif"];

    public static Result<ImageFormat> Sniff(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            return Errors.ImageDamaged("The body is empty.");
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return ImageFormat.Jpeg;
        }

        if (head.StartsWith(PngImage.Signature))
        {
            return ImageFormat.Png;
        }

        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8))
        {
            return ImageFormat.Tiff;
        }

        return head.StartsWith("PK\u0003\u0004"u8) ? ImageFormat.X3p : Errors.UnsupportedImage(Name(head));
    }

    private static string Name(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
        {
            var brand = System.Text.Encoding.Latin1.GetString(head[8..12]);
            if (HeifBrands.Contains(brand))
            {
                return "This is a HEIC (HEIF) photograph, which is not read here: export it as JPEG, or set the camera to its most compatible format.";
            }

            return brand is "avif" or "avis" ? "This is an AVIF image." : "This is a video or another ISO media file.";
        }

        return head switch
        {
            _ when head.StartsWith("GIF8"u8) => "This is a GIF.",
            _ when head.StartsWith("BM"u8) => "This is a Windows bitmap.",
            _ when head.StartsWith("%PDF"u8) => "This is a PDF.",
            _ when head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8) => "This is a WebP image.",
            _ when head.StartsWith("AliconaImaging"u8) => "This is an Alicona AL3D surface: export it as X3P.",
            _ when head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) => "This is gzip: send the image itself.",
            _ => "These bytes are no image that the hub knows.",
        };
    }
}
