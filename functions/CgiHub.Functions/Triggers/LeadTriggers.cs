using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Triage;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>The center's staff work the triage list.</summary>
public sealed class LeadTriggers(Door door, LeadList list, LeadDesk desk)
{
    private const int MostBytes = 64 * 1024;

    /// <summary>The triage list: <c>order</c> (priority, received, breach), filters <c>band</c>, <c>status</c>, <c>clock</c> (in breach), <c>agency</c>, <c>q</c>.</summary>
    [Function("ListLeads")]
    [Produces<Page<LeadEntry>>(200)]
    [Fails(nameof(Errors.BadFilter), nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> ListLeads([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/leads")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ =>
            (await request.ReadPage().Then(page => LeadFilters.Read(request.ReadQuery).Then(filter => list.ListAsync(filter, page, cancel)))).ToHttp(TriageJson.Default.PageLeadEntry));

    /// <summary>One lead with its priority, clocks, enrichment, packet, outcomes and notes, as of now.</summary>
    [Function("GetLead")]
    [Produces<LeadView>(200)]
    [Fails(nameof(Errors.NotFound))]
    public Task<IResult> GetLead([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/leads/{id}")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ => Lead(await desk.ReadAsync(id, cancel)));

    /// <summary>Gives a lead to somebody, or (with null) to nobody.</summary>
    [Function("AssignLead")]
    [Reads<AssignRequest>]
    [Produces<LeadView>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge), nameof(Errors.Stale), nameof(Errors.LeadBusy))]
    public Task<IResult> AssignLead([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/leads/{id}/assign")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async caller => Lead(await request.ReadIfMatch().Then(async ifMatch =>
            await (await request.ReadJsonAsync(PacketsJson.Default.AssignRequest, MostBytes, cancel)).Then(body => desk.AssignAsync(caller, id, body, ifMatch, cancel)))));

    /// <summary>Adds a comment of the center's own.</summary>
    [Function("CommentOnLead")]
    [Reads<CommentRequest>]
    [Produces<LeadView>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge), nameof(Errors.LeadBusy))]
    public Task<IResult> CommentOnLead([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/leads/{id}/comment")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async caller =>
            Lead(await (await request.ReadJsonAsync(PacketsJson.Default.CommentRequest, MostBytes, cancel)).Then(body => desk.CommentAsync(caller, id, body, cancel))));

    /// <summary>Sends what is known of a lead at once, before enrichment ends.</summary>
    [Function("ReleaseLead")]
    [Produces<LeadView>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.Malformed), nameof(Errors.Stale), nameof(Errors.LeadBusy))]
    public Task<IResult> ReleaseLead([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/leads/{id}/release")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.CgicSupervisor, async caller => Lead(await request.ReadIfMatch().Then(ifMatch => desk.ReleaseAsync(caller, id, ifMatch, cancel))));

    /// <summary>Enters that an examiner confirmed the lead; its next packet version follows.</summary>
    [Function("ConfirmLead")]
    [Reads<ExaminerRequest>]
    [Produces<LeadView>(202)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge), nameof(Errors.Stale), nameof(Errors.LeadEliminated), nameof(Errors.LeadBusy))]
    public Task<IResult> ConfirmLead([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/leads/{id}/confirm")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.CgicSupervisor, async caller => Lead(await FindingAsync(request, (body, ifMatch) => desk.ConfirmAsync(caller, id, body, ifMatch, cancel), cancel), StatusCodes.Status202Accepted));

    /// <summary>Enters that an examiner rejected the lead; its next packet version follows.</summary>
    [Function("EliminateLead")]
    [Reads<ExaminerRequest>]
    [Produces<LeadView>(202)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge), nameof(Errors.Stale), nameof(Errors.LeadEliminated), nameof(Errors.LeadBusy))]
    public Task<IResult> EliminateLead([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/leads/{id}/eliminate")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.CgicSupervisor, async caller => Lead(await FindingAsync(request, (body, ifMatch) => desk.EliminateAsync(caller, id, body, ifMatch, cancel), cancel), StatusCodes.Status202Accepted));

    private static Task<Result<LeadView>> FindingAsync(HttpRequest request, Func<ExaminerRequest, string?, Task<Result<LeadView>>> enter, CancellationToken cancel) =>
        request.ReadIfMatch().Then(async ifMatch => await (await request.ReadJsonAsync(PacketsJson.Default.ExaminerRequest, MostBytes, cancel)).Then(body => enter(body, ifMatch)));

    private static IResult Lead(Result<LeadView> lead, int status = StatusCodes.Status200OK) =>
        lead.ToHttp(PacketsJson.Default.LeadView, l => new AnswerHeaders { ETag = l.ETag }, status);
}
