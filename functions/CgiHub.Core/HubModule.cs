using CgiHub.Core.Agencies;
using CgiHub.Core.Audit;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Evidence;
using CgiHub.Core.Feeds;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core;

/// <summary>The hub, composed: one line a stage, in the order of the way. Both hosts call it; stores and queue are theirs to add.</summary>
public static class HubModule
{
    /// <summary>Adds every stage. Options are bound under <c>CgiHub:</c> and validated at start.</summary>
    public static IServiceCollection AddHub(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<HubSteps>();
        services.AddSingleton<Outbox>();
        services.AddAudit();
        services.AddAgencies();
        services.AddEvidence();
        services.AddSingleton<RecordReader>();
        services.AddSingleton<RecordStore>();
        services.AddRetention();
        services.AddFeeds();
        services.AddCaseMaps();
        services.AddEnrichment();
        services.AddTriage();
        services.AddPackets();
        return services;
    }
}
