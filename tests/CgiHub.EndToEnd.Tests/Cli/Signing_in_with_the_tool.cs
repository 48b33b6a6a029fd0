using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Cli;

public sealed class Signing_in_with_the_tool(ToolHub hub) : IClassFixture<ToolHub>, IDisposable
{
    private readonly ToolProcess _tool = new();

    private string Session => Path.Combine(_tool.Home, "default.session.json");

    [SkippableFact]
    public async Task Keeps_the_token_where_nobody_else_can_read_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await _tool.SignInAsync(hub.Hub, "ZZ0000001", "Agency.Receive");

        (await _tool.RunAsync("inbox", "pull", "packets")).ExitsWith(0);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Session));
            File.SetUnixFileMode(Session, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        Assert.Contains("Others can read", (await _tool.RunAsync("inbox", "pull")).ExitsWith(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_needed_and_can_be_taken_back()
    {
        Assert.Contains("cgihub login", (await _tool.RunAsync("inbox", "pull")).ExitsWith(3).Error, StringComparison.Ordinal);
        await _tool.SignInAsync(hub.Hub, "ZZ0000001", "Agency.Receive");
        (await _tool.RunAsync("logout")).ExitsWith(0);

        Assert.False(File.Exists(Session));
        (await _tool.RunAsync("inbox", "pull")).ExitsWith(3);
    }

    [Fact]
    public async Task Without_the_role_ends_with_3()
    {
        await _tool.SignInAsync(hub.Hub, "ZZ0000001", "Agency.Submit");
        var run = (await _tool.RunAsync("audit", "verify", "--json")).ExitsWith(3);

        Assert.Empty(run.Output);
        Assert.Equal("urn:cgihub:error:1002", System.Text.Json.JsonDocument.Parse(run.Error).RootElement.GetProperty("problem").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("http://hub.example.gov")]
    [InlineData("http://127.0.0.1.example.gov")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://user:pass@hub.example.gov")]
    public async Task Sends_nothing_where_others_could_listen(string address) => (await _tool.RunAsync("login", "--hub", address)).ExitsWith(2);

    [Fact]
    public async Task Asks_no_hub_elsewhere_for_a_development_token() => (await _tool.RunAsync("login", "--hub", "https://hub.example.gov")).ExitsWith(2);

    [Fact]
    public async Task Takes_a_token_that_was_got_elsewhere_and_never_shows_it()
    {
        var token = await TokenAsync();
        var run = (await _tool.RunAsync(token, ["login", "--hub", hub.Hub.Address.AbsoluteUri, "--token-stdin"])).ExitsWith(0);

        Assert.DoesNotContain(token, run.Output + run.Error, StringComparison.Ordinal);
        (await _tool.RunAsync("audit", "verify")).ExitsWith(0);
    }

    [Fact]
    public async Task Can_be_left_to_the_environment()
    {
        _tool.Environment["CGIHUB_TOKEN"] = await TokenAsync();
        _tool.Environment["CGIHUB_HUB"] = hub.Hub.Address.AbsoluteUri;
        (await _tool.RunAsync("audit", "verify")).ExitsWith(0);
        Assert.False(File.Exists(Session));
    }

    [Fact]
    public async Task As_an_application_takes_the_secret_from_the_environment_only()
    {
        await using var provider = await StandInProvider.StartAsync(hub.Hub);
        string[] login = ["login", "--hub", hub.Hub.Address.AbsoluteUri, "--authority", provider.Authority, "--client-id", "desk", "--scope", "api://hub/.default"];
        Assert.Contains("CGIHUB_CLIENT_SECRET", (await _tool.RunAsync(login)).ExitsWith(3).Error, StringComparison.Ordinal);
        _tool.Environment["CGIHUB_CLIENT_SECRET"] = "wrong & odd";
        Assert.Contains("invalid_client", (await _tool.RunAsync(login)).ExitsWith(3).Error, StringComparison.Ordinal);
        _tool.Environment["CGIHUB_CLIENT_SECRET"] = StandInProvider.Secret;
        (await _tool.RunAsync(login)).ExitsWith(0);

        (await _tool.RunAsync("audit", "verify")).ExitsWith(0);
        Assert.DoesNotContain(StandInProvider.Secret, await File.ReadAllTextAsync(Session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_an_application_goes_on_when_the_token_has_ended()
    {
        await using var provider = await StandInProvider.StartAsync(hub.Hub, firstTokensCount: false);
        _tool.Environment["CGIHUB_CLIENT_SECRET"] = StandInProvider.Secret;
        (await _tool.RunAsync("login", "--hub", hub.Hub.Address.AbsoluteUri, "--authority", provider.Authority, "--client-id", "desk", "--scope", "api://hub/.default")).ExitsWith(0);

        (await _tool.RunAsync("audit", "verify")).ExitsWith(0);
        Assert.Equal(2, provider.TokensGiven);
    }

    [Fact]
    public async Task As_a_person_shows_a_code_and_waits_for_it()
    {
        await using var provider = await StandInProvider.StartAsync(hub.Hub);
        var run = (await _tool.RunAsync("login", "--hub", hub.Hub.Address.AbsoluteUri, "--authority", provider.Authority, "--client-id", "desk", "--scope", "api://hub/.default", "--device-code")).ExitsWith(0);

        Assert.Contains("WDJB-MJHT", run.Error, StringComparison.Ordinal);
        (await _tool.RunAsync("audit", "verify")).ExitsWith(0);
    }

    public void Dispose() => _tool.Dispose();

    private async Task<string> TokenAsync()
    {
        using var client = await hub.ClientAsync(null, "Hub.Admin");
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }
}
