namespace CgiHub.Faults;

/// <summary>The region as a hub has it to which nothing happened: what every hub that something happens to must come to.</summary>
public sealed class Undisturbed : IAsyncLifetime
{
    public SimulatedRegion Region { get; } = RegionSimulator.Run(Severity.Region);

    /// <summary>What it holds at the end.</summary>
    public HubPortrait Portrait { get; private set; } = HubPortrait.Empty;

    /// <summary>Files, pipes and sockets that it has open at the end.</summary>
    public int Handles { get; private set; }

    /// <summary>Bytes that it has on disk at the end.</summary>
    public long Bytes { get; private set; }

    public async Task InitializeAsync()
    {
        await using var ordeal = await Ordeal.BeginAsync(this, new HubLaunch());
        await ordeal.PlayAsync(ordeal.Player());
        await ordeal.SettleAsync();
        Portrait = await HubPortrait.OfAsync(ordeal.Hub, Region, ordeal.Packets);
        Handles = ordeal.Hub.OpenHandles;
        Bytes = new DirectoryInfo(ordeal.Hub.DataFolder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}

/// <summary>All tests compare with the same undisturbed hub, and take the machine one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class Ordeals : ICollectionFixture<Undisturbed>
{
    public const string Name = "ordeals";
}
