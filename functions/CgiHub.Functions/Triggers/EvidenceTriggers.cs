using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Evidence;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Partner agencies bring exhibits and their images; they and the center's staff read them.</summary>
public sealed class EvidenceTriggers(Door door, EvidenceIntake intake, EvidenceArchive archive)
{
    private const Roles Readers = Roles.AnyAgency | Roles.Staff;

    /// <summary>Registers an exhibit.</summary>
    [Function("RegisterExhibit")]
    [Reads<ExhibitRegistration>, Produces<Exhibit>(201), Fails(nameof(Errors.ExhibitExists), nameof(Errors.Invalid), nameof(Errors.Malformed))]
    public Task<IResult> Register([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/evidence")] HttpRequest request) =>
        door.OpenAsync(request, Roles.AgencySubmit, async caller =>
        {
            var cancel = request.HttpContext.RequestAborted;
            var read = await EvidenceBody.ReadAsync(request, cancel);
            return !read.TryGet(out var registration, out var error) ? new Problem(error)
                : !(await intake.RegisterAsync(caller, registration, cancel)).TryGet(out var exhibit, out error) ? new Problem(error)
                : Tagged(request, exhibit, 201);
        });

    /// <summary>Reads an exhibit.</summary>
    [Function("GetExhibit")]
    [Produces<Exhibit>(200), Fails(nameof(Errors.NotFound))]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/evidence/{id}")] HttpRequest request, string id) =>
        door.OpenAsync(request, Readers, async caller =>
            (await archive.FindAsync(caller, id, request.HttpContext.RequestAborted)).TryGet(out var exhibit, out var error) ? Tagged(request, exhibit, 200) : new Problem(error));

    /// <summary>Reads an exhibit's chain of custody.</summary>
    [Function("GetCustody")]
    [Produces<CustodyPage>(200), Fails(nameof(Errors.NotFound), nameof(Errors.BadCursor))]
    public Task<IResult> Custody([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/evidence/{id}/custody")] HttpRequest request, string id) =>
        door.OpenAsync(request, Readers, async caller => EvidenceBody.ReadLimit(request).TryGet(out var limit, out var error)
            ? (await archive.ReadCustodyAsync(caller, id, limit, EvidenceBody.Query(request, "cursor"), request.HttpContext.RequestAborted)).ToHttp(EvidenceJson.Default.CustodyPage)
            : new Problem(error));

    /// <summary>Stores an image, streamed.</summary>
    [Function("PutEvidenceImage")]
    [Reads<Stream>("image/jpeg", "image/png", "image/tiff", "application/x-x3p", "application/octet-stream"), Produces<ImageStored>(201), Produces<ImageStored>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.NoSuchView), nameof(Errors.ImageExists), nameof(Errors.Stale), nameof(Errors.BadDigest), nameof(Errors.DigestMismatch),
        nameof(Errors.ImageTooLarge), nameof(Errors.UseValetKey), nameof(Errors.UnsupportedImage), nameof(Errors.ImageDamaged), nameof(Errors.ImageOverLimit))]
    public Task<IResult> PutImage([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/evidence/{id}/images/{view}")] HttpRequest request, string id, string view) =>
        door.OpenAsync(request, Roles.AgencySubmit, async caller =>
        {
            var upload = new ImageUpload(request.Body) { Length = request.ContentLength, Terms = Terms(request) };
            return Stored(request, await intake.StoreImageAsync(caller, id, view, upload, request.HttpContext.RequestAborted), id, view);
        });

    /// <summary>Hands out a valet key for an image that is too large for a request.</summary>
    [Function("OfferUpload")]
    [Produces<UploadOffered>(201), Fails(nameof(Errors.NotFound), nameof(Errors.NoSuchView))]
    public Task<IResult> OfferUpload([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/evidence/{id}/images/{view}/upload")] HttpRequest request, string id, string view) =>
        door.OpenAsync(request, Roles.AgencySubmit, async caller =>
            (await intake.OfferUploadAsync(caller, id, view, request.HttpContext.RequestAborted)).ToHttp(EvidenceJson.Default.UploadOffered, 201));

    /// <summary>Takes what a valet key brought.</summary>
    [Function("CompleteUpload")]
    [Produces<ImageStored>(201), Produces<ImageStored>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.NoSuchView), nameof(Errors.UploadNotArrived), nameof(Errors.ImageExists), nameof(Errors.Stale), nameof(Errors.BadDigest),
        nameof(Errors.DigestMismatch), nameof(Errors.ImageTooLarge), nameof(Errors.UnsupportedImage), nameof(Errors.ImageDamaged), nameof(Errors.ImageOverLimit))]
    public Task<IResult> CompleteUpload(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/evidence/{id}/images/{view}/upload/{uploadId}/complete")] HttpRequest request, string id, string view, string uploadId) =>
        door.OpenAsync(request, Roles.AgencySubmit, async caller =>
            Stored(request, await intake.CompleteUploadAsync(caller, id, view, uploadId, Terms(request), request.HttpContext.RequestAborted), id, view, always: 200));

    /// <summary>Hands out an image, or its preview (<c>?size=preview</c>), or which way a surface faces at each point (<c>?size=relief</c>, a PNG), or an older one (<c>?version=</c>).</summary>
    [Function("GetEvidenceImage")]
    [Produces<Stream>(200), Produces<Stream>(206), Fails(nameof(Errors.NotFound), nameof(Errors.NoSuchView), nameof(Errors.Invalid), nameof(Errors.RangeNotSatisfiable))]
    public Task<IResult> GetImage([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/v1/evidence/{id}/images/{view}")] HttpRequest request, string id, string view) =>
        door.OpenAsync(request, Readers, async caller =>
        {
            var cancel = request.HttpContext.RequestAborted;
            if (!EvidenceBody.ReadImageQuery(request).TryGet(out var wanted, out var error)
                || !(await archive.FindImageAsync(caller, id, view, wanted.Version, cancel)).TryGet(out var held, out error))
            {
                return new Problem(error);
            }

            return wanted.Size switch
            {
                ImageSize.Preview => await ImageAnswer.SmallAsync(request, held, "preview", held.PreviewType, c => archive.OpenPreviewAsync(held, c), cancel),
                ImageSize.Relief => await ImageAnswer.SmallAsync(request, held, "relief", "image/png", c => archive.OpenReliefAsync(held, c), cancel),
                _ => await ImageAnswer.OriginalAsync(request, archive, caller, held, cancel),
            };
        });

    /// <summary>Removes uploads that nobody completed.</summary>
    [Function("SweepUploads")]
    public Task SweepUploads([TimerTrigger("%CgiHub:Evidence:SweepSchedule%")] TimerInfo timer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(timer);
        return intake.SweepUploadsAsync(cancel);
    }

    private static ImageTerms Terms(HttpRequest request) => new()
    {
        ReprDigest = EvidenceBody.Header(request, "Repr-Digest"),
        IfMatch = EvidenceBody.Header(request, "If-Match"),
    };

    private static IResult Stored(HttpRequest request, Result<ImageReceipt> result, string id, string view, int? always = null)
    {
        if (!result.TryGet(out var receipt, out var error))
        {
            return new Problem(error);
        }

        var headers = request.HttpContext.Response.Headers;
        headers.ETag = receipt.Image.ETag;
        if (receipt.Created)
        {
            headers.Location = $"/api/v1/evidence/{id}/images/{view}";
        }

        return Answers.Json(receipt.Image, EvidenceJson.Default.ImageStored, always ?? (receipt.Created ? 201 : 200));
    }

    private static IResult Tagged(HttpRequest request, Exhibit exhibit, int status)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(exhibit, EvidenceJson.Default.Exhibit);
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"");
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = tag;
        if (status == 201)
        {
            headers.Location = exhibit.Links.Self;
        }
        else if (ImageAnswer.IsUnchanged(request, tag))
        {
            return Results.StatusCode(304);
        }

        return Answers.Json(exhibit, EvidenceJson.Default.Exhibit, status);
    }
}
