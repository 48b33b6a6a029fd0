using CgiHub.EndToEnd.Tests.Harness;
using CgiHub.Partners.Simulation;

namespace CgiHub.EndToEnd.Tests;

public sealed class A_hub_that_is_killed
{
    private static readonly SimulationOptions Fortnight = new()
    {
        Seed = 77,
        Start = new DateTimeOffset(2025, 8, 1, 0, 0, 0, TimeSpan.Zero),
        Days = 14,
        Agencies = 6,
        Crews = 6,
        FalseLeadShare = 0.1,
        PlateReadsPerDay = 40,
        ImageShare = 0.1,
    };

    [Fact]
    public async Task Ends_with_the_same_packets_as_one_that_was_not()
    {
        var region = RegionSimulator.Run(Fortnight);
        await using var partners = await Play.StartPartnersAsync(region);
        await using var hub = await HubProcess.StartAsync(Play.Settings(partners));
        var address = hub.Address;
        using var watch = new HubWatch(address, TimeProvider.System);
        using var player = new SimulationPlayer(address, new PlayerOptions { WhenQuiet = c => watch.WhenQuietAsync(null, c), Attempts = 40, RetryAfter = TimeSpan.FromMilliseconds(50) }, TimeProvider.System);
        await player.RegisterAsync(region.World, CancellationToken.None);

        // Killed twice while rows, images and leads are in all stages of their way; senders try again until somebody answers.
        var step = 0;
        foreach (var end in new[] { region.Steps.Count / 3, region.Steps.Count * 2 / 3 })
        {
            await player.PlayAsync(region, step, end, null, CancellationToken.None);
            step = end;
            var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var sending = player.PlayAsync(region, step, step + 3, _ => busy.TrySetResult(), CancellationToken.None);
            await Task.WhenAny(busy.Task, sending);
            await hub.KillAsync();
            await hub.RestartAsync();
            await sending;
            step += 3;
        }

        await player.PlayAsync(region, step, region.Steps.Count, null, CancellationToken.None);
        Assert.Equal(address, hub.Address);
        var packets = await Play.SettleAsync(hub, watch, region);
        packets.LeadsOfEveryAgencyAreThoseOfTheTruth();
        packets.NewestVersionsSayTheTruth();
        packets.EveryVersionComesOnceAndInOrder();
    }
}
