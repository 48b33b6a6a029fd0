using System.Collections.Concurrent;
using System.Globalization;
using Azure.Messaging.ServiceBus;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.ServiceBus;

/// <summary>The dead letters of the hub's own queues and of its recipients', where Service Bus keeps them.</summary>
/// <remarks>
/// They stay in the queue's dead-letter queue until somebody replays or deletes them, so its own count and alert tell the truth. There a
/// message can only be taken by its number once it has been set aside (deferred): <see cref="DeadLetterTriggers"/> does so when it logs
/// one, and what it has not come to is set aside here.
/// </remarks>
internal sealed class ServiceBusDeadLetters(ServiceBusClient client, AgencyRegistry agencies, IOptions<ServiceBusOptions> options, TimeProvider time) : IDeadLetters
{
    /// <summary>Application property that tells when a dead letter was set aside.</summary>
    internal const string NotedAt = "cgihub-noted-at";

    private const int PeekedInOneCall = 100;
    private const int AgenciesInOneRead = 200;

    private static readonly TimeSpan MoreMayCome = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, ServiceBusReceiver> _receivers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<DeadLetterPage> ListAsync(int limit, string? continuation, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var after = continuation is null ? null : DeadLetterPlace.Parse(continuation);
        var found = new ConcurrentBag<DeadLetter>();
        await Parallel.ForEachAsync(await QueuesAsync(cancel), new ParallelOptions { MaxDegreeOfParallelism = options.Value.PeekedAtOnce, CancellationToken = cancel }, async (queue, stop) =>
        {
            foreach (var letter in (await PeekAsync(queue, stop)).Where(l => after is null || DeadLetterPlace.Of(l).CompareTo(after) > 0).OrderBy(DeadLetterPlace.Of).Take(limit + 1))
            {
                found.Add(letter);
            }
        });
        var page = found.OrderBy(DeadLetterPlace.Of).Take(limit + 1).ToList();
        return page.Count <= limit ? new DeadLetterPage(page, null) : new DeadLetterPage(page[..limit], DeadLetterPlace.Of(page[limit - 1]).ToString());
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReplayAsync(string id, CancellationToken cancel) => TakeAsync(id, SendBackAsync, cancel);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string id, CancellationToken cancel) => TakeAsync(id, (_, _, _) => Task.CompletedTask, cancel);

    /// <summary>The properties that a dead letter gets when it is set aside.</summary>
    internal static Dictionary<string, object> Noted(TimeProvider time) => new() { [NotedAt] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture) };

    /// <summary>Why a message was given up, in one line.</summary>
    internal static string ReasonOf(ServiceBusReceivedMessage message) => (message.DeadLetterReason, message.DeadLetterErrorDescription) switch
    {
        ({ Length: > 0 } reason, { Length: > 0 } more) => $"{reason}: {more}",
        ({ Length: > 0 } reason, _) => reason,
        _ => "Not told.",
    };

    private async Task<IReadOnlyList<string>> QueuesAsync(CancellationToken cancel)
    {
        var queues = new List<string>(Queues.Work);
        string? cursor = null;
        do
        {
            var page = await agencies.ListAsync(new PageRequest(AgenciesInOneRead, cursor), cancel);
            queues.AddRange(page.Items.Select(a => Queues.Packets(a.Ori.Value)));
            cursor = page.Next;
        }
        while (cursor is not null);

        return queues;
    }

    private async Task<IReadOnlyList<DeadLetter>> PeekAsync(string queue, CancellationToken cancel)
    {
        var letters = new List<DeadLetter>();
        var receiver = ReceiverOf(queue);
        try
        {
            long from = 1;
            while (letters.Count < options.Value.MostPeeked)
            {
                var peeked = await receiver.PeekMessagesAsync(Math.Min(PeekedInOneCall, options.Value.MostPeeked - letters.Count), from, cancel);
                if (peeked.Count == 0)
                {
                    break;
                }

                letters.AddRange(peeked.Select(m => LetterOf(queue, m)));
                from = peeked[^1].SequenceNumber + 1;
            }
        }
        catch (ServiceBusException missing) when (missing.Reason == ServiceBusFailureReason.MessagingEntityNotFound)
        {
            // An agency that was registered since the queues were made has none yet.
            return letters;
        }
        catch (Exception failure) when (ServiceBusFailure.IsAway(failure, cancel))
        {
            throw Away(queue, failure);
        }

        return letters;
    }

    private static DeadLetter LetterOf(string queue, ServiceBusReceivedMessage message)
    {
        var deadAt = message.ApplicationProperties.TryGetValue(NotedAt, out var told) && DateTimeOffset.TryParse(told as string, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at)
            ? at
            : message.EnqueuedTime;
        return new DeadLetter(new DeadLetterName(message.SequenceNumber, queue).ToString(), queue, message.MessageId, message.Subject, ReasonOf(message), message.DeliveryCount, deadAt);
    }

    private async ValueTask<bool> TakeAsync(string id, Func<string, ServiceBusReceivedMessage, CancellationToken, Task> first, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!DeadLetterName.TryParse(id, out var name))
        {
            return false;
        }

        try
        {
            var receiver = ReceiverOf(name.Queue);
            if (await LockAsync(receiver, name.Sequence, cancel) is not { } message)
            {
                return false;
            }

            await first(name.Queue, message, cancel);

            // It is back in its queue: that must not be lost to a caller that went away.
            await receiver.CompleteMessageAsync(message, CancellationToken.None);
            return true;
        }
        catch (ServiceBusException missing) when (missing.Reason == ServiceBusFailureReason.MessagingEntityNotFound)
        {
            return false;
        }
        catch (Exception failure) when (ServiceBusFailure.IsAway(failure, cancel))
        {
            throw Away(name.Queue, failure);
        }
    }

    /// <summary>Takes one message by its number; null where there is none.</summary>
    private async Task<ServiceBusReceivedMessage?> LockAsync(ServiceBusReceiver receiver, long sequence, CancellationToken cancel)
    {
        if (await ReceiveSetAsideAsync(receiver, sequence, cancel) is { } setAside)
        {
            return setAside;
        }

        if ((await receiver.PeekMessageAsync(sequence, cancel))?.SequenceNumber != sequence)
        {
            return null;
        }

        for (var seen = 0; seen < options.Value.MostPeeked;)
        {
            var received = await receiver.ReceiveMessagesAsync(PeekedInOneCall, MoreMayCome, cancel);
            var wanted = received.FirstOrDefault(m => m.SequenceNumber == sequence);
            foreach (var other in received.Where(m => m != wanted))
            {
                await receiver.DeferMessageAsync(other, Noted(time), CancellationToken.None);
            }

            if (wanted is not null)
            {
                return wanted;
            }

            if (received.Count == 0)
            {
                break;
            }

            seen += received.Count;
        }

        return await ReceiveSetAsideAsync(receiver, sequence, cancel) ?? throw new StoreUnavailableException("Somebody else holds the dead letter.", null);
    }

    private static async Task<ServiceBusReceivedMessage?> ReceiveSetAsideAsync(ServiceBusReceiver receiver, long sequence, CancellationToken cancel)
    {
        try
        {
            return await receiver.ReceiveDeferredMessageAsync(sequence, cancel);
        }
        catch (ServiceBusException missing) when (missing.Reason == ServiceBusFailureReason.MessageNotFound)
        {
            return null;
        }
    }

    /// <summary>Sends a dead letter to its queue once more, under an id that follows from its own: the queue may still know the old one, and would drop it.</summary>
    private async Task SendBackAsync(string queue, ServiceBusReceivedMessage message, CancellationToken cancel)
    {
        var again = new ServiceBusMessage(message);
        again.MessageId = $"{again.MessageId}:again:{message.SequenceNumber.ToString(CultureInfo.InvariantCulture)}";
        if (again.MessageId.Length > ServiceBusQueue.LongestId)
        {
            again.MessageId = StableId.Of("ms", again.MessageId);
        }

        again.ApplicationProperties.Remove(NotedAt);
        await _senders.GetOrAdd(queue, name => client.CreateSender(name)).SendMessageAsync(again, cancel);
    }

    private ServiceBusReceiver ReceiverOf(string queue) => _receivers.GetOrAdd(queue, name => client.CreateReceiver(name, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }));

    private static StoreUnavailableException Away(string queue, Exception failure) => new($"The dead letters of the queue {queue} cannot be reached.", failure);
}
