namespace CgiHub.Faults;

[Collection(Ordeals.Name)]
public sealed class A_wire_that_breaks(Undisturbed calm)
{
    [Fact]
    public async Task Loses_nothing_that_was_acknowledged_and_brings_nothing_twice()
    {
        await using var ordeal = await Ordeal.BeginAsync(calm, new HubLaunch());
        await using var wire = new BrokenWire(ordeal.Hub.Address, Severity.Dice(nameof(A_wire_that_breaks)));
        await ordeal.PlayAsync(ordeal.Player(through: wire.Address));
        Assert.True(wire.Broken > 4, $"The wire broke {wire.Broken} times only.");
        await ordeal.EndsAsIfNothingHadHappenedAsync();
        await ordeal.HandlesComeBackAsync();
    }
}
