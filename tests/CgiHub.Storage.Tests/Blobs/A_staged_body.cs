using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Blobs;

public abstract class A_staged_body<TFixture> : BlobContract<TFixture>
    where TFixture : BlobFixture, new()
{
    private const int Mebibyte = 1 << 20;

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Mebibyte)]
    [InlineData(Mebibyte + 1)]
    [InlineData((3 * Mebibyte) - 1)]
    public async Task Is_measured_and_hashed_whatever_its_length(int length)
    {
        var bytes = Bytes(length);
        await using var staged = await StageAsync(bytes);
        Assert.Equal((length, Sha256(bytes)), (staged.Length, staged.Sha256));
        Assert.True(await staged.CommitAsync(Name("a"), default));
        Assert.Equal(Sha256(bytes), Sha256((await ReadAsync("a"))!));
    }

    [SkippableFact]
    public async Task May_come_in_small_pieces()
    {
        await using var staged = await Store.StageAsync(new SourceStream(100_000, piece: 7), NoLimit, default);
        var expected = await AllAsync(new SourceStream(100_000, piece: 7));
        Assert.Equal(Sha256(expected), staged.Sha256);
        Assert.True(await staged.CommitAsync(Name("a"), default));
        Assert.Equal(Sha256(expected), Sha256((await ReadAsync("a"))!));
    }

    [SkippableFact]
    public async Task Has_no_name_before_it_is_committed()
    {
        await using var staged = await StageAsync(Bytes(100));
        Assert.Empty(await NamesAsync());
        await staged.CommitAsync(Name("a"), default);
        Assert.Equal(["a"], await NamesAsync());
    }

    [SkippableFact]
    public async Task Can_be_read_and_sought_before_it_is_committed()
    {
        var bytes = Bytes(5000);
        await using var staged = await StageAsync(bytes);
        await using var stream = await staged.OpenReadAsync(default);
        Assert.Equal(5000, stream.Length);
        stream.Seek(-10, SeekOrigin.End);
        Assert.Equal(bytes[^10..], await AllAsync(stream));
        stream.Position = 0;
        Assert.Equal(bytes, await AllAsync(stream));
    }

    [SkippableFact]
    public async Task Is_shown_whole_and_in_order_to_who_observes_it()
    {
        using var seen = new MemoryStream();
        await using var staged = await Store.StageAsync(new SourceStream((2 * Mebibyte) + 5), new BlobStaging(long.MaxValue) { Observe = chunk => seen.Write(chunk.Span) }, default);
        Assert.Equal(Sha256(seen.ToArray()), staged.Sha256);
    }

    [SkippableFact]
    public async Task Leaves_the_blob_that_has_its_name_as_it_is()
    {
        Assert.True(await StoreAsync("a", Bytes(100, 1)));
        Assert.False(await StoreAsync("a", Bytes(200, 2)));
        Assert.Equal(Bytes(100, 1), await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task May_be_given_another_name_when_the_first_is_taken()
    {
        await StoreAsync("a", Bytes(100, 1));
        await using var staged = await StageAsync(Bytes(200, 2));
        Assert.False(await staged.CommitAsync(Name("a"), default));
        Assert.True(await staged.CommitAsync(Name("b"), default));
        Assert.Equal(Bytes(200, 2), await ReadAsync("b"));
    }

    [SkippableFact]
    public async Task Gets_a_name_that_many_want_only_when_it_is_first()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => StoreAsync("folder/a", Bytes(1000 + i, i)))));
        var winner = Assert.Single(won.Index(), w => w.Item).Index;
        Assert.Equal(Bytes(1000 + winner, winner), await ReadAsync("folder/a"));
    }

    [SkippableFact]
    public async Task Is_kept_when_it_is_as_long_as_the_limit()
    {
        await using var staged = await Store.StageAsync(new SourceStream(5000), new BlobStaging(5000), default);
        Assert.Equal(5000, staged.Length);
    }

    [SkippableFact]
    public async Task Is_refused_while_it_streams_when_it_is_longer_than_the_limit()
    {
        var endless = new SourceStream(long.MaxValue);
        var refused = await Assert.ThrowsAsync<BlobTooLargeException>(() => Store.StageAsync(endless, new BlobStaging(3 * Mebibyte), default));
        Assert.Equal(3 * Mebibyte, refused.Limit);
        Assert.InRange(endless.Given, 0, 16 * Mebibyte);
    }

    [SkippableFact]
    public async Task Fails_as_its_source_fails()
    {
        var broken = new IOException("The sender went away.");
        Assert.Same(broken, await Assert.ThrowsAsync<IOException>(() => Store.StageAsync(new SourceStream((2 * Mebibyte) + 5) { BreaksWith = broken }, NoLimit, default)));
        Assert.Empty(await NamesAsync());
    }

    [SkippableFact]
    public async Task Fails_as_its_observer_fails()
    {
        var refused = new InvalidDataException("Not an image.");
        Assert.Same(refused, await Assert.ThrowsAsync<InvalidDataException>(() => Store.StageAsync(new SourceStream(Mebibyte), new BlobStaging(long.MaxValue) { Observe = _ => throw refused }, default)));
    }

    [SkippableFact]
    public async Task Stops_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var staging = new BlobStaging(long.MaxValue) { Observe = _ => cancel.Cancel() };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.StageAsync(new SourceStream(long.MaxValue), staging, cancel.Token));
    }
}
