using System.Collections.Concurrent;

namespace CgiHub.Embedded.Documents;

/// <summary>Reading connections, made when first needed and never more than a limit.</summary>
internal sealed class ReaderPool(Func<DocumentReader> open, int most) : IDisposable
{
    private readonly ConcurrentStack<DocumentReader> _idle = [];
    private readonly SemaphoreSlim _free = new(most);

    /// <summary>Runs a read on a connection of its own. Reads take microseconds, so they run on the caller's thread.</summary>
    public async ValueTask<T> ReadAsync<T, TArgument>(Func<DocumentReader, TArgument, T> read, TArgument argument, CancellationToken cancel)
    {
        await _free.WaitAsync(cancel);
        try
        {
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

    public void Dispose()
    {
        while (_idle.TryPop(out var reader))
        {
            reader.Dispose();
        }

        _free.Dispose();
    }
}
