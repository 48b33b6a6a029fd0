using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Evidence;

/// <summary>
/// Hands out what the hub holds about exhibits: to the agency that owns them, and to the center's staff.
/// Each time an original leaves, the chain of custody says so first.
/// </summary>
public sealed class EvidenceArchive(IBlobStore blobs, ExhibitReader exhibits, Custody custody)
{
    /// <summary>An exhibit with its current images.</summary>
    public async Task<Result<Exhibit>> FindAsync(Caller caller, string exhibitId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return StableId.Suffix("ex", exhibitId) is not null
            && await exhibits.FindAsync(new Records.EntityKey(exhibitId), cancel) is { } exhibit && caller.MaySee(exhibit.Ori)
            ? exhibit
            : Errors.NotFound("exhibit");
    }

    /// <summary>One page of an exhibit's chain of custody, oldest first.</summary>
    public async Task<Result<CustodyPage>> ReadCustodyAsync(Caller caller, string exhibitId, int limit, string? cursor, CancellationToken cancel) =>
        await MaySeeAsync(caller, exhibitId, cancel) is { } error ? error : await custody.ReadAsync(exhibitId, limit, cursor, cancel);

    /// <summary>An image of a view: the current one, or a given version.</summary>
    public async Task<Result<HeldImage>> FindImageAsync(Caller caller, string exhibitId, string view, int? version, CancellationToken cancel)
    {
        if (!ImageViews.Parse(view).TryGet(out var known, out var error) || await MaySeeAsync(caller, exhibitId, cancel) is { } refusal && (error = refusal) is not null)
        {
            return error;
        }

        var current = await exhibits.ReadImageAsync(exhibitId, known, cancel);
        var document = version is null || version == current?.Document.Image.Version
            ? current?.Document
            : await exhibits.ReadSupersededAsync(exhibitId, known, version.Value, cancel);
        return document is null ? Errors.NotFound("image") : new HeldImage(exhibitId, document.Image, document.PreviewType);
    }

    /// <summary>Opens an original, after its custody entry was committed. <paramref name="bytes"/> says which part is wanted (<c>first-last</c>), null for all.</summary>
    public async Task<Result<Stream>> OpenOriginalAsync(Caller caller, HeldImage held, string? bytes, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(held);
        var stream = await blobs.OpenReadAsync(EvidenceBlobs.Original(held.ExhibitId, held.Image.Sha256), cancel);
        if (stream is null)
        {
            return Errors.Unavailable();
        }

        try
        {
            var entry = custody.Draft(caller, CustodyAction.ImageRead) with
            {
                View = held.Image.View,
                Version = held.Image.Version,
                Sha256 = held.Image.Sha256,
                Bytes = bytes,
            };
            await custody.CommitAsync(held.ExhibitId, entry, [], cancel);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the preview of an image. It shows little and carries no metadata, so custody does not mention it.</summary>
    public async Task<Result<Stream>> OpenPreviewAsync(HeldImage held, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(held);
        var stream = await blobs.OpenReadAsync(EvidenceBlobs.Preview(held.ExhibitId, held.Image.Sha256), cancel);
        return stream is null ? Errors.Unavailable() : stream;
    }

    /// <summary>Opens the relief of a surface, a PNG (see <see cref="Imaging.InspectedImage.Relief"/>). Custody mentions it as little as a preview.</summary>
    public async Task<Result<Stream>> OpenReliefAsync(HeldImage held, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(held);
        if (held.Image.Relief is null)
        {
            return Errors.NotFound("relief");
        }

        var stream = await blobs.OpenReadAsync(EvidenceBlobs.Relief(held.ExhibitId, held.Image.Sha256), cancel);
        return stream is null ? Errors.Unavailable() : stream;
    }

    private async Task<Error?> MaySeeAsync(Caller caller, string exhibitId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await exhibits.ReadAsync(exhibitId, cancel) is { } exhibit && caller.MaySee(exhibit.Ori) ? null : Errors.NotFound("exhibit");
    }
}

/// <summary>An image that a caller may see.</summary>
/// <param name="ExhibitId">Its exhibit.</param>
/// <param name="Image">What is known of it.</param>
/// <param name="PreviewType">Media type of its preview.</param>
public sealed record HeldImage(string ExhibitId, ImageStored Image, string PreviewType)
{
    /// <summary>Media type of the original.</summary>
    public string ContentType => Image.Format switch
    {
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.Png => "image/png",
        ImageFormat.Tiff => "image/tiff",
        _ => "application/x-x3p",
    };

    /// <summary>A file name for the original that tells nothing but what it is.</summary>
    public string FileName => $"{ExhibitId}-{Image.View.Name()}-{Image.Version}.{Image.Format switch { ImageFormat.Jpeg => "jpg", ImageFormat.Png => "png", ImageFormat.Tiff => "tif", _ => "x3p" }}";

    /// <summary>The original's digest as a <c>Repr-Digest</c> header (RFC 9530).</summary>
    public string Digest => ReprDigest.Format(Image.Sha256);
}
