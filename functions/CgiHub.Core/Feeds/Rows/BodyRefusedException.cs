namespace CgiHub.Core.Feeds.Rows;

/// <summary>A body that cannot be read on, found out in the middle of it. Rows before it have landed; the caller gets the error.</summary>
public sealed class BodyRefusedException(Error error) : Exception(error.Title)
{
    /// <summary>What the caller is told.</summary>
    public Error Error { get; } = error;
}
