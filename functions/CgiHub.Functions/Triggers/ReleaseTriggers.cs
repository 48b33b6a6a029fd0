using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Packets;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>The dissemination log.</summary>
public sealed class ReleaseTriggers(Door door, DisseminationLog log)
{
    /// <summary>Every release of a lead's packet: to whom each version was sent and who read it, why, when, and which rules withheld something. An agency reads it of leads on which it owns an event.</summary>
    [Function("ListReleases")]
    [Produces<Page<DisseminationEntry>>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> ListReleases([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/leads/{id}/releases")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencyReceive | Roles.CgicSupervisor | Roles.HubAdmin, async caller =>
            (await request.ReadPage().Then(page => log.ListAsync(caller, id, page, cancel))).ToHttp(PacketsJson.Default.PageDisseminationEntry));
}
