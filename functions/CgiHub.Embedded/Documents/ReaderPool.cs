using System.Collections.Concurrent;
using CgiHub.Core.Storage;

namespace CgiHub.Embedded.Documents;

/// <summary>Reading connections, made when first needed and never more than a limit.</summary>
/// <remarks>
/// A connection keeps what it sees (its snapshot, and the pages read for it) from one read to the next, until somebody commits:
/// a snapshot costs several times a read. One that nobody reads from is let go at once then, for the write-ahead log cannot begin anew under it.
/// <para>
/// Whoever reads after somebody else has read sees no less. SQLite shows a commit to new snapshots before it returns from it, and may fold the log in
/// between; so while a commit is under way nobody reads from a snapshot of before. Otherwise the change feed could tell of a document that the next reader does not find.
/// </para>
/// </remarks>
internal sealed class ReaderPool(Func<DocumentReader> open, int most) : IAsyncDisposable
{
    private readonly ConcurrentStack<DocumentReader> _idle = [];
#pragma warning disable CA2213 // Left to the collector: it holds no handle, and who comes late must find it.
    private readonly SemaphoreSlim _free = new(most);
#pragma warning restore CA2213
    private readonly Lock _opening = new();
    private DocumentReader[] _all = [];

    // Odd while a commit is under way, one further when it has ended, either way.
    private long _commits;
    private volatile bool _folding;
    private volatile bool _closed;

    /// <summary>A commit begins. Only the writing thread calls this.</summary>
    public void Committing() => Interlocked.Increment(ref _commits);

    /// <summary>It has ended, if one had begun: whoever reads from now on sees how. Only the writing thread calls this.</summary>
    public void Settled()
    {
        if (IsUnderWay(_commits))
        {
            Interlocked.Increment(ref _commits);
            LetGo();
        }
    }

    /// <summary>While the log is being emptied nobody keeps what they see for longer than a read.</summary>
    public void LogFolds(bool begins)
    {
        _folding = begins;
        LetGo();
    }

    private void LetGo()
    {
        foreach (var reader in Volatile.Read(ref _all))
        {
            if (Monitor.TryEnter(reader))
            {
                try
                {
                    reader.LetGo();
                }
                catch (StoreUnavailableException)
                {
                    // The writer goes on; whoever reads from it next is told.
                    continue;
                }
                finally
                {
                    Monitor.Exit(reader);
                }
            }
        }
    }

    /// <summary>Runs a read on a connection of its own. Reads take microseconds, so they run on the caller's thread.</summary>
    /// <exception cref="StoreUnavailableException">The pool is closed.</exception>
    public async ValueTask<T> ReadAsync<T, TArgument>(Func<DocumentReader, TArgument, T> read, TArgument argument, CancellationToken cancel)
    {
        await _free.WaitAsync(cancel);
        try
        {
            if (_closed)
            {
                throw new StoreUnavailableException("The store is closed.", null);
            }

            if (!_idle.TryPop(out var reader))
            {
                reader = Open();
            }

            try
            {
                return Read(reader, read, argument);
            }
            finally
            {
                _idle.Push(reader);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    private DocumentReader Open()
    {
        var reader = open();
        lock (_opening)
        {
            Volatile.Write(ref _all, [.. _all, reader]);
        }

        return reader;
    }

    private T Read<T, TArgument>(DocumentReader reader, Func<DocumentReader, TArgument, T> read, TArgument argument)
    {
        lock (reader)
        {
            // Counted before the snapshot is taken: it may hold more than the count says, never less.
            var commits = Interlocked.Read(ref _commits);
            reader.See(commits);
            var ended = false;
            try
            {
                var result = read(reader, argument);
                ended = true;
                return result;
            }
            finally
            {
                if (!ended || _folding || IsUnderWay(commits) || commits != Interlocked.Read(ref _commits))
                {
                    reader.LetGo();
                }
            }
        }
    }

    private static bool IsUnderWay(long commits) => (commits & 1) == 1;

    /// <summary>Lets those finish who read, refuses those who still wait, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        for (var i = 0; i < most; i++)
        {
            await _free.WaitAsync();
        }

        while (_idle.TryPop(out var reader))
        {
            reader.Dispose();
        }

        _free.Release(most);
    }
}
