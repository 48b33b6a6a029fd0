using System.Collections.Concurrent;
using System.Text.Json;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Records;

/// <summary>Records of an upload of many give way to what somebody waits for; a few records, which may be what a lead waits for, do not.</summary>
public sealed class A_large_landing
{
    private static async Task<ListeningDocuments> LandAsync(bool bulk, params FeedRecord[] batch)
    {
        await using var stores = new TestStores();
        var documents = new ListeningDocuments(new MemoryDocuments());
        var lane = new RecordLane(Made.North, "incidents", stores.Time.GetUtcNow());
        using var arena = new RecordArena();
        await new RecordStore(documents, stores.Time).LandAsync([.. batch.Select(r => lane.Prepare(r, arena))], bulk, default);
        return documents;
    }

    private static FeedRecord[] Many => [.. Enumerable.Range(0, 150).Select(i => Made.Incident($"N{i}"))];

    [Fact]
    public async Task Yields_with_every_commit()
    {
        var documents = await LandAsync(bulk: true, Many);
        Assert.InRange(documents.Yielding, 150, int.MaxValue);
        Assert.Equal(0, documents.Others);
    }

    [Fact]
    public async Task Yields_when_it_comes_again()
    {
        var documents = await LandAsync(bulk: true, [.. Many, .. Many]);
        Assert.InRange(documents.Yielding, 2 * 150, int.MaxValue);
        Assert.Equal(0, documents.Others);
    }

    [Fact]
    public async Task Is_linked_by_a_queue_of_its_own() =>
        Assert.Equal([Queues.BulkLinks], (await LandAsync(bulk: true, [.. Many, Made.Incident("N1") with { Rounds = 3 }])).Asked.Distinct());

    [Fact]
    public async Task Has_what_is_sealed_withdrawn_without_delay() =>
        Assert.Equal([Queues.BulkLinks, Queues.Links], (await LandAsync(bulk: true, Made.Incident("N1"), Made.Incident("N1") with { Handling = new Handling { Sealed = true } })).Asked);

    [Fact]
    public async Task Is_none_of_a_few_rows()
    {
        var documents = await LandAsync(bulk: false, Many);
        Assert.Equal(0, documents.Yielding);
        Assert.InRange(documents.Others, 150, int.MaxValue);
        Assert.Equal([Queues.Links], documents.Asked.Distinct());
    }

    private sealed class ListeningDocuments(IDocumentStore documents) : IDocumentStore
    {
        private readonly ConcurrentQueue<string> _asked = [];
        private int _yielding;
        private int _others;

        public int Yielding => _yielding;

        public int Others => _others;

        /// <summary>The queues that outbox entries were for.</summary>
        public IEnumerable<string> Asked => _asked;

        public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel) => documents.ReadAsync(container, partition, id, cancel);

        public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel) => documents.QueryAsync(query, cancel);

        public ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel) => documents.ReadChangesAsync(container, cursor, limit, cancel);

        public ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
        {
            Interlocked.Increment(ref _others);
            return CommittedAsync(container, partition, writes, cancel);
        }

        public ValueTask<CommitOutcome> CommitYieldingAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
        {
            Interlocked.Increment(ref _yielding);
            return CommittedAsync(container, partition, writes, cancel);
        }

        private ValueTask<CommitOutcome> CommittedAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
        {
            foreach (var entry in writes.Where(w => w.Id.StartsWith(OutboxEntry.IdPrefix, StringComparison.Ordinal)))
            {
                _asked.Enqueue(JsonSerializer.Deserialize(entry.Body.Span, StorageJson.Default.OutboxEntry)!.Queue);
            }

            return documents.CommitAsync(container, partition, writes, cancel);
        }
    }
}
