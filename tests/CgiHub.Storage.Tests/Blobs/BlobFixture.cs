using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Blobs;

/// <summary>
/// A blob store as the contract finds it. A store passes the contract with one class derived from this one,
/// in which each part of the contract is named once.
/// </summary>
public abstract class BlobFixture : IAsyncDisposable
{
    /// <summary>A store to which others may write too: the contract keeps to names below a folder of its own.</summary>
    /// <param name="folder">That folder, the first segment of every name.</param>
    public abstract Task<IBlobStore> OpenAsync(string folder);

    /// <summary>PUTs bytes to a URL that the store gave out, as a partner would; whether they were taken.</summary>
    public abstract Task<bool> PutAsync(string url, Stream body);

    /// <summary>Lets time pass, as the store measures it.</summary>
    public abstract Task PassAsync(TimeSpan time);

    public abstract ValueTask DisposeAsync();
}
