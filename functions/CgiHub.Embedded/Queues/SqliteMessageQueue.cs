using System.Collections.Concurrent;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Sqlite;

namespace CgiHub.Embedded.Queues;

/// <summary>
/// Queues in one SQLite file, with sessions, schedules, duplicate detection, locks and dead letters, as the hub uses them of Service Bus.
/// Sends, completions and retries of many callers are forced to disk together.
/// </summary>
public sealed class SqliteMessageQueue : IMessageQueue, IDeadLetters, IAsyncDisposable
{
    private const int ForgetAtOnce = 1000;
    private const int MostPage = 1000;

    private readonly Database _database;
    private readonly QueueReader _reader;
    private readonly GroupWriter<QueueTables> _writer;
    private readonly ConcurrentDictionary<string, Lazy<QueueHead>> _heads = new(StringComparer.Ordinal);
    private readonly EmbeddedOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _purge;
    private readonly Orders _orders;
    private readonly QueueStart _start;
    private Task _purging = Task.CompletedTask;
    private bool _disposed;

    /// <summary>Opens the queues in a directory, or creates them.</summary>
    public SqliteMessageQueue(string directory, TimeProvider time, EmbeddedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "queues.db");
        (_options, _time) = (options, time);
        _database = Database.OpenWriter(path, options.QueueCacheBytes, options.CheckpointBytes);
        var tables = new QueueTables(_database, time);
        _start = new QueueStart(tables.FirstNew, tables.Now);
        _reader = new QueueReader(Database.OpenReader(path, options.ReaderCacheBytes, options.MapBytes));
        _writer = new GroupWriter<QueueTables>("queues", _database, tables, options.WaitingCommits, options.GroupBytes, options.YieldingBytes);
        _orders = new Orders(this);
        _purge = time.CreateTimer(_ => _purging = ForgetAsync(), null, options.PurgeEvery, options.PurgeEvery);
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        ArgumentNullException.ThrowIfNull(messages);
        long cost = 0;
        foreach (var message in messages)
        {
            ArgumentException.ThrowIfNullOrEmpty(message.Id);
            cost += message.Body.Length + 512;
        }

        if (messages.Count == 0)
        {
            return;
        }

        var window = Core.Storage.Queues.IsPackets(queue) ? _options.PacketDuplicateWindow : _options.DuplicateWindow;
        var job = new SendJob(queue, messages, (long)window.TotalMilliseconds, cost, Existing);
        await _writer.EnqueueAsync(job, cancel);
        await job.Answer;
    }

    /// <summary>Waits for messages and locks them: at least one, at most <paramref name="most"/>, and of each session one.</summary>
    public async ValueTask<IReadOnlyList<ReceivedMessage>> ReceiveAsync(string queue, int most, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var head = Head(queue);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var (taken, arrival) = head.Take(most);
            if (taken.Count > 0)
            {
                // A note that nobody waits for; where the writer is busy it is left out.
                _writer.TryEnqueue(new DeliveredJob(taken));
                return taken;
            }

            await arrival.WaitAsync(cancel);
        }
    }

    /// <summary>The message is done; false where the lock was lost and somebody else may have it.</summary>
    public ValueTask<bool> CompleteAsync(ReceivedMessage message) => SettleAsync(message, null);

    /// <summary>The message could not be handled now: it is delivered again after a pause that doubles each time, or dead after the last delivery.</summary>
    /// <param name="message">The message.</param>
    /// <param name="reason">Why, without personal data; told where it becomes a dead letter.</param>
    public async ValueTask<bool> AbandonAsync(ReceivedMessage message, string reason)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.DeliveryCount >= _options.MostDeliveries)
        {
            return await DeadLetterAsync(message, reason);
        }

        var retryAt = InMilliseconds(_options.PauseAfter(message.DeliveryCount));

        // A session waits for its message: it stays at the front, and only the pause is kept in memory.
        return message.Message.SessionId is null ? await SettleAsync(message, null, retryAt) : Return(message, retryAt, blame: true);
    }

    /// <summary>The message could not be handled because a store is away. That is no fault of the message: this delivery does not count, and it is delivered again after the first pause.</summary>
    /// <remarks>Nothing is written: the store that is away may be this one.</remarks>
    public bool Postpone(ReceivedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Return(message, InMilliseconds(_options.RetryDelay.TotalMilliseconds), blame: false);
    }

    /// <summary>The message is given up.</summary>
    /// <param name="message">The message.</param>
    /// <param name="reason">Why, without personal data.</param>
    public ValueTask<bool> DeadLetterAsync(ReceivedMessage message, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return SettleAsync(message, reason);
    }

    /// <summary>Keeps the lock for another lock duration; false where it was lost.</summary>
    public bool RenewLock(ReceivedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Head(message.Queue).TryRenew(message);
    }

    /// <summary>Messages as they wait, scheduled ones included, without taking them.</summary>
    /// <exception cref="BadContinuationException">The continuation is not from here.</exception>
    public ValueTask<PeekPage> PeekAsync(string queue, int most, string? continuation, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        CheckPage(most, cancel);
        return ValueTask.FromResult(_reader.Peek(queue, most, continuation));
    }

    /// <summary>How much each queue holds, by queue.</summary>
    public ValueTask<IReadOnlyDictionary<string, QueueCounts>> CountsAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Counts());
    }

    /// <summary>The same, for who looks at it on time and cannot wait.</summary>
    internal IReadOnlyDictionary<string, QueueCounts> Counts() => _reader.Counts(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>When the message at the head of a queue was sent; null where none is ready.</summary>
    public DateTimeOffset? OldestIn(string queue) => _reader.Oldest(queue) is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null;

    /// <inheritdoc/>
    public ValueTask<DeadLetterPage> ListAsync(int limit, string? continuation, CancellationToken cancel)
    {
        CheckPage(limit, cancel);
        return ValueTask.FromResult(_reader.Dead(limit, continuation));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReplayAsync(string id, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (QueueReader.DeadSequence(id) is not { } sequence)
        {
            return false;
        }

        var job = new ReplayJob(sequence, Existing);
        await _writer.EnqueueAsync(job, cancel);
        return await job.Answer;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string id, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (QueueReader.DeadSequence(id) is not { } sequence)
        {
            return false;
        }

        var job = new UnburyJob(sequence);
        await _writer.EnqueueAsync(job, cancel);
        return await job.Answer;
    }

    /// <summary>Finishes what was handed over, folds the write-ahead log into the database and closes it. Who still waits for messages gets <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _purge.DisposeAsync();
        foreach (var head in _heads.Values)
        {
            head.Value.Dispose();
        }

        await _writer.DisposeAsync();
        await _purging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _reader.Dispose();
        _database.Checkpoint();
        _database.Dispose();
    }

    private long InMilliseconds(double pause) => _time.GetUtcNow().ToUnixTimeMilliseconds() + (long)pause;

    private bool Return(ReceivedMessage message, long notBefore, bool blame)
    {
        var head = Head(message.Queue);
        if (!head.TrySettle(message))
        {
            return false;
        }

        head.Return(message.Held, notBefore, blame);
        return true;
    }

    private static void CheckPage(int most, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MostPage);
    }

    private async ValueTask<bool> SettleAsync(ReceivedMessage message, string? reason, long? retryAt = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var head = Head(message.Queue);
        if (!head.TrySettle(message))
        {
            return false;
        }

        var job = new SettleJob(head, message.Held, retryAt, reason, againAt: retryAt ?? InMilliseconds(_options.RetryDelay.TotalMilliseconds));
        try
        {
            await _writer.EnqueueAsync(job, CancellationToken.None);
        }
        catch
        {
            head.Return(message.Held, job.AgainAt, blame: true);
            throw;
        }

        return await job.Answer;
    }

    private async Task ForgetAsync()
    {
        _writer.EmptyLogNext();
        ForgetJob job;
        do
        {
            job = new ForgetJob(ForgetAtOnce);
            if (!_writer.TryEnqueue(job))
            {
                return;
            }
        }
        while (await job.Answer == ForgetAtOnce);
    }

    private QueueHead Head(string queue) =>
        _heads.GetOrAdd(queue, static (name, self) => new Lazy<QueueHead>(() => new QueueHead(name, self._reader, self._start, self._orders, self._options, self._time)), this).Value;

    private QueueHead? Existing(string queue) => _heads.TryGetValue(queue, out var head) ? head.Value : null;

    private sealed class Orders(SqliteMessageQueue owner) : IQueueOrders
    {
        public bool TryActivate(string queue) => owner.Existing(queue) is { } head && owner._writer.TryEnqueue(new ActivateJob(queue, head));

        public void GiveUp(string queue, HeldMessage message, string reason)
        {
            var head = owner.Head(queue);
            if (!owner._writer.TryEnqueue(new SettleJob(head, message, null, reason)))
            {
                head.KeepUnsettled(message);
            }
        }
    }
}
