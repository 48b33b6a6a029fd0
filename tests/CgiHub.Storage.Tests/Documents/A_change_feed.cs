using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Documents;

public abstract class A_change_feed<TFixture> : DocumentContract<TFixture>
    where TFixture : DocumentFixture, new()
{
    private const string Fed = Containers.Records;

    private async Task<CommitOutcome> FeedAsync(params DocumentWrite[] writes)
    {
        var outcome = await Store.CommitAsync(Fed, Partition, writes, default);
        Assert.True(outcome.Committed);
        return outcome;
    }

    /// <summary>Reads until there is nothing more; the changes of this test's partition, and the last cursor.</summary>
    private async Task<(List<StoredDocument> Changes, string Cursor)> FollowAsync(string? cursor = null, int limit = 100)
    {
        var found = new List<StoredDocument>();
        while (true)
        {
            var page = await Store.ReadChangesAsync(Fed, cursor, limit, default);
            Assert.True(page.Changes.Count <= limit + DocumentWrite.MostInOneCommit);
            found.AddRange(page.Changes.Where(c => c.Partition == Partition).Select(c => c.Document));
            cursor = page.Cursor;
            if (page.Changes.Count == 0)
            {
                return (found, cursor);
            }
        }
    }

    private static string Told(IEnumerable<StoredDocument> changes) => string.Join(' ', changes.Select(d => $"{d.Id}{Number(d)}"));

    [SkippableFact]
    public async Task Tells_what_was_created_oldest_first()
    {
        await FeedAsync(DocumentWrite.Create("c", Body(1)), DocumentWrite.Create("a", Body(2)));
        await FeedAsync(DocumentWrite.Create("b", Body(3), "sorted"));
        Assert.Equal("c1 a2 b3", Told((await FollowAsync()).Changes));
    }

    [SkippableFact]
    public async Task Tells_a_document_as_a_read_does()
    {
        var etag = (await FeedAsync(DocumentWrite.Create("a", Body(1), "s"))).ETags[0];
        var told = Assert.Single((await FollowAsync()).Changes);
        Assert.Equal(("a", "s", etag, 1), (told.Id, told.Sort, told.ETag, Number(told)));
    }

    [SkippableFact]
    public async Task Tells_only_the_newest_version_where_its_write_stands()
    {
        var etag = (await FeedAsync(DocumentWrite.Create("a", Body(1)))).ETags[0]!;
        await FeedAsync(DocumentWrite.Create("b", Body(2)));
        etag = (await FeedAsync(DocumentWrite.Replace("a", etag, Body(3)))).ETags[0]!;
        await FeedAsync(DocumentWrite.Upsert("b", Body(4)));
        await FeedAsync(DocumentWrite.Replace("a", etag, Body(5)));
        Assert.Equal("b4 a5", Told((await FollowAsync()).Changes));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Goes_on_where_a_cursor_stands(int limit)
    {
        await FeedAsync([.. Enumerable.Range(0, 8).Select(i => DocumentWrite.Create($"d{i}", Body(i)))]);
        var (changes, cursor) = await FollowAsync(limit: limit);
        Assert.Equal(Enumerable.Range(0, 8), changes.Select(Number));

        await FeedAsync(DocumentWrite.Upsert("d3", Body(33)), DocumentWrite.Create("new", Body(9)));
        Assert.Equal("d333 new9", Told((await FollowAsync(cursor, limit)).Changes));
    }

    [SkippableFact]
    public async Task Tells_the_same_again_to_who_comes_with_the_same_cursor()
    {
        await FeedAsync(DocumentWrite.Create("a", Body(1)));
        var (_, cursor) = await FollowAsync();
        await FeedAsync(DocumentWrite.Create("b", Body(2)));
        Assert.Equal("b2", Told((await FollowAsync(cursor)).Changes));
        Assert.Equal("b2", Told((await FollowAsync(cursor)).Changes));
    }

    [SkippableFact]
    public async Task Does_not_tell_of_deletions()
    {
        await FeedAsync(DocumentWrite.Create("a", Body(1)), DocumentWrite.Create("b", Body(2)));
        var (_, cursor) = await FollowAsync();
        await FeedAsync(DocumentWrite.Delete("a"));
        Assert.Empty((await FollowAsync(cursor)).Changes);
        Assert.Equal("b2", Told((await FollowAsync()).Changes));
    }

    [SkippableFact]
    public async Task Tells_of_a_document_that_was_deleted_and_created_again()
    {
        await FeedAsync(DocumentWrite.Create("a", Body(1)));
        var (_, cursor) = await FollowAsync();
        await FeedAsync(DocumentWrite.Delete("a"));
        await FeedAsync(DocumentWrite.Create("a", Body(2)));
        Assert.Equal("a2", Told((await FollowAsync(cursor)).Changes));
    }

    [SkippableFact]
    public async Task Tells_nothing_of_a_commit_that_failed()
    {
        await FeedAsync(DocumentWrite.Create("a", Body(1)));
        Assert.False((await Store.CommitAsync(Fed, Partition, [DocumentWrite.Create("b", Body(2)), DocumentWrite.Upsert("c", Body(3)), DocumentWrite.Create("a", Body(4))], default)).Committed);
        Assert.Equal("a1", Told((await FollowAsync()).Changes));
    }

    [SkippableFact]
    public async Task Does_not_tell_of_what_has_expired()
    {
        await FeedAsync(DocumentWrite.Create("a", Body(1), timeToLive: TimeSpan.FromSeconds(10)), DocumentWrite.Create("b", Body(2)));
        await Fixture.PassAsync(TimeSpan.FromSeconds(11));
        Assert.Equal("b2", Told((await FollowAsync()).Changes));
    }

    [SkippableFact]
    public async Task Tells_every_document_to_who_follows_while_many_write()
    {
        const int Writers = 8;
        const int Each = 25;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async w =>
        {
            for (var i = 0; i < Each; i++)
            {
                // A document of its own, and one that all write.
                await FeedAsync(DocumentWrite.Create($"w{w}-{i}", Body(i)), DocumentWrite.Upsert("shared", Body(i)));
            }
        }));

        var told = new List<StoredDocument>();
        string? cursor = null;
        for (var written = false; ;)
        {
            var page = await FollowAsync(cursor, limit: 7);
            told.AddRange(page.Changes);
            cursor = page.Cursor;
            if (written)
            {
                break;
            }

            written = writing.IsCompleted;
            await Task.Yield();
        }

        await writing;
        Assert.Equal(Writers * Each, told.Where(d => d.Id != "shared").Select(d => d.Id).Distinct().Count());
        Assert.Equal((await Store.ReadAsync(Fed, Partition, "shared", default))!.ETag, told.Last(d => d.Id == "shared").ETag);
    }

    [SkippableFact]
    public async Task Is_kept_by_the_containers_that_are_named_for_it_only()
    {
        foreach (var container in Containers.All)
        {
            if (Containers.WithChangeFeed.Contains(container))
            {
                await Store.CommitAsync(container, Partition, [DocumentWrite.Create("a", Body(1))], default);
                Assert.Contains((await Store.ReadChangesAsync(container, null, 1000, default)).Changes, c => c.Partition == Partition);
            }
            else
            {
                await Assert.ThrowsAsync<ArgumentException>(async () => await Store.ReadChangesAsync(container, null, 1000, default));
            }
        }
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("garbled")]
    [InlineData("12")]
    [InlineData("v-1")]
    [InlineData("v99999999999999999999")]
    public async Task Refuses_a_cursor_that_was_never_given(string cursor) =>
        await Assert.ThrowsAsync<BadContinuationException>(async () => await Store.ReadChangesAsync(Fed, cursor, 10, default));
}
