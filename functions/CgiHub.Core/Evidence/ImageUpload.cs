namespace CgiHub.Core.Evidence;

/// <summary>A body that says it is an image, and what its sender promises about it.</summary>
/// <param name="Body">The bytes, read once.</param>
public sealed record ImageUpload(Stream Body)
{
    /// <summary>Its length, where the sender says so beforehand.</summary>
    public long? Length { get; init; }

    /// <summary>The headers that bear on it.</summary>
    public ImageTerms Terms { get; init; } = new();
}

/// <summary>The terms under which an image is sent.</summary>
public sealed record ImageTerms
{
    /// <summary>The <c>Repr-Digest</c> header (RFC 9530), or null.</summary>
    public string? ReprDigest { get; init; }

    /// <summary>The <c>If-Match</c> header: the ETag of the image to supersede, or <c>*</c> for any; null to store a first image only.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Whether <see cref="IfMatch"/> names this entity tag.</summary>
    internal bool Match(string etag) => IfMatch is { } wanted && wanted.Split(',').Any(tag => tag.Trim() is var t && (t == "*" || t == etag));
}

/// <summary>What became of an upload.</summary>
/// <param name="Image">The image as stored.</param>
/// <param name="Created">False where the same bytes were there already.</param>
public sealed record ImageReceipt(ImageStored Image, bool Created);
