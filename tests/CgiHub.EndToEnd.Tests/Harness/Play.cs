using CgiHub.Partners.Servers;
using CgiHub.Partners.Simulation;

namespace CgiHub.EndToEnd.Tests.Harness;

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
                return packets.Newest().Values.All(p => p.Packet.GetProperty("enrichment").EnumerateArray().All(s => s.GetProperty("status").GetString() is not ("pending" or "unavailable" or "denied")));
            },
            Limit,
            () => $"A source is still awaited: {string.Join(", ", packets!.Newest().Values.Select(p => $"{p.LeadId} {string.Join(' ', p.Packet.GetProperty("enrichment").EnumerateArray().Select(s => s.GetProperty("status").GetString()))}"))}");

        // An answer may have come while the queues were read one after the other: the version that it made is in all of them only now.
        await watch.WhenQuietAsync(null, CancellationToken.None).WaitAsync(Limit);
        return await PacketsOfRegion.PeekAsync(hub, region);
    }
}
