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

    /// <summary>Whether it lets others go first.</summary>
    public virtual bool Yields => false;

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
/// <remarks>
/// Jobs that yield are taken when no others wait. As soon as another turns up, the transaction takes it in and ends, unless it holds less than
/// a share of those that yield: that much of them goes into every transaction, so that they come on however busy the others are.
/// </remarks>
internal sealed class GroupWriter<TTarget> : IAsyncDisposable
    where TTarget : IWriteTarget
{
    private readonly Database _database;
    private readonly TTarget _target;
    private readonly long _mostCost;
    private readonly long _yieldingShare;
    private readonly Channel<WriteJob<TTarget>> _jobs;
    private readonly Channel<WriteJob<TTarget>> _yielding;
#pragma warning disable CA2213 // Left to the collector: it holds no handle, and who comes late must find it.
    private readonly ManualResetEventSlim _wake = new();
#pragma warning restore CA2213
    private readonly Task _stopped;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private volatile bool _emptyLog;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="database">Where it writes.</param>
    /// <param name="target">What its jobs write to.</param>
    /// <param name="capacity">Most jobs that wait, of those that yield and of the others each.</param>
    /// <param name="mostCost">Bytes after which a transaction takes no more in.</param>
    /// <param name="yieldingShare">Bytes of jobs that yield which go into a transaction although others wait.</param>
    public GroupWriter(string name, Database database, TTarget target, int capacity, long mostCost, long yieldingShare)
    {
        (_database, _target, _mostCost, _yieldingShare) = (database, target, mostCost, yieldingShare);
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _jobs = Open(capacity);
        _yielding = Open(capacity);
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
            await (job.Yields ? _yielding : _jobs).Writer.WriteAsync(job, cancel);
            _wake.Set();
        }
        catch (ChannelClosedException closed)
        {
            throw new StoreUnavailableException("The store is closed.", closed);
        }
    }

    /// <summary>Hands over a job unless too many are queued, or the writer stopped.</summary>
    public bool TryEnqueue(WriteJob<TTarget> job)
    {
        if (!(job.Yields ? _yielding : _jobs).Writer.TryWrite(job))
        {
            return false;
        }

        _wake.Set();
        return true;
    }

    /// <summary>After the next group the log is emptied, however short it is: until then it holds what was deleted.</summary>
    public void EmptyLogNext() => _emptyLog = true;

    /// <summary>Takes no more jobs, finishes those that were handed over, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.TryComplete();
        _yielding.Writer.TryComplete();
        _wake.Set();
        await _stopped;
    }

    private static Channel<WriteJob<TTarget>> Open(int capacity) =>
        Channel.CreateBounded<WriteJob<TTarget>>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private void Work()
    {
        while (WaitForJobs())
        {
            Commit(Waiting());
            if (_emptyLog || _database.LogIsLong())
            {
                _emptyLog = false;
                _target.LogFolds(begins: true);
                _database.EmptyLog();
                _target.LogFolds(begins: false);
            }
        }
    }

    /// <summary>Waits until somebody wants something; false when nobody will any more.</summary>
    private bool WaitForJobs()
    {
        while (true)
        {
            // Whoever hands something over after this wakes the thread.
            _wake.Reset();
            if (_jobs.Reader.TryPeek(out _) || _yielding.Reader.TryPeek(out _))
            {
                return true;
            }

            if (_jobs.Reader.Completion.IsCompleted && _yielding.Reader.Completion.IsCompleted)
            {
                return false;
            }

            _wake.Wait();
        }
    }

    /// <summary>What goes into one transaction, taken while it is being written.</summary>
    private IEnumerable<WriteJob<TTarget>> Waiting()
    {
        var (cost, yielded, others) = (0L, 0L, false);
        while (true)
        {
            if (cost < _mostCost && _jobs.Reader.TryRead(out var job))
            {
                others = true;
            }
            else if ((yielded < _yieldingShare || (!others && cost < _mostCost)) && _yielding.Reader.TryRead(out job))
            {
                yielded += job.Cost;
            }
            else
            {
                yield break;
            }

            cost += job.Cost;
            yield return job;
        }
    }

    private void Commit(IEnumerable<WriteJob<TTarget>> jobs)
    {
        var group = new List<WriteJob<TTarget>>();
        var committing = false;
        try
        {
            foreach (var job in jobs)
            {
                group.Add(job);
                if (group.Count == 1)
                {
                    _begin.Run();
                }

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
