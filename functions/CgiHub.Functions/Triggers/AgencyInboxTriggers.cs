using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Packets;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>The center sees what waits in agencies' inboxes.</summary>
public sealed class AgencyInboxTriggers(Door door, PacketInbox inbox)
{
    /// <summary>An agency's packets, one entry each: those that it has not acknowledged yet, oldest first, or with <c>state=all</c> every one, newest first.</summary>
    [Function("ListAgencyInbox")]
    [Asks("state", "open (the default): not acknowledged yet; all: every one.")]
    [Produces<Page<DeliveredPacket>>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.BadFilter), nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/agencies/{ori}/inbox")] HttpRequest request, string ori, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ => (await request.ReadPage().Then<Page<DeliveredPacket>>(async page => (Ori.TryParse(ori, out var agency), request.ReadQuery("state")) switch
        {
            (false, _) => Errors.NotFound("agency"),
            (true, null or "open") => await inbox.ListOfAsync(agency, all: false, page, cancel),
            (true, "all") => await inbox.ListOfAsync(agency, all: true, page, cancel),
            _ => Errors.BadFilter("state", "open, all"),
        })).ToHttp(PacketsJson.Default.PageDeliveredPacket));
}
