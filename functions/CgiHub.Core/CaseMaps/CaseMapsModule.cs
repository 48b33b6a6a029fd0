using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.CaseMaps;

/// <summary>Composes the case maps.</summary>
public static class CaseMapsModule
{
    /// <summary>Adds the linker and what serves its pictures.</summary>
    public static IServiceCollection AddCaseMaps(this IServiceCollection services)
    {
        services.AddOptions<CaseMapOptions>().BindConfiguration("CgiHub:CaseMaps").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<KeptPaths>();
        services.AddSingleton<CaseMapLinker>();
        services.AddSingleton<LinkDesk>();
        services.AddSingleton<GunList>();
        services.AddSingleton<GunshotList>();
        services.AddSingleton<PlaceList>();
        services.AddSingleton<CaseFinder>();
        services.AddSingleton<CaseSearch>();
        services.AddSingleton<PersonDesk>();
        return services;
    }
}
