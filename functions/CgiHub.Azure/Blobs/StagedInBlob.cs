using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using CgiHub.Core.Storage;

namespace CgiHub.Azure.Blobs;

/// <summary>A body that lies in a blob already, of which one version is meant. The service copies it to its name; nothing travels twice.</summary>
/// <param name="store">Its store.</param>
/// <param name="id">Tells this staged body from all others.</param>
/// <param name="source">Where it lies.</param>
/// <param name="version">Which version.</param>
/// <param name="length">Bytes.</param>
/// <param name="sha256">SHA-256, lower-case hex.</param>
/// <param name="ours">Whether the source is the store's own, to be removed in the end.</param>
internal sealed class StagedInBlob(BlobStore store, string id, BlockBlobClient source, ETag version, long length, string sha256, bool ours) : StagedBlob
{
    private bool _named;

    public override long Length => length;

    public override string Sha256 => sha256;

    public override async Task<Stream> OpenReadAsync(CancellationToken cancel) =>
        await store.OpenAsync(source, version, cancel) ?? throw StoreFailure.Away("blob store", 404, "the staged body is gone", null, null);

    public override async Task<bool> CommitAsync(string name, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_named, this);
        var blob = store.Blob(name);
        return _named = await Naming.TryAsync(blob, id, () => CopyAsync(blob, cancel), cancel);
    }

    public override async ValueTask DisposeAsync()
    {
        if (!ours)
        {
            return;
        }

        try
        {
            await source.DeleteIfExistsAsync(cancellationToken: CancellationToken.None);
        }
        catch (Exception trouble) when (StoreFailure.Of("blob store", trouble, CancellationToken.None) is not null)
        {
            // The lifecycle rule of the staging container removes it.
            return;
        }
    }

    private async Task CopyAsync(BlockBlobClient blob, CancellationToken cancel)
    {
        var from = await store.SourceAsync(source, cancel);
        var blocks = new List<string>();
        for (long at = 0; at < length; at += store.CopyBytes)
        {
            blocks.Add(BlobStore.BlockId(id, blocks.Count));
            var options = new StageBlockFromUriOptions
            {
                SourceRange = new HttpRange(at, Math.Min(store.CopyBytes, length - at)),
                SourceConditions = new RequestConditions { IfMatch = version },
            };
            await blob.StageBlockFromUriAsync(from, blocks[^1], options, cancel);
        }

        await blob.CommitBlockListAsync(blocks, new CommitBlockListOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, Metadata = BlobStore.Metadata(id, sha256) }, cancel);
    }
}
