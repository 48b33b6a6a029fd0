using CgiHub.Core.Agencies;
using CgiHub.Core.Enrichment;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Late answers of the enrichment sources, and how the sources fare.</summary>
public sealed class EnrichmentTriggers(LeadEnricher enricher, LateEnrichment late, Door door)
{
    /// <summary>Asks again for what leads wait for.</summary>
    [Function("AskLateSources")]
    public Task AskLate([TimerTrigger("%CgiHub:Enrichment:LateSchedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancel) =>
        late.RunAsync(cancel);

    /// <summary>Each enrichment source: circuit, latency, counts, last error.</summary>
    [Function("ListSources")]
    [Produces<SourceReports>(200)]
    public Task<IResult> ListSources([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/sources")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin | Roles.CgicSupervisor, _ => Task.FromResult(Answers.Json(enricher.Report(), EnrichmentJson.Default.SourceReports)));
}
