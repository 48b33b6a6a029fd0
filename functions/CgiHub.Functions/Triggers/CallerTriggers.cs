using CgiHub.Core.Agencies;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Callers learn what the hub makes of their token.</summary>
public sealed class CallerTriggers(Door door)
{
    private const Roles Anybody = Roles.AnyAgency | Roles.Staff | Roles.HubAdmin;

    /// <summary>Who the hub takes the caller for: subject, roles, agency.</summary>
    [Function("GetCaller")]
    [Produces<CallerView>(200)]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/me")] HttpRequest request) =>
        door.OpenAsync(request, Anybody, caller => Task.FromResult(Answers.Json(CallerView.Of(caller), CallerJson.Default.CallerView)));
}
