namespace CgiHub.Storage.Tests.Blobs;

public abstract class A_blobs_name<TFixture> : BlobContract<TFixture>
    where TFixture : BlobFixture, new()
{
    public static TheoryData<string> Hostile =>
    [
        "", ".", "..", "../a", "a/..", "a/../b", "a/../../b", "./a", "a/.", "a/./b", "/", "/a", "/etc/passwd", "a/", "a//b", "//a",
        "..\\a", "a\\b", "\\\\server\\share", "a\0b", "a\nb", "\u0085", "a\u007f", new string('x', 256), "a/" + new string('é', 128),
        string.Join('/', Enumerable.Repeat("abcdefg", 129)),
    ];

    [SkippableTheory]
    [MemberData(nameof(Hostile))]
    public Task Is_refused_when_it_could_lead_elsewhere_or_cannot_be_kept(string name) => IsRefusedAsync(name);

    [SkippableFact]
    public async Task Is_refused_when_it_is_no_text()
    {
        await IsRefusedAsync("\ud800");
        await IsRefusedAsync("a\udc00b");
    }

    private async Task IsRefusedAsync(string name)
    {
        await using var staged = await StageAsync(Bytes(1));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => staged.CommitAsync(name, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.FindAsync(name, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.OpenReadAsync(name, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.DeleteAsync(name, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.StageExistingAsync(name, NoLimit, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.CreateUploadAsync(name, TimeSpan.FromMinutes(1), 10, default));
    }

    [SkippableTheory]
    [InlineData("..a")]
    [InlineData("...a")]
    [InlineData("a..b/c")]
    [InlineData("%2e%2e/a")]
    [InlineData("a%2fb")]
    [InlineData("a b'c+d&e=f#g")]
    [InlineData("-rf")]
    [InlineData("~")]
    [InlineData("C:/a")]
    [InlineData("2026-01-05T10:00:00.csv")]
    [InlineData("Zürich/Ünïcode")]
    [InlineData("\ud83d\udd2b")]
    public async Task May_be_odd(string name)
    {
        Assert.True(await StoreAsync(name, Bytes(10)));
        Assert.Equal(Bytes(10), await ReadAsync(name));
        Assert.Equal([name], await NamesAsync());
        Assert.True(await Store.DeleteAsync(Name(name), default));
    }

    [SkippableFact]
    public async Task Is_told_apart_by_its_case()
    {
        await StoreAsync("a", Bytes(1, 1));
        Assert.True(await StoreAsync("A", Bytes(2, 2)));
        Assert.Equal(Bytes(1, 1), await ReadAsync("a"));
    }
}
