using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CgiHub.EndToEnd.Tests.Evidence;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Cli;

/// <summary>The examples of <c>docs/partners.md</c>, as they stand there, each chapter's blocks as one script against a hub of its own.</summary>
public sealed partial class The_page_for_partners
{
    private const string Agency = "NY0303000";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs", "partners.md"));

    [SkippableTheory]
    [InlineData("With curl", "bash")]
    [InlineData("With PowerShell", "powershell")]
    [InlineData("With Python", "python")]
    [InlineData("With the tool", "bash")]
    public async Task Leads_to_an_upload_and_an_answered_packet(string chapter, string language)
    {
        var program = language switch { "bash" => Find("bash"), "powershell" => Find("pwsh"), _ => Find("python3") };
        Skip.If(program is null, $"{language} is not installed.");
        Skip.If(chapter == "With curl" && (Find("curl") is null || Find("openssl") is null), "curl and openssl are not installed.");
        var script = string.Join('\n', Blocks(chapter, language));
        Assert.NotEmpty(script);
        await using var hub = await HubProcess.StartAsync();
        using var tool = new ToolProcess();
        tool.Write("casing.png", EvidenceHub.Png);

        await RunAsync(program!, language, script, hub, tool);

        using var client = await hub.ClientAsync(Agency, "Agency.Submit", "Agency.Receive");
        var entry = Assert.Single((await client.GetFromJsonAsync<JsonElement>("/api/v1/inbox?all=true")).GetProperty("items").EnumerateArray());
        Assert.NotNull(entry.GetProperty("acknowledgedAt").GetString());
        using var staff = await hub.ClientAsync(null, "Cgic.Analyst");
        var lead = await staff.GetFromJsonAsync<JsonElement>($"/api/v1/leads/{entry.GetProperty("leadId").GetString()}");
        Assert.Equal("assigned", lead.GetProperty("outcomes")[0].GetProperty("kind").GetString());
        Assert.Contains(Directory.EnumerateFiles(tool.Folder, "*.json", SearchOption.AllDirectories), f => File.ReadAllText(f).Contains($"\"{entry.GetProperty("packetId").GetString()}\"", StringComparison.Ordinal));
        await HasTheImageAsync(client, Registered().Match(script).Groups[1].Value);
    }

    [SkippableFact]
    public async Task Completes_in_bash_as_it_says()
    {
        Skip.If(Find("bash") is null, "bash is not installed.");
        await using var hub = await HubProcess.StartAsync();
        using var tool = new ToolProcess();
        await RunAsync(Find("bash")!, "bash", string.Join('\n', Blocks("The tool in full", "bash")) + "\ncomplete -p cgihub", hub, tool);
    }

    [SkippableFact]
    public async Task Checks_a_signature_that_the_hub_has_made_in_Python()
    {
        Skip.If(Find("python3") is null, "python is not installed.");
        var secret = "whsec_" + Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var now = DateTimeOffset.UtcNow;
        var signature = Core.Packets.Webhooks.WebhookSecret.Parse(secret)!.Sign("pk-1:1:NY0303000", now, "{}"u8);
        var headers = JsonSerializer.Serialize(new Dictionary<string, string> { ["webhook-id"] = "pk-1:1:NY0303000", ["webhook-timestamp"] = $"{now.ToUnixTimeSeconds()}", ["webhook-signature"] = signature });
        using var tool = new ToolProcess();
        var script = tool.Write("check.py", $"{string.Join('\n', Blocks("Push", "python"))}\nassert is_from_the_hub('{secret}', {headers}, b'{{}}')\nassert not is_from_the_hub('{secret}', {headers}, b'{{ }}')\n");
        using var process = Process.Start(new ProcessStartInfo(Find("python3")!, [script]) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
    }

    [Fact]
    public void Has_no_block_in_a_language_that_nobody_runs() =>
        Assert.Empty(Fence().Matches(Page).Select(m => m.Groups[1].Value).Except(["bash", "powershell", "python", "shell", "json"]));

    [Fact]
    public async Task Lists_every_command_of_the_tool()
    {
        using var tool = new ToolProcess();
        var help = (await tool.RunAsync("--help")).ExitsWith(0).Output;
        var commands = help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1).Select(l => l.Trim().Split(' ')[0]).Where(c => c.Length > 0).ToList();
        Assert.True(commands.Count > 9);
        Assert.DoesNotContain(commands, c => !Page.Contains($"`{c}", StringComparison.Ordinal));
    }

    private static async Task RunAsync(string program, string language, string script, HubProcess hub, ToolProcess tool)
    {
        var file = tool.Write($"example.{(language == "powershell" ? "ps1" : language)}", language == "bash" ? $"set -euo pipefail\n{script}" : script);
        var bin = Path.Combine(tool.Folder, "bin");
        tool.Write("bin/cgihub", $"#!/bin/sh\nexec dotnet exec '{Path.Combine(AppContext.BaseDirectory, "cgihub.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(bin, "cgihub"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = tool.Folder };
        foreach (var argument in language == "powershell" ? (string[])["-NoProfile", "-NonInteractive", "-File", file] : [file])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["CGIHUB_HUB"] = hub.Address.GetLeftPart(UriPartial.Authority);
        start.Environment["CGIHUB_HOME"] = tool.Home;
        start.Environment["PATH"] = $"{bin}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(process.HasExited && process.ExitCode == 0, $"The example ended with {(process.HasExited ? process.ExitCode : "a timeout")}:\n{await output}\n{await error}");
    }

    private static async Task HasTheImageAsync(HttpClient client, string caseNumber)
    {
        // The same registration again leads to the exhibit.
        using var again = await client.PostAsJsonAsync("/api/v1/evidence", new { ori = Agency, caseNumber, exhibitNumber = "1", kind = "cartridgeCase", recoveredAt = "2026-01-05T22:10:00-05:00" });
        Assert.Equal(409, (int)again.StatusCode);
        Assert.Equal(EvidenceHub.Png, await client.GetByteArrayAsync($"{again.Headers.Location!.OriginalString}/images/breechFace"));
    }

    private static IEnumerable<string> Blocks(string chapter, string language)
    {
        var text = Page[Page.IndexOf($"# {chapter}\n", StringComparison.Ordinal)..];
        var end = Chapter().Match(text, 1);
        return Block().Matches(end.Success ? text[..end.Index] : text).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value);
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(p => Path.Combine(p, program)).FirstOrDefault(File.Exists);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CgiHub.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The repository's root.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("""^```(\w+)\n(.*?)^```$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^##+ ", RegexOptions.Multiline)]
    private static partial Regex Chapter();

    [GeneratedRegex("""^```(\w+)$""", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("""(26-\d00)""")]
    private static partial Regex Registered();
}
