using System.Text;
using CgiHub.Core.Storage;
using CsCheck;

namespace CgiHub.Storage.Tests.Documents;

public abstract class A_query<TFixture> : DocumentContract<TFixture>
    where TFixture : DocumentFixture, new()
{
    private async Task FillAsync(params string[] sorts) => Assert.True((await CommitAsync([.. sorts.Select((s, i) => DocumentWrite.Create(s, Body(i), s))])).Committed);

    [SkippableFact]
    public async Task Begins_with_the_smallest_sort_key_or_with_the_largest()
    {
        await FillAsync("c", "a", "d", "b");
        Assert.Equal("a b c d", await IdsAsync(Whole));
        Assert.Equal("d c b a", await IdsAsync(Whole with { Descending = true }));
    }

    [SkippableTheory]
    [InlineData("b", "d", "b c")]
    [InlineData("b", null, "b c d e")]
    [InlineData(null, "d", "a b c")]
    [InlineData("bb", "dd", "c d")]
    [InlineData("b", "b", "")]
    [InlineData("d", "b", "")]
    [InlineData("", "a", "")]
    [InlineData("e", "f", "e")]
    public async Task Takes_its_range_from_inclusive_to_exclusive(string? from, string? to, string expected)
    {
        await FillAsync("a", "b", "c", "d", "e");
        Assert.Equal(expected, await IdsAsync(Whole with { From = from, To = to }));
        Assert.Equal(string.Join(' ', expected.Split(' ').Reverse()), await IdsAsync(Whole with { From = from, To = to, Descending = true }));
    }

    [SkippableFact]
    public async Task Compares_sort_keys_as_utf8_text()
    {
        // In UTF-16, as .NET compares, the last two would stand the other way round.
        string[] sorts = ["", "A", "Z", "a", "a b", "a-b", "aa", "é", "\ue000", "\ud83d\ude00"];
        Assert.True((await CommitAsync([.. sorts.Select((s, i) => DocumentWrite.Create($"d{9 - i}", Body(i), s))])).Committed);
        Assert.Equal(sorts, (await ToEndAsync(Whole with { Limit = 3 })).Select(d => d.Sort));
        Assert.Equal(sorts.Reverse(), (await ToEndAsync(Whole with { Limit = 3, Descending = true })).Select(d => d.Sort));
    }

    [SkippableFact]
    public async Task Orders_documents_of_one_sort_key_by_id()
    {
        Assert.True((await CommitAsync([.. new[] { "c", "a", "b" }.Select(id => DocumentWrite.Create(id, Body(0), "same"))])).Committed);
        Assert.Equal("a b c", await IdsAsync(Whole with { Limit = 1 }));
        Assert.Equal("c b a", await IdsAsync(Whole with { Limit = 1, Descending = true }));
    }

    [SkippableFact]
    public async Task Never_returns_a_document_without_sort_key()
    {
        await CommitAsync(DocumentWrite.Create("unsorted", Body(1)), DocumentWrite.Create("sorted", Body(1), "s"), DocumentWrite.Create("was sorted", Body(1), "s"));
        await CommitAsync(DocumentWrite.Upsert("was sorted", Body(2)));
        Assert.Equal("sorted", await IdsAsync(Whole));
    }

    [SkippableFact]
    public async Task Finds_a_document_at_its_newest_sort_key_only()
    {
        await FillAsync("a", "b", "c");
        await CommitAsync(DocumentWrite.Upsert("a", Body(1), "z"));
        Assert.Equal("b c a", await IdsAsync(Whole));
    }

    [SkippableFact]
    public async Task Returns_documents_as_a_read_does()
    {
        var etag = await WriteAsync(DocumentWrite.Create("a", Body(7), "s"));
        var document = Assert.Single((await QueryAsync(Whole)).Documents);
        Assert.Equal(("a", "s", etag, 7), (document.Id, document.Sort, document.ETag, Number(document)));
    }

    [SkippableFact]
    public async Task Of_an_empty_partition_ends_at_once()
    {
        var page = await QueryAsync(Whole);
        Assert.Empty(page.Documents);
        Assert.Null(page.Continuation);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task Refuses_a_page_of_none_or_of_too_many(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await QueryAsync(Whole with { Limit = limit }));

    [SkippableFact]
    public Task Returns_every_document_of_its_range_once_and_in_order_whatever_the_pages() =>
        Gen.Select(Gen.Int[0, 12].Array[0, 40], Gen.Int[1, 9], Gen.Int[0, 12].Nullable(), Gen.Int[0, 12].Nullable(), Gen.Bool).SampleAsync(
            async (sorts, limit, from, to, descending) =>
            {
                var partition = NewPartition();
                await Store.CommitAsync(Container, partition, [.. sorts.Select((s, i) => DocumentWrite.Create($"d{i:d2}", Body(i), $"s{s:d2}"))], default);
                var query = new DocumentQuery(Container, partition) { Limit = limit, From = from is null ? null : $"s{from:d2}", To = to is null ? null : $"s{to:d2}", Descending = descending };
                var expected = sorts.Select((s, i) => (Sort: s, Index: i)).Where(d => (from is null || d.Sort >= from) && (to is null || d.Sort < to)).Order().Select(d => d.Index);
                Assert.Equal(descending ? expected.Reverse() : expected, (await ToEndAsync(query)).Select(Number));
            },
            iter: 60);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Loses_and_repeats_nothing_that_stays_while_others_write(bool descending)
    {
        await CommitAsync([.. Enumerable.Range(0, 90).Select(i => DocumentWrite.Create($"{(i % 3 == 0 ? "stays" : "goes")}{i:d2}", Body(i), $"s{i:d2}"))]);
        var query = Whole with { Limit = 7, Descending = descending };
        var seen = new List<StoredDocument>();
        string? next = null;
        for (var turn = 0; turn == 0 || next is not null; turn++)
        {
            var page = await QueryAsync(query with { Continuation = next });
            seen.AddRange(page.Documents);
            next = page.Continuation;

            // The document on which the page ended goes, as do some before and behind it; new ones come between, and all that stay get another body.
            var last = Number(page.Documents.LastOrDefault(d => Number(d) >= 0) ?? seen[^1]);
            await CommitAsync(
            [
                .. Enumerable.Range(last - 4, 9).Where(i => i is >= 0 and < 90 && i % 3 != 0).Select(i => DocumentWrite.Delete($"goes{i:d2}")),
                DocumentWrite.Upsert($"new{turn:d2}", Body(-1), $"s{Math.Clamp(last, 0, 89):d2}+"),
                .. Enumerable.Range(0, 30).Select(i => DocumentWrite.Upsert($"stays{i * 3:d2}", Body(i * 3), $"s{i * 3:d2}")),
            ]);
        }

        var stayed = Enumerable.Range(0, 30).Select(i => $"stays{i * 3:d2}");
        Assert.Equal(descending ? stayed.Reverse() : stayed, seen.Select(d => d.Id).Where(id => id.StartsWith("stays", StringComparison.Ordinal)));
        Assert.Equal(seen.Count, seen.Select(d => d.Id).Distinct().Count());
        Assert.Equal(seen.OrderBy(d => d.Sort, StringComparer.Ordinal).Select(d => d.Id), (descending ? seen.AsEnumerable().Reverse() : seen).Select(d => d.Id));
    }

    [SkippableFact]
    public async Task Refuses_the_continuation_of_another_query()
    {
        await FillAsync("a", "b", "c", "d");
        var query = Whole with { Limit = 1, From = "a", To = "d" };
        var next = (await QueryAsync(query)).Continuation;
        Assert.NotNull(next);
        foreach (var other in new[]
        {
            query with { Partition = Partition + "x" },
            query with { Container = Containers.Guns },
            query with { From = "b" },
            query with { From = null },
            query with { To = "c" },
            query with { To = null },
            query with { Descending = true },
        })
        {
            await Assert.ThrowsAsync<BadContinuationException>(async () => await QueryAsync(other with { Continuation = next }));
        }
    }

    [SkippableFact]
    public async Task Goes_on_with_pages_of_another_size()
    {
        await FillAsync("a", "b", "c", "d");
        var next = (await QueryAsync(Whole with { Limit = 1 })).Continuation;
        Assert.Equal("b c d", await IdsAsync(Whole with { Limit = 2, Continuation = next }));
    }

    [SkippableTheory]
    [InlineData(false, "0", "b c")]
    [InlineData(false, "z", "")]
    [InlineData(true, "z", "c b")]
    [InlineData(true, "0", "")]
    public async Task Stays_within_its_range_whatever_place_a_continuation_names(bool descending, string place, string expected)
    {
        await FillAsync("a", "b", "c", "d");
        var query = Whole with { From = "b", To = "d", Descending = descending };
        Assert.Equal(expected, await IdsAsync(query with { Continuation = new Continuation(place, place).ToText(query) }));
    }

    [SkippableFact]
    public async Task Refuses_a_continuation_that_was_never_given()
    {
        await FillAsync("a", "b");
        var next = (await QueryAsync(Whole with { Limit = 1 })).Continuation!;
        foreach (var garbled in new[] { "", " ", "x", "null", "s1", "\0", "%00", next[..8], "A" + next, new string(next.Reverse().ToArray()), Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"sort":"a"}""")), new string('A', 100_000) })
        {
            await Assert.ThrowsAsync<BadContinuationException>(async () => await QueryAsync(Whole with { Limit = 1, Continuation = garbled }));
        }
    }
}
