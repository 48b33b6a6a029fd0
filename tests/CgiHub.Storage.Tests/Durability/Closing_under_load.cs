using System.Collections.Concurrent;
using CgiHub.Core.Storage;
using CgiHub.Embedded;
using CgiHub.Embedded.Documents;
using CgiHub.Embedded.Queues;
using CgiHub.Storage.Tests.Embedded;

namespace CgiHub.Storage.Tests.Durability;

public sealed class Closing_under_load : IDisposable
{
    private readonly StoreDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Loses_nothing_that_was_acknowledged()
    {
        var stores = new EmbeddedStores(_directory.Root, _directory.Time, StoreDirectory.Small);
        var documents = new ConcurrentBag<string>();
        var messages = new ConcurrentBag<string>();
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Each writes until it is refused, as a caller is that comes too late.
        var writers = Enumerable.Range(0, 16).Select(w => Task.Run(() => Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            for (var i = 0; ; i++)
            {
                var id = $"{w}-{i}";
                Assert.True((await stores.Documents.CommitAsync(Containers.Exhibits, "p", [DocumentWrite.Create(id, "{}"u8.ToArray(), id)], default)).Committed);
                documents.Add(id);
                await stores.Queue.SendAsync("q", [new QueueMessage(id, ReadOnlyMemory<byte>.Empty)], default);
                messages.Add(id);
                if (i == 20)
                {
                    busy.TrySetResult();
                }
            }
        }))).ToList();
        await busy.Task;
        await stores.DisposeAsync();
        await Task.WhenAll(writers);

        await using var again = new EmbeddedStores(_directory.Root, _directory.Time, StoreDirectory.Small);
        Assert.Equal(messages.Count, (await again.Queue.CountsAsync(default))["q"].Active);
        foreach (var id in documents)
        {
            Assert.NotNull(await again.Documents.ReadAsync(Containers.Exhibits, "p", id, default));
        }
    }

    [Fact]
    public async Task Answers_or_refuses_everybody_who_reads()
    {
        var options = new EmbeddedOptions { Readers = 2, DocumentCacheBytes = 1 << 20, ReaderCacheBytes = 1 << 16 };
        var store = new SqliteDocumentStore(_directory.Root, _directory.Time, options);
        await store.CommitAsync(Containers.Exhibits, "p", [.. Enumerable.Range(0, 100).Select(i => DocumentWrite.Create($"d{i}", new byte[10_000], $"{i}"))], default);
        using var busy = new CountdownEvent(16);
        var readers = Enumerable.Range(0, 16).Select(_ => Task.Run(() => Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            for (var i = 0; ; i++)
            {
                Assert.Equal(100, (await store.QueryAsync(new DocumentQuery(Containers.Exhibits, "p"), default)).Documents.Count);
                if (i == 3)
                {
                    busy.Signal();
                }

                await Task.Yield();
            }
        }))).ToList();
        await Task.Run(busy.Wait);
        await store.DisposeAsync();
        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Answers_or_refuses_everybody_who_looks_at_a_queue()
    {
        var queue = new SqliteMessageQueue(_directory.Root, _directory.Time, StoreDirectory.Small);
        await queue.SendAsync("q", [.. Enumerable.Range(0, 100).Select(i => new QueueMessage($"m{i}", new byte[1000]))], default);
        using var busy = new CountdownEvent(6);
        var lookers = Enumerable.Range(0, 6).Select(_ => Task.Run(() => Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            for (var i = 0; ; i++)
            {
                Assert.Equal(100, (await queue.PeekAsync("q", 200, null, default)).Items.Count);
                Assert.Equal(100, (await queue.CountsAsync(default))["q"].Active);
                if (i == 3)
                {
                    busy.Signal();
                }
            }
        }))).ToList();
        await Task.Run(busy.Wait);
        await queue.DisposeAsync();
        await Task.WhenAll(lookers);
    }

    [Fact]
    public async Task Leaves_no_log_behind()
    {
        await using (var stores = new EmbeddedStores(_directory.Root, _directory.Time, StoreDirectory.Small))
        {
            await stores.Documents.CommitAsync(Containers.Exhibits, "p", [DocumentWrite.Create("a", "{}"u8.ToArray())], default);
            await stores.Documents.ReadAsync(Containers.Exhibits, "p", "a", default);
            await stores.Queue.SendAsync("q", [new QueueMessage("m", ReadOnlyMemory<byte>.Empty)], default);
        }

        Assert.DoesNotContain(_directory.Files(), f => f.EndsWith("-wal", StringComparison.Ordinal));
    }
}
