using Microsoft.Extensions.Options;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>What a look at every pixel of an image told.</summary>
/// <param name="Format">What its bytes are.</param>
/// <param name="Width">Pixels of the first page, upright.</param>
/// <param name="Height">Pixels of the first page, upright.</param>
/// <param name="Preview">A small JPEG or PNG without any metadata.</param>
/// <param name="PreviewType">Its media type.</param>
public sealed record InspectedImage(ImageFormat Format, int Width, int Height, byte[] Preview, string PreviewType)
{
    /// <summary>Number of pages.</summary>
    public int Pages { get; init; } = 1;

    /// <summary>Which way a surface faces at each point, as a PNG of the preview's size (red: to the right, green: down, blue: out of the picture; 0 is -1 and 255 is 1; clear where nothing was measured); null for photographs.</summary>
    public byte[]? Relief { get; init; }

    /// <summary>When it was taken, as far as it says.</summary>
    public CaptureTime? Captured { get; init; }

    /// <summary>What was odd.</summary>
    public IReadOnlyList<ImageWarning> Warnings { get; init; } = [];
}

/// <summary>When an image was taken: an instant where it names its offset from UTC, otherwise only what the camera's clock showed.</summary>
/// <param name="Instant">The instant, or null.</param>
/// <param name="Local">The clock time without zone (<c>yyyy-MM-ddTHH:mm:ss</c>), where there is no instant.</param>
public sealed record CaptureTime(DateTimeOffset? Instant, string? Local);

/// <summary>Decodes an image whole, within the limits, and draws its preview. What does not decode to the end is refused.</summary>
/// <remarks>Memory is bounded by <see cref="EvidenceOptions"/>: two previews' worth, one row and one <see cref="EvidenceOptions.DecodeMemoryBytes"/> a decode.</remarks>
public sealed class ImageInspector : IDisposable
{
    private readonly EvidenceOptions _options;
    private readonly SemaphoreSlim _decodes;

    /// <summary>Makes an inspector with the given limits.</summary>
    public ImageInspector(IOptions<EvidenceOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _decodes = new SemaphoreSlim(_options.MaxConcurrentDecodes);
    }

    /// <summary>Inspects an image and disposes its stream, which must be seekable.</summary>
    public async Task<Result<InspectedImage>> InspectAsync(Stream image, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(image);
        await using (image)
        {
            await _decodes.WaitAsync(cancel);
            try
            {
                return await Task.Run(() => Inspect(image, cancel), cancel);
            }
            finally
            {
                _decodes.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _decodes.Dispose();

    /// <summary>Inspects an image on the caller's thread.</summary>
    internal Result<InspectedImage> Inspect(Stream image, CancellationToken cancel)
    {
        var head = new byte[ImageSniffer.BytesNeeded];
        var read = image.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (!ImageSniffer.Sniff(head.AsSpan(0, read)).TryGet(out var format, out var error))
        {
            return error;
        }

        image.Position = 0;
        try
        {
            return format switch
            {
                ImageFormat.Jpeg => JpegImage.Inspect(image, _options),
                ImageFormat.Png => PngImage.Inspect(image, _options, cancel),
                ImageFormat.Tiff => TiffImage.Inspect(image, _options, cancel),
                _ => X3pSurface.Inspect(image, _options, cancel),
            };
        }
        catch (InvalidDataException damaged)
        {
            return Errors.ImageDamaged(damaged.Message);
        }
        catch (EndOfStreamException)
        {
            return Errors.ImageDamaged("The image ends too early.");
        }
        catch (ImageRefusedException refused)
        {
            return refused.Error;
        }
    }
}

/// <summary>Ends a decode with an answer, from deep inside.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1064", Justification = "Never leaves the inspector.")]
internal sealed class ImageRefusedException(Error error) : Exception(error.Title)
{
    public Error Error { get; } = error;

    public static ImageRefusedException OverLimit(string why) => new(Errors.ImageOverLimit(why));
}

/// <summary>Checks of dimensions, the same for every format.</summary>
internal static class PixelLimits
{
    /// <summary>Refuses dimensions over the limits before anything is decoded; returns the number of pixels.</summary>
    public static long Check(this EvidenceOptions options, long width, long height, long before = 0)
    {
        if (width <= 0 || height <= 0)
        {
            throw new InvalidDataException("The image has no pixels.");
        }

        if (width > options.MaxSide || height > options.MaxSide)
        {
            throw ImageRefusedException.OverLimit($"A side of the image has {Math.Max(width, height)} pixels; {options.MaxSide} are allowed.");
        }

        return before + width * height is var pixels && pixels <= options.MaxPixels
            ? pixels
            : throw ImageRefusedException.OverLimit($"The image has {pixels} pixels; {options.MaxPixels} are allowed.");
    }
}
