using System.Collections.Concurrent;
using System.Text;
using CgiHub.Core;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Queues;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Local.Worker;

/// <summary>Brings the messages of a queue to a function: completed when it returns, delivered again later when it throws, dead after the last delivery. Deliveries that failed because a store was away do not count.</summary>
internal sealed class QueuePump(FunctionMethod function, string queueName, int concurrency, TimeSpan renewEvery, SqliteMessageQueue queue, HubSteps steps, IServiceProvider services, TimeProvider time, ILogger log)
    : Pump(function, services, log)
{
    private readonly ConcurrentDictionary<ReceivedMessage, byte> _inHand = new();

    /// <inheritdoc/>
    public override async Task RunAsync(CancellationToken stopping, CancellationToken giveUp)
    {
        // Holds no handle: it need not be disposed, and handlers may outlive this method by a moment.
        var slots = new SemaphoreSlim(concurrency);
        using var ended = new CancellationTokenSource();
        var renewing = RenewAsync(ended.Token);
        var free = 0;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await slots.WaitAsync(stopping);
                free = 1;
                while (free < concurrency && await slots.WaitAsync(TimeSpan.Zero, CancellationToken.None))
                {
                    free++;
                }

                foreach (var message in await queue.ReceiveAsync(queueName, free, stopping))
                {
                    free--;
                    _inHand[message] = 0;
                    _ = HandleAsync(message, () => slots.Release(), giveUp);
                }

                if (free > 0)
                {
                    slots.Release(free);
                    free = 0;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Nothing more is taken; what is in hand is finished below.
            Trouble = null;
        }

        for (var inHand = concurrency - free; inHand > 0; inHand--)
        {
            await slots.WaitAsync(CancellationToken.None);
        }

        await ended.CancelAsync();
        await renewing;
    }

    /// <summary>Never throws: whatever happens, the slot is free again, and a message that was not completed comes back.</summary>
    private async Task HandleAsync(ReceivedMessage received, Action release, CancellationToken giveUp)
    {
        await Task.Yield();
        using var step = steps.Process(queueName, "embedded", received.Message.Id, received.Message.Properties.GetValueOrDefault(TraceParent.Property)).Tell("cgihub.deliveries", received.DeliveryCount);
        try
        {
            await CallAsync(p => Bind(p, received), giveUp);
            await queue.CompleteAsync(received);
            Trouble = null;
            step.End(Outcomes.Done);
        }
#pragma warning disable CA1031 // A message whose handler failed, however, is delivered again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            step.Tell("error.type", failure.GetType().Name).End(failure is StoreUnavailableException ? Outcomes.Postponed : Outcomes.Failed);
            await AbandonAsync(received, failure, giveUp);
        }
        finally
        {
            _inHand.TryRemove(received, out _);
            release();
        }
    }

    private async Task AbandonAsync(ReceivedMessage received, Exception failure, CancellationToken giveUp)
    {
        try
        {
            if (!giveUp.IsCancellationRequested)
            {
                LogFailed(failure, Name);
                Trouble = failure.GetType().Name;
            }

            if (failure is StoreUnavailableException)
            {
                queue.Postpone(received);
            }
            else
            {
                await queue.AbandonAsync(received, $"{Name}: {failure.GetType().Name}");
            }
        }
#pragma warning disable CA1031 // Its lock ends by itself, and then it is delivered again.
        catch (Exception lost)
#pragma warning restore CA1031
        {
            LogFailed(lost, Name);
            Trouble = lost.GetType().Name;
        }
    }

    private object? Bind(System.Reflection.ParameterInfo parameter, ReceivedMessage received) => parameter.Name switch
    {
        _ when parameter == Function.Parameter => parameter.ParameterType == typeof(string)
            ? Encoding.UTF8.GetString(received.Message.Body.Span)
            : throw new InvalidOperationException($"{Name} binds its message to {parameter.ParameterType.Name}; string is what both hosts have."),
        "messageId" => received.Message.Id,

        // A function is told of every delivery, as on Service Bus.
        "deliveryCount" => received.DeliveryCount + received.Postponements,
        "sessionId" => received.Message.SessionId,
        "subject" => received.Message.Subject,
        _ => throw new InvalidOperationException($"{Name} has a parameter {parameter.Name} that a message does not bring."),
    };

    private async Task RenewAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(renewEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                foreach (var message in _inHand.Keys)
                {
                    queue.RenewLock(message);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Nothing is in hand any more.
            return;
        }
    }
}
