using CgiHub.Core.Triage.Paper;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.Triage;

/// <summary>Adds the triage stage.</summary>
public static class TriageModule
{
    /// <summary>Ranks leads, keeps the triage list and whatever else follows the leads.</summary>
    public static IServiceCollection AddTriage(this IServiceCollection services)
    {
        services.AddOptions<HubOptions>().BindConfiguration("CgiHub").ValidateDataAnnotations()
            .Validate(o => TimeZoneInfo.TryFindSystemTimeZoneById(o.TimeZone, out _), "CgiHub:TimeZone must be an IANA time zone, such as America/New_York.").ValidateOnStart();
        services.AddOptions<TriageOptions>().BindConfiguration("CgiHub:Triage").ValidateDataAnnotations()
            .Validate(o => o.Immediate >= o.High && o.High >= o.Medium, "CgiHub:Triage: Immediate, High and Medium must descend.").ValidateOnStart();
        services.AddOptions<TriageWeights>().BindConfiguration("CgiHub:Triage:Weights").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ClockOptions>().BindConfiguration("CgiHub:Triage:Clocks").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BreachOptions>().BindConfiguration("CgiHub:Triage:Breaches").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RefreshOptions>().BindConfiguration("CgiHub:Triage:Refresh").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OpenLeadRefresh>();
        services.AddOptions<DigestOptions>().BindConfiguration("CgiHub:Triage:Digest").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DigestDesk>();
        services.AddSingleton<PaperFonts>();
        services.AddSingleton<DigestPaper>();
        services.AddSingleton<LeadTriage>();
        services.AddSingleton<LeadList>();
        services.AddSingleton<LeadHistory>();
        services.AddSingleton<WeightsPreview>();
        services.AddOptions<LeadNewsOptions>().BindConfiguration("CgiHub:Triage:News").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LeadNews>();
        services.AddSingleton<LeadNewsWatch>();
        services.AddSingleton<ClockBook>();
        services.AddSingleton<ClockMeter>();
        services.AddSingleton<ClockTables>();
        services.AddSingleton<BreachWatch>();
        services.AddSingleton<ILeadFollower>(provider => provider.GetRequiredService<LeadList>());
        services.AddSingleton<ILeadFollower>(provider => provider.GetRequiredService<LeadHistory>());
        services.AddSingleton<ILeadFollower>(provider => provider.GetRequiredService<ClockBook>());
        services.AddSingleton<ILeadFollower>(provider => provider.GetRequiredService<LeadNews>());
        services.AddSingleton<LeadFollowing>();
        return services;
    }
}
