using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.Records;

/// <summary>Adds what makes records go away.</summary>
public static class RetentionModule
{
    /// <summary>The book of what is to go when, and the eraser.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration("CgiHub:Retention").ValidateDataAnnotations()
            .Validate(o => o.KeepTombstones >= o.LookAgainAfter, "CgiHub:Retention:KeepTombstones is at least LookAgainAfter.").ValidateOnStart();
        services.AddSingleton<RetentionBook>();
        services.AddSingleton<RecordEraser>();
        return services;
    }
}
