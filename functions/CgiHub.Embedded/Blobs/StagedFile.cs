using CgiHub.Core.Storage;

namespace CgiHub.Embedded.Blobs;

/// <summary>A body in a file that has no blob name yet.</summary>
internal sealed class StagedFile(FileBlobStore store, string path, long length, string sha256) : StagedBlob
{
    private bool _named;

    public override long Length { get; } = length;

    public override string Sha256 { get; } = sha256;

    public override Task<Stream> OpenReadAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult<Stream>(FileBlobStore.OpenFile(_named ? throw new InvalidOperationException("The blob has its name; open it by that.") : path));
    }

    public override Task<bool> CommitAsync(string name, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_named, this);
        _named = store.Name(path, name);
        return Task.FromResult(_named);
    }

    public override ValueTask DisposeAsync()
    {
        if (!_named)
        {
            FileBlobStore.Discard(path);
        }

        return ValueTask.CompletedTask;
    }
}
