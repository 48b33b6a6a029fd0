using CgiHub.Core.Evidence.Imaging;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.Evidence;

/// <summary>The evidence stage, composed.</summary>
public static class EvidenceModule
{
    /// <summary>Adds the intake and the archive of evidence, and the read side for later stages. Options: <c>CgiHub:Evidence</c>.</summary>
    public static IServiceCollection AddEvidence(this IServiceCollection services)
    {
        services.AddOptions<EvidenceOptions>().BindConfiguration("CgiHub:Evidence").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Custody>();
        services.AddSingleton<ExhibitReader>();
        services.AddSingleton<ImageInspector>();
        services.AddSingleton<EvidenceIntake>();
        services.AddSingleton<EvidenceArchive>();
        return services;
    }
}
