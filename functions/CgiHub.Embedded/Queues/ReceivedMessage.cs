using CgiHub.Core.Storage;

namespace CgiHub.Embedded.Queues;

/// <summary>A message under lock: complete, abandon or dead-letter it before the lock ends, or it is delivered again.</summary>
public sealed class ReceivedMessage
{
    internal ReceivedMessage(HeldMessage held, string queue) => (Held, Queue, Token, DeliveryCount, Postponements) = (held, queue, held.Token, held.Deliveries, held.Postponements);

    /// <summary>The queue it came from.</summary>
    public string Queue { get; }

    /// <summary>The message.</summary>
    public QueueMessage Message => Held.Message;

    /// <summary>How often it was delivered, this time included; without <see cref="Postponements"/>.</summary>
    public int DeliveryCount { get; }

    /// <summary>How often before it was handed back because a store was away, since the queue was opened.</summary>
    public int Postponements { get; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset EnqueuedAt => DateTimeOffset.FromUnixTimeMilliseconds(Held.EnqueuedAt);

    internal HeldMessage Held { get; }

    internal long Token { get; }
}

/// <summary>A message as it waits in its queue; looking at it takes no lock.</summary>
/// <param name="Message">The message.</param>
/// <param name="EnqueuedAt">When it was sent.</param>
/// <param name="DueAt">When it is delivered at the earliest; null: now.</param>
/// <param name="DeliveryCount">How often it was delivered already.</param>
public sealed record PeekedMessage(QueueMessage Message, DateTimeOffset EnqueuedAt, DateTimeOffset? DueAt, int DeliveryCount);

/// <summary>One page of a queue.</summary>
/// <param name="Items">In order of sending.</param>
/// <param name="Continuation">Where to go on, or null at the end.</param>
public sealed record PeekPage(IReadOnlyList<PeekedMessage> Items, string? Continuation);

/// <summary>How many messages a queue holds.</summary>
/// <param name="Active">Ready, or in somebody's hands.</param>
/// <param name="Scheduled">Not due yet.</param>
/// <param name="Dead">Given up.</param>
public sealed record QueueCounts(long Active, long Scheduled, long Dead);

/// <summary>When the queues were opened, and what they held already.</summary>
/// <param name="FirstNew">Messages that became ready since then have this sequence or a later one.</param>
/// <param name="At">Unix milliseconds.</param>
internal readonly record struct QueueStart(long FirstNew, long At);

/// <summary>A message that a queue's head keeps in memory.</summary>
internal sealed class HeldMessage(long sequence, QueueMessage message, long enqueuedAt, int deliveries)
{
    public long Sequence { get; } = sequence;

    public QueueMessage Message { get; } = message;

    public long EnqueuedAt { get; } = enqueuedAt;

    public int Deliveries { get; set; } = deliveries;

    /// <summary>Deliveries that did not count.</summary>
    public int Postponements { get; set; }

    /// <summary>Changes with every delivery; 0 while nobody holds it.</summary>
    public long Token { get; set; }

    public long LockedUntil { get; set; }

    /// <summary>Its end is being written: the lock no longer runs out.</summary>
    public bool Settling { get; set; }

    /// <summary>Its end is on disk.</summary>
    public volatile bool Gone;

    public SessionLine? Session { get; set; }

    /// <summary>It was in hand when the process before ended. Until it is delivered again nobody knows whether that was its doing.</summary>
    public bool Suspect { get; set; }
}

/// <summary>The messages of one session, in order; one at a time is in somebody's hands.</summary>
internal sealed class SessionLine(string id)
{
    public string Id { get; } = id;

    public LinkedList<HeldMessage> Waiting { get; } = [];

    public bool InHand { get; set; }

    /// <summary>More messages of the session wait on disk, behind <see cref="Loaded"/>.</summary>
    public bool MoreOnDisk { get; set; }

    /// <summary>Sequence of its newest message that was held.</summary>
    public long Loaded { get; set; }

    /// <summary>After a failure: not before this time (Unix milliseconds).</summary>
    public long NotBefore { get; set; }

    /// <summary>Stands in the line of sessions that are ready.</summary>
    public bool Listed { get; set; }
}
