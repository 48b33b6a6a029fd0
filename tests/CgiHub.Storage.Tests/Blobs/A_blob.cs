namespace CgiHub.Storage.Tests.Blobs;

public abstract class A_blob<TFixture> : BlobContract<TFixture>
    where TFixture : BlobFixture, new()
{
    [SkippableFact]
    public async Task Is_found_with_its_length()
    {
        await StoreAsync("a", Bytes(123));
        var found = await Store.FindAsync(Name("a"), default);
        Assert.Equal((Name("a"), 123), (found!.Name, found.Length));
    }

    [SkippableFact]
    public async Task Is_null_where_there_is_none()
    {
        await StoreAsync("folder/a", Bytes(1));
        foreach (var name in new[] { "b", "folder", "folder/b", "folder/a/b", "other/a" })
        {
            Assert.Null(await Store.FindAsync(Name(name), default));
            Assert.Null(await Store.OpenReadAsync(Name(name), default));
        }
    }

    [SkippableTheory]
    [InlineData(0, 10)]
    [InlineData(1_000_000, 10)]
    [InlineData(1_499_990, 10)]
    [InlineData(1_499_999, 1)]
    [InlineData(0, 1_500_000)]
    public async Task Is_read_in_ranges(int from, int count)
    {
        var bytes = Bytes(1_500_000);
        await StoreAsync("a", bytes);
        await using var stream = await Store.OpenReadAsync(Name("a"), default);
        stream!.Seek(from, SeekOrigin.Begin);
        var range = new byte[count];
        await stream.ReadExactlyAsync(range);
        Assert.True(bytes.AsSpan(from, count).SequenceEqual(range));
    }

    [SkippableFact]
    public async Task Has_nothing_at_its_end()
    {
        await StoreAsync("a", Bytes(100));
        await using var stream = await Store.OpenReadAsync(Name("a"), default);
        Assert.Equal(100, stream!.Seek(0, SeekOrigin.End));
        Assert.Equal(0, await stream.ReadAsync(new byte[10]));
    }

    [SkippableFact]
    public async Task Ends_where_it_ends_when_more_is_asked_for()
    {
        await StoreAsync("a", Bytes(100));
        await using var stream = await Store.OpenReadAsync(Name("a"), default);
        stream!.Seek(95, SeekOrigin.Begin);
        Assert.Equal(Bytes(100)[95..], await AllAsync(stream));
    }

    [SkippableFact]
    public async Task Is_read_by_many_at_once()
    {
        var bytes = Bytes(500_000);
        await StoreAsync("a", bytes);
        var read = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ReadAsync("a"))));
        Assert.All(read, r => Assert.True(bytes.AsSpan().SequenceEqual(r)));
    }

    [SkippableFact]
    public async Task Is_deleted_once()
    {
        await StoreAsync("a", Bytes(100));
        Assert.True(await Store.DeleteAsync(Name("a"), default));
        Assert.False(await Store.DeleteAsync(Name("a"), default));
        Assert.Null(await ReadAsync("a"));
        Assert.Empty(await NamesAsync());
    }

    [SkippableFact]
    public async Task Can_be_stored_again_when_it_was_deleted()
    {
        await StoreAsync("a", Bytes(100, 1));
        await Store.DeleteAsync(Name("a"), default);
        Assert.True(await StoreAsync("a", Bytes(200, 2)));
        Assert.Equal(Bytes(200, 2), await ReadAsync("a"));
    }
}
