using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Blobs;

public abstract class A_valet_key<TFixture> : BlobContract<TFixture>
    where TFixture : BlobFixture, new()
{
    private const long Limit = 1 << 20;
    private static readonly TimeSpan Valid = TimeSpan.FromMinutes(15);

    private Task<ValetKey> KeyAsync(string name = "in") => Store.CreateUploadAsync(Name(name), Valid, Limit, default);

    [SkippableFact]
    public async Task Takes_one_new_blob()
    {
        var key = await KeyAsync();
        Assert.True(await Fixture.PutAsync(key.Url, new MemoryStream(Bytes(1000))));
        Assert.Equal(Bytes(1000), await ReadAsync("in"));
    }

    [SkippableFact]
    public async Task Takes_no_second_one()
    {
        var key = await KeyAsync();
        await Fixture.PutAsync(key.Url, new MemoryStream(Bytes(1000, 1)));
        Assert.False(await Fixture.PutAsync(key.Url, new MemoryStream(Bytes(2000, 2))));
        Assert.Equal(Bytes(1000, 1), await ReadAsync("in"));
    }

    [SkippableFact]
    public async Task Takes_nothing_over_a_blob_that_was_there_before()
    {
        await StoreAsync("in", Bytes(10, 1));
        Assert.False(await Fixture.PutAsync((await KeyAsync()).Url, new MemoryStream(Bytes(20, 2))));
        Assert.Equal(Bytes(10, 1), await ReadAsync("in"));
    }

    [SkippableFact]
    public async Task Takes_nothing_when_its_time_is_over()
    {
        var key = await KeyAsync();
        await Fixture.PassAsync(Valid + TimeSpan.FromSeconds(1));
        Assert.False(await Fixture.PutAsync(key.Url, new MemoryStream(Bytes(10))));
        Assert.Null(await ReadAsync("in"));
    }

    [SkippableFact]
    public async Task Opens_no_other_name()
    {
        var key = await KeyAsync("one");
        Assert.Contains("/one?", key.Url, StringComparison.Ordinal);
        Assert.False(await Fixture.PutAsync(key.Url.Replace("/one?", "/two?", StringComparison.Ordinal), new MemoryStream(Bytes(10))));
        Assert.Empty(await NamesAsync());
    }

    [SkippableFact]
    public async Task Keeps_nothing_of_a_body_that_breaks_off()
    {
        var key = await KeyAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Fixture.PutAsync(key.Url, new SourceStream(5000) { BreaksWith = new IOException("The sender went away.") }));
        Assert.Empty(await NamesAsync());
        Assert.True(await Fixture.PutAsync(key.Url, new MemoryStream(Bytes(10))));
    }

    [SkippableFact]
    public async Task Brings_a_blob_that_is_then_staged_as_any_other()
    {
        await Fixture.PutAsync((await KeyAsync()).Url, new MemoryStream(Bytes(1_200_000)[..1_000_000]));
        using var seen = new MemoryStream();
        await using (var staged = await Store.StageExistingAsync(Name("in"), new BlobStaging(Limit) { Observe = chunk => seen.Write(chunk.Span) }, default))
        {
            Assert.Equal((1_000_000, Sha256(seen.ToArray())), (staged!.Length, staged.Sha256));
            await using var stream = await staged.OpenReadAsync(default);
            Assert.Equal(staged.Sha256, Sha256(await AllAsync(stream)));
            await stream.DisposeAsync();
            Assert.True(await staged.CommitAsync(Name("out"), default));
        }

        Assert.Equal(["in", "out"], await NamesAsync());
        Assert.Equal(Sha256(seen.ToArray()), Sha256((await ReadAsync("out"))!));
    }

    [SkippableFact]
    public async Task Brings_a_blob_that_is_still_there_when_it_was_staged_and_not_committed()
    {
        await Fixture.PutAsync((await KeyAsync()).Url, new MemoryStream(Bytes(10)));
        await (await Store.StageExistingAsync(Name("in"), NoLimit, default))!.DisposeAsync();
        Assert.Equal(["in"], await NamesAsync());
    }

    [SkippableFact]
    public async Task Brings_a_blob_that_is_removed_when_it_is_over_the_limit_of_its_stage()
    {
        await Fixture.PutAsync((await KeyAsync()).Url, new MemoryStream(Bytes(1000)));
        await Assert.ThrowsAsync<BlobTooLargeException>(() => Store.StageExistingAsync(Name("in"), new BlobStaging(999), default));
        Assert.Empty(await NamesAsync());
    }

    [SkippableFact]
    public async Task Brings_nothing_to_stage_before_the_bytes_came()
    {
        await KeyAsync();
        Assert.Null(await Store.StageExistingAsync(Name("in"), NoLimit, default));
    }

    [SkippableFact]
    public async Task Says_when_its_time_is_over()
    {
        var first = await KeyAsync("first");
        await Fixture.PassAsync(TimeSpan.FromSeconds(10));
        var second = await KeyAsync("second");
        Assert.True(second.ExpiresAt > first.ExpiresAt);
    }
}
