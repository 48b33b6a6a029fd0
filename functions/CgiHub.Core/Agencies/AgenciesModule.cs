using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.Agencies;

/// <summary>Composes the agency registry.</summary>
public static class AgenciesModule
{
    /// <summary>Adds <see cref="AgencyRegistry"/>.</summary>
    public static IServiceCollection AddAgencies(this IServiceCollection services)
    {
        services.AddOptions<AgencyOptions>().BindConfiguration("CgiHub:Agencies").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AgencyRegistry>();
        return services;
    }
}
