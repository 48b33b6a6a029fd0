using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Cli;

public sealed class A_review_with_the_tool : IAsyncLifetime
{
    private const string Item = """[{"sourceId":"o1","itemId":"o1","capturedAt":"2026-01-05T10:00:00Z","platform":"board","text":"Shows it","criminalNexus":"Shows the gun."}]""";

    private readonly ToolProcess _agency = new();
    private readonly ToolProcess _supervisor = new();
    private HubProcess _hub = null!;

    public async Task InitializeAsync()
    {
        _hub = await HubProcess.StartAsync("--CgiHub:Holding:Feeds:0=osint");
        await _agency.SignInAsync(_hub, ToolHub.NewAgency(), "Agency.Submit");
        await _supervisor.SignInAsync(_hub, null, "Cgic.Supervisor");
    }

    public async Task DisposeAsync()
    {
        _agency.Dispose();
        _supervisor.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Lets_an_item_in_or_declines_it_as_it_was_read()
    {
        _agency.Write("items.json", Item);
        Assert.Contains("0 accepted, 0 duplicates, 0 rejected, 1 held for review", (await _agency.RunAsync("feed", "push", "osint", "items.json")).ExitsWith(0).Output, StringComparison.Ordinal);

        var held = (await _supervisor.RunAsync("holding", "ls", "--json")).ExitsWith(0).Json.EnumerateArray().Single();
        Assert.Equal("Shows it", held.GetProperty("record").GetProperty("text").GetString());
        var (record, revision) = (held.GetProperty("recordId").GetString()!, held.GetProperty("revision").GetString()!);
        Assert.Contains("Record changed", (await _supervisor.RunAsync("holding", "approve", record, "--revision", "0", "--reason", "He shows it.")).Error, StringComparison.Ordinal);
        Assert.Contains("is declined", (await _supervisor.RunAsync("holding", "decline", record, "--revision", revision, "--reason", "No crime.")).ExitsWith(0).Output, StringComparison.Ordinal);
        Assert.Contains("declined", (await _agency.RunAsync("feed", "push", "osint", "items.json")).Output, StringComparison.Ordinal);

        _agency.Write("items.json", Item.Replace("Shows the gun.", "Shows the gun of 26-1.", StringComparison.Ordinal));
        await _agency.RunAsync("feed", "push", "osint", "items.json");
        revision = (await _supervisor.RunAsync("holding", "ls", "--json")).ExitsWith(0).Json.EnumerateArray().Single().GetProperty("revision").GetString()!;
        Assert.Contains("is in the hub", (await _supervisor.RunAsync("holding", "approve", record, "--revision", revision, "--reason", "He names the case.")).ExitsWith(0).Output, StringComparison.Ordinal);
    }
}
