using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Triage;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.Triggers;

/// <summary>The center's staff watch the triage list.</summary>
public sealed class EventTriggers(Door door, LeadNewsWatch watch, IOptions<BoardOptions> options, IHostApplicationLifetime host, TimeProvider time)
{
    /// <summary>Which entries of the triage list changed, as server-sent events. The connection ends after a while: come again with <c>Last-Event-ID</c>.</summary>
    [Function("WatchLeads")]
    [Produces<Stream>(200), Fails(nameof(Errors.TooManyListeners))]
    public Task<IResult> Watch([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/events")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ => (await watch.ListenAsync(EventStream.Since(request), cancel)).TryGet(out var listener, out var error)
            ? new EventStream(listener, options.Value, time, host.ApplicationStopping)
            : new Problem(error));
}
