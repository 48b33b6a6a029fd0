using CgiHub.Core.Storage;
using CgiHub.Embedded.Blobs;
using CgiHub.Storage.Tests.Blobs;

namespace CgiHub.Storage.Tests.Embedded;

/// <summary>What a process allocates is counted for all its threads: this one runs alone.</summary>
[CollectionDefinition(nameof(A_large_upload), DisableParallelization = true)]
public sealed class AloneCollection;

[Collection(nameof(A_large_upload))]
public sealed class A_large_upload : IDisposable
{
    private const long Length = 256L << 20;
    private const long Most = 24L << 20;

    private readonly StoreDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Takes_no_more_memory_than_its_buffers()
    {
        var store = new FileBlobStore(_directory.Root, _directory.Time);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await using var staged = await store.StageAsync(new SourceStream(Length), new BlobStaging(Length), default);
        var taken = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(Length, staged.Length);
        Assert.InRange(taken, 0, Most);
    }

    [Fact]
    public async Task Takes_no_more_memory_than_its_buffers_when_it_came_by_valet_key()
    {
        var store = new FileBlobStore(_directory.Root, _directory.Time);
        var url = ValetUrl.Parse((await store.CreateUploadAsync("in/a", TimeSpan.FromMinutes(1), Length, default)).Url);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Equal(ValetUpload.Stored, await url.PutAsync(store, new SourceStream(Length)));
        await using var staged = await store.StageExistingAsync("in/a", new BlobStaging(Length), default);
        var taken = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(Length, staged!.Length);
        Assert.InRange(taken, 0, Most);
    }
}
