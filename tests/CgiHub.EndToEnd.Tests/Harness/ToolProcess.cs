using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Harness;

/// <summary>The partners' tool as a real process, with a home of its own.</summary>
public sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cgihub-tool-");

    public ToolProcess() => Directory.CreateDirectory(Home);

    /// <summary>Where the tool's sessions lie.</summary>
    public string Home => Path.Combine(_folder.FullName, "home");

    /// <summary>A place for files, in which the tool is started.</summary>
    public string Folder => _folder.FullName;

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>Writes a file into the folder and tells its path.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Signs in at a hub on this machine.</summary>
    public async Task SignInAsync(HubProcess hub, string? agency, params string[] roles)
    {
        string[] arguments = ["login", "--hub", hub.Address.AbsoluteUri, .. agency is null ? Array.Empty<string>() : ["--agency", agency], .. roles.SelectMany(r => new[] { "--role", r })];
        (await RunAsync(arguments)).ExitsWith(0);
    }

    /// <summary>Runs it to its end.</summary>
    public Task<ToolRun> RunAsync(params string[] arguments) => RunAsync("", arguments);

    /// <summary>Runs it to its end with something on its standard input.</summary>
    public async Task<ToolRun> RunAsync(string input, string[] arguments)
    {
        using var process = Start(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"cgihub {string.Join(' ', arguments)} never ended.");
        }

        return new ToolRun(process.ExitCode, await output, await error);
    }

    /// <summary>Starts it; the caller reads, ends and disposes it.</summary>
    public Process Start(params string[] arguments)
    {
        // A test run in the background ignores Ctrl+C, and hands that on; the tool is to be started as a terminal starts it.
        string[] program = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(program[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder, StandardInputEncoding = new UTF8Encoding(false) };
        foreach (var argument in (string[])[.. program[1..], "exec", Path.Combine(AppContext.BaseDirectory, "cgihub.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["CGIHUB_HOME"] = Home;
        start.Environment.Remove("CGIHUB_TOKEN");
        start.Environment.Remove("CGIHUB_HUB");
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The tool did not start.");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>How the tool ended, and what it said.</summary>
public sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>What <c>--json</c> gave.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Output);

    public ToolRun ExitsWith(int code)
    {
        Assert.True(ExitCode == code, $"Exit code {ExitCode} instead of {code}.\n{Output}\n{Error}");
        return this;
    }
}
