namespace CgiHub.Local.Worker;

/// <summary>Pauses between tries that double from a quarter of a second to half a minute.</summary>
internal sealed class Retry(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = First;

    /// <summary>It went well: the next pause is short again.</summary>
    public void Reset() => _next = First;

    /// <summary>Waits.</summary>
    public async Task PauseAsync(CancellationToken cancel)
    {
        var pause = _next;
        _next = pause * 2 < Longest ? pause * 2 : Longest;
        await Task.Delay(pause, time, cancel);
    }
}
