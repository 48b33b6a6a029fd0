using CgiHub.Core;
using CgiHub.Embedded.Blobs;
using CgiHub.Functions.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Local.Hosting;

/// <summary>Takes the bytes for which a valet key was given out; in Azure, Blob Storage itself does.</summary>
internal sealed class ValetUploads(Door door, FileBlobStore blobs)
{
    [Function("PutBlob")]
    public Task<IResult> Put([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "blobs/{**name}")] HttpRequest request, string name, CancellationToken cancel) =>
        door.OpenToAnybodyAsync(request, async () =>
            await blobs.TryAcceptUploadAsync(name, request.ReadQuery("exp"), request.ReadQuery("max"), request.ReadQuery("sig"), request.Body, cancel) switch
            {
                ValetUpload.Stored => Results.StatusCode(StatusCodes.Status201Created),
                ValetUpload.Exists => new Problem(Errors.UploadTaken()),
                ValetUpload.TooLarge => new Problem(Errors.TooLarge(long.TryParse(request.ReadQuery("max"), out var most) ? most : 0, "The upload URL allows no more.")),
                _ => new Problem(Errors.UploadRefused()),
            });
}
