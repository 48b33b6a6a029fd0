using CgiHub.EndToEnd.Tests.Harness;
using CgiHub.Partners.Servers;
using CgiHub.Partners.Simulation;

namespace CgiHub.Board.Tests;

/// <summary>A hub as a process with a simulated fortnight played into it, and a browser; not started where the board or a browser is missing.</summary>
public sealed class PlayedRegion : IAsyncLifetime
{
    private PartnerServers? _partners;
    private HubProcess? _hub;
    private Browser? _browser;

    public HubProcess Hub => _hub!;

    internal Browser Browser => _browser!;

    public async Task InitializeAsync()
    {
        if (CgiHub.Board.Tests.Browser.Missing is not null)
        {
            return;
        }

        var region = RegionSimulator.Run(new SimulationOptions { Seed = 26, Days = 14, Start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), Agencies = 6, PlateReadsPerDay = 40, ImageShare = 1 });
        var quick = new PartnerSwitches { LatencyMs = 2, LatencySpreadMs = 3 };
        _partners = await PartnerServers.StartAsync(new PartnerServerOptions { ETrace = quick, Probation = quick, Parole = quick }, new PartnerData(region.Truth.Traces, region.Truth.Supervision), TimeProvider.System, CancellationToken.None);
        _hub = await HubProcess.StartAsync([.. _partners.HubSettings().Select(s => $"--{s.Key}={s.Value}"), "--Logging:LogLevel:Default=Error", "--CgiHub:CaseMaps:FillInDelay=00:00:00.300"]);
        using var watch = new HubWatch(_hub.Address, TimeProvider.System);
        using var player = new SimulationPlayer(_hub.Address, new PlayerOptions { WhenQuiet = c => watch.WhenQuietAsync(null, c) }, TimeProvider.System);
        await player.PlayAsync(region, null, CancellationToken.None);
        await watch.WhenQuietAsync(null, CancellationToken.None);
        _browser = await CgiHub.Board.Tests.Browser.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

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

/// <summary>One region for all tests of the board: playing it is what takes long.</summary>
[CollectionDefinition(Name)]
public sealed class OneRegion : ICollectionFixture<PlayedRegion>
{
    public const string Name = "One played region";
}
