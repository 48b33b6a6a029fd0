namespace CgiHub.Embedded.Queues;

/// <summary>
/// The messages of one queue that are in somebody's hands, and until when. One that was so when the process before ended is alone there for a while:
/// whether it ends processes shows only then. Not safe for several threads.
/// </summary>
internal sealed class MessagesInHand(EmbeddedOptions options, TimeProvider time)
{
    private readonly HashSet<HeldMessage> _messages = [];
    private HeldMessage? _alone;
    private long _aloneUntil;
    private long _token;

    /// <summary>The others wait for one that goes alone.</summary>
    public bool OneIsAlone => _alone is not null && _aloneUntil > Now;

    /// <summary>When there is something to do here; <see cref="long.MaxValue"/> for never.</summary>
    public long NextOver
    {
        get
        {
            var next = OneIsAlone ? _aloneUntil : long.MaxValue;
            foreach (var message in _messages)
            {
                next = Math.Min(next, message.Settling ? long.MaxValue : message.LockedUntil);
            }

            return next;
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Gives it to somebody, and counts that.</summary>
    public void Deliver(HeldMessage message)
    {
        if (message.Suspect)
        {
            message.Suspect = false;
            (_alone, _aloneUntil) = (message, Now + (long)options.AloneFor.TotalMilliseconds);
        }

        message.Token = ++_token;
        message.Deliveries++;
        _messages.Add(message);
        Lock(message);
    }

    /// <summary>Nobody gets it any more: its end is being written.</summary>
    public void Settle(HeldMessage message)
    {
        message.Settling = true;
        _messages.Add(message);
    }

    /// <summary>In nobody's hands, and ready when this time has come.</summary>
    public void Rest(HeldMessage message, long until)
    {
        message.LockedUntil = until;
        _messages.Add(message);
    }

    /// <summary>Begins to end a message's stay; false where the lock was lost.</summary>
    public bool TrySettle(ReceivedMessage received)
    {
        var has = Has(received);
        received.Held.Settling |= has;
        return has;
    }

    /// <summary>Its end could not be written: its lock runs again.</summary>
    public void KeepUnsettled(HeldMessage message)
    {
        message.Settling = false;
        Lock(message);
    }

    /// <summary>Locks it for another lock duration; false where the lock was lost.</summary>
    public bool TryRenew(ReceivedMessage received)
    {
        var has = Has(received);
        if (has)
        {
            Lock(received.Held);
        }

        return has;
    }

    /// <summary>Those whose time is over, the newest first: so the oldest is put back last, in front of them.</summary>
    public IReadOnlyList<HeldMessage> Over()
    {
        var now = Now;
        return [.. _messages.Where(m => !m.Settling && m.LockedUntil <= now).OrderByDescending(m => m.Sequence)];
    }

    /// <summary>It is in nobody's hands.</summary>
    public void Remove(HeldMessage message)
    {
        message.Token = 0;
        message.Settling = false;
        _messages.Remove(message);
        _alone = ReferenceEquals(_alone, message) ? null : _alone;
    }

    private void Lock(HeldMessage message) => message.LockedUntil = Now + (long)options.LockDuration.TotalMilliseconds;

    /// <summary>Whoever received it still has it, and has not begun to end that.</summary>
    private bool Has(ReceivedMessage received) => received.Held.Token == received.Token && !received.Held.Settling && _messages.Contains(received.Held);
}
