using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>Tells whoever listens what changes on the triage list: one look at a time for all listeners of a host, and none while nobody listens.</summary>
/// <remarks>
/// Every host looks for itself at one bounded partition, so any number of hosts need nothing between them. A change may be told twice,
/// and of changes that follow each other at once only the last; what a listener was told last of a lead is what stands.
/// </remarks>
public sealed partial class LeadNewsWatch(LeadNews news, IOptions<LeadNewsOptions> options, TimeProvider time, ILogger<LeadNewsWatch> log) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<LeadNewsListener> _listeners = [];
    private CancellationTokenSource? _looking;

    /// <summary>How many listen.</summary>
    public int Listeners
    {
        get
        {
            lock (_gate)
            {
                return _listeners.Count;
            }
        }
    }

    /// <summary>Begins to listen; dispose what is given to stop. What a listener missed since an instant it is told first.</summary>
    /// <param name="since">The last change it was told; null: it has read the list just now.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Result<LeadNewsListener>> ListenAsync(DateTimeOffset? since, CancellationToken cancel)
    {
        var began = time.GetUtcNow();
        var listener = new LeadNewsListener(this, options.Value.MaxWaiting);
        lock (_gate)
        {
            if (_listeners.Count >= options.Value.MaxListeners)
            {
                return Errors.TooManyListeners();
            }

            _listeners.Add(listener);
            if (_looking is null)
            {
                _looking = new CancellationTokenSource();
                _ = LookAsync(began, _looking.Token);
            }
        }

        try
        {
            if (since is { } last)
            {
                listener.Offer(await MissedAsync(last, began, cancel));
            }
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        return listener;
    }

    /// <summary>Ends looking; listeners hear nothing more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            EndLooking();
        }
    }

    internal void Leave(LeadNewsListener listener)
    {
        lock (_gate)
        {
            if (_listeners.Remove(listener) && _listeners.Count == 0)
            {
                EndLooking();
            }
        }
    }

    private void EndLooking()
    {
        _looking?.Cancel();
        _looking?.Dispose();
        _looking = null;
    }

    private async Task<IReadOnlyList<LeadChange?>> MissedAsync(DateTimeOffset last, DateTimeOffset now, CancellationToken cancel) =>
        last > now - options.Value.KeepFor && await news.SinceAsync(last - options.Value.Overlap, cancel) is { } missed ? [.. missed] : [null];

    private async Task LookAsync(DateTimeOffset from, CancellationToken ended)
    {
        var seen = new Dictionary<string, LeadChange>(StringComparer.Ordinal);
        using var timer = new PeriodicTimer(options.Value.PollEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                try
                {
                    var now = time.GetUtcNow();
                    Tell(await news.SinceAsync(from - options.Value.Overlap, ended) is { } changes ? [.. changes.Where(c => IsNew(c, seen))] : [null]);
                    from = now;
                    Forget(seen, now - (2 * options.Value.Overlap) - options.Value.PollEvery);
                }
#pragma warning disable CA1031 // A look that failed, however, is tried again: listeners must not wait for ever for one that ended.
                catch (Exception failure) when (!ended.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    // The next look begins where this one should have.
                    LogFailed(failure);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Nobody listens any more.
            return;
        }
    }

    private void Tell(IReadOnlyList<LeadChange?> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var listener in _listeners)
            {
                listener.Offer(changes);
            }
        }
    }

    private static bool IsNew(LeadChange change, Dictionary<string, LeadChange> seen)
    {
        if (seen.TryGetValue(change.LeadId, out var known) && known == change)
        {
            return false;
        }

        seen[change.LeadId] = change;
        return true;
    }

    private static void Forget(Dictionary<string, LeadChange> seen, DateTimeOffset before)
    {
        foreach (var (id, _) in seen.Where(s => s.Value.At < before).ToList())
        {
            seen.Remove(id);
        }
    }

    [LoggerMessage(4401, LogLevel.Warning, "Changes of the triage list could not be read; listeners are told later")]
    private partial void LogFailed(Exception failure);
}

/// <summary>One who listens. A change of null means: more changed than can be told; read the list anew.</summary>
public sealed class LeadNewsListener : IDisposable
{
    private readonly LeadNewsWatch _watch;
    private readonly Channel<LeadChange?> _waiting;

    internal LeadNewsListener(LeadNewsWatch watch, int most)
    {
        _watch = watch;
        _waiting = Channel.CreateBounded<LeadChange?>(new BoundedChannelOptions(most) { SingleReader = true });
    }

    /// <summary>What it was told and has not read; complete once it was dropped for reading too slowly.</summary>
    public ChannelReader<LeadChange?> Changes => _waiting.Reader;

    /// <inheritdoc/>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _watch.Leave(this);
    }

    internal void Offer(IReadOnlyList<LeadChange?> changes)
    {
        foreach (var change in changes)
        {
            if (!_waiting.Writer.TryWrite(change))
            {
                _waiting.Writer.TryComplete();
                return;
            }
        }
    }
}
