using CgiHub.Core.Storage;
using CgiHub.Embedded.Blobs;
using CgiHub.Storage.Tests.Blobs;

namespace CgiHub.Storage.Tests.Embedded;

/// <summary>Blobs as files pass the contract.</summary>
public sealed class FileBlobs : BlobFixture
{
    private readonly StoreDirectory _directory = new();
    private FileBlobStore? _store;

    public override Task<IBlobStore> OpenAsync(string folder) => Task.FromResult<IBlobStore>(_store = new FileBlobStore(_directory.Root, _directory.Time));

    public override async Task<bool> PutAsync(string url, Stream body) => await ValetUrl.Parse(url).PutAsync(_store!, body) == ValetUpload.Stored;

    public override Task PassAsync(TimeSpan time)
    {
        _directory.Time.Advance(time);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        // Whatever the test did: nothing is left half done, and nothing lies outside.
        Assert.DoesNotContain(_directory.Files(), f => f.StartsWith("staging/", StringComparison.Ordinal));
        Assert.All(_directory.Files(), f => Assert.True(f == "valet.key" || f.StartsWith("blobs/", StringComparison.Ordinal), f));
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    public sealed class A_blob : A_blob<FileBlobs>;

    public sealed class A_staged_body : A_staged_body<FileBlobs>;

    public sealed class A_blobs_name : A_blobs_name<FileBlobs>;

    public sealed class A_listing : A_listing<FileBlobs>;

    public sealed class A_valet_key : A_valet_key<FileBlobs>;
}
