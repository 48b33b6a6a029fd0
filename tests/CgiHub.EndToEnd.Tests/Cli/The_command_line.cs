using System.Diagnostics;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Cli;

public sealed class The_command_line : IDisposable
{
    private readonly ToolProcess _tool = new();

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("evidence", "put", "--help")]
    public async Task Explains_itself(params string[] arguments) => Assert.NotEmpty((await _tool.RunAsync(arguments)).ExitsWith(0).Output);

    [Theory]
    [InlineData("evidense")]
    [InlineData("evidence", "put")]
    [InlineData("inbox", "pull", "--every", "0")]
    [InlineData("feed", "push", "incidents", "--type", "pdf")]
    [InlineData("inbox", "pull", "--profile", "../x")]
    public async Task That_is_wrong_ends_with_2(params string[] arguments) => (await _tool.RunAsync(arguments)).ExitsWith(2);

    [Fact]
    public async Task Cannot_reach_a_hub_that_is_not_there()
    {
        _tool.Environment["CGIHUB_HUB"] = "http://127.0.0.1:9";
        _tool.Environment["CGIHUB_TOKEN"] = "t";
        (await _tool.RunAsync("audit", "verify", "--retries", "0")).ExitsWith(6);
    }

    [SkippableFact]
    public async Task Is_completed_by_bash()
    {
        Skip.IfNot(File.Exists("/bin/bash"), "There is no bash.");
        var script = (await _tool.RunAsync("completion", "bash")).ExitsWith(0).Output;
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync($$"""
            cgihub() { dotnet exec '{{Path.Combine(AppContext.BaseDirectory, "cgihub.dll")}}' "$@"; }
            {{script}}
            COMP_LINE='cgihub dead-letter r'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(cgihub dead-letter r); COMP_CWORD=2
            _cgihub
            echo "${COMPREPLY[@]}"
            """);
        bash.StandardInput.Close();
        Assert.Equal(["replay", "rm"], (await bash.StandardOutput.ReadToEndAsync()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Shows_bars_on_a_terminal()
    {
        Skip.IfNot(File.Exists("/usr/bin/script"), "There is no script(1) to make a terminal.");
        await using var hub = await HubProcess.StartAsync();
        await _tool.SignInAsync(hub, "ZZ0000001", "Agency.Submit");
        _tool.Write("scene/1.png", Evidence.EvidenceHub.Png);
        _tool.Write("scene/manifest.csv", "file,view,caseNumber,exhibitNumber,kind,recoveredAt\n1.png,overall,1,1,firearm,2026-01-05T10:00:00Z\n");
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", $"dotnet exec '{Path.Combine(AppContext.BaseDirectory, "cgihub.dll")}' evidence put scene", "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true, WorkingDirectory = _tool.Folder };
        start.Environment["CGIHUB_HOME"] = _tool.Home;
        start.Environment["TERM"] = "xterm-256color";
        using var terminal = Process.Start(start)!;
        var shown = await terminal.StandardOutput.ReadToEndAsync();

        Assert.Contains("100%", shown, StringComparison.Ordinal);
        Assert.Contains("1 exhibits: 1 registered", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("[1/1]", shown, StringComparison.Ordinal);
    }

    public void Dispose() => _tool.Dispose();
}
