using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Audit;
using CgiHub.Core.Packets;
using CgiHub.Core.Storage;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>The hub's administrators: the agency registry, the audit trail and what could not be handled.</summary>
public sealed class AdminTriggers(Door door, AgencyRegistry agencies, AuditTrail trail, AuditReader audit, IDeadLetters deadLetters, LostMessages lost)
{
    private const int MostAgencyBytes = 1024 * 1024;
    private const int MostBytes = 64 * 1024;

    /// <summary>The agencies, by ORI.</summary>
    [Function("ListAgencies")]
    [Produces<Page<Agency>>(200)]
    [Fails(nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> ListAgencies([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/agencies")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin, async _ =>
            (await request.ReadPage().Then(async page => (Result<Page<Agency>>)await agencies.ListAsync(page, cancel))).ToHttp(AgenciesJson.Default.PageAgency));

    /// <summary>One agency.</summary>
    [Function("GetAgency")]
    [Produces<Agency>(200)]
    [Fails(nameof(Errors.NotFound))]
    public Task<IResult> GetAgency([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/agencies/{ori}")] HttpRequest request, string ori, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin, async _ =>
            Ori.TryParse(ori, out var known) && await agencies.ReadAsync(known, cancel) is { } stored
                ? Answers.Json(stored.Agency, AgenciesJson.Default.Agency).WithETag(stored.ETag)
                : new Problem(Errors.NotFound("agency")));

    /// <summary>Writes an agency. <c>If-Match</c> guards against another's change; <c>If-None-Match: *</c> only creates.</summary>
    [Function("PutAgency")]
    [Reads<Agency>]
    [Produces<Agency>(200)]
    [Produces<Agency>(201)]
    [Fails(nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge), nameof(Errors.Stale))]
    public Task<IResult> PutAgency([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/admin/agencies/{ori}")] HttpRequest request, string ori, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin, async _ =>
        {
            var ifMatch = request.ReadIfMatch();
            var read = await ifMatch.Then(_ => request.ReadJsonAsync(AgenciesJson.Default.Agency, MostAgencyBytes, cancel));
            var saved = await read.Then(agency => NamedAsInRoute(agency, ori)).Then(agency => agencies.SaveAsync(agency, ifMatch.Value, request.CreatesOnly(), cancel));
            return saved.TryGet(out var done, out var error)
                ? Answers.Json(done.Stored.Agency, AgenciesJson.Default.Agency, done.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK)
                    .With(new AnswerHeaders { ETag = done.Stored.ETag, Location = done.Created ? $"/api/v1/admin/agencies/{done.Stored.Agency.Ori}" : null })
                : new Problem(error);
        });

    /// <summary>Looks whether attempts can still be recorded; the log says where they cannot.</summary>
    [Function(AuditTrail.SelfCheck)]
    public Task CheckAudit([TimerTrigger("%CgiHub:Audit:CheckSchedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancel) => trail.CheckAsync(cancel);

    /// <summary>Attempts, newest first. Reading is itself recorded.</summary>
    [Function("ListAudit")]
    [Asks("from", "Recorded at or after this time.")]
    [Asks("to", "Recorded before this time.")]
    [Asks("subject", "Only this subject's.")]
    [Asks("function", "Only this function's.")]
    [Asks("outcome", "Only those that ended like this: ok, refused, failed, or a status.")]
    [Produces<Page<AuditEntry>>(200)]
    [Fails(nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> ListAudit([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/audit")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin, async _ =>
        {
            var listed = await request.ReadPage().Then(page => request.ReadInstant("from").Then(from => request.ReadInstant("to").Then<Page<AuditEntry>>(async to =>
                await audit.ListAsync(new AuditFilter { From = from, To = to, Subject = request.ReadQuery("subject"), Function = request.ReadQuery("function"), Outcome = request.ReadQuery("outcome") }, page, cancel))));
            return listed.ToHttp(AuditJson.Default.PageAuditEntry);
        });

    /// <summary>Walks the whole chain and tells where it breaks first, if it does.</summary>
    [Function("VerifyAudit")]
    [Produces<AuditVerification>(200)]
    public Task<IResult> VerifyAudit([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/audit/verify")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin, async _ => Answers.Json(await audit.VerifyAsync(cancel), AuditJson.Default.AuditVerification));

    /// <summary>Messages that could not be handled, newest first.</summary>
    [Function("ListDeadLetters")]
    [Produces<Page<DeadLetter>>(200)]
    [Fails(nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> ListDeadLetters([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/dead-letters")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin, async _ => (await request.ReadPage().Then<Page<DeadLetter>>(async page =>
        {
            var found = await deadLetters.ListAsync(page.Limit, page.Cursor, cancel);
            return new Page<DeadLetter>(found.Items, found.Continuation);
        })).ToHttp(AdminJson.Default.PageDeadLetter));

    /// <summary>Puts a message back into its queue with a fresh delivery count.</summary>
    [Function("ReplayDeadLetter")]
    [Produces<Done>(204)]
    [Fails(nameof(Errors.NotFound))]
    public Task<IResult> ReplayDeadLetter([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/dead-letters/{id}/replay")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin, async _ => Found(await deadLetters.ReplayAsync(id, cancel)).ToHttp());

    /// <summary>Removes a message for good.</summary>
    [Function("DeleteDeadLetter")]
    [Produces<Done>(204)]
    [Fails(nameof(Errors.NotFound))]
    public Task<IResult> DeleteDeadLetter([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/admin/dead-letters/{id}")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin, async _ => Found(await deadLetters.DeleteAsync(id, cancel)).ToHttp());

    /// <summary>Has all work asked for again that follows from what the hub holds since an instant, after queues were lost with their messages. One step; call it with <c>next</c> until there is none.</summary>
    [Function("AskAgain")]
    [Reads<LostMessagesRequest>]
    [Produces<AskedAgain>(200)]
    [Fails(nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.BadCursor), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge))]
    public Task<IResult> AskAgain([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/lost-messages")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin, async _ =>
            (await (await request.ReadJsonAsync(PacketsJson.Default.LostMessagesRequest, MostBytes, cancel)).Then(body => lost.AskAsync(body, cancel))).ToHttp(PacketsJson.Default.AskedAgain));

    private static Result<Done> Found(bool found) => found ? default(Done) : Errors.NotFound("dead letter");

    private static Result<Agency> NamedAsInRoute(Agency agency, string ori) =>
        Ori.TryParse(ori, out var named) && named == agency.Ori ? agency : Errors.Invalid([new FieldFault("/ori", "mismatch", "The body's ori and the route's are not the same.")]);
}
