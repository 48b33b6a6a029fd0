using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace CgiHub.Infrastructure.Tests;

/// <summary>The Bicep compiler, as the build fetched it.</summary>
internal static class Bicep
{
    /// <summary>Where it is, or null where it is not for this kind of machine.</summary>
    public static string? Path { get; } = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "Bicep")?.Value;

    /// <summary>Runs it in a folder; what it says, on either stream, and how it ended.</summary>
    public static async Task<Said> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path ?? throw new InvalidOperationException("There is no Bicep compiler here."), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the machine's owner has set must not change what is compiled.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("AZURE_", StringComparison.Ordinal) || k.StartsWith("CGIHUB_", StringComparison.Ordinal) || k.StartsWith("BICEP_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start) ?? throw new Win32Exception("The Bicep compiler did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Said(process.ExitCode, await output, await errors);
    }

    /// <summary>What it said.</summary>
    internal sealed record Said(int ExitCode, string Output, string Errors);
}
