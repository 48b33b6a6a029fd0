using System.Runtime.InteropServices;
using SkiaSharp;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>Makes the preview's bytes from a small picture: upright, at most the preview's size, pixels only.</summary>
internal static class PreviewEncoder
{
    private const int JpegQuality = 85;

    /// <summary>Encodes and disposes <paramref name="picture"/> (RGBA, 8 bit). Opaque pictures become JPEG, others PNG.</summary>
    public static (byte[] Bytes, string Type) Encode(SKBitmap picture, int orientation, int previewSize)
    {
        using var small = Fit(picture, previewSize);
        using var upright = Turn(small, orientation);
        var opaque = upright.AlphaType == SKAlphaType.Opaque;

        // Without a colour space the encoder writes no colour profile either: pixels, and nothing that a profile's author put into it.
        using var pixels = new SKPixmap(upright.Info.WithColorSpace(null), upright.GetPixels(), upright.RowBytes);
        using var data = pixels.Encode(opaque ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png, JpegQuality)
            ?? throw new InvalidOperationException("A preview could not be encoded.");
        return (data.ToArray(), opaque ? "image/jpeg" : "image/png");
    }

    private static SKBitmap Fit(SKBitmap picture, int previewSize)
    {
        var longest = Math.Max(picture.Width, picture.Height);
        if (longest <= previewSize)
        {
            return picture;
        }

        using (picture)
        {
            var width = Math.Max(1, (int)Math.Round((double)picture.Width * previewSize / longest));
            var height = Math.Max(1, (int)Math.Round((double)picture.Height * previewSize / longest));
            return picture.Resize(picture.Info.WithSize(width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear))
                ?? throw new InvalidOperationException("A preview could not be scaled.");
        }
    }

    /// <summary>Turns and mirrors as EXIF orientation 1 to 8 says.</summary>
    private static SKBitmap Turn(SKBitmap picture, int orientation)
    {
        if (orientation is < 2 or > 8)
        {
            return picture.Copy();
        }

        var (width, height) = orientation >= 5 ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        var turned = new SKBitmap(picture.Info.WithSize(width, height));
        var from = MemoryMarshal.Cast<byte, uint>(picture.GetPixelSpan());
        var to = MemoryMarshal.Cast<byte, uint>(turned.GetPixelSpan());
        var (right, bottom) = (picture.Width - 1, picture.Height - 1);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (column, row) = orientation switch
                {
                    2 => (right - x, y),
                    3 => (right - x, bottom - y),
                    4 => (x, bottom - y),
                    5 => (y, x),
                    6 => (y, bottom - x),
                    7 => (right - y, bottom - x),
                    _ => (right - y, x),
                };
                to[y * width + x] = from[row * picture.Width + column];
            }
        }

        return turned;
    }
}
