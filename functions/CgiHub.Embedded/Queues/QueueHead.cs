using CgiHub.Core.Storage;

namespace CgiHub.Embedded.Queues;

/// <summary>
/// The front of one queue that somebody receives from, in memory: which messages are ready, which are in somebody's hands, which session may go on.
/// What does not fit waits on disk.
/// </summary>
/// <remarks>Only this process receives from the queue, so locks need no disk: after a restart every message that was not completed is ready again.</remarks>
internal sealed class QueueHead : IDisposable
{
    /// <summary>Messages of one session held in memory, so that a session that waits leaves room for others.</summary>
    private const int MostOfSession = 64;

    private const int LoadAtOnce = 512;

    /// <summary>Milliseconds after which what could not be asked of the writer is asked again.</summary>
    private const long AskAgainAfter = 1000;

    private readonly string _queue;
    private readonly QueueStart _start;
    private readonly QueueReader _reader;
    private readonly EmbeddedOptions _options;
    private readonly TimeProvider _time;
    private readonly IQueueOrders _orders;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly LinkedList<HeldMessage> _ready = [];
    private readonly LinkedList<SessionLine> _readySessions = [];
    private readonly Dictionary<string, SessionLine> _sessions = new(StringComparer.Ordinal);
    private readonly MessagesInHand _inHand;
    private readonly HashSet<SessionLine> _pausing = [];
    private readonly LinkedList<SessionLine> _emptied = [];
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _held;
    private long _heldBytes;
    private long _cursor;
    private bool _caughtUp;
    private long? _nextDue;
    private bool _sessionTurn;
    private bool _disposed;

    public QueueHead(string queue, QueueReader reader, QueueStart start, IQueueOrders orders, EmbeddedOptions options, TimeProvider time)
    {
        (_queue, _reader, _start, _orders, _options, _time) = (queue, reader, start, orders, options, time);
        _inHand = new MessagesInHand(options, time);
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_lock)
        {
            _nextDue = reader.NextDue(queue);
            SetTimer();
        }
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool HasRoom => _held < _options.MessagesInMemory && _heldBytes < _options.MessageBytesInMemory;

    /// <summary>Locks up to some messages, or gives the task that ends when there may be more.</summary>
    public (List<ReceivedMessage> Taken, Task Arrival) Take(int most)
    {
        var taken = new List<ReceivedMessage>();
        List<HeldMessage> tooOften = [];
        Task arrival;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            while (taken.Count < most && !_inHand.OneIsAlone && Next() is { } message)
            {
                if (message.Deliveries >= _options.MostDeliveries)
                {
                    // Only one that stops the process every time comes here again: nobody lived to give it up.
                    _inHand.Settle(message);
                    tooOften.Add(message);
                    continue;
                }

                if (message.Suspect && _start.At + _options.PauseAfter(message.Deliveries) is var notBefore && notBefore > Now)
                {
                    // As after any failed delivery; and the others get done first, should it end this process as well.
                    PutBack(message, notBefore);
                    continue;
                }

                _inHand.Deliver(message);
                taken.Add(new ReceivedMessage(message, _queue));
            }

            SetTimer();
            arrival = _arrived.Task;
        }

        GiveUp(tooOften);
        return (taken, arrival);
    }

    /// <summary>Messages were committed to the queue, in order.</summary>
    public void Sent(IReadOnlyList<(long Sequence, QueueMessage Message, long EnqueuedAt, long? Due)> messages)
    {
        lock (_lock)
        {
            foreach (var (sequence, message, enqueuedAt, due) in messages)
            {
                if (due is { } at)
                {
                    _nextDue = Math.Min(at, _nextDue ?? at);
                }
                else if (_caughtUp && sequence > _cursor)
                {
                    if (HasRoom)
                    {
                        Hold(new HeldMessage(sequence, message, enqueuedAt, 0));
                        _cursor = sequence;
                    }
                    else
                    {
                        _caughtUp = false;
                    }
                }
            }

            SetTimer();
            Wake();
        }
    }

    /// <summary>Messages became ready on disk.</summary>
    public void Grown()
    {
        lock (_lock)
        {
            _caughtUp = false;
            Wake();
        }
    }

    /// <summary>Scheduled messages became ready on disk; the next are due at some time.</summary>
    public void Activated(long? nextDue)
    {
        lock (_lock)
        {
            _caughtUp = false;
            _nextDue = nextDue;
            SetTimer();
            Wake();
        }
    }

    /// <summary>Begins to end a message's stay in somebody's hands; false where the lock was lost.</summary>
    public bool TrySettle(ReceivedMessage received)
    {
        lock (_lock)
        {
            return _inHand.TrySettle(received);
        }
    }

    /// <summary>Its end is on disk: the message is none of this queue's front any more.</summary>
    public void Settled(HeldMessage message, long? due = null)
    {
        message.Gone = true;
        lock (_lock)
        {
            _inHand.Remove(message);
            _held--;
            _heldBytes -= message.Message.Body.Length;
            if (due is { } at)
            {
                _nextDue = Math.Min(at, _nextDue ?? at);
                SetTimer();
            }

            if (message.Session is { } line)
            {
                line.InHand = false;
                GoOn(line);
            }

            Wake();
        }
    }

    /// <summary>Scheduled messages could not be made ready now.</summary>
    public void NotActivated()
    {
        lock (_lock)
        {
            _nextDue = Now + AskAgainAfter;
            SetTimer();
        }
    }

    /// <summary>It could not be given up now: when another lock duration has passed, that is tried again.</summary>
    public void KeepUnsettled(HeldMessage message)
    {
        lock (_lock)
        {
            _inHand.KeepUnsettled(message);
            SetTimer();
        }
    }

    /// <summary>The message stays, and is ready again at some time.</summary>
    /// <param name="message">The message.</param>
    /// <param name="notBefore">When.</param>
    /// <param name="blame">The delivery that failed counts.</param>
    public void Return(HeldMessage message, long notBefore, bool blame)
    {
        lock (_lock)
        {
            if (!blame)
            {
                message.Deliveries--;
                message.Postponements++;
            }

            PutBack(message, notBefore);
            SetTimer();
            Wake();
        }
    }

    /// <summary>Gives the holder another lock duration; false where the lock was lost.</summary>
    public bool TryRenew(ReceivedMessage received)
    {
        lock (_lock)
        {
            return _inHand.TryRenew(received);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Wake();
        }

        _timer.Dispose();
    }

    /// <summary>The next message to deliver: messages of sessions and those of none take turns.</summary>
    private HeldMessage? Next()
    {
        while (_emptied.First is { } emptied)
        {
            Fill(emptied.Value);
            _emptied.Remove(emptied);
        }

        if (_ready.Count == 0 && _readySessions.Count == 0)
        {
            Load();
        }

        _sessionTurn = !_sessionTurn;
        if (_readySessions.First is { } first && (_sessionTurn || _ready.Count == 0))
        {
            var line = first.Value;
            _readySessions.RemoveFirst();
            line.Listed = false;
            line.InHand = true;
            var message = line.Waiting.First!.Value;
            line.Waiting.RemoveFirst();
            return message;
        }

        var free = _ready.First?.Value;
        if (free is not null)
        {
            _ready.RemoveFirst();
        }

        return free;
    }

    private void Load()
    {
        while (!_caughtUp && HasRoom && _ready.Count == 0 && _readySessions.Count == 0)
        {
            var (loaded, ended) = _reader.Ready(_queue, _cursor, LoadAtOnce);
            foreach (var message in loaded)
            {
                if (!HasRoom)
                {
                    return;
                }

                Hold(message);
                _cursor = message.Sequence;
            }

            _caughtUp = ended;
        }
    }

    private void Hold(HeldMessage message)
    {
        // Whoever failed and was answered for is scheduled again, and gets a new sequence when its time comes.
        message.Suspect = message.Deliveries > 0 && message.Sequence < _start.FirstNew;
        if (message.Message.SessionId is { } session)
        {
            if (!_sessions.TryGetValue(session, out var line))
            {
                line = _sessions[session] = new SessionLine(session);
            }

            if (line.MoreOnDisk || line.Waiting.Count >= MostOfSession)
            {
                line.MoreOnDisk = true;
                return;
            }

            message.Session = line;
            line.Loaded = message.Sequence;
            line.Waiting.AddLast(message);
            List(line);
        }
        else
        {
            _ready.AddLast(message);
        }

        _held++;
        _heldBytes += message.Message.Body.Length;
    }

    private void GoOn(SessionLine line)
    {
        if (line.Waiting.Count > 0)
        {
            List(line);
        }
        else if (line.MoreOnDisk)
        {
            // Read by the next receiver: the thread that writes has no time for it.
            _emptied.AddLast(line);
        }
        else
        {
            _sessions.Remove(line.Id);
        }
    }

    /// <summary>Brings the next messages of a session into memory: one at least, and more only while there is room.</summary>
    private void Fill(SessionLine line)
    {
        var (loaded, ended) = _reader.Session(_queue, line.Id, line.Loaded, _cursor, MostOfSession + 1);
        line.MoreOnDisk = false;
        foreach (var message in loaded)
        {
            line.MoreOnDisk |= line.Waiting.Count > 0 && !HasRoom;
            Hold(message);
        }

        line.MoreOnDisk |= !ended;
        if (line.Waiting.Count == 0)
        {
            _sessions.Remove(line.Id);
        }
    }

    private void List(SessionLine line)
    {
        if (line.InHand || line.Listed)
        {
            return;
        }

        if (line.NotBefore > Now)
        {
            _pausing.Add(line);
            return;
        }

        line.Listed = true;
        _readySessions.AddLast(line);
    }

    private void PutBack(HeldMessage message, long notBefore)
    {
        _inHand.Remove(message);
        if (message.Session is not { } line)
        {
            if (notBefore > Now)
            {
                _inHand.Rest(message, notBefore);
                return;
            }

            _ready.AddFirst(message);
            return;
        }

        line.InHand = false;
        line.NotBefore = notBefore;
        line.Waiting.AddFirst(message);
        List(line);
    }

    private void Tick()
    {
        List<HeldMessage> tooOften = [];
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            var now = Now;
            foreach (var message in _inHand.Over())
            {
                if (message.Deliveries >= _options.MostDeliveries)
                {
                    _inHand.Settle(message);
                    tooOften.Add(message);
                }
                else
                {
                    PutBack(message, 0);
                }
            }

            foreach (var line in _pausing.Where(l => l.NotBefore <= now).ToList())
            {
                _pausing.Remove(line);
                List(line);
            }

            if (_nextDue <= now)
            {
                // Asked for once; the answer sets the next time.
                _nextDue = _orders.TryActivate(_queue) ? null : now + AskAgainAfter;
            }

            SetTimer();
            Wake();
        }

        GiveUp(tooOften);
    }

    private void GiveUp(List<HeldMessage> tooOften)
    {
        foreach (var message in tooOften)
        {
            _orders.GiveUp(_queue, message, "The lock ended without an answer, too often.");
        }
    }

    private void SetTimer()
    {
        var next = Math.Min(_nextDue ?? long.MaxValue, _inHand.NextOver);
        foreach (var line in _pausing)
        {
            next = Math.Min(next, line.NotBefore);
        }

        if (next != long.MaxValue && !_disposed)
        {
            _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(next - Now, 1, int.MaxValue - 1)), Timeout.InfiniteTimeSpan);
        }
    }

    private void Wake()
    {
        var arrived = _arrived;
        _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        arrived.SetResult();
    }
}
