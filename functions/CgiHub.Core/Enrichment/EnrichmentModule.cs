using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Logging;

namespace CgiHub.Core.Enrichment;

/// <summary>Composes the enrichment of leads.</summary>
public static class EnrichmentModule
{
    /// <summary>Adds the three sources, their pipelines, <see cref="LeadEnricher"/> and <see cref="LateEnrichment"/>.</summary>
    public static IServiceCollection AddEnrichment(this IServiceCollection services)
    {
        services.AddOptions<EnrichmentOptions>().BindConfiguration("CgiHub:Enrichment").ValidateDataAnnotations()
            .Validate(o => o.KeepFor >= o.CacheFor, "CgiHub:Enrichment:KeepFor must be at least CacheFor.")
            .Validate(o => o.LateRetryMax >= o.LateRetryBase, "CgiHub:Enrichment:LateRetryMax must be at least LateRetryBase.")
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SourceOptions>, SourceOptionsValidation>());
        services.AddSource<ETraceSource>(ETraceSource.SourceName, "ETrace");
        services.AddSource<ProbationSource>(ProbationSource.SourceName, "Probation");
        services.AddSource<ParoleSource>(ParoleSource.SourceName, "Parole");

        services.AddSingleton<SourceMeter>();
        services.AddSingleton<AnswerBook>();
        services.AddSingleton<Asking>();
        services.AddSingleton<LateSpacing>();
        services.AddSingleton(p => new LeadEnricher(
            p.GetServices<IEnrichmentSource>(),
            p.GetRequiredService<Asking>(),
            p.GetRequiredService<AnswerBook>(),
            p.GetRequiredService<LateSpacing>(),
            p.GetRequiredService<HubSteps>(),
            p.GetRequiredService<IOptions<EnrichmentOptions>>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new LateEnrichment(
            p.GetServices<IEnrichmentSource>(),
            p.GetRequiredService<Asking>(),
            p.GetRequiredService<AnswerBook>(),
            p.GetRequiredService<LateSpacing>(),
            p.GetRequiredService<IMessageQueue>(),
            p.GetRequiredService<HubSteps>(),
            p.GetRequiredService<IOptions<EnrichmentOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<LateEnrichment>>()));
        return services;
    }

    private static void AddSource<TSource>(this IServiceCollection services, string name, string section)
        where TSource : class, IEnrichmentSource
    {
        services.AddOptions<SourceOptions>(name).BindConfiguration($"CgiHub:Enrichment:{section}").ValidateDataAnnotations().ValidateOnStart();
        services.AddPartnerClient(name);
        services.AddSingleton<IEnrichmentSource, TSource>();
    }
}
