using System.ComponentModel;
using System.Diagnostics;

namespace CgiHub.Storage.Tests.Azure;

/// <summary>Azurite, Microsoft's emulator of Blob Storage, installed from npm once a machine and kept in the user's cache.</summary>
internal static class AzuritePackage
{
    private const string Version = "3.37.0";
    private static readonly TimeSpan MostInstalling = TimeSpan.FromMinutes(10);

    /// <summary>Its script, or why it is not to be had here.</summary>
    public static async Task<(string? Script, string? Reason)> FindAsync()
    {
        if (await RunAsync("node", ["--version"], TimeSpan.FromMinutes(1)) is { Code: not 0 } noNode)
        {
            return (null, $"Azurite needs Node.js, which is not here: {noNode.Output}");
        }

        var folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "cgihub-tests", $"azurite-{Version}");
        var script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "blob", "main.js");
        var done = Path.Combine(folder, "installed");
        if (File.Exists(done))
        {
            return (script, null);
        }

        // Whoever comes first installs; others wait, in other processes too.
        Directory.CreateDirectory(folder);
        await using var held = await HoldAsync(Path.Combine(folder, "installing"));
        if (!File.Exists(done))
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var installed = await RunAsync(npm, ["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", $"azurite@{Version}"], MostInstalling);
            if (installed.Code != 0 || !File.Exists(script))
            {
                return (null, $"Azurite {Version} could not be installed from npm: {installed.Output}");
            }

            await File.WriteAllTextAsync(done, Version);
        }

        return (script, null);
    }

    private static async Task<FileStream> HoldAsync(string path)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < MostInstalling)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments, TimeSpan most)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var limit = new CancellationTokenSource(most);
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            try
            {
                await process.WaitForExitAsync(limit.Token);
                return (process.ExitCode, (await output + await errors).Trim());
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return (-1, $"{program} did not end within {most}.");
            }
        }
        catch (Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}
