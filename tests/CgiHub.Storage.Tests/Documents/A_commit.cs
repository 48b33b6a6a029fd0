using System.Text;
using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Documents;

public abstract class A_commit<TFixture> : DocumentContract<TFixture>
    where TFixture : DocumentFixture, new()
{
    [SkippableFact]
    public async Task Tells_the_new_etags_in_the_order_of_its_writes_and_none_for_deletions()
    {
        await WriteAsync(DocumentWrite.Create("gone", Body(0)));
        var outcome = await CommitAsync(DocumentWrite.Create("b", Body(1)), DocumentWrite.Delete("gone"), DocumentWrite.Upsert("a", Body(2)));
        Assert.Equal((null, -1), (outcome.Conflict, outcome.FailedIndex));
        Assert.Equal([(await ReadAsync("b"))!.ETag, null, (await ReadAsync("a"))!.ETag], outcome.ETags);
    }

    [SkippableFact]
    public async Task Upserts_what_is_there_and_what_is_not()
    {
        await WriteAsync(DocumentWrite.Create("a", Body(1), "s"));
        Assert.True((await CommitAsync(DocumentWrite.Upsert("a", Body(2)), DocumentWrite.Upsert("b", Body(3)))).Committed);
        Assert.Equal(2, Number(await ReadAsync("a")));
        Assert.Null((await ReadAsync("a"))!.Sort);
        Assert.Equal(3, Number(await ReadAsync("b")));
    }

    [SkippableFact]
    public async Task Replaces_the_version_that_it_names()
    {
        var etag = await WriteAsync(DocumentWrite.Create("a", Body(1)));
        await WriteAsync(DocumentWrite.Replace("a", etag, Body(2)));
        Assert.Equal(2, Number(await ReadAsync("a")));
    }

    [SkippableFact]
    public async Task Deletes_the_version_that_it_names()
    {
        var etag = await WriteAsync(DocumentWrite.Create("a", Body(1)));
        Assert.True((await CommitAsync(DocumentWrite.Delete("a", etag))).Committed);
        Assert.Null(await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Deletes_unguarded_whether_there_is_something_or_not()
    {
        await WriteAsync(DocumentWrite.Create("a", Body(1)));
        Assert.True((await CommitAsync(DocumentWrite.Delete("a"), DocumentWrite.Delete("never"))).Committed);
        Assert.Null(await ReadAsync("a"));
    }

    public static TheoryData<CommitConflict, string> Conflicts => new()
    {
        { CommitConflict.AlreadyExists, "create" },
        { CommitConflict.ETagMismatch, "replace stale" },
        { CommitConflict.ETagMismatch, "replace foreign" },
        { CommitConflict.ETagMismatch, "delete stale" },
        { CommitConflict.Missing, "replace missing" },
        { CommitConflict.Missing, "delete missing" },
    };

    [SkippableTheory]
    [MemberData(nameof(Conflicts))]
    public async Task Writes_nothing_at_all_when_one_of_its_writes_conflicts(CommitConflict expected, string write)
    {
        var stale = await WriteAsync(DocumentWrite.Create("guarded", Body(1), "1"));
        var etag = await WriteAsync(DocumentWrite.Replace("guarded", stale, Body(2), "2"));
        await WriteAsync(DocumentWrite.Create("deleted", Body(3), "3"));
        await WriteAsync(DocumentWrite.Create("upserted", Body(4), "4"));
        var replaced = await WriteAsync(DocumentWrite.Create("replaced", Body(5), "5"));
        var before = await ToEndAsync(Whole);

        var outcome = await CommitAsync(
            DocumentWrite.Create("new", Body(6), "6"),
            DocumentWrite.Upsert("upserted", Body(7), "7"),
            DocumentWrite.Replace("replaced", replaced, Body(8), "8"),
            DocumentWrite.Delete("deleted"),
            write switch
            {
                "create" => DocumentWrite.Create("guarded", Body(9)),
                "replace stale" => DocumentWrite.Replace("guarded", stale, Body(9)),
                "replace foreign" => DocumentWrite.Replace("guarded", "not an etag", Body(9)),
                "delete stale" => DocumentWrite.Delete("guarded", stale),
                "replace missing" => DocumentWrite.Replace("missing", etag, Body(9)),
                _ => DocumentWrite.Delete("missing", etag),
            },
            DocumentWrite.Create("another", Body(10), "10"));

        Assert.False(outcome.Committed);
        Assert.Equal((expected, 4), (outcome.Conflict!.Value, outcome.FailedIndex));
        Assert.Empty(outcome.ETags);
        Assert.Equal(Seen(before), Seen(await ToEndAsync(Whole)));
    }

    [SkippableFact]
    public async Task Names_the_first_write_that_stands_in_the_way()
    {
        var etag = await WriteAsync(DocumentWrite.Create("a", Body(1)));
        await WriteAsync(DocumentWrite.Upsert("a", Body(1)));
        await WriteAsync(DocumentWrite.Create("b", Body(1)));
        Assert.Equal(1, (await CommitAsync(DocumentWrite.Create("c", Body(1)), DocumentWrite.Create("b", Body(1)), DocumentWrite.Replace("a", etag, Body(1)))).FailedIndex);
        Assert.Equal(1, (await CommitAsync(DocumentWrite.Create("c", Body(1)), DocumentWrite.Replace("a", etag, Body(1)), DocumentWrite.Create("b", Body(1)))).FailedIndex);
        Assert.Null(await ReadAsync("c"));
    }

    [SkippableFact]
    public async Task Of_nothing_is_committed()
    {
        var outcome = await CommitAsync();
        Assert.True(outcome.Committed);
        Assert.Empty(outcome.ETags);
    }

    [SkippableFact]
    public async Task Holds_as_many_writes_as_the_limit_says()
    {
        var outcome = await CommitAsync([.. Enumerable.Range(0, DocumentWrite.MostInOneCommit).Select(i => DocumentWrite.Create($"d{i}", Body(i), SortKey.Of(i)))]);
        Assert.True(outcome.Committed);
        Assert.Equal(Enumerable.Range(0, DocumentWrite.MostInOneCommit), (await ToEndAsync(Whole)).Select(Number));
    }

    [SkippableFact]
    public async Task Is_refused_with_more_writes_than_the_limit()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await CommitAsync([.. Enumerable.Range(0, DocumentWrite.MostInOneCommit + 1).Select(i => DocumentWrite.Create($"d{i}", Body(i), "s"))]));
        Assert.Empty(await ToEndAsync(Whole));
    }

    [SkippableFact]
    public async Task Is_refused_with_more_bytes_than_the_limit()
    {
        var half = Encoding.UTF8.GetBytes($"{{\"n\":\"{new string('x', DocumentWrite.MostBytesInOneCommit / 2)}\"}}");
        await Assert.ThrowsAsync<ArgumentException>(async () => await CommitAsync(DocumentWrite.Create("a", half, "s"), DocumentWrite.Create("b", half, "s")));
        Assert.Empty(await ToEndAsync(Whole));
        Assert.True((await CommitAsync(DocumentWrite.Create("a", half, "s"))).Committed);
    }

    [SkippableFact]
    public async Task Is_refused_when_it_writes_an_id_twice()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await CommitAsync(DocumentWrite.Upsert("a", Body(1)), DocumentWrite.Delete("a")));
        Assert.Null(await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Writes_nothing_when_it_was_cancelled_before()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync(Container, Partition, [DocumentWrite.Create("a", Body(1))], new CancellationToken(true)));
        Assert.Null(await ReadAsync("a"));
    }

    private static List<string> Seen(List<StoredDocument> documents) => [.. documents.Select(d => $"{d.Id} {d.Sort} {d.ETag} {Number(d)}")];
}
