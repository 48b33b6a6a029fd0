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
