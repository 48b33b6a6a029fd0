namespace CgiHub.Embedded.Documents;

/// <summary>Wakes who waits for something newer than a version.</summary>
internal sealed class ChangeSignal(long newest)
{
    private readonly Lock _lock = new();
    private long _newest = newest;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The newest version that is committed: a read that begins now sees everything up to it.</summary>
    public long Newest
    {
        get
        {
            lock (_lock)
            {
                return _newest;
            }
        }
    }

    public void Raise(long version)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            _newest = Math.Max(_newest, version);
            waiting = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
    }

    public async Task WaitBeyondAsync(long version, CancellationToken cancel)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_newest > version)
                {
                    return;
                }

                next = _next.Task;
            }

            await next.WaitAsync(cancel);
        }
    }
}
