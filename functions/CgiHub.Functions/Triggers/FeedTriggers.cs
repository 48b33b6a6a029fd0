using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Partner agencies bring their feeds, and read what became of them.</summary>
public sealed class FeedTriggers(Door door, FeedIntake intake)
{
    /// <summary>Takes a batch of rows.</summary>
    [Function("PostFeed")]
    [Reads<Stream>("application/json", "application/x-ndjson", "text/csv", "application/cloudevents+json", "application/cloudevents-batch+json", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/geo+json", "application/cap+xml", "application/ld+json")]
    [Asks("format", "The format by name, where the media type does not tell: json, ndjson, csv, cloudevents, cloudevents-batch, xlsx, geojson, cap, flock, niem.")]
    [Produces<FeedReceipt>(200)]
    [Fails(nameof(Errors.NoSuchFeed), nameof(Errors.AgencyInactive), nameof(Errors.UnsupportedMediaType), nameof(Errors.UnsupportedEncoding), nameof(Errors.Malformed), nameof(Errors.TooLarge), nameof(Errors.ExpandsTooFar), nameof(Errors.UnreadableTable), nameof(Errors.MappingFaulty), nameof(Errors.TooMuchToGroup))]
    public Task<IResult> PostFeed([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/feeds/{feed}")] HttpRequest request, string feed, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencySubmit, async caller =>
            (await intake.TakeAsync(caller, feed, request.Body, FeedFormats.MediaType(request.ReadQuery("format"), request.ContentType), request.Headers.ContentEncoding, cancel)).ToHttp(FeedsJson.Default.FeedReceipt));

    /// <summary>Reads a receipt again.</summary>
    [Function("GetReceipt")]
    [Produces<FeedReceipt>(200)]
    [Fails(nameof(Errors.NotFound))]
    public Task<IResult> GetReceipt([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/receipts/{id}")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencySubmit, async caller => (await intake.FindReceiptAsync(caller, id, cancel)).ToHttp(FeedsJson.Default.FeedReceipt));

    /// <summary>Gives the rejected rows back as they came, to mend and resend.</summary>
    [Function("GetRejected")]
    [Produces<Stream>(200)]
    [Fails(nameof(Errors.NotFound))]
    public Task<IResult> GetRejected([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/receipts/{id}/rejected")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencySubmit, async caller =>
            (await intake.OpenRejectedAsync(caller, id, cancel)).TryGet(out var rows, out var error) ? Results.Stream(rows.Content, rows.ContentType) : new Problem(error));
}
