using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Records that wait for a review before they enter the hub (28 CFR 23.20(a–c)).</summary>
public sealed class HoldingTriggers(Door door, HoldingDesk desk)
{
    private const int MostBytes = 64 * 1024;

    /// <summary>What waits for review, longest first, with what it says.</summary>
    [Function("ListHeld")]
    [Produces<Page<HeldRecord>>(200)]
    [Fails(nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/holding")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.CgicSupervisor, async _ => (await request.ReadPage().Then(page => desk.ListAsync(page, cancel))).ToHttp(HoldingJson.Default.PageHeldRecord));

    /// <summary>What waits of one record.</summary>
    [Function("GetHeld")]
    [Produces<HeldRecord>(200)]
    [Fails(nameof(Errors.NotFound))]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/holding/{recordId}")] HttpRequest request, string recordId, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.CgicSupervisor, async _ => (await desk.FindAsync(recordId, cancel)).ToHttp(HoldingJson.Default.HeldRecord));

    /// <summary>What was decided about a record's contents so far, newest first.</summary>
    [Function("GetHeldReviews")]
    [Produces<Page<HoldingReview>>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> Reviews([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/holding/{recordId}/reviews")] HttpRequest request, string recordId, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.CgicSupervisor, async _ => (await request.ReadPage().Then(page => desk.ReviewsAsync(recordId, page, cancel))).ToHttp(HoldingJson.Default.PageHoldingReview));

    /// <summary>Lets a record into the hub. Its period begins now.</summary>
    [Function("ApproveHeld")]
    [Reads<ReviewRequest>]
    [Produces<HoldingReview>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.HeldRecordChanged), nameof(Errors.RecordPurged), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge))]
    public Task<IResult> Approve([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/holding/{recordId}/approve")] HttpRequest request, string recordId, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.CgicSupervisor, async caller =>
            (await (await request.ReadJsonAsync(HoldingJson.Default.ReviewRequest, MostBytes, cancel)).Then(body => desk.ApproveAsync(caller, recordId, body, cancel))).ToHttp(HoldingJson.Default.HoldingReview));

    /// <summary>Takes a record out of the bin for good. The same content is refused from then on.</summary>
    [Function("DeclineHeld")]
    [Reads<ReviewRequest>]
    [Produces<HoldingReview>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.HeldRecordChanged), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge))]
    public Task<IResult> Decline([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/holding/{recordId}/decline")] HttpRequest request, string recordId, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.CgicSupervisor, async caller =>
            (await (await request.ReadJsonAsync(HoldingJson.Default.ReviewRequest, MostBytes, cancel)).Then(body => desk.DeclineAsync(caller, recordId, body, cancel))).ToHttp(HoldingJson.Default.HoldingReview));
}
