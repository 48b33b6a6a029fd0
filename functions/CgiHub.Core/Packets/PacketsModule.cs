using CgiHub.Core.Packets.Paper;
using CgiHub.Core.Packets.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.Packets;

/// <summary>Adds the packets stage.</summary>
public static class PacketsModule
{
    /// <summary>Issues packet versions, sends them, keeps inboxes, and lets people work on leads.</summary>
    public static IServiceCollection AddPackets(this IServiceCollection services)
    {
        services.AddOptions<PacketOptions>().BindConfiguration("CgiHub:Packets").ValidateDataAnnotations()
            .Validate(o => o.PublicAddress.Length == 0 || Uri.TryCreate(o.PublicAddress, UriKind.Absolute, out _), "CgiHub:Packets:PublicAddress is an absolute address, or empty.").ValidateOnStart();
        services.AddSingleton<IPacketSources, PacketSources>();
        services.AddSingleton<PacketIssuer>();
        services.AddSingleton<PacketDispatcher>();
        services.AddSingleton<DisseminationLog>();
        services.AddSingleton<PacketInbox>();
        services.AddSingleton<PacketPaper>();
        services.AddSingleton<PacketPrinter>();
        services.AddSingleton<LeadDesk>();
        services.AddSingleton<ToldRecords>();
        services.AddSingleton<LeadWithdrawal>();
        services.AddSingleton<RecordWithdrawal>();
        services.AddSingleton<RecordPurge>();
        services.AddSingleton<RetentionDesk>();
        services.AddSingleton<RetentionSweep>();
        services.AddSingleton<LostMessages>();
        services.AddWebhooks();
        return services;
    }
}
