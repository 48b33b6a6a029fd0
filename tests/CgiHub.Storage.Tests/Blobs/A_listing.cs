namespace CgiHub.Storage.Tests.Blobs;

public abstract class A_listing<TFixture> : BlobContract<TFixture>
    where TFixture : BlobFixture, new()
{
    private async Task FillAsync(params string[] names)
    {
        foreach (var name in names)
        {
            Assert.True(await StoreAsync(name, Bytes(name.Length)));
        }
    }

    [SkippableFact]
    public async Task Is_in_ordinal_order_of_whole_names()
    {
        // '-' and '.' come before the slash, digits and letters behind it: a folder stands between files that begin like it.
        string[] ordered = ["B", "a-b", "a.b", "a/b/c", "a/b0", "a/z", "a0", "aa", "b", "é"];
        await FillAsync([.. ordered.Reverse()]);
        Assert.Equal(ordered, await NamesAsync());
    }

    [SkippableTheory]
    [InlineData("a", "a-b a/b/c a/b/d a/bc ab/c")]
    [InlineData("a/", "a/b/c a/b/d a/bc")]
    [InlineData("a/b", "a/b/c a/b/d a/bc")]
    [InlineData("a/b/", "a/b/c a/b/d")]
    [InlineData("a/b/c", "a/b/c")]
    [InlineData("a/b/cc", "")]
    [InlineData("A", "")]
    [InlineData("..", "")]
    [InlineData("../", "")]
    [InlineData("a/../", "")]
    [InlineData("a//", "")]
    public async Task Holds_the_names_that_begin_with_a_prefix(string prefix, string expected)
    {
        await FillAsync("a/b/c", "a/b/d", "a/bc", "a-b", "ab/c", "b/a");
        Assert.Equal(expected, string.Join(' ', await NamesAsync(prefix)));
    }

    [SkippableFact]
    public async Task Of_everything_holds_what_a_folder_holds()
    {
        await FillAsync("a", "b/c");
        var names = new List<string>();
        await foreach (var blob in Store.ListAsync("", default))
        {
            names.Add(blob.Name);
        }

        Assert.Contains(Name("a"), names);
        Assert.Contains(Name("b/c"), names);
    }

    [SkippableFact]
    public async Task Tells_lengths()
    {
        await FillAsync("four", "three");
        await foreach (var blob in Store.ListAsync(Name(""), default))
        {
            Assert.Equal(blob.Name.Length - Name("").Length, blob.Length);
        }
    }

    [SkippableFact]
    public async Task Goes_on_while_others_delete_and_add()
    {
        await FillAsync([.. Enumerable.Range(0, 30).Select(i => $"{(i % 2 == 0 ? "stays" : "goes")}{i:d2}")]);
        var seen = new List<string>();
        await foreach (var blob in Store.ListAsync(Name(""), default))
        {
            if (seen.Count == 0)
            {
                for (var i = 1; i < 30; i += 2)
                {
                    await Store.DeleteAsync(Name($"goes{i:d2}"), default);
                }

                await StoreAsync("zz", Bytes(1));
            }

            seen.Add(blob.Name[Name("").Length..]);
        }

        Assert.Equal(Enumerable.Range(0, 15).Select(i => $"stays{i * 2:d2}"), seen.Where(n => n.StartsWith("stays", StringComparison.Ordinal)));
    }
}
