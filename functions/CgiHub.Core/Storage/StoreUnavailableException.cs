namespace CgiHub.Core.Storage;

/// <summary>A store or queue did not answer. Nothing that was acknowledged is lost; the caller may try again.</summary>
public sealed class StoreUnavailableException : IOException
{
    /// <summary>When the store wants to be asked again; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A store that is away.</summary>
    public StoreUnavailableException() : this("A store is away.", null)
    {
    }

    /// <summary>A store that is away.</summary>
    /// <param name="message">Which store, for the log.</param>
    /// <param name="innerException">What it said.</param>
    public StoreUnavailableException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Of several messages that were to be sent in order, how many were sent before; who tries again sends the rest.</summary>
    public int Sent { get; init; }
}
