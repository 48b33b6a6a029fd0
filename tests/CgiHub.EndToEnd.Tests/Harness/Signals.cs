using System.Diagnostics;
using System.Globalization;

namespace CgiHub.EndToEnd.Tests.Harness;

/// <summary>Signals to processes, as a terminal sends them.</summary>
internal static class Signals
{
    /// <summary>Ctrl+C.</summary>
    public static void Interrupt(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
