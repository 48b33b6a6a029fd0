using System.Collections.Concurrent;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Budget;

/// <summary>A document store that counts what passes.</summary>
internal sealed class CountedDocuments(IDocumentStore inner) : IDocumentStore
{
    private ConcurrentQueue<Passed> _passed = new();

    /// <summary>What passed since this was last asked.</summary>
    public Usage Take() => new([.. Interlocked.Exchange(ref _passed, new ConcurrentQueue<Passed>())]);

    public async ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel)
    {
        var found = await inner.ReadAsync(container, partition, id, cancel);
        _passed.Enqueue(new Passed(PassedKind.Read, [found?.Body.Length ?? 0]));
        return found;
    }

    public async ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel)
    {
        var page = await inner.QueryAsync(query, cancel);
        _passed.Enqueue(new Passed(PassedKind.Query, [.. page.Documents.Select(d => d.Body.Length)]));
        return page;
    }

    public async ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
    {
        var outcome = await inner.CommitAsync(container, partition, writes, cancel);
        _passed.Enqueue(new Passed(PassedKind.Commit, [.. writes.Select(w => w.Body.Length)]));
        return outcome;
    }

    public async ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel) =>
        await inner.ReadChangesAsync(container, cursor, limit, cancel);
}

/// <summary>How something passed.</summary>
internal enum PassedKind
{
    Read,
    Query,
    Commit,
}

/// <summary>One call, with the sizes of the documents that it read or wrote.</summary>
internal sealed record Passed(PassedKind Kind, IReadOnlyList<int> Bytes);

/// <summary>What an operation did, and what that costs in Cosmos DB.</summary>
/// <param name="Calls">Its calls.</param>
internal sealed record Usage(IReadOnlyList<Passed> Calls)
{
    /// <summary>
    /// Request units by size in KB, of a point read and of a write, as Microsoft publishes them for session consistency
    /// (learn.microsoft.com, "Understand request unit consumption in Azure Cosmos DB"). With strong or bounded-staleness consistency a read costs twice that.
    /// </summary>
    private static readonly (int Kilobytes, double Read, double Write)[] Published =
        [(1, 1.00, 4.95), (2, 1.04, 6.29), (4, 1.14, 6.67), (8, 1.33, 7.04), (16, 1.67, 9.52), (32, 2.19, 11.23), (64, 4.76, 22.67), (128, 9.95, 48.19), (256, 20.28, 98.29), (512, 40.95, 184.57), (1024, 145.90, 625.00), (2048, 291.80, 1250.00)];

    /// <summary>What the store's document holds besides the body.</summary>
    private const int Around = 350;

    /// <summary>What a query costs besides the documents that it finds: an estimate of ours, for nobody publishes a formula.</summary>
    private const double OfQuery = 2.5;

    private const int StrongReads = 2;

    /// <summary>Documents that were read or looked for by their ids.</summary>
    public int Read => Of(PassedKind.Read).Count();

    /// <summary>Queries.</summary>
    public int Queries => Of(PassedKind.Query).Count();

    /// <summary>Documents that queries found.</summary>
    public int Found => Of(PassedKind.Query).Sum(c => c.Bytes.Count);

    /// <summary>Documents that were written or removed.</summary>
    public int Written => Of(PassedKind.Commit).Sum(c => c.Bytes.Count);

    /// <summary>Request units, about.</summary>
    public double RequestUnits =>
        (StrongReads * (Of(PassedKind.Read).Concat(Of(PassedKind.Query)).SelectMany(c => c.Bytes).Sum(b => Price(b).Read) + (Queries * OfQuery)))
        + Of(PassedKind.Commit).SelectMany(c => c.Bytes).Sum(b => Price(b).Write);

    private IEnumerable<Passed> Of(PassedKind kind) => Calls.Where(c => c.Kind == kind);

    private static (int Kilobytes, double Read, double Write) Price(int bytes) => Published.First(p => bytes + Around <= p.Kilobytes * 1024);
}
