using System.Diagnostics;
using System.Globalization;

namespace CgiHub.Storage.Tests.Durability;

/// <summary>A <see cref="Writer"/> in a process of its own.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process _process;

    private WriterProcess(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    /// <param name="directory">Where it writes.</param>
    /// <param name="bytes">Size of a document and a message; a blob has 400 times as many.</param>
    /// <param name="mostFileBlocks">No file of the process may grow beyond this many blocks of 512 bytes: to the process, its disk is full then.</param>
    public static WriterProcess Start(string directory, long bytes, int? mostFileBlocks = null)
    {
        var start = new ProcessStartInfo(mostFileBlocks is null ? "dotnet" : "/bin/sh") { RedirectStandardOutput = true };
        if (mostFileBlocks is { } blocks)
        {
            // Without the trap the kernel would end the process with a signal, as no full disk does.
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -f {blocks}; exec dotnet \"$@\""));
            start.ArgumentList.Add("sh");

            // The runtime's own double mapping of code is a file too, and a large one.
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }

        foreach (var argument in new[] { "exec", typeof(WriterProcess).Assembly.Location, directory, bytes.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        return new WriterProcess(Process.Start(start) ?? throw new InvalidOperationException("The writer did not start."));
    }

    /// <summary>The next line that it tells; null when it has ended.</summary>
    public Task<string?> HearAsync() => _process.StandardOutput.ReadLineAsync();

    /// <summary>Ends it at once: nothing in it runs any more.</summary>
    public void Kill() => _process.Kill();

    /// <summary>What it still told, to its end. A line without its end was not told.</summary>
    public async Task<List<string>> RestAsync()
    {
        var rest = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return [.. rest.Split('\n')[..^1]];
    }

    public int ExitCode => _process.ExitCode;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
