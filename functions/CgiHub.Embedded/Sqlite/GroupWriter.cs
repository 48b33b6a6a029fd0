using System.Threading.Channels;
using CgiHub.Core.Storage;

namespace CgiHub.Embedded.Sqlite;

/// <summary>What a <see cref="GroupWriter{TTarget}"/> writes to; told once how each transaction ended, before the callers are.</summary>
internal interface IWriteTarget
{
    /// <summary>The transaction is about to be committed: from now on, and until it is told how that ended, others may see it or not.</summary>
    void Committing();

    /// <summary>The transaction is on disk.</summary>
    void Committed();

    /// <summary>The transaction left nothing behind.</summary>
    void RolledBack();

    /// <summary>The write-ahead log is being emptied, or was: meanwhile nobody should hold on to what they read from it.</summary>
    void LogFolds(bool begins);
}

/// <summary>Work for a <see cref="GroupWriter{TTarget}"/>: applied inside a transaction that it shares with others.</summary>
/// <typeparam name="TTarget">What it writes to.</typeparam>
internal abstract class WriteJob<TTarget>
{
    /// <summary>Bytes it writes, about; a group stops growing at a limit.</summary>
    public abstract long Cost { get; }

    /// <summary>Writes. May be called again after the transaction was rolled back.</summary>
    public abstract void Apply(TTarget target);

    /// <summary>The transaction is on disk.</summary>
    public abstract void Committed();

    /// <summary>Nothing of it was kept.</summary>
    public abstract void Failed(Exception exception);
}

/// <summary>
/// One thread that writes to one database. What many callers want at the same moment goes into one transaction and is forced to disk once;
/// then all of them are answered.
/// </summary>
internal sealed class GroupWriter<TTarget> : IAsyncDisposable
    where TTarget : IWriteTarget
{
    private readonly Database _database;
    private readonly TTarget _target;
    private readonly long _mostCost;
    private readonly Channel<WriteJob<TTarget>> _jobs;
    private readonly Task _stopped;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private volatile bool _emptyLog;

    public GroupWriter(string name, Database database, TTarget target, int capacity, long mostCost)
    {
        (_database, _target, _mostCost) = (database, target, mostCost);
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _jobs = Channel.CreateBounded<WriteJob<TTarget>>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _stopped = stopped.Task;
        var thread = new Thread(() =>
        {
            Work();
            stopped.SetResult();
        })
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
    }

    /// <summary>Hands over a job; waits while too many are queued. Cancelling takes back only what was not handed over yet.</summary>
    /// <exception cref="StoreUnavailableException">The writer stopped.</exception>
    public async ValueTask EnqueueAsync(WriteJob<TTarget> job, CancellationToken cancel)
    {
        try
        {
            await _jobs.Writer.WriteAsync(job, cancel);
        }
        catch (ChannelClosedException closed)
        {
            throw new StoreUnavailableException("The store is closed.", closed);
        }
    }

    /// <summary>Hands over a job unless too many are queued, or the writer stopped.</summary>
    public bool TryEnqueue(WriteJob<TTarget> job) => _jobs.Writer.TryWrite(job);

    /// <summary>After the next group the log is emptied, however short it is: until then it holds what was deleted.</summary>
    public void EmptyLogNext() => _emptyLog = true;

    /// <summary>Takes no more jobs, finishes those that were handed over, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.TryComplete();
        await _stopped;
    }

    private void Work()
    {
        var group = new List<WriteJob<TTarget>>();
        while (_jobs.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            long cost = 0;
            while (cost < _mostCost && _jobs.Reader.TryRead(out var job))
            {
                group.Add(job);
                cost += job.Cost;
            }

            Commit(group);
            group.Clear();
            if (_emptyLog || _database.LogIsLong())
            {
                _emptyLog = false;
                _target.LogFolds(begins: true);
                _database.EmptyLog();
                _target.LogFolds(begins: false);
            }
        }
    }

    private void Commit(List<WriteJob<TTarget>> group)
    {
        var committing = false;
        try
        {
            _begin.Run();
            foreach (var job in group)
            {
                job.Apply(_target);
            }

            committing = true;
            _target.Committing();
            _commit.Run();
        }
        // Whatever went wrong belongs to the callers; the writer lives on.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RollBack(group, exception, alone: committing || group.Count == 1);
            return;
        }

        _target.Committed();
        foreach (var job in group)
        {
            job.Committed();
        }
    }

    private void RollBack(List<WriteJob<TTarget>> group, Exception exception, bool alone)
    {
        if (_database.InTransaction)
        {
            _database.Execute("ROLLBACK");
        }

        _target.RolledBack();

        if (alone)
        {
            group.ForEach(job => job.Failed(exception));
            return;
        }

        // One job spoilt the group: each on its own, so that only that one fails.
        foreach (var job in group)
        {
            Commit([job]);
        }
    }
}
