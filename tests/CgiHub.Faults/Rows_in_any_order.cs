namespace CgiHub.Faults;

[Collection(Ordeals.Name)]
public sealed class Rows_in_any_order(Undisturbed calm)
{
    private const int RowsAtOnce = 60;

    /// <remarks>Versions of one record keep their order: which is the newer one only its sender can say, by sending it later.</remarks>
    [Fact]
    public async Task And_more_than_once_end_as_the_same_guns_persons_and_packets()
    {
        await using var ordeal = await Ordeal.BeginAsync(calm, Ordeal.BothWays);
        var region = ordeal.Region;
        using (var player = ordeal.Player())
        {
            await player.RegisterAsync(region.World, CancellationToken.None);
            var shuffled = Shuffled(region);
            await player.PlayAsync(shuffled, 0, shuffled.Steps.Count, null, CancellationToken.None);
        }

        await ordeal.SettleAsync();
        ordeal.Packets.EveryVersionComesOnceAndInOrder();
        await ordeal.HoldsTheSameAsync();
    }

    private static SimulatedRegion Shuffled(SimulatedRegion region)
    {
        var dice = Severity.Dice(nameof(Rows_in_any_order));
        var records = region.Deliveries.GroupBy(d => (d.Agency, d.Feed, d.Record.SourceId)).ToList();

        // Each record has places in a row of its own, and its versions take them in their order; every fifth record comes a second time.
        var places = records.SelectMany(versions => versions.Select(v => (At: dice.NextDouble(), Versions: versions))).ToList();
        var rows = places.GroupBy(p => p.Versions).SelectMany(g => g.Select(p => p.At).Order().Zip(g.Key))
            .Concat(records.Where(r => r.Select(d => d.Record).Distinct().Count() == 1 && dice.Next(5) == 0).Select(r => (dice.NextDouble(), r.First())))
            .OrderBy(r => r.Item1).Select(r => r.Item2).ToList();
        var evidence = region.Evidence.ToArray();
        dice.Shuffle(evidence);
        var steps = rows.Chunk(RowsAtOnce).Select(chunk => region.Steps[0] with { Settle = false, Deliveries = chunk, Evidence = [] }).ToList();
        return region with { Steps = [.. steps, region.Steps[0] with { Settle = false, Deliveries = [], Evidence = evidence }] };
    }
}
