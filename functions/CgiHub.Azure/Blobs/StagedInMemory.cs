using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using CgiHub.Core.Storage;

namespace CgiHub.Azure.Blobs;

/// <summary>A body of less than a block: it waits in memory, and one create-only call writes and names it.</summary>
internal sealed class StagedInMemory(BlobStore store, string id, byte[] bytes, string sha256) : StagedBlob
{
    private bool _named;

    public override long Length => bytes.Length;

    public override string Sha256 => sha256;

    public override Task<Stream> OpenReadAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult<Stream>(new MemoryStream(bytes, writable: false));
    }

    public override async Task<bool> CommitAsync(string name, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_named, this);
        var blob = store.Blob(name);
        return _named = await Naming.TryAsync(blob, id, () => WriteAsync(blob, cancel), cancel);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task WriteAsync(BlockBlobClient blob, CancellationToken cancel)
    {
        using var body = new MemoryStream(bytes, writable: false);
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = BlobStore.Metadata(id, sha256),
            TransferValidation = store.Checked,
        };
        await blob.UploadAsync(body, options, cancel);
    }
}
