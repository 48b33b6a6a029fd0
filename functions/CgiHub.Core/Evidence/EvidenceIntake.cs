using System.Security.Cryptography;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Evidence.Imaging;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Evidence;

/// <summary>
/// Takes exhibits and their images into the hub. An image streams once into staging, hashed and measured as it flows;
/// it gets its name only when its digest, its format and every one of its pixels were found good.
/// </summary>
/// <remarks>
/// Every step can be killed and run again: blobs are named by their content, so what a lost attempt left is found and used by the next,
/// and an image, its custody entry and the version that it supersedes commit together.
/// </remarks>
public sealed partial class EvidenceIntake(
    IBlobStore blobs, IDocumentStore documents, ExhibitReader exhibits, Custody custody, ImageInspector inspector,
    IOptions<EvidenceOptions> options, TimeProvider time, ILogger<EvidenceIntake> log)
{
    /// <summary>How long an upload's document outlives its valet key, for those who complete late or twice.</summary>
    private static readonly TimeSpan UploadAfterlife = TimeSpan.FromHours(24);

    /// <summary>Registers an exhibit of the caller's own agency. The same (ORI, case number, exhibit number) again is refused with a link.</summary>
    public async Task<Result<Exhibit>> RegisterAsync(Caller caller, ExhibitRegistration registration, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(registration);
        if (!RegistrationCheck.Check(caller, registration, time.GetUtcNow()).TryGet(out var document, out var error))
        {
            return error;
        }

        var id = EntityKey.Exhibit(document.Ori, document.CaseNumber, document.ExhibitNumber).Value;
        if (await exhibits.ReadAsync(id, cancel) is not null)
        {
            return Errors.ExhibitExists(EvidenceRoutes.Exhibit(id));
        }

        var write = DocumentWrite.Create(ExhibitDocument.Id, JsonSerializer.SerializeToUtf8Bytes(document, EvidenceStorageJson.Default.ExhibitDocument));
        return await custody.CommitAsync(id, custody.Draft(caller, CustodyAction.Registered), [write], cancel) is null
            ? document.ToExhibit(id, [])
            : Errors.ExhibitExists(EvidenceRoutes.Exhibit(id));
    }

    /// <summary>Stores the image of a view. The same bytes again change nothing; other bytes need the ETag of what they supersede.</summary>
    public async Task<Result<ImageReceipt>> StoreImageAsync(Caller caller, string exhibitId, string view, ImageUpload upload, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(upload);
        var (place, error) = await PlaceAsync(caller, exhibitId, view, upload.Terms, cancel);
        if (place is null)
        {
            return error!;
        }

        var limit = Math.Min(options.Value.HttpUploadLimit ?? long.MaxValue, options.Value.MaxImageBytes);
        if (upload.Length > limit)
        {
            return TooLarge(place, upload.Length.Value);
        }

        if (place.Promised is not null && Decide(place, await exhibits.ReadImageAsync(exhibitId, place.View, cancel), place.Promised) is { Error: { } refusal })
        {
            return refusal;
        }

        var body = await PeekedStream.PeekAsync(upload.Body, ImageSniffer.BytesNeeded, cancel);
        if (ImageSniffer.Sniff(body.Head).Error is { } unsupported)
        {
            return unsupported;
        }

        try
        {
            await using var staged = await blobs.StageAsync(body, new BlobStaging(limit), cancel);
            return await TakeAsync(place, staged, [], cancel);
        }
        catch (BlobTooLargeException)
        {
            return TooLarge(place, limit + 1);
        }
    }

    /// <summary>Hands out a create-only, short-lived URL that takes an image straight into storage.</summary>
    public async Task<Result<UploadOffered>> OfferUploadAsync(Caller caller, string exhibitId, string view, CancellationToken cancel)
    {
        var (place, error) = await PlaceAsync(caller, exhibitId, view, new ImageTerms(), cancel);
        if (place is null)
        {
            return error!;
        }

        var uploadId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var blob = EvidenceBlobs.Upload(uploadId);
        var key = await blobs.CreateUploadAsync(blob, options.Value.UploadValidFor, options.Value.MaxImageBytes, cancel);
        var document = JsonSerializer.SerializeToUtf8Bytes(new UploadDocument(place.View, blob, null), EvidenceStorageJson.Default.UploadDocument);
        var entry = custody.Draft(caller, CustodyAction.UploadOffered) with { View = place.View };
        if (await custody.CommitAsync(exhibitId, entry,
            [DocumentWrite.Create(UploadDocument.Id(uploadId), document, timeToLive: options.Value.UploadValidFor + UploadAfterlife)], cancel) is not null)
        {
            throw new InvalidOperationException("A random upload id was drawn twice.");
        }

        return new UploadOffered(uploadId, key.Url, key.ExpiresAt) { Complete = EvidenceRoutes.Complete(exhibitId, place.View, uploadId) };
    }

    /// <summary>Takes what a valet key brought as if it had been PUT. Completing twice answers twice the same.</summary>
    public async Task<Result<ImageReceipt>> CompleteUploadAsync(Caller caller, string exhibitId, string view, string uploadId, ImageTerms terms, CancellationToken cancel)
    {
        var (place, error) = await PlaceAsync(caller, exhibitId, view, terms, cancel);
        if (place is null)
        {
            return error!;
        }

        if (await ReadUploadAsync(place, uploadId, cancel) is not { } upload)
        {
            return Errors.NotFound("upload");
        }

        if (upload.Completed is not null)
        {
            return await CompletedAsync(place, upload, cancel);
        }

        try
        {
            await using var staged = await blobs.StageExistingAsync(upload.Blob, new BlobStaging(options.Value.MaxImageBytes), cancel);
            if (staged is null)
            {
                // Whoever completed it meanwhile has also removed it.
                return await ReadUploadAsync(place, uploadId, cancel) is { Completed: not null } meanwhile ? await CompletedAsync(place, meanwhile, cancel) : Errors.UploadNotArrived();
            }

            var done = DocumentWrite.Upsert(UploadDocument.Id(uploadId),
                JsonSerializer.SerializeToUtf8Bytes(upload with { Completed = staged.Sha256 }, EvidenceStorageJson.Default.UploadDocument), timeToLive: UploadAfterlife);
            var taken = await TakeAsync(place, staged, [done], cancel);
            if (taken is { Error: null, Value.Created: false })
            {
                await documents.CommitAsync(Containers.Exhibits, exhibitId, [done], CancellationToken.None);
            }

            // What another If-Match or digest may still complete stays where it is.
            if (taken.Error is null || taken.Error.Status is 413 or 415 or 422)
            {
                await blobs.DeleteAsync(upload.Blob, CancellationToken.None);
            }

            return taken;
        }
        catch (BlobTooLargeException)
        {
            await blobs.DeleteAsync(upload.Blob, CancellationToken.None);
            return Errors.ImageTooLarge(options.Value.MaxImageBytes);
        }
    }

    /// <summary>Removes uploads that nobody completed within a day. Returns how many.</summary>
    public async Task<int> SweepUploadsAsync(CancellationToken cancel)
    {
        var removed = 0;
        var before = time.GetUtcNow() - options.Value.UploadValidFor - UploadAfterlife;
        await foreach (var blob in blobs.ListAsync(EvidenceBlobs.Uploads, cancel))
        {
            if (blob.ModifiedAt < before && await blobs.DeleteAsync(blob.Name, cancel))
            {
                removed++;
            }
        }

        if (removed > 0)
        {
            UploadsSwept(removed);
        }

        return removed;
    }

    private async Task<UploadDocument?> ReadUploadAsync(Place place, string uploadId, CancellationToken cancel)
    {
        var stored = IsUploadId(uploadId) ? await documents.ReadAsync(Containers.Exhibits, place.ExhibitId, UploadDocument.Id(uploadId), cancel) : null;
        var upload = stored is null ? null : JsonSerializer.Deserialize(stored.Body.Span, EvidenceStorageJson.Default.UploadDocument)!;
        return upload?.View == place.View ? upload : null;
    }

    private async Task<Result<ImageReceipt>> CompletedAsync(Place place, UploadDocument upload, CancellationToken cancel) =>
        await exhibits.ReadImageAsync(place.ExhibitId, place.View, cancel) is { } image && image.Document.Image.Sha256 == upload.Completed
            ? new ImageReceipt(image.Document.Image, false)
            : Errors.Stale();

    private async Task<Result<ImageReceipt>> TakeAsync(Place place, StagedBlob staged, IReadOnlyList<DocumentWrite> alongside, CancellationToken cancel)
    {
        if (place.Promised is { } promised && promised != staged.Sha256)
        {
            return Errors.DigestMismatch(promised, staged.Sha256);
        }

        var current = await exhibits.ReadImageAsync(place.ExhibitId, place.View, cancel);
        if (Decide(place, current, staged.Sha256) is { } early)
        {
            return early;
        }

        var inspected = await inspector.InspectAsync(await staged.OpenReadAsync(cancel), cancel);
        if (!inspected.TryGet(out var found, out var error))
        {
            ImageRefused(place.ExhibitId, error.Number);
            return error;
        }

        // A decode takes its time: whoever was quicker is seen before the bytes get a name to which nothing would ever refer.
        current = await exhibits.ReadImageAsync(place.ExhibitId, place.View, cancel);
        if (Decide(place, current, staged.Sha256) is { } overtaken)
        {
            return overtaken;
        }

        await Task.WhenAll(
            staged.CommitAsync(EvidenceBlobs.Original(place.ExhibitId, staged.Sha256), cancel),
            StoreAsync(EvidenceBlobs.Preview(place.ExhibitId, staged.Sha256), found.Preview, cancel),
            found.Relief is { } relief ? StoreAsync(EvidenceBlobs.Relief(place.ExhibitId, staged.Sha256), relief, cancel) : Task.CompletedTask);
        while (true)
        {
            var image = Describe(place, staged, found, (current?.Document.Image.Version ?? 0) + 1);
            if (await custody.CommitAsync(place.ExhibitId, Entry(place, image, current?.Document.Image), [.. Writes(place, image, found, current), .. alongside], cancel) is null)
            {
                ImageTaken(place.ExhibitId, image.Format, image.Bytes, image.Version);
                return new ImageReceipt(image, true);
            }

            current = await exhibits.ReadImageAsync(place.ExhibitId, place.View, cancel);
            if (Decide(place, current, staged.Sha256) is { } late)
            {
                return late;
            }
        }
    }

    private async Task StoreAsync(string name, byte[] small, CancellationToken cancel)
    {
        await using var staged = await blobs.StageAsync(new MemoryStream(small, writable: false), new BlobStaging(small.Length), cancel);
        await staged.CommitAsync(name, cancel);
    }

    /// <summary>What the current image of the view means for new bytes; null when they may be stored.</summary>
    private static Result<ImageReceipt>? Decide(Place place, (ImageDocument Document, StoredDocument Stored)? current, string sha256)
    {
        var image = current?.Document.Image;
        if (image?.Sha256 == sha256)
        {
            return new ImageReceipt(image, false);
        }

        if (place.Terms.IfMatch is null)
        {
            return image is null ? default(Result<ImageReceipt>?) : Errors.ImageExists(EvidenceRoutes.Image(place.ExhibitId, place.View));
        }

        return image is not null && place.Terms.Match(image.ETag) ? default(Result<ImageReceipt>?) : Errors.Stale();
    }

    private ImageStored Describe(Place place, StagedBlob staged, InspectedImage found, int version) =>
        new(place.View, version, staged.Sha256, staged.Length, found.Format, found.Width, found.Height, time.GetUtcNow())
        {
            Pages = found.Pages > 1 ? found.Pages : null,
            CapturedAt = found.Captured?.Instant,
            CapturedAtLocal = found.Captured?.Local,
            Warnings = found.Warnings.Count > 0 ? found.Warnings : null,
            Preview = EvidenceRoutes.Preview(place.ExhibitId, place.View),
            Relief = found.Relief is null ? null : EvidenceRoutes.Relief(place.ExhibitId, place.View),
            Original = EvidenceRoutes.Image(place.ExhibitId, place.View),
        };

    private CustodyEntry Entry(Place place, ImageStored image, ImageStored? superseded) =>
        custody.Draft(place.Caller, superseded is null ? CustodyAction.ImageStored : CustodyAction.ImageSuperseded) with
        {
            View = place.View,
            Version = image.Version,
            Sha256 = image.Sha256,
            Superseded = superseded?.Sha256,
        };

    private static IEnumerable<DocumentWrite> Writes(Place place, ImageStored image, InspectedImage found, (ImageDocument Document, StoredDocument Stored)? current)
    {
        var id = ImageDocument.Current(place.View);
        var body = JsonSerializer.SerializeToUtf8Bytes(new ImageDocument(image, found.PreviewType), EvidenceStorageJson.Default.ImageDocument);
        if (current is not { } old)
        {
            yield return DocumentWrite.Create(id, body, sort: id);
            yield break;
        }

        var version = ImageDocument.Superseded(place.View, old.Document.Image.Version);
        yield return DocumentWrite.Replace(id, old.Stored.ETag, body, sort: id);
        yield return DocumentWrite.Create(version, old.Stored.Body, sort: version);
    }

    private async Task<(Place? Place, Error? Error)> PlaceAsync(Caller caller, string exhibitId, string view, ImageTerms terms, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(terms);
        if (!ImageViews.Parse(view).TryGet(out var known, out var error) || !ReprDigest.Parse(terms.ReprDigest).TryGet(out var promised, out error))
        {
            return (null, error);
        }

        return await exhibits.ReadAsync(exhibitId, cancel) is { } exhibit && exhibit.Ori == caller.Agency
            ? (new Place(caller, exhibitId, known, terms, promised), null)
            : (null, Errors.NotFound("exhibit"));
    }

    private Error TooLarge(Place place, long bytes) => bytes > options.Value.MaxImageBytes || options.Value.HttpUploadLimit is not { } limit
        ? Errors.ImageTooLarge(options.Value.MaxImageBytes)
        : Errors.UseValetKey(limit, EvidenceRoutes.Image(place.ExhibitId, place.View) + "/upload");

    private static bool IsUploadId(string text) => text is { Length: 32 } && text.All(char.IsAsciiHexDigitLower);

    [LoggerMessage(Level = LogLevel.Information, Message = "Image of exhibit {ExhibitId} taken: {Format}, {Bytes} bytes, version {Version}")]
    private partial void ImageTaken(string exhibitId, ImageFormat format, long bytes, int version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Image of exhibit {ExhibitId} refused with error {Number}")]
    private partial void ImageRefused(string exhibitId, int number);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} uploads that nobody completed were removed")]
    private partial void UploadsSwept(int count);

    /// <summary>Where an image goes, and under which terms.</summary>
    private sealed record Place(Caller Caller, string ExhibitId, ImageView View, ImageTerms Terms, string? Promised);
}
