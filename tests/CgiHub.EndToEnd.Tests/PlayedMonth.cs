using CgiHub.EndToEnd.Tests.Harness;
using CgiHub.Partners.Servers;
using CgiHub.Partners.Simulation;

namespace CgiHub.EndToEnd.Tests;

/// <summary>A real hub process with its partners, into which a simulated month of ten agencies was played over HTTP.</summary>
public sealed class PlayedMonth : IAsyncLifetime
{
    private PartnerServers? _partners;
    private HubProcess? _hub;
    private PacketsOfRegion? _packets;

    public static SimulationOptions Options { get; } = new()
    {
        Seed = 404,
        Start = new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero),
        FalseLeadShare = 0.1,
        PlateReadsPerDay = 120,
        ImageShare = 0.15,
    };

    public SimulatedRegion Region { get; } = RegionSimulator.Run(Options);

    public HubProcess Hub => _hub!;

    public PacketsOfRegion Packets => _packets!;

    public async Task InitializeAsync()
    {
        _partners = await Play.StartPartnersAsync(Region);
        _hub = await HubProcess.StartAsync(Play.Settings(_partners));
        using var watch = new HubWatch(_hub.Address, TimeProvider.System);
        using var player = new SimulationPlayer(_hub.Address, new PlayerOptions { WhenQuiet = c => watch.WhenQuietAsync(null, c) }, TimeProvider.System);
        await player.PlayAsync(Region, null, CancellationToken.None);
        _packets = await Play.SettleAsync(_hub, watch, Region);
    }

    public async Task DisposeAsync()
    {
        if (_hub is not null)
        {
            await _hub.DisposeAsync();
        }

        if (_partners is not null)
        {
            await _partners.DisposeAsync();
        }
    }
}

/// <summary>What whole plays have in common.</summary>
public static class Play
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static Task<PartnerServers> StartPartnersAsync(SimulatedRegion region)
    {
        var data = new PartnerData(region.Truth.Traces, region.Truth.Supervision);
        var switches = new PartnerSwitches { LatencyMs = 5, LatencySpreadMs = 10 };
        var options = new PartnerServerOptions { ETrace = switches with { TraceDelayMs = 400 }, Probation = switches, Parole = switches };
        return PartnerServers.StartAsync(options, data, TimeProvider.System, CancellationToken.None);
    }

    public static string[] Settings(PartnerServers partners) =>
        [.. partners.HubSettings().Select(s => $"--{s.Key}={s.Value}"), "--CgiHub:Enrichment:Budget=00:00:01", "--CgiHub:CaseMaps:FillInDelay=00:00:00.300"];

    /// <summary>Waits until the hub is quiet and no newest packet waits for a source any more, then reads every queue.</summary>
    public static async Task<PacketsOfRegion> SettleAsync(HubProcess hub, HubWatch watch, SimulatedRegion region)
    {
        PacketsOfRegion? packets = null;
        await Eventually.Async(
            async () =>
            {
                await watch.WhenQuietAsync(null, CancellationToken.None).WaitAsync(Limit);
                packets = await PacketsOfRegion.PeekAsync(hub, region);
                return packets.Newest().Values.All(p => p.Packet.GetProperty("enrichment").EnumerateArray().All(s => s.GetProperty("status").GetString() is not ("pending" or "unavailable")));
            },
            Limit,
            () => $"A source is still awaited by: {string.Join(", ", packets!.Newest().Values.Where(p => p.Packet.GetProperty("enrichment").ToString().Contains("pending", StringComparison.Ordinal)).Select(p => p.LeadId))}");

        // An answer may have come while the queues were read one after the other: the version that it made is in all of them only now.
        await watch.WhenQuietAsync(null, CancellationToken.None).WaitAsync(Limit);
        return await PacketsOfRegion.PeekAsync(hub, region);
    }
}
