namespace CgiHub.Core.Storage;

/// <summary>Sends messages. A message whose id was sent to the same queue within the duplicate window is dropped silently.</summary>
public interface IMessageQueue
{
    /// <summary>Sends all messages to one queue, in order; when it returns, they survive a loss of power.</summary>
    /// <exception cref="StoreUnavailableException">The queue was away; <see cref="StoreUnavailableException.Sent"/> says how many were sent before.</exception>
    ValueTask SendAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel);
}

/// <summary>A message.</summary>
/// <param name="Id">Duplicate detection compares it.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record QueueMessage(string Id, ReadOnlyMemory<byte> Body)
{
    /// <summary>Messages of one session are delivered one at a time, in order; null for none.</summary>
    public string? SessionId { get; init; }

    /// <summary>What it is about.</summary>
    public string? Subject { get; init; }

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Application properties.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>Not delivered before this much time has passed.</summary>
    public TimeSpan Delay { get; init; }
}

/// <summary>Messages that could not be handled, for an admin to look at, replay or remove.</summary>
public interface IDeadLetters
{
    /// <summary>One page over all queues, newest first.</summary>
    ValueTask<DeadLetterPage> ListAsync(int limit, string? continuation, CancellationToken cancel);

    /// <summary>Puts one back into its queue with a fresh delivery count; false where there is none.</summary>
    ValueTask<bool> ReplayAsync(string id, CancellationToken cancel);

    /// <summary>Removes one; false where there is none.</summary>
    ValueTask<bool> DeleteAsync(string id, CancellationToken cancel);
}

/// <summary>One page of dead letters.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Continuation">Where to go on, or null at the end.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Items, string? Continuation);

/// <summary>A message that could not be handled. Its body is not shown: it may hold what the reader may not know.</summary>
/// <param name="Id">Names it to the admin routes.</param>
/// <param name="Queue">Where it came from.</param>
/// <param name="MessageId">The message's id.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Reason">Why it was given up.</param>
/// <param name="Deliveries">How often it was tried.</param>
/// <param name="DeadAt">When it was given up.</param>
public sealed record DeadLetter(string Id, string Queue, string MessageId, string? Subject, string Reason, int Deliveries, DateTimeOffset DeadAt);
