using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Packets;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>How long records are kept: what is due, validation and purge (28 CFR 23.20(h)).</summary>
public sealed class RetentionTriggers(Door door, RetentionDesk desk, RetentionSweep sweep)
{
    private const Roles Who = Roles.HubAdmin | Roles.CgicSupervisor;
    private const int MostBytes = 64 * 1024;

    /// <summary>Purges what is due, and goes on with purges that were begun.</summary>
    [Function("SweepRetention")]
    public Task Sweep([TimerTrigger("%CgiHub:Retention:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancel) => sweep.RunAsync(cancel);

    /// <summary>Records that go by themselves, soonest first. With an agency a page may be short; go on as long as there is a cursor.</summary>
    [Function("ListRetention")]
    [Asks("feed", "Only this feed's.")]
    [Asks("agency", "Only this agency's (ORI).")]
    [Produces<Page<RetentionItem>>(200)]
    [Fails(nameof(Errors.BadFilter), nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/retention")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Who, async _ =>
            (await request.ReadPage().Then(page => desk.ListAsync(request.ReadQuery("feed"), request.ReadQuery("agency"), page, cancel))).ToHttp(PacketsJson.Default.PageRetentionItem));

    /// <summary>A person found that a record is still good: its period begins anew, and ends at the latest one period from now. Nothing else prolongs it.</summary>
    [Function("ValidateRecord")]
    [Reads<ValidateRequest>]
    [Produces<RetentionItem>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.RecordPurged), nameof(Errors.NothingToValidate), nameof(Errors.ValidTooLong), nameof(Errors.LeadBusy), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge))]
    public Task<IResult> Validate([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/retention/{recordId}/validate")] HttpRequest request, string recordId, CancellationToken cancel) =>
        door.OpenAsync(request, Who, async caller =>
            (await (await request.ReadJsonAsync(PacketsJson.Default.ValidateRequest, MostBytes, cancel)).Then(body => desk.ValidateAsync(caller, recordId, body, cancel))).ToHttp(PacketsJson.Default.RetentionItem));

    /// <summary>Purges a record now: from the records, from every packet version that told it, and from what was kept beside them. Who was told gets the next version with a notice.</summary>
    [Function("PurgeRecord")]
    [Reads<PurgeRequest>]
    [Produces<RetentionItem>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.RecordPurged), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge))]
    public Task<IResult> Purge([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/retention/{recordId}/purge")] HttpRequest request, string recordId, CancellationToken cancel) =>
        door.OpenAsync(request, Who, async caller =>
            (await (await request.ReadJsonAsync(PacketsJson.Default.PurgeRequest, MostBytes, cancel)).Then(body => desk.PurgeAsync(caller, recordId, body, cancel))).ToHttp(PacketsJson.Default.RetentionItem));
}
