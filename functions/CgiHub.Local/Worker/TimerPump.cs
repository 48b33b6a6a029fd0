using Cronos;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Local.Worker;

/// <summary>Calls a function on its schedule; a run that takes long is never overlapped by the next.</summary>
internal sealed class TimerPump(FunctionMethod function, string schedule, bool runOnStartup, IServiceProvider services, TimeProvider time, ILogger log)
    : Pump(function, services, log)
{
    private readonly CronExpression _schedule = CronExpression.Parse(schedule, CronFormat.IncludeSeconds);

    /// <inheritdoc/>
    public override async Task RunAsync(CancellationToken stopping, CancellationToken giveUp)
    {
        try
        {
            if (runOnStartup)
            {
                await TickAsync(time.GetUtcNow(), giveUp);
            }

            while (_schedule.GetNextOccurrence(time.GetUtcNow().UtcDateTime) is { } next)
            {
                var pause = next - time.GetUtcNow().UtcDateTime;
                await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time, stopping);
                await TickAsync(next, giveUp);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TickAsync(DateTimeOffset due, CancellationToken giveUp)
    {
        try
        {
            var info = new TimerInfo { IsPastDue = time.GetUtcNow() - due > TimeSpan.FromSeconds(10) };
            await CallAsync(p => p == Function.Parameter ? info : throw new InvalidOperationException($"{Name} has a parameter {p.Name} that a timer does not bring."), giveUp);
            Trouble = null;
        }
#pragma warning disable CA1031 // A run that failed, however, is followed by the next.
        catch (Exception failure) when (!giveUp.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(failure, Name);
            Trouble = failure.GetType().Name;
        }
    }
}
