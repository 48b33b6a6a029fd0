using CgiHub.Core.Storage;
using CgiHub.Embedded.Sqlite;

namespace CgiHub.Embedded.Queues;

/// <summary>Work on the queues that somebody may wait for.</summary>
internal abstract class QueueJob<T> : WriteJob<QueueTables>
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public override long Cost => 256;

    protected abstract T Result { get; }

    public override void Committed()
    {
        Tell();
        _answer.SetResult(Result);
    }

    public override void Failed(Exception exception)
    {
        TakeBack();
        _answer.SetException(exception);
    }

    /// <summary>It is on disk: who keeps things in memory must know.</summary>
    protected virtual void Tell()
    {
    }

    /// <summary>Nothing was kept.</summary>
    protected virtual void TakeBack()
    {
    }
}

/// <summary>Sends messages to a queue.</summary>
internal sealed class SendJob(string queue, IReadOnlyList<QueueMessage> messages, long window, long cost, Func<string, QueueHead?> heads) : QueueJob<int>
{
    private readonly List<(long Sequence, QueueMessage Message, long EnqueuedAt, long? Due)> _sent = new(messages.Count);

    public override long Cost => cost;

    protected override int Result => _sent.Count;

    public override void Apply(QueueTables target)
    {
        _sent.Clear();
        var now = target.Now;
        foreach (var message in messages)
        {
            if (target.Remember(queue, message.Id, window))
            {
                long? due = message.Delay > TimeSpan.Zero ? now + (long)Math.Ceiling(message.Delay.TotalMilliseconds) : null;
                _sent.Add((target.Insert(queue, message, now, due), message, now, due));
            }
        }
    }

    protected override void Tell()
    {
        if (_sent.Count > 0)
        {
            heads(queue)?.Sent(_sent);
        }
    }
}

/// <summary>Ends a delivery: the message is done, scheduled again, or dead.</summary>
/// <param name="head">Where it is held.</param>
/// <param name="message">The message.</param>
/// <param name="retryAt">When it is delivered again; null for never.</param>
/// <param name="reason">Why it is dead; null where it is not.</param>
/// <param name="againAt">When it is delivered again should nothing be written: not at once, or a disk that is full for a second would use up every delivery. Null: it is kept, for nobody waits.</param>
internal sealed class SettleJob(QueueHead head, HeldMessage message, long? retryAt, string? reason, long? againAt = null) : QueueJob<bool>
{
    /// <summary>When it is delivered again should nothing be written.</summary>
    public long AgainAt => againAt ?? 0;

    protected override bool Result => true;

    public override void Apply(QueueTables target)
    {
        if (reason is not null)
        {
            target.Bury(message.Sequence, message.Deliveries, reason);
        }
        else if (retryAt is { } at)
        {
            target.Retry(message.Sequence, message.Deliveries, at);
        }
        else
        {
            target.Remove(message.Sequence);
        }
    }

    protected override void Tell() => head.Settled(message, retryAt);

    protected override void TakeBack()
    {
        if (againAt is { } at)
        {
            head.Return(message, at, blame: true);
        }
        else
        {
            head.KeepUnsettled(message);
        }
    }
}

/// <summary>Notes that messages were delivered once more, so that one that kills the process is counted too. Those that are done by then need no note.</summary>
internal sealed class DeliveredJob(IReadOnlyList<ReceivedMessage> received) : QueueJob<bool>
{
    protected override bool Result => true;

    public override void Apply(QueueTables target)
    {
        foreach (var one in received)
        {
            if (!one.Held.Gone && !one.Held.Settling)
            {
                target.Delivered(one.Held.Sequence, one.DeliveryCount);
            }
        }
    }
}

/// <summary>Makes scheduled messages ready whose time has come.</summary>
internal sealed class ActivateJob(string queue, QueueHead head) : QueueJob<int>
{
    private const int Most = 1000;
    private int _activated;
    private long? _nextDue;

    protected override int Result => _activated;

    public override void Apply(QueueTables target)
    {
        _activated = target.Activate(queue, Most);
        _nextDue = target.NextDue(queue);
    }

    protected override void Tell() => head.Activated(_nextDue);

    protected override void TakeBack() => head.NotActivated();
}

/// <summary>Puts a dead letter back into its queue.</summary>
internal sealed class ReplayJob(long sequence, Func<string, QueueHead?> heads) : QueueJob<bool>
{
    private string? _queue;

    protected override bool Result => _queue is not null;

    public override void Apply(QueueTables target) => _queue = target.Raise(sequence);

    protected override void Tell()
    {
        if (_queue is not null)
        {
            heads(_queue)?.Grown();
        }
    }
}

/// <summary>Removes a dead letter.</summary>
internal sealed class UnburyJob(long sequence) : QueueJob<bool>
{
    private bool _found;

    protected override bool Result => _found;

    public override void Apply(QueueTables target) => _found = target.Unbury(sequence);
}

/// <summary>Forgets message ids whose window has passed.</summary>
internal sealed class ForgetJob(int most) : QueueJob<int>
{
    private int _forgotten;

    public override long Cost => most * 64L;

    protected override int Result => _forgotten;

    public override void Apply(QueueTables target) => _forgotten = target.Forget(most);
}
