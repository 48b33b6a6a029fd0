using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using CgiHub.Core;
using CgiHub.Core.Storage;

namespace CgiHub.Functions.ServiceBus;

/// <summary>Sends messages to queues of Service Bus, as many in one call as it takes, in order.</summary>
/// <remarks>
/// A batch that is full is sent and the next begun. Where one cannot be sent, those before it have been, and the exception says how many:
/// who tries again sends the rest. Whether the one that failed arrived is unknown; its messages keep their ids, and the queue drops
/// what it has seen within its duplicate window.
/// </remarks>
internal sealed class ServiceBusQueue(ServiceBusClient client, TimeProvider time) : IMessageQueue
{
    /// <summary>The longest id and the longest session id that Service Bus takes, in characters.</summary>
    internal const int LongestId = 128;

    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask SendAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel)
    {
        var sender = _senders.GetOrAdd(queue, name => client.CreateSender(name));
        var sent = 0;
        try
        {
            while (sent < messages.Count)
            {
                sent += await SendSomeAsync(sender, messages, sent, cancel);
            }
        }
        catch (Exception failure) when (ServiceBusFailure.IsAway(failure, cancel))
        {
            throw new StoreUnavailableException($"Of {messages.Count} messages {sent} were sent to the queue {queue}; then it was away.", failure) { Sent = sent };
        }
    }

    /// <summary>Sends what one batch holds, from a place on; gives how many that were.</summary>
    private async Task<int> SendSomeAsync(ServiceBusSender sender, IReadOnlyList<QueueMessage> messages, int from, CancellationToken cancel)
    {
        using var batch = await BatchAsync(sender, cancel);
        var next = from;
        while (next < messages.Count && batch.TryAddMessage(MessageOf(messages[next])))
        {
            next++;
        }

        if (next == from)
        {
            // Alone a message may be larger than a batch may be; where it is too large for that, too, the queue says so.
            await sender.SendMessageAsync(MessageOf(messages[from]), cancel);
            return 1;
        }

        await sender.SendMessagesAsync(batch, cancel);
        return next - from;
    }

    /// <summary>Several that open a sender's link at once may find its limit not known yet (a fault of the client's until 7.20.2); the next to ask finds it.</summary>
    private static async Task<ServiceBusMessageBatch> BatchAsync(ServiceBusSender sender, CancellationToken cancel)
    {
        try
        {
            return await sender.CreateMessageBatchAsync(cancel);
        }
        catch (ArgumentOutOfRangeException)
        {
            return await sender.CreateMessageBatchAsync(cancel);
        }
    }

    private ServiceBusMessage MessageOf(QueueMessage message)
    {
        var sent = new ServiceBusMessage(message.Body)
        {
            MessageId = message.Id.Length <= LongestId ? message.Id : StableId.Of("ms", message.Id),
            SessionId = message.SessionId,
            Subject = message.Subject,
            ContentType = message.ContentType,
        };
        foreach (var (name, value) in message.Properties)
        {
            sent.ApplicationProperties[name] = value;
        }

        if (message.Delay > TimeSpan.Zero)
        {
            sent.ScheduledEnqueueTime = time.GetUtcNow() + message.Delay;
        }

        return sent;
    }
}
