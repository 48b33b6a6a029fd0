using CgiHub.Local.Hosting;
using Microsoft.Extensions.Options;

namespace CgiHub.Board.Tests;

public sealed class A_sign_in_that_is_set_up_wrong : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("cgihub-board-");

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [InlineData("https://login.example.gov/tenant/v2.0", "board", null, "together")]
    [InlineData(null, "board", "api://hub/board", "together")]
    [InlineData("https://login.example.gov/tenant/v2.0", " ", "api://hub/board", "together")]
    [InlineData("http://login.example.gov/tenant/v2.0", "board", "api://hub/board", "https")]
    [InlineData("https://kim@login.example.gov/tenant", "board", "api://hub/board", "user")]
    [InlineData("https://login.example.gov/tenant?x=1", "board", "api://hub/board", "query")]
    [InlineData("https://lögin.example.gov/tenant", "board", "api://hub/board", "ASCII")]
    [InlineData("login.example.gov", "board", "api://hub/board", "https")]
    public Task Stops_the_start_with_a_sentence(string? authority, string? client, string? scope, string says) =>
        RefusesAsync(says, "--CgiHub:Local:DevTokens=false", "--CgiHub:Identity:Authority=https://login.example.gov/tenant/v2.0", Setting("Authority", authority), Setting("ClientId", client), Setting("Scope", scope));

    [Fact]
    public Task Does_not_stand_beside_development_tokens() =>
        RefusesAsync("DevTokens=false", Setting("Authority", "https://login.example.gov/tenant/v2.0"), Setting("ClientId", "board"), Setting("Scope", "api://hub/board"));

    private async Task RefusesAsync(string says, params string?[] settings)
    {
        await using var host = LocalHost.Build(["--data", _data.FullName, "--urls", "http://127.0.0.1:0", .. settings.OfType<string>()]);
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("CgiHub:Board:SignIn", refused.Message, StringComparison.Ordinal);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private static string? Setting(string name, string? value) => value is null ? null : $"--CgiHub:Board:SignIn:{name}={value}";
}
