using System.Collections.Concurrent;
using CgiHub.Core.Storage;

namespace CgiHub.Embedded.Documents;

/// <summary>Reading connections, made when first needed and never more than a limit.</summary>
internal sealed class ReaderPool(Func<DocumentReader> open, int most) : IAsyncDisposable
{
    private readonly ConcurrentStack<DocumentReader> _idle = [];
#pragma warning disable CA2213 // Left to the collector: it holds no handle, and who comes late must find it.
    private readonly SemaphoreSlim _free = new(most);
#pragma warning restore CA2213
    private volatile bool _closed;

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
                reader = open();
            }

            try
            {
                return read(reader, argument);
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
