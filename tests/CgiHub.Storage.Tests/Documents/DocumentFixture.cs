using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Documents;

/// <summary>
/// A document store as the contract finds it. A store passes the contract with one class derived from this one,
/// in which each part of the contract is named once.
/// </summary>
public abstract class DocumentFixture : IAsyncDisposable
{
    /// <summary>A store to which others may write too: the contract keeps to partitions of its own.</summary>
    public abstract Task<IDocumentStore> OpenAsync();

    /// <summary>Lets time pass, as the store measures it.</summary>
    public abstract Task PassAsync(TimeSpan time);

    public abstract ValueTask DisposeAsync();
}
