using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Packets;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Agencies read and acknowledge their lead packets, and tell what came of them.</summary>
public sealed class PacketTriggers(Door door, PacketInbox inbox, LeadDesk desk)
{
    private const int MostBytes = 64 * 1024;

    /// <summary>The caller's packets that are not acknowledged yet, oldest first; with <c>all=true</c> the others, too.</summary>
    [Function("ListInbox")]
    [Produces<Page<InboxItem>>(200)]
    [Fails(nameof(Errors.BadFilter), nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> ListInbox([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/inbox")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencyReceive, async caller => (await request.ReadPage().Then(async page => request.ReadQuery("all") switch
        {
            null or "false" => await inbox.ListAsync(caller, all: false, page, cancel),
            "true" => await inbox.ListAsync(caller, all: true, page, cancel),
            _ => Errors.BadFilter("all", "true, false"),
        })).ToHttp(PacketsJson.Default.PageInboxItem));

    /// <summary>A packet as this caller may see it: the newest version that they got, or <c>?version=</c>. Staff see it in full.</summary>
    [Function("GetPacket")]
    [Asks("version", "Which version; the newest without it.")]
    [Produces<LeadPacket>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.BadFilter))]
    public Task<IResult> GetPacket([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/packets/{id}")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencyReceive | Roles.Staff, async caller =>
            (await request.ReadVersion().Then(version => inbox.ReadAsync(caller, id, version, cancel))).ToHttp(PacketsJson.Default.LeadPacket));

    /// <summary>Received: the newest version that the caller got. Again, it changes nothing.</summary>
    [Function("AcknowledgePacket")]
    [Produces<Done>(204)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.LeadBusy))]
    public Task<IResult> AcknowledgePacket([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/packets/{id}/ack")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencyReceive, async caller => (await inbox.AcknowledgeAsync(caller, id, cancel)).ToHttp());

    /// <summary>What came of a lead; from recipients of its packet, and from staff.</summary>
    [Function("PostOutcome")]
    [Reads<OutcomeReport>]
    [Produces<Outcome>(201)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge), nameof(Errors.LeadBusy))]
    public Task<IResult> PostOutcome([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/leads/{id}/outcomes")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencyReceive | Roles.Staff, async caller =>
            (await (await request.ReadJsonAsync(PacketsJson.Default.OutcomeReport, MostBytes, cancel)).Then(body => desk.TellAsync(caller, id, body, cancel))).ToHttp(PacketsJson.Default.Outcome, StatusCodes.Status201Created));
}
