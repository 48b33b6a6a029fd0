using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.Audit;

/// <summary>Composes the audit trail.</summary>
public static class AuditModule
{
    /// <summary>Adds <see cref="AuditTrail"/> and <see cref="AuditReader"/>.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration("CgiHub:Audit").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<AuditReader>();
        return services;
    }
}
