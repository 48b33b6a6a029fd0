using CgiHub.Core.Storage;

namespace CgiHub.Embedded.Blobs;

/// <summary>A body in a file that has no blob name yet, and whose bytes are on disk when <paramref name="forced"/> ends.</summary>
internal sealed class StagedFile(FileBlobStore store, string path, long length, string sha256, Task forced) : StagedBlob
{
    private bool _named;

    public override long Length { get; } = length;

    public override string Sha256 { get; } = sha256;

    public override Task<Stream> OpenReadAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult<Stream>(FileBlobStore.OpenFile(_named ? throw new InvalidOperationException("The blob has its name; open it by that.") : path));
    }

    public override async Task<bool> CommitAsync(string name, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_named, this);
        await forced.WaitAsync(cancel);
        _named = await Task.Run(() => store.Name(path, name), CancellationToken.None);
        return _named;
    }

    public override async ValueTask DisposeAsync()
    {
        await forced.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_named)
        {
            FileBlobStore.Discard(path);
        }
    }
}
