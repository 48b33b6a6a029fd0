using System.Globalization;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Blobs;
using CgiHub.Storage.Tests.Blobs;

namespace CgiHub.Storage.Tests.Embedded;

public sealed class A_file_blob_store : IDisposable
{
    private static readonly BlobStaging NoLimit = new(long.MaxValue);

    private readonly StoreDirectory _directory = new();
    private readonly FileBlobStore _store;

    public A_file_blob_store() => _store = Open();

    public void Dispose() => _directory.Dispose();

    private FileBlobStore Open() => new(_directory.Root, _directory.Time);

    private async Task<ValetUrl> UrlAsync(long max = 1000) => ValetUrl.Parse((await _store.CreateUploadAsync("in/a", TimeSpan.FromMinutes(15), max, default)).Url);

    private static SourceStream Body(long length) => new(length);

    [Fact]
    public async Task Removes_what_an_interrupted_upload_left_when_it_opens()
    {
        // Staged and never committed nor disposed: what a process leaves that is killed in between.
        await _store.StageAsync(Body(10), NoLimit, default);
        Assert.Contains(_directory.Files(), f => f.StartsWith("staging/", StringComparison.Ordinal));
        Open();
        Assert.DoesNotContain(_directory.Files(), f => f.StartsWith("staging/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Has_every_blob_again_when_it_opens()
    {
        await using (var staged = await _store.StageAsync(Body(10), NoLimit, default))
        {
            await staged.CommitAsync("folder/a", default);
        }

        Assert.Equal(10, (await Open().FindAsync("folder/a", default))!.Length);
    }

    [Fact]
    public async Task Leaves_nothing_of_a_body_that_breaks_off()
    {
        await Assert.ThrowsAsync<IOException>(() => _store.StageAsync(new SourceStream(3_000_000) { BreaksWith = new IOException("The sender went away.") }, NoLimit, default));
        await Assert.ThrowsAsync<BlobTooLargeException>(() => _store.StageAsync(Body(3_000_000), new BlobStaging(2_999_999), default));
        Assert.Equal(["valet.key"], _directory.Files());
    }

    [Fact]
    public async Task Takes_no_more_bytes_than_its_url_says()
    {
        Assert.Equal(ValetUpload.TooLarge, await (await UrlAsync(999)).PutAsync(_store, Body(1000)));
        Assert.Equal(["valet.key"], _directory.Files());
        Assert.Equal(ValetUpload.Stored, await (await UrlAsync(1000)).PutAsync(_store, Body(1000)));
    }

    [Fact]
    public async Task Says_that_a_blob_was_there_already()
    {
        var url = await UrlAsync();
        await url.PutAsync(_store, Body(10));
        Assert.Equal(ValetUpload.Exists, await url.PutAsync(_store, Body(10)));
    }

    [Fact]
    public async Task Refuses_a_url_of_which_anything_was_changed()
    {
        var url = await UrlAsync();
        var later = (long.Parse(url.Exp, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        var otherSig = (url.Sig[0] == 'A' ? 'B' : 'A') + url.Sig[1..];
        foreach (var changed in new[]
        {
            url with { Name = "in/b" }, url with { Name = "in/../in/a" }, url with { Name = "../a" }, url with { Exp = later }, url with { Exp = "+" + url.Exp }, url with { Exp = "" },
            url with { Max = "9999" }, url with { Max = "-1" }, url with { Sig = otherSig }, url with { Sig = "" }, url with { Sig = url.Sig + "A" },
        })
        {
            Assert.Equal(ValetUpload.Refused, await changed.PutAsync(_store, Body(10)));
        }

        Assert.Equal(ValetUpload.Refused, await _store.TryAcceptUploadAsync(null, null, null, null, Body(10), default));
        Assert.Equal(ValetUpload.Stored, await url.PutAsync(_store, Body(10)));
    }

    [Fact]
    public async Task Knows_its_urls_again_when_it_opens_and_those_of_no_other_store()
    {
        var url = await UrlAsync();
        using var elsewhere = new StoreDirectory();
        Assert.Equal(ValetUpload.Refused, await url.PutAsync(new FileBlobStore(elsewhere.Root, _directory.Time), Body(10)));
        Assert.Equal(ValetUpload.Stored, await url.PutAsync(Open(), Body(10)));
    }

    [Fact]
    public async Task Keeps_a_blob_that_is_staged_again_and_given_its_own_name()
    {
        await (await UrlAsync()).PutAsync(_store, Body(10));
        await using (var staged = await _store.StageExistingAsync("in/a", NoLimit, default))
        {
            Assert.False(await staged!.CommitAsync("in/a", default));
        }

        Assert.Equal(10, (await _store.FindAsync("in/a", default))!.Length);
    }

    [SkippableFact]
    public async Task Shows_its_files_to_their_owner_only()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has access lists instead of file modes.");
        await (await UrlAsync()).PutAsync(_store, Body(10));
        foreach (var file in _directory.Files().Select(f => Path.Combine(_directory.Root, f)))
        {
#pragma warning disable CA1416 // Windows was left above.
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
#pragma warning restore CA1416
        }
    }

    [Fact]
    public async Task Says_that_it_is_away_when_its_disk_takes_nothing()
    {
        await using (var staged = await _store.StageAsync(Body(10), NoLimit, default))
        {
            await File.WriteAllTextAsync(Path.Combine(_directory.Root, "blobs", "folder"), "a file where a folder must be");
            await Assert.ThrowsAsync<StoreUnavailableException>(() => staged.CommitAsync("folder/a", default));
        }

        Directory.Delete(Path.Combine(_directory.Root, "staging"), recursive: true);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.StageAsync(Body(10), NoLimit, default));
    }
}
