using System.Globalization;
using System.Text.Json;
using CgiHub.Partners.Simulation;

namespace CgiHub.Partners.Servers;

/// <summary>The command <c>serve</c>: runs the simulated partners until it is stopped.</summary>
public static class ServeCommand
{
    /// <summary>How to call it.</summary>
    public const string Usage = """
        serve    [--truth FILE]           runs eTrace, probation and parole on 127.0.0.1; FILE is the truth.json that simulate wrote
                 [--etrace PORT] [--probation PORT] [--parole PORT] [--key API-KEY]
                 [--latency MILLISECONDS] [--trace-delay MILLISECONDS]
        """;

    /// <summary>Runs it; 0 when it was stopped, 2 where the arguments are wrong.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        if (Parse(args) is not { } parsed)
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        IPartnerData data = new PartnerData([], []);
        if (parsed.Truth is { } file)
        {
            try
            {
                await using var stream = File.OpenRead(file);
                var truth = await JsonSerializer.DeserializeAsync(stream, SimulationJson.Default.GroundTruth, cancel);
                data = new PartnerData(truth?.Traces ?? [], truth?.Supervision ?? []);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
            {
                await output.WriteLineAsync($"Cannot read {file}: {e.Message}");
                return 2;
            }
        }

        await using var servers = await PartnerServers.StartAsync(parsed.Options, data, TimeProvider.System, cancel);
        await output.WriteLineAsync($"eTrace    {servers.ETrace.Address}");
        await output.WriteLineAsync($"probation {servers.Probation.Address}");
        await output.WriteLineAsync($"parole    {servers.Parole.Address}");
        await output.WriteLineAsync("Each shows and takes its switches at /_switches, and counts at /_counts. Stop with Ctrl+C.");

        var stopped = new TaskCompletionSource();
        await using (cancel.Register(stopped.SetResult))
        {
            await stopped.Task;
        }

        return 0;
    }

    private static (PartnerServerOptions Options, string? Truth)? Parse(IReadOnlyList<string> args)
    {
        var options = new PartnerServerOptions();
        string? truth = null;
        var switches = new PartnerSwitches();
        for (var i = 0; i + 1 < args.Count; i += 2)
        {
            var value = args[i + 1];
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
            switch (args[i])
            {
                case "--truth":
                    truth = value;
                    break;
                case "--key":
                    options = options with { ApiKey = value };
                    break;
                case "--etrace" when number is >= 0 and <= 65535:
                    options = options with { ETracePort = number };
                    break;
                case "--probation" when number is >= 0 and <= 65535:
                    options = options with { ProbationPort = number };
                    break;
                case "--parole" when number is >= 0 and <= 65535:
                    options = options with { ParolePort = number };
                    break;
                case "--latency" when number >= 0:
                    switches = switches with { LatencyMs = number };
                    break;
                case "--trace-delay" when number >= 0:
                    switches = switches with { TraceDelayMs = number };
                    break;
                default:
                    return null;
            }
        }

        return args.Count % 2 == 0 ? (options with { ETrace = switches, Probation = switches, Parole = switches }, truth) : null;
    }
}
