using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.Core.Records;
using CgiHub.EndToEnd.Tests.Harness;
using CgiHub.Partners.Simulation;

namespace CgiHub.EndToEnd.Tests.Cli;

public sealed class A_region_played_with_the_tool(ToolHub hub) : IClassFixture<ToolHub>, IAsyncLifetime
{
    private static readonly SimulationOptions Small = new() { Days = 3, Agencies = 2, Crews = 2, PlateReadsPerDay = 10, ImageShare = 0.2, Seed = 5 };

    private readonly ToolProcess _tool = new();

    private string Hub => hub.Hub.Address.AbsoluteUri;

    [Fact]
    public async Task Lands_whole_and_is_known_when_it_is_played_again()
    {
        var played = (await _tool.RunAsync("simulate", "region", "--hub", Hub, "--json")).ExitsWith(0).Json;
        var region = RegionSimulator.Run(Small);
        var evidence = region.Evidence.DistinctBy(e => (e.Ori, e.CaseNumber, e.ExhibitNumber)).ToList();
        Assert.Equal((region.Deliveries.Count(), 0), (played.GetProperty("rows").GetInt32(), played.GetProperty("rejected").GetInt32()));
        Assert.Equal((evidence.Count, evidence.Sum(e => e.Images.Count)), (played.GetProperty("exhibits").GetInt32(), played.GetProperty("images").GetInt32()));

        using var admin = await hub.ClientAsync(null, "Hub.Admin");
        var agencies = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/agencies/{region.World.Agencies[0].Ori}");
        Assert.Equal(region.World.Agencies[0].Agency.Name, agencies.GetProperty("name").GetString());

        var again = (await _tool.RunAsync("simulate", "region", "--hub", Hub, "--json")).ExitsWith(0).Json;
        Assert.Equal((OlderVersionsAgain(region), played.GetProperty("exhibits").GetInt32()), (again.GetProperty("accepted").GetInt32(), again.GetProperty("exhibits").GetInt32()));
    }

    /// <summary>Of a record that was sent in two versions, the older one again is a change, and so is the newer one after it.</summary>
    private static int OlderVersionsAgain(SimulatedRegion region) => region.Deliveries.GroupBy(d => (d.Agency, d.Feed, d.Record.SourceId)).Sum(versions =>
    {
        var (standing, changes) = (versions.Last().Record, 0);
        foreach (var version in versions.Select(d => d.Record))
        {
            changes += Same(version, standing) ? 0 : 1;
            standing = version;
        }

        return changes;
    });

    private static bool Same(FeedRecord a, FeedRecord b) => JsonSerializer.Serialize(a, RecordsJson.Default.FeedRecord) == JsonSerializer.Serialize(b, RecordsJson.Default.FeedRecord);

    [Fact]
    public async Task Can_be_played_in_part()
    {
        var played = (await _tool.RunAsync("simulate", "region", "--hub", Hub, "--days", "1", "--agencies", "1", "--rate", "100000", "--json")).ExitsWith(0).Json;
        Assert.Equal((1, 1), (played.GetProperty("days").GetInt32(), played.GetProperty("agencies").GetInt32()));
        Assert.True(played.GetProperty("rows").GetInt32() < RegionSimulator.Run(Small).Deliveries.Count());
    }

    [Fact]
    public async Task Tells_what_the_hub_refused()
    {
        var batch = Directory.EnumerateFiles(Path.Combine(_tool.Folder, "region", "feeds"), "*.ndjson", SearchOption.AllDirectories).First();
        await File.AppendAllTextAsync(batch, "{\"sourceId\":\"bad\"}\n");
        var run = (await _tool.RunAsync("simulate", "region", "--hub", Hub)).ExitsWith(5);
        Assert.Contains("1 rejected", run.Output, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(batch), run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_not_played_into_a_hub_that_may_hold_real_records()
    {
        // Whoever answers there gives no development token.
        await using var other = await StandInProvider.StartAsync(hub.Hub);
        var run = (await _tool.RunAsync("simulate", "region", "--hub", other.Authority)).ExitsWith(4);
        Assert.Contains("--yes-this-hub", run.Error, StringComparison.Ordinal);
        (await _tool.RunAsync("simulate", "region", "--hub", "https://hub.example.invalid")).ExitsWith(4);
        (await _tool.RunAsync("simulate", "region", "--hub", "https://hub.example.invalid", "--yes-this-hub")).ExitsWith(3);
    }

    [Fact]
    public async Task Is_a_region_or_nothing_is_sent()
    {
        (await _tool.RunAsync("simulate", "nowhere", "--hub", Hub)).ExitsWith(2);
        (await _tool.RunAsync("simulate", "region", "--hub", Hub, "--days", "0")).ExitsWith(2);
        _tool.Write("broken/agencies.json", "{}");
        (await _tool.RunAsync("simulate", "broken", "--hub", Hub)).ExitsWith(2);
        _tool.Write("broken/agencies.json", "[]");
        _tool.Write("broken/feeds/ZZ0000001/incidents/today.csv", "a\n");
        (await _tool.RunAsync("simulate", "broken", "--hub", Hub)).ExitsWith(2);
    }

    public Task InitializeAsync() => SimulationFiles.WriteAsync(RegionSimulator.Run(Small), Path.Combine(_tool.Folder, "region"), CancellationToken.None);

    public Task DisposeAsync()
    {
        _tool.Dispose();
        return Task.CompletedTask;
    }
}
