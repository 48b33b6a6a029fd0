using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CgiHub.Benchmarks;

/// <summary>The one-machine hub as a process of its own, with an empty data directory that goes with it, or one that was given and stays.</summary>
internal sealed partial class HubProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _data;
    private readonly bool _keep;
    private readonly HttpClient _tokens;

    private HubProcess(Process process, string data, bool keep, Uri address)
    {
        (_process, _data, _keep, Address) = (process, data, keep, address);
        _tokens = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    public string DataDirectory => _data;

    /// <summary>Starts it; it listens when this returns.</summary>
    /// <param name="settings">Arguments behind address and data directory.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="kept">A data directory that stays; null for one that comes and goes with the process.</param>
    /// <param name="program">The hub's <c>CgiHub.Local.dll</c>; null for the one that was built with this program.</param>
    public static async Task<HubProcess> StartAsync(IEnumerable<string> settings, CancellationToken cancel, string? kept = null, string? program = null)
    {
        var data = kept ?? Directory.CreateTempSubdirectory("cgihub-bench-").FullName;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = ["exec", program ?? Path.Combine(AppContext.BaseDirectory, "CgiHub.Local.dll"), "--urls", "http://127.0.0.1:0", "--data", data, .. settings];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The hub did not start.");
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new List<string>();
        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The hub ended: " + string.Join(Environment.NewLine, output)));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var address = await listening.Task.WaitAsync(TimeSpan.FromMinutes(1), cancel);
        return new HubProcess(process, data, kept is not null, address);

        void Hear(string? line)
        {
            if (line is null || listening.Task.IsCompleted)
            {
                return;
            }

            output.Add(line);
            if (Listening().Match(line) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Value));
            }
        }
    }

    /// <summary>A client that acts for an agency (or for none) with some roles.</summary>
    public async Task<HttpClient> ClientAsync(string? agency, params string[] roles)
    {
        using var answer = await _tokens.PostAsJsonAsync("/dev/token", new { roles, agency });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Peak resident memory so far, in MiB (Linux).</summary>
    public double PeakMegabytes()
    {
        _process.Refresh();
        return _process.PeakWorkingSet64 / 1048576.0;
    }

    /// <summary>Files, pipes and sockets that it has open (Linux).</summary>
    public int Handles() => Directory.EnumerateFileSystemEntries($"/proc/{_process.Id}/fd").Count();

    /// <summary>Its threads.</summary>
    public int Threads()
    {
        _process.Refresh();
        return _process.Threads.Count;
    }

    /// <summary>Bytes that it has had written to disk so far (Linux).</summary>
    public long WrittenBytes() => File.ReadLines($"/proc/{_process.Id}/io").First(l => l.StartsWith("write_bytes:", StringComparison.Ordinal)) is var line
        ? long.Parse(line["write_bytes:".Length..], CultureInfo.InvariantCulture)
        : 0;

    /// <summary>Bytes in its data directory.</summary>
    public long StoredBytes() => new DirectoryInfo(_data).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Sum(f => f.Exists ? f.Length : 0);

    /// <summary>Resident memory now (Linux).</summary>
    public ResidentMemory Memory()
    {
        var lines = File.ReadLines($"/proc/{_process.Id}/smaps_rollup").ToList();
        return new ResidentMemory(Of("Rss:"), Of("Pss:"), Of("Anonymous:"));

        double Of(string name) => lines.Where(l => l.StartsWith(name, StringComparison.Ordinal)).Select(l => long.Parse(l[name.Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture) / 1024.0).Single();
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    public async ValueTask DisposeAsync()
    {
        _tokens.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        if (!_keep)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Listening();
}

/// <summary>Resident memory of a process, in MiB.</summary>
/// <param name="All">All of it.</param>
/// <param name="Proportional">With pages that other processes have too counted by share.</param>
/// <param name="Own">What is its own alone; the rest are pages of files, which the system takes back when it needs them.</param>
internal readonly record struct ResidentMemory(double All, double Proportional, double Own);
