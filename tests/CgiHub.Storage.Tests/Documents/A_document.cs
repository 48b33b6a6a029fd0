using System.Text;
using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Documents;

public abstract class A_document<TFixture> : DocumentContract<TFixture>
    where TFixture : DocumentFixture, new()
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task Is_read_as_it_was_written()
    {
        var etag = await WriteAsync(DocumentWrite.Create("a", Body(1), "s"));
        var document = await ReadAsync("a");
        Assert.Equal(1, Number(document));
        Assert.Equal(("a", "s", etag), (document!.Id, document.Sort, document.ETag));
    }

    [SkippableFact]
    public async Task Needs_no_sort_key()
    {
        await WriteAsync(DocumentWrite.Create("a", Body(1)));
        Assert.Null((await ReadAsync("a"))!.Sort);
    }

    [SkippableFact]
    public async Task Is_null_until_it_is_written_and_once_it_is_deleted()
    {
        Assert.Null(await ReadAsync("a"));
        await WriteAsync(DocumentWrite.Create("a", Body(1)));
        await CommitAsync(DocumentWrite.Delete("a"));
        Assert.Null(await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Gets_another_etag_with_every_write_even_of_the_same_content()
    {
        var etags = new List<string> { await WriteAsync(DocumentWrite.Create("a", Body(1))) };
        etags.Add(await WriteAsync(DocumentWrite.Upsert("a", Body(1))));
        etags.Add(await WriteAsync(DocumentWrite.Replace("a", etags[^1], Body(1))));
        await CommitAsync(DocumentWrite.Delete("a"));
        etags.Add(await WriteAsync(DocumentWrite.Create("a", Body(1))));
        Assert.Equal(4, etags.Distinct().Count());
        Assert.Equal(etags[^1], (await ReadAsync("a"))!.ETag);
    }

    [SkippableFact]
    public async Task Is_found_in_its_own_partition_and_container_only()
    {
        await WriteAsync(DocumentWrite.Create("a", Body(1), "s"));
        Assert.Null(await Store.ReadAsync(Container, Partition + "x", "a", default));
        Assert.Null(await Store.ReadAsync(Container, Partition[..^1], Partition[^1] + "a", default));
        Assert.Null(await Store.ReadAsync(Containers.Guns, Partition, "a", default));
        Assert.Empty(await ToEndAsync(new DocumentQuery(Container, Partition + "x")));
        Assert.Empty(await ToEndAsync(new DocumentQuery(Container, Partition[..^1])));
        Assert.Empty(await ToEndAsync(new DocumentQuery(Containers.Guns, Partition)));
    }

    [SkippableFact]
    public async Task Is_another_one_in_another_partition()
    {
        var other = NewPartition();
        await WriteAsync(DocumentWrite.Create("a", Body(1)));
        Assert.True((await Store.CommitAsync(Container, other, [DocumentWrite.Create("a", Body(2))], default)).Committed);
        await CommitAsync(DocumentWrite.Delete("a"));
        Assert.Equal(2, Number(await Store.ReadAsync(Container, other, "a", default)));
    }

    [SkippableTheory]
    [InlineData("a|b/c")]
    [InlineData("Zürich 'x'; -- %_\"")]
    [InlineData("\ud83d\udd2b")]
    [InlineData("..")]
    public async Task Keeps_whatever_id_partition_and_sort_key_it_has(string odd)
    {
        var partition = Partition + odd;
        Assert.True((await Store.CommitAsync(Container, partition, [DocumentWrite.Create(odd, Body(1), odd)], default)).Committed);
        var document = await Store.ReadAsync(Container, partition, odd, default);
        Assert.Equal((odd, odd), (document!.Id, document.Sort));
        Assert.Equal(odd, Assert.Single(await ToEndAsync(new DocumentQuery(Container, partition))).Id);
    }

    [SkippableFact]
    public async Task Tells_ids_apart_by_their_case()
    {
        Assert.True((await CommitAsync(DocumentWrite.Create("a", Body(1)), DocumentWrite.Create("A", Body(2)))).Committed);
        Assert.Equal(1, Number(await ReadAsync("a")));
        Assert.Equal(2, Number(await ReadAsync("A")));
    }

    [SkippableFact]
    public async Task May_be_large()
    {
        var body = Encoding.UTF8.GetBytes($"{{\"n\":\"{new string('x', 1 << 20)}\"}}");
        await WriteAsync(DocumentWrite.Create("a", body));
        Assert.True((await ReadAsync("a"))!.Body.Span.SequenceEqual(body));
    }

    [SkippableFact]
    public async Task Is_there_until_its_life_is_over_and_never_after()
    {
        await WriteAsync(DocumentWrite.Create("a", Body(1), "s", Life));
        await Fixture.PassAsync(Life - TimeSpan.FromSeconds(5));
        Assert.NotNull(await ReadAsync("a"));
        Assert.Single(await ToEndAsync(Whole));
        await Fixture.PassAsync(TimeSpan.FromSeconds(6));
        Assert.Null(await ReadAsync("a"));
        Assert.Empty(await ToEndAsync(Whole));
    }

    [SkippableFact]
    public async Task Can_be_created_again_once_its_life_is_over()
    {
        await WriteAsync(DocumentWrite.Create("a", Body(1), timeToLive: Life));
        await Fixture.PassAsync(Life + TimeSpan.FromSeconds(1));
        Assert.True((await CommitAsync(DocumentWrite.Create("a", Body(2)))).Committed);
        Assert.Equal(2, Number(await ReadAsync("a")));
    }

    [SkippableFact]
    public async Task Is_missing_to_guarded_writes_once_its_life_is_over()
    {
        var etag = await WriteAsync(DocumentWrite.Create("a", Body(1), timeToLive: Life));
        await Fixture.PassAsync(Life + TimeSpan.FromSeconds(1));
        Assert.Equal(CommitConflict.Missing, (await CommitAsync(DocumentWrite.Replace("a", etag, Body(2)))).Conflict);
        Assert.Equal(CommitConflict.Missing, (await CommitAsync(DocumentWrite.Delete("a", etag))).Conflict);
    }

    [SkippableFact]
    public async Task Lives_as_its_last_write_says()
    {
        await WriteAsync(DocumentWrite.Create("a", Body(1), timeToLive: Life));
        await WriteAsync(DocumentWrite.Create("b", Body(1), timeToLive: Life));
        await WriteAsync(DocumentWrite.Create("c", Body(1)));
        await WriteAsync(DocumentWrite.Upsert("a", Body(2)));
        await WriteAsync(DocumentWrite.Upsert("b", Body(2), timeToLive: Life * 2));
        await WriteAsync(DocumentWrite.Upsert("c", Body(2), timeToLive: Life));
        await Fixture.PassAsync(Life + TimeSpan.FromSeconds(1));
        Assert.NotNull(await ReadAsync("a"));
        Assert.NotNull(await ReadAsync("b"));
        Assert.Null(await ReadAsync("c"));
    }
}
