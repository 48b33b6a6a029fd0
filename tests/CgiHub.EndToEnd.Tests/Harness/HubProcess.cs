using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CgiHub.EndToEnd.Tests.Harness;

/// <summary>The one-machine hub as a real process over a data directory of its own, which survives the process.</summary>
public sealed partial class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly List<string> _output = [];
    private readonly DirectoryInfo _data;
    private HubLaunch _launch;
    private Process? _process;
    private HttpClient? _plain;

    private HubProcess(HubLaunch launch) => (_launch, _data) = (launch, launch.Data ?? Directory.CreateTempSubdirectory("cgihub-e2e-"));

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>What the process has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join(Environment.NewLine, _output);
            }
        }
    }

    /// <summary>A client without token.</summary>
    public HttpClient Anonymous => _plain ??= new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Most memory that the process has had resident so far, in bytes, as Linux counts it.</summary>
    public long PeakBytes => File.ReadLines($"/proc/{_process!.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) is var line
        ? long.Parse(line["VmHWM:".Length..^"kB".Length].Trim(), System.Globalization.CultureInfo.InvariantCulture) * 1024
        : 0;

    /// <summary>Where it keeps its data.</summary>
    public string DataFolder => _data.FullName;

    /// <summary>Files, pipes and sockets that the process has open, as Linux counts them.</summary>
    public int OpenHandles => Directory.EnumerateFileSystemEntries($"/proc/{_process!.Id}/fd").Count();

    public static Task<HubProcess> StartAsync(params string[] settings) => StartAsync(new HubLaunch { Settings = settings });

    public static Task<HubProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] settings) => StartAsync(new HubLaunch { Settings = settings, Environment = environment });

    public static async Task<HubProcess> StartAsync(HubLaunch launch)
    {
        var hub = new HubProcess(launch);
        await hub.LaunchAsync();
        return hub;
    }

    /// <summary>Ends the process as a loss of power would (SIGKILL), in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: _launch.Under.Count > 0);
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Starts it again on the same data and at the same address.</summary>
    /// <param name="under">What it is started under from now on; null as before.</param>
    public Task RestartAsync(IReadOnlyList<string>? under = null)
    {
        _launch = _launch with { Under = under ?? _launch.Under };
        return LaunchAsync();
    }

    /// <summary>A client that acts for an agency (or for none) with some roles.</summary>
    public async Task<HttpClient> ClientAsync(string? agency, params string[] roles)
    {
        using var answer = await Anonymous.PostAsJsonAsync("/dev/token", new { roles, agency });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Waits until the process has written a line that holds this text.</summary>
    public Task HearAsync(string text, TimeSpan limit) => Eventually.Async(() => Output.Contains(text, StringComparison.Ordinal), limit, () => $"The hub never said '{text}':\n{Output}");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        _plain?.Dispose();
        if (_launch.Data is null)
        {
            _data.Delete(recursive: true);
        }
    }

    private async Task LaunchAsync()
    {
        string[] command = [.. _launch.Under, "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "CgiHub.Local.dll"), "--urls", Address.GetLeftPart(UriPartial.Authority), "--data", _data.FullName, .. _launch.Settings];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command[1..])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in _launch.Environment)
        {
            start.Environment[name] = value;
        }

        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The hub did not start.");
        _process = process;
        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The hub ended:\n{Output}"));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Address = await listening.Task.WaitAsync(StartLimit);

        void Hear(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (_output)
            {
                _output.Add(line);
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Value));
            }
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*", RegexOptions.CultureInvariant)]
    private static partial Regex Listening();
}

/// <summary>How a hub process is started.</summary>
public sealed record HubLaunch
{
    /// <summary>Arguments behind address and data directory.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A program with its arguments that starts the hub and stands between it and the system; empty for none.</summary>
    public IReadOnlyList<string> Under { get; init; } = [];

    /// <summary>The data directory, which its giver removes; null for one that comes and goes with the process.</summary>
    public DirectoryInfo? Data { get; init; }
}

/// <summary>Waits for what comes true at some time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static Task Async(Func<bool> comesTrue, TimeSpan limit, Func<string> complaint) => Async(() => Task.FromResult(comesTrue()), limit, complaint);

    public static async Task Async(Func<Task<bool>> comesTrue, TimeSpan limit, Func<string> complaint)
    {
        using var deadline = new CancellationTokenSource(limit);
        using var timer = new PeriodicTimer(Pause);
        while (!await comesTrue())
        {
            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(complaint());
            }
        }
    }
}
