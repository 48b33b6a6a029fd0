using CgiHub.Partners.Servers;

namespace CgiHub.Faults;

[Collection(Ordeals.Name)]
public sealed class Partners_that_misbehave(Undisturbed calm)
{
    private static readonly PartnerSwitches Good = new() { LatencyMs = 5, TraceDelayMs = 50 };

    private static readonly IReadOnlyList<PartnerSwitches> Bad =
    [
        .. Enum.GetValues<Misbehaviour>().Where(m => m != Misbehaviour.None).Select(m => Good with { Misbehaviour = m }),
        Good with { Outage = Outage.Hang },
        Good with { Outage = Outage.Refuse },
        Good with { LatencyMs = 3_000 },
        Good with { ErrorRate = 0.7 },
        Good with { RateLimit = 1 },
        Good with { BusyNext = 20, RetryAfterSeconds = 2 },
        Good with { Deny = true },
    ];

    // Sources are asked again soon: what takes minutes in life takes seconds here.
    private static readonly HubLaunch Impatient = new() { Settings = ["--CgiHub:Enrichment:Budget=00:00:00.300", "--CgiHub:Enrichment:DeniedFor=00:00:02"] };

    [SkippableFact]
    public async Task In_every_way_in_turn_end_as_those_that_never_did()
    {
        Skip.If(Severity.TooLong is not null, Severity.TooLong);
        await using var ordeal = await Ordeal.BeginAsync(calm, Impatient);
        var dice = Severity.Dice(nameof(Partners_that_misbehave));
        using var played = new CancellationTokenSource();
        var spared = 0;
        var spoiling = SpoilAsync();
        await ordeal.PlayAsync(ordeal.Player(beforeQuiet: () => Spare(1), afterQuiet: () => Spare(0)));
        await played.CancelAsync();
        Assert.True(await spoiling > Bad.Count / 2, "Hardly anything went wrong.");
        Set(ordeal, _ => Good);
        await ordeal.EndsAsIfNothingHadHappenedAsync();
        await ordeal.HandlesComeBackAsync();

        void Spare(int value)
        {
            Volatile.Write(ref spared, value);
            Set(ordeal, _ => Good);
        }

        async Task<int> SpoilAsync()
        {
            var turns = 0;
            while (!played.IsCancellationRequested)
            {
                if (Volatile.Read(ref spared) == 0)
                {
                    Set(ordeal, source => Bad[(turns + (source * 5)) % Bad.Count]);
                    turns++;
                }

                await Task.Delay(dice.Next(50, 200), played.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return turns;
        }
    }

    [Fact]
    public async Task By_being_dead_all_the_time_keep_no_packet_from_going_out()
    {
        await using var ordeal = await Ordeal.BeginAsync(calm, Impatient);
        Set(ordeal, source => source == 0 ? Good with { Outage = Outage.Hang } : Good with { Outage = Outage.Refuse });
        using (var player = new SimulationPlayer(ordeal.Hub.Address, new PlayerOptions(), TimeProvider.System))
        {
            await player.PlayAsync(ordeal.Region, null, CancellationToken.None);
        }

        var due = ordeal.Region.Truth.Leads.Select(l => l.LeadId).ToHashSet(StringComparer.Ordinal);
        PacketsOfRegion? packets = null;
        await Eventually.Async(
            async () => due.IsSubsetOf((packets = await PacketsOfRegion.PeekAsync(ordeal.Hub, ordeal.Region)).Newest().Keys),
            TimeSpan.FromMinutes(3),
            () => $"Leads without a packet: {string.Join(", ", due.Except(packets!.Newest().Keys))}");
        Assert.Contains(packets!.Newest().Values.SelectMany(p => p.Packet.GetProperty("enrichment").EnumerateArray()), s => s.GetProperty("status").GetString() is "pending" or "unavailable");
    }

    private static void Set(Ordeal ordeal, Func<int, PartnerSwitches> switches)
    {
        PartnerServer[] partners = [ordeal.Partners.ETrace, ordeal.Partners.Probation, ordeal.Partners.Parole];
        for (var i = 0; i < partners.Length; i++)
        {
            partners[i].Switches = switches(i);
        }
    }
}
