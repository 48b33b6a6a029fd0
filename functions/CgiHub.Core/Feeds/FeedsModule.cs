using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds.Readers;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.Feeds;

/// <summary>Adds the feeds.</summary>
public static class FeedsModule
{
    /// <summary>Adds the feeds, their intake and the drop. Needs stores, registry and records.</summary>
    public static IServiceCollection AddFeeds(this IServiceCollection services)
    {
        services.AddOptions<FeedOptions>().BindConfiguration("CgiHub:Feeds").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(new FeedCatalogue(Feeds));
        services.AddSingleton<IMappingCheck, MappingCheck>();
        services.AddSingleton<FeedMeter>();
        services.AddSingleton<FeedIntake>();
        services.AddSingleton<FeedDrop>();
        services.AddSingleton<RejectedRowsEraser>();
        services.AddSingleton<MappingTrial>();
        return services;
    }

    /// <summary>The feeds of the contract.</summary>
    public static IReadOnlyList<Feed> Feeds() =>
    [
        new IncidentsFeed(),
        new NibinFeed(),
        new FirearmsFeed(),
        new GunshotsFeed(),
        new LprFeed(),
        new TracesFeed(),
        new ArrestsFeed(),
        new SupervisionFeed(),
        new OsintFeed(),
    ];
}
