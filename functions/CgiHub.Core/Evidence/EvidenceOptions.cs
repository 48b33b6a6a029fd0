using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Evidence;

/// <summary>Limits of evidence images (<c>CgiHub:Evidence</c>). Whatever an image claims, memory follows these and never the image.</summary>
public sealed class EvidenceOptions : IValidatableObject
{
    /// <summary>Largest image in bytes, refused while it streams. Default 256 MB.</summary>
    [Range(1L, 1L << 40)]
    public long MaxImageBytes { get; init; } = 256L << 20;

    /// <summary>
    /// Largest body of a PUT, where the host in front takes less than <see cref="MaxImageBytes"/>; above it the answer points to the valet key.
    /// Null (the default) means no such host. In Azure set a little under 100 MB.
    /// </summary>
    [Range(1L, 1L << 40)]
    public long? HttpUploadLimit { get; init; }

    /// <summary>Most pixels over all pages, read from the headers before anything is decoded. Default 200 megapixels.</summary>
    [Range(1L, 4_000_000_000L)]
    public long MaxPixels { get; init; } = 200_000_000;

    /// <summary>Longest side in pixels. Default 500,000; rows are read one at a time, so this bounds them.</summary>
    [Range(1, 4_000_000)]
    public int MaxSide { get; init; } = 500_000;

    /// <summary>Most pages of a TIFF. Default 500.</summary>
    [Range(1, 10_000)]
    public int MaxPages { get; init; } = 500;

    /// <summary>What an X3P archive may expand to. Default 1 GB.</summary>
    [Range(1L, 1L << 40)]
    public long MaxX3pBytes { get; init; } = 1L << 30;

    /// <summary>Largest <c>main.xml</c> of an X3P, inline points included. Default 16 MB.</summary>
    [Range(1024L, 1L << 30)]
    public long MaxX3pXmlBytes { get; init; } = 16L << 20;

    /// <summary>
    /// Most memory for the one part of an image that its format wants whole: a TIFF strip or tile, the coefficients of a progressive JPEG.
    /// Default 64 MB.
    /// </summary>
    [Range(1 << 20, 1 << 30)]
    public int DecodeMemoryBytes { get; init; } = 64 << 20;

    /// <summary>Images decoded at once; others wait. Default 2.</summary>
    [Range(1, 64)]
    public int MaxConcurrentDecodes { get; init; } = 2;

    /// <summary>Longest side of a preview. Default 512.</summary>
    [Range(16, 2048)]
    public int PreviewSize { get; init; } = 512;

    /// <summary>How long a valet key takes bytes. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "06:00:00")]
    public TimeSpan UploadValidFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HttpUploadLimit > MaxImageBytes)
        {
            yield return new ValidationResult($"{nameof(HttpUploadLimit)} is above {nameof(MaxImageBytes)}.", [nameof(HttpUploadLimit)]);
        }
    }
}
