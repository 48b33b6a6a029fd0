namespace CgiHub.Cli.Sessions;

/// <summary>The token that a command calls with; renewed, once for all that wait for it, when it is about to end or was refused.</summary>
internal sealed class SessionTokens(Session session, Action<Session> keep, TokenDesk desk, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1);
    private Session _session = session;

    /// <summary>A token that still counts, as far as can be known.</summary>
    public async Task<string> CurrentAsync(CancellationToken cancel)
    {
        if (_session.ExpiresAt is { } end && end - Before < time.GetUtcNow() && !await TryRenewAsync(cancel) && end <= time.GetUtcNow())
        {
            throw new CommandFailedException(ExitCodes.SignIn, "The sign-in has ended. Sign in again with: cgihub login");
        }

        return _session.Token;
    }

    /// <summary>Gets another token; false where only the user can.</summary>
    public async Task<bool> TryRenewAsync(CancellationToken cancel)
    {
        var known = _session;
        await _turn.WaitAsync(cancel);
        try
        {
            if (!ReferenceEquals(known, _session))
            {
                return true;
            }

            if (await desk.RenewAsync(_session, cancel) is not { } renewed)
            {
                return false;
            }

            _session = renewed;
            keep(renewed);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
