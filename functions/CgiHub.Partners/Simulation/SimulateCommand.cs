using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace CgiHub.Partners.Simulation;

/// <summary>The command <c>simulate</c>: makes a region and writes it to files, or plays it into a hub.</summary>
public static class SimulateCommand
{
    /// <summary>How to call it.</summary>
    public const string Usage = """
        simulate --out DIR | --hub URL   writes a region to files, or plays it into a hub that gives out development tokens
                 [--seed N] [--start YYYY-MM-DD] [--days N] [--agencies N] [--crews N] [--reads N (plate reads a day)]
        """;

    /// <summary>How a shell knows a command that Ctrl+C ended.</summary>
    private const int Interrupted = 130;

    /// <summary>Runs it; 0 when all is well, 1 where the hub refuses what is played or does not answer, 2 where the arguments are wrong, 130 where it was stopped.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        if (Parse(args) is not { } parsed || (parsed.Out is null) == (parsed.Hub is null))
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        SimulatedRegion region;
        try
        {
            region = RegionSimulator.Run(parsed.Options);
        }
        catch (ValidationException wrong)
        {
            await output.WriteLineAsync(wrong.Message);
            return 2;
        }

        try
        {
            if (parsed.Out is { } directory)
            {
                await SimulationFiles.WriteAsync(region, directory, cancel);
            }
            else
            {
                using var player = new SimulationPlayer(parsed.Hub!, new PlayerOptions(), TimeProvider.System);
                await player.PlayAsync(region, null, cancel);
            }
        }
        catch (PlayerException refused)
        {
            await output.WriteLineAsync(refused.Message);
            return 1;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await output.WriteLineAsync("Stopped before it was done.");
            return Interrupted;
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{region.Deliveries.Count():N0} rows and {region.Evidence.Count():N0} exhibits of {region.World.Agencies.Count} agencies over {region.Options.Days} days; {region.Truth.Leads.Count:N0} leads."));
        return 0;
    }

    private static Arguments? Parse(IReadOnlyList<string> args)
    {
        var parsed = new Arguments(new SimulationOptions(), null, null);
        for (var i = 0; i < args.Count; i += 2)
        {
            var value = i + 1 < args.Count ? args[i + 1] : "";
            var number = int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsedNumber) ? parsedNumber : (int?)null;
            var options = parsed.Options;
            parsed = (args[i], number) switch
            {
                ("--out", _) when value.Length > 0 => parsed with { Out = value },
                ("--hub", _) when Uri.TryCreate(value, UriKind.Absolute, out var hub) && hub.Scheme is "http" or "https" => parsed with { Hub = hub },
                ("--seed", { } n) => parsed with { Options = options with { Seed = n } },
                ("--days", { } n) => parsed with { Options = options with { Days = n } },
                ("--agencies", { } n) => parsed with { Options = options with { Agencies = n } },
                ("--crews", { } n) => parsed with { Options = options with { Crews = n } },
                ("--reads", { } n) => parsed with { Options = options with { PlateReadsPerDay = n } },
                ("--start", _) when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) =>
                    parsed with { Options = options with { Start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) } },
                _ => null,
            };
            if (parsed is null)
            {
                return null;
            }
        }

        return parsed;
    }

    private sealed record Arguments(SimulationOptions Options, string? Out, Uri? Hub);
}
