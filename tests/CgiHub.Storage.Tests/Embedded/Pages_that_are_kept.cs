using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Documents;

namespace CgiHub.Storage.Tests.Embedded;

/// <summary>Pages of records are kept in memory; nobody can tell but by the time that it takes.</summary>
public sealed class Pages_that_are_kept : IAsyncLifetime
{
    private const string Kept = Containers.Cells;

    private readonly StoreDirectory _directory = new();
    private SqliteDocumentStore _store = null!;

    public Task InitializeAsync()
    {
        _store = new SqliteDocumentStore(_directory.Root, _directory.Time, StoreDirectory.Small);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    private async Task PutAsync(string partition, string id, int number, TimeSpan? life = null) =>
        Assert.True((await _store.CommitAsync(Kept, partition, [DocumentWrite.Upsert(id, Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)), id, life)], default)).Committed);

    private async Task<IReadOnlyList<StoredDocument>> ReadAsync(string partition, int limit = 100) => (await _store.QueryAsync(new DocumentQuery(Kept, partition) { Limit = limit }, default)).Documents;

    private async Task<long?> StampAsync(string partition) => (await _store.QueryAsync(new DocumentQuery(Kept, partition), default)).Stamp;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> BodyAsync(string partition)
    {
        Assert.True(MemoryMarshal.TryGetArray(Assert.Single(await ReadAsync(partition)).Body, out var bytes));
        return new WeakReference(bytes.Array);
    }

    private static int NumberIn(StoredDocument document) => int.Parse(Encoding.UTF8.GetString(document.Body.Span), CultureInfo.InvariantCulture);

    [Fact]
    public async Task Are_the_same_documents_until_their_partition_is_written_to()
    {
        await PutAsync("p", "a", 1);
        var first = Assert.Single(await ReadAsync("p"));
        Assert.Same(first, Assert.Single(await ReadAsync("p")));
        await PutAsync("p", "a", 2);
        Assert.Equal(2, NumberIn(Assert.Single(await ReadAsync("p"))));
    }

    [Fact]
    public async Task Share_the_body_of_a_document_that_lies_in_several_partitions()
    {
        await PutAsync("p", "a", 1);
        await PutAsync("q", "a", 1);
        await PutAsync("r", "a", 2);
        var (p, q, r) = (Assert.Single(await ReadAsync("p")), Assert.Single(await ReadAsync("q")), Assert.Single(await ReadAsync("r")));
        Assert.True(p.Body.Equals(q.Body));
        Assert.NotEqual(p.ETag, q.ETag);
        Assert.Equal(2, NumberIn(r));
    }

    [Fact]
    public async Task Read_what_they_share_once()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes("once");
        foreach (var partition in new[] { "p", "q" })
        {
            await _store.CommitAsync(Kept, partition, [DocumentWrite.Upsert("a", body, "a")], default);
        }

        var text = (JsonTypeInfo<string>)JsonSerializerOptions.Default.GetTypeInfo(typeof(string));
        Assert.Same(Assert.Single(await ReadAsync("p")).Read(text), Assert.Single(await ReadAsync("q")).Read(text));
    }

    [Fact]
    public async Task Hold_nothing_of_what_was_deleted_once_its_partitions_were_read_again()
    {
        await PutAsync("p", "a", 1);
        await PutAsync("q", "a", 1);
        var body = await BodyAsync("p");
        await ReadAsync("q");
        foreach (var partition in new[] { "p", "q" })
        {
            await _store.CommitAsync(Kept, partition, [DocumentWrite.Delete("a")], default);
            Assert.Empty(await ReadAsync(partition));
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(body.IsAlive);
    }

    [Fact]
    public async Task Stand_until_their_partition_is_written_to()
    {
        await PutAsync("p", "a", 1);
        var stamp = await StampAsync("p");
        Assert.True(_store.Stands(Kept, "p", stamp!.Value));
        await PutAsync("q", "a", 1);
        Assert.True(_store.Stands(Kept, "p", stamp.Value));
        await PutAsync("p", "b", 2);
        Assert.False(_store.Stands(Kept, "p", stamp.Value));
    }

    [Fact]
    public async Task Stand_for_nothing_where_a_document_expires()
    {
        await PutAsync("p", "a", 1, TimeSpan.FromMinutes(1));
        Assert.Null(await StampAsync("p"));
    }

    [Fact]
    public async Task Show_what_was_written_where_there_was_nothing()
    {
        Assert.Empty(await ReadAsync("p"));
        await PutAsync("p", "a", 1);
        Assert.Single(await ReadAsync("p"));
    }

    [Fact]
    public async Task Show_no_longer_what_was_deleted()
    {
        await PutAsync("p", "a", 1);
        await ReadAsync("p");
        await _store.CommitAsync(Kept, "p", [DocumentWrite.Delete("a")], default);
        Assert.Empty(await ReadAsync("p"));
    }

    [Fact]
    public async Task Show_what_stood_before_a_commit_that_failed_and_what_came_after_it()
    {
        await PutAsync("p", "a", 1);
        await ReadAsync("p");
        Assert.False((await _store.CommitAsync(Kept, "p", [DocumentWrite.Create("a", "9"u8.ToArray(), "a")], default)).Committed);
        Assert.Equal(1, NumberIn(Assert.Single(await ReadAsync("p"))));
        await PutAsync("p", "a", 2);
        Assert.Equal(2, NumberIn(Assert.Single(await ReadAsync("p"))));
    }

    [Fact]
    public async Task Forget_what_expires()
    {
        await PutAsync("p", "a", 1, TimeSpan.FromMinutes(1));
        Assert.Single(await ReadAsync("p"));
        _directory.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(await ReadAsync("p"));
    }

    [Fact]
    public async Task Are_told_apart_by_what_was_asked()
    {
        await PutAsync("p", "a", 1);
        await PutAsync("p", "b", 2);
        Assert.Equal(2, (await ReadAsync("p")).Count);
        Assert.Single(await ReadAsync("p", 1));
        Assert.Equal("b", (await _store.QueryAsync(new DocumentQuery(Kept, "p") { Descending = true, Limit = 1 }, default)).Documents[0].Id);
        Assert.Empty(await ReadAsync("q"));
    }

    [Fact]
    public async Task Are_right_in_very_little_memory_and_in_none()
    {
        foreach (var bytes in new long[] { 0, 4096 })
        {
            using var directory = new StoreDirectory();
            await using var store = new SqliteDocumentStore(directory.Root, directory.Time, StoreDirectory.With(bytes));
            for (var i = 0; i < 40; i++)
            {
                await store.CommitAsync(Kept, $"p{i % 8}", [DocumentWrite.Upsert("a", Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)), "a")], default);
                Assert.Equal(i, NumberIn((await store.QueryAsync(new DocumentQuery(Kept, $"p{i % 8}"), default)).Documents[0]));
            }
        }
    }

    [Fact]
    public async Task Are_never_older_than_what_was_acknowledged_whoever_writes_meanwhile()
    {
        // Few partitions and many callers: nearly every read falls into somebody's commit.
        var acknowledged = new int[4];
        var over = 0;
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref over) == 0)
            {
                for (var p = 0; p < acknowledged.Length; p++)
                {
                    var before = Volatile.Read(ref acknowledged[p]);
                    var documents = await ReadAsync($"p{p}");
                    Assert.True((documents.Count == 0 ? 0 : NumberIn(documents[0])) >= before);
                }
            }
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, acknowledged.Length).Select(p => Task.Run(async () =>
        {
            for (var number = 1; number <= 200; number++)
            {
                await PutAsync($"p{p}", "a", number);
                Volatile.Write(ref acknowledged[p], number);
                Assert.Equal(number, NumberIn((await ReadAsync($"p{p}"))[0]));
            }
        })));
        Volatile.Write(ref over, 1);
        await Task.WhenAll(readers);
    }
}
