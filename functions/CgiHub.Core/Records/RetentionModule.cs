using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.Records;

/// <summary>Adds what makes records wait before they enter, and go away again.</summary>
public static class RetentionModule
{
    /// <summary>The holding bin, the book of what is to go when, and the eraser.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration("CgiHub:Retention").ValidateDataAnnotations()
            .Validate(o => o.KeepTombstones >= o.LookAgainAfter, "CgiHub:Retention:KeepTombstones is at least LookAgainAfter.").ValidateOnStart();
        services.AddOptions<HoldingOptions>().BindConfiguration("CgiHub:Holding").ValidateDataAnnotations()
            .Validate(o => o.Feeds.All(RetentionOptions.Feeds.Contains), $"CgiHub:Holding:Feeds names feeds of {string.Join(", ", RetentionOptions.Feeds)}.").ValidateOnStart();
        services.AddSingleton<HoldingBin>();
        services.AddSingleton<HoldingDesk>();
        services.AddSingleton<RetentionBook>();
        services.AddSingleton<RecordEraser>();
        return services;
    }
}
