using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Cli;

public sealed class An_inbox_pulled_with_the_tool(ToolHub hub) : IClassFixture<ToolHub>, IAsyncLifetime
{
    private readonly ToolProcess _tool = new();
    private readonly string _agency = ToolHub.NewAgency();

    [Fact]
    public async Task Is_on_file_before_it_is_acknowledged()
    {
        var item = await hub.LeadAsync(_agency, "26-1");
        var first = (await _tool.RunAsync("inbox", "pull", "packets", "--json")).ExitsWith(0).Json;
        Assert.False(first.GetProperty("acknowledged").GetBoolean());
        var second = (await _tool.RunAsync("inbox", "pull", "packets", "--ack", "--json")).ExitsWith(0).Json;
        Assert.True(second.GetProperty("acknowledged").GetBoolean());

        var packet = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(second.GetProperty("json").GetString()!));
        Assert.Equal((item.GetProperty("packetId").GetString(), _agency), (packet.GetProperty("id").GetString(), packet.GetProperty("dissemination").GetProperty("recipient").GetString()));
        Assert.Equal(0, await OpenAsync());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_tool.Folder, "packets"), "*.part"));
        (await _tool.RunAsync("inbox", "pull", "other", "--all")).ExitsWith(0);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(_tool.Folder, "other"), "*.v1.json"));
    }

    [Fact]
    public async Task Is_followed_until_somebody_stops_it()
    {
        using var process = _tool.Start("inbox", "pull", "packets", "--follow", "--every", "1", "--ack", "--json");
        var item = await hub.LeadAsync(_agency, "26-2");
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(item.GetProperty("packetId").GetString(), JsonSerializer.Deserialize<JsonElement>(line!).GetProperty("packetId").GetString());

        Signals.Interrupt(process);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Can_be_acknowledged_and_answered_for()
    {
        var item = await hub.LeadAsync(_agency, "26-3");
        var (packet, lead) = (item.GetProperty("packetId").GetString()!, item.GetProperty("leadId").GetString()!);
        (await _tool.RunAsync("ack", packet)).ExitsWith(0);
        var outcome = (await _tool.RunAsync("outcome", lead, "arrest", "--at", "2026-01-06T10:00:00Z", "--note", "at home", "--json")).ExitsWith(0).Json;

        Assert.Equal(("arrest", "at home", _agency), (outcome.GetProperty("kind").GetString(), outcome.GetProperty("note").GetString(), outcome.GetProperty("agency").GetString()));
        Assert.Equal(0, await OpenAsync());
        (await _tool.RunAsync("ack", "pk-aaaaaaaaaaaaaaaa")).ExitsWith(4);
        (await _tool.RunAsync("outcome", lead, "lunch")).ExitsWith(2);
    }

    [Fact]
    public async Task Shows_nothing_of_others()
    {
        var item = await hub.LeadAsync(ToolHub.NewAgency(), "26-4");
        Assert.Equal("", (await _tool.RunAsync("inbox", "pull", "packets", "--json")).ExitsWith(0).Output);
        (await _tool.RunAsync("ack", item.GetProperty("packetId").GetString()!)).ExitsWith(4);
    }

    [Fact]
    public async Task Is_listed_for_the_centers_staff_as_leads()
    {
        var item = await hub.LeadAsync(_agency, "26-5");
        using var staff = new ToolProcess();
        await staff.SignInAsync(hub.Hub, null, "Cgic.Analyst");
        await Eventually.Async(
            async () => (await staff.RunAsync("lead", "ls", "--agency", _agency, "--json")).ExitsWith(0).Json.EnumerateArray().Any(l => l.GetProperty("leadId").GetString() == item.GetProperty("leadId").GetString()),
            TimeSpan.FromMinutes(2),
            () => "The lead is not listed.");
        Assert.Contains("26-5", (await staff.RunAsync("lead", "ls", "--agency", _agency)).ExitsWith(0).Output, StringComparison.Ordinal);
        (await staff.RunAsync("lead", "ls", "--band", "huge")).ExitsWith(2);
    }

    public Task InitializeAsync() => _tool.SignInAsync(hub.Hub, _agency, "Agency.Receive");

    public Task DisposeAsync()
    {
        _tool.Dispose();
        return Task.CompletedTask;
    }

    private async Task<int> OpenAsync()
    {
        using var client = await hub.ClientAsync(_agency, "Agency.Receive");
        return (await client.GetFromJsonAsync<JsonElement>("/api/v1/inbox")).GetProperty("items").GetArrayLength();
    }
}
