using CgiHub.Core;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Documents;
using CgiHub.Embedded.Queues;
using CgiHub.Local.Worker;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace CgiHub.Local.Hosting;

/// <summary>Runs the pumps of all functions that are not called over HTTP, and stops them without losing what is in hand.</summary>
internal sealed partial class PumpService : BackgroundService
{
    private readonly IReadOnlyList<Pump> _pumps;
    private readonly LocalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PumpService> _log;
    private readonly CancellationTokenSource _giveUp = new();
    private IReadOnlyList<Task> _running = [];

    public PumpService(IReadOnlyList<FunctionMethod> functions, LocalPaths paths, IServiceProvider services, IConfiguration configuration, IOptions<LocalOptions> options, TimeProvider time, ILogger<PumpService> log)
    {
        (_options, _time, _log) = (options.Value, time, log);
        Directory.CreateDirectory(paths.Leases);
        _pumps = [.. functions.Where(f => f.Trigger is not HttpTriggerAttribute).Select(f => PumpOf(f, paths, services, configuration))];
    }

    /// <summary>Each pump: whether it runs, and what troubled it last.</summary>
    public IReadOnlyList<(string Name, bool Alive, string? Trouble)> States =>
        [.. _pumps.Select((pump, i) => (pump.Name, i < _running.Count && !_running[i].IsCompleted, pump.Trouble))];

    /// <summary>Each change feed that a function follows: how many changes it has not taken yet.</summary>
    public async Task<IReadOnlyList<(string Name, string Container, int Behind)>> FeedsAsync(CancellationToken cancel)
    {
        var feeds = new List<(string, string, int)>();
        foreach (var pump in _pumps.OfType<ChangePump>())
        {
            feeds.Add((pump.Name, pump.Container, await pump.BehindAsync(cancel)));
        }

        return feeds;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        var stopping = base.StopAsync(CancellationToken.None);
        try
        {
            await stopping.WaitAsync(_options.DrainFor, _time, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            LogGivingUp();
            await _giveUp.CancelAsync();
            await stopping;
        }
    }

    public override void Dispose()
    {
        _giveUp.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _running = [.. _pumps.Select(p => Task.Run(() => GuardAsync(p, stoppingToken), CancellationToken.None))];
        await Task.WhenAll(_running);
    }

    /// <summary>A pump that ends by itself is started again: only the host's end ends it.</summary>
    private async Task GuardAsync(Pump pump, CancellationToken stopping)
    {
        var retry = new Retry(_time);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await pump.RunAsync(stopping, _giveUp.Token);
            }
#pragma warning disable CA1031 // Whatever it was, the pump goes on after a pause.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogDied(failure, pump.Name);
                await Task.WhenAny(retry.PauseAsync(stopping));
            }
        }
    }

    private Pump PumpOf(FunctionMethod function, LocalPaths paths, IServiceProvider services, IConfiguration configuration)
    {
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger($"CgiHub.{function.Name}");
        switch (function.Trigger)
        {
            case ServiceBusTriggerAttribute trigger:
                var queue = Binding.Resolve(trigger.QueueName, configuration);
                return new QueuePump(function, queue, _options.ConcurrencyOf(queue), _options.RenewLocksEvery, services.GetRequiredService<SqliteMessageQueue>(), services.GetRequiredService<HubSteps>(), services, _time, log);
            case CosmosDBTriggerAttribute trigger:
                return new ChangePump(function, Binding.Resolve(trigger.ContainerName, configuration), Path.Combine(paths.Leases, $"{function.Name}.cursor"), services.GetRequiredService<SqliteDocumentStore>(), services, _time, log);
            case TimerTriggerAttribute trigger:
                return new TimerPump(function, Binding.Resolve(trigger.Schedule, configuration), trigger.RunOnStartup, services, _time, log);
            case BlobTriggerAttribute trigger:
                return new BlobPump(function, trigger.BlobPath, Path.Combine(paths.Blobs, trigger.BlobPath[..trigger.BlobPath.IndexOf('/', StringComparison.Ordinal)]), new BlobPumpTimes(_options.DropStableFor, _options.DropRescan), services.GetRequiredService<IBlobStore>(), services.GetRequiredService<IMessageQueue>(), services, _time, log);
            default:
                throw new InvalidOperationException($"The function {function.Name} has a trigger that this host does not know.");
        }
    }

    [LoggerMessage(7101, LogLevel.Error, "The pump of {Function} ended; it is started again")]
    private partial void LogDied(Exception failure, string function);

    [LoggerMessage(7102, LogLevel.Warning, "Work in hand did not finish in time; it is cancelled and will be done at the next start")]
    private partial void LogGivingUp();
}

/// <summary>Where things lie.</summary>
/// <param name="Data">The data directory.</param>
internal sealed record LocalPaths(string Data)
{
    /// <summary>Blobs.</summary>
    public string Blobs => Path.Combine(Data, "blobs");

    /// <summary>How far change feeds were followed.</summary>
    public string Leases => Path.Combine(Data, "leases");

    /// <summary>The key of development tokens.</summary>
    public string TokenKey => Path.Combine(Data, "dev-token.key");
}
