using System.ComponentModel;
using System.Diagnostics;

namespace CgiHub.Faults;

/// <summary>Debian's <c>strace</c>, which can delay system calls of a process and make them fail.</summary>
internal static class Strace
{
    /// <summary>Why it cannot be used here; null where it can.</summary>
    public static string? Missing { get; } = Try();

    /// <summary>The program with which a hub is started so that a fault is put into its calls.</summary>
    /// <param name="fault">As <c>--inject</c> takes it: calls, and what happens to them.</param>
    public static IReadOnlyList<string> On(string fault) => ["strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", $"trace={fault[..fault.IndexOf(':', StringComparison.Ordinal)]}", "-e", $"inject={fault}"];

    private static string? Try()
    {
        try
        {
            var command = On("fsync:delay_exit=1");
            using var process = Process.Start(new ProcessStartInfo(command[0], [.. command.Skip(1), "true"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"strace may not trace here: {process.StandardError.ReadToEnd()}";
        }
        catch (Win32Exception)
        {
            return "strace is not installed (Debian: apt-get install strace).";
        }
    }
}
