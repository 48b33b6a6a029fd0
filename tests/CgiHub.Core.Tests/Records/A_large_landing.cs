using CgiHub.Core.Records;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Records;

/// <summary>An agency's history of many rows gives way to what somebody waits for; a few rows, which may be what a lead waits for, do not.</summary>
public sealed class A_large_landing
{
    private static async Task<(int Yielding, int Others)> LandAsync(int rows, int times = 1)
    {
        await using var stores = new TestStores();
        var documents = new ListeningDocuments(new MemoryDocuments());
        FeedRecord[] batch = [.. Enumerable.Range(0, rows).Select(i => Made.Incident($"N{i}"))];
        for (var i = 0; i < times; i++)
        {
            await new RecordStore(documents, stores.Time).LandAsync(Made.North, batch, default);
        }

        return (documents.Yielding, documents.Others);
    }

    [Fact]
    public async Task Yields_with_every_commit()
    {
        var (yielding, others) = await LandAsync(501);
        Assert.InRange(yielding, 501, int.MaxValue);
        Assert.Equal(0, others);
    }

    [Fact]
    public async Task Yields_when_it_comes_again()
    {
        var (yielding, others) = await LandAsync(501, times: 2);
        Assert.InRange(yielding, 2 * 501, int.MaxValue);
        Assert.Equal(0, others);
    }

    [Fact]
    public async Task Is_none_of_a_few_rows()
    {
        var (yielding, others) = await LandAsync(500);
        Assert.Equal(0, yielding);
        Assert.InRange(others, 500, int.MaxValue);
    }

    private sealed class ListeningDocuments(IDocumentStore documents) : IDocumentStore
    {
        private int _yielding;
        private int _others;

        public int Yielding => _yielding;

        public int Others => _others;

        public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel) => documents.ReadAsync(container, partition, id, cancel);

        public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel) => documents.QueryAsync(query, cancel);

        public ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel) => documents.ReadChangesAsync(container, cursor, limit, cancel);

        public ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
        {
            Interlocked.Increment(ref _others);
            return documents.CommitAsync(container, partition, writes, cancel);
        }

        public ValueTask<CommitOutcome> CommitYieldingAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
        {
            Interlocked.Increment(ref _yielding);
            return documents.CommitAsync(container, partition, writes, cancel);
        }
    }
}
