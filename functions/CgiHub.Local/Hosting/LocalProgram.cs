using CgiHub.Local.Demo;
using CgiHub.Partners.Simulation;

namespace CgiHub.Local.Hosting;

/// <summary>The program: reads the command line, serves until it is stopped, and says what went wrong in one line.</summary>
public static class LocalProgram
{
    /// <summary>Runs it; gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (!CommandLine.TryParse(args, out var line, out var fault))
        {
            await Console.Error.WriteLineAsync($"{fault}\n\n{CommandLine.Usage}");
            return 2;
        }

        if (line.Help)
        {
            Console.WriteLine(CommandLine.Usage);
            return 0;
        }

        try
        {
            await ServeAsync(line);
            return 0;
        }
        catch (Exception refused) when (refused is ArgumentException or IOException or UnauthorizedAccessException or Microsoft.Extensions.Options.OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
    }

    private static async Task ServeAsync(CommandLine line)
    {
        await using var demo = line.Demo ? await RegionDemo.PrepareAsync(line.Data, TimeProvider.System, CancellationToken.None) : null;
        await using var host = LocalHost.Build(demo is null ? line : line with { Settings = Over(demo.Settings, line.Settings) });
        await host.StartAsync();
        Console.WriteLine($"CgiHub is listening on {host.Address.GetLeftPart(UriPartial.Authority)} (data in {Path.GetFullPath(line.Data)}). Stop it with Ctrl+C.");
        if (demo is not null)
        {
            await ShowAsync(demo, host);
        }

        await host.WaitForShutdownAsync();
    }

    private static async Task ShowAsync(RegionDemo demo, LocalHost host)
    {
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            await demo.RunAsync(host.Address, Console.Out, !Console.IsOutputRedirected, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Console.WriteLine("\nStopped before the demonstration ended.");
        }
        catch (Exception broken) when (broken is PlayerException or HttpRequestException or InvalidOperationException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"\nThe demonstration broke off: {broken.Message} The hub goes on serving.");
        }
    }

    /// <summary>The demonstration's settings under those of the command line, which win.</summary>
    private static Dictionary<string, string?> Over(IReadOnlyDictionary<string, string?> under, IReadOnlyDictionary<string, string?> over)
    {
        var settings = new Dictionary<string, string?>(under, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in over)
        {
            settings[name] = value;
        }

        return settings;
    }
}
