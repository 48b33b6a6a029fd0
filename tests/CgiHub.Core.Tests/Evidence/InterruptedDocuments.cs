using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Evidence;

/// <summary>A document store during whose reads and commits something else happens.</summary>
internal sealed class InterruptedDocuments(IDocumentStore store) : IDocumentStore
{
    public Func<string, Task> BeforeRead { get; set; } = _ => Task.CompletedTask;

    public Action BeforeCommit { get; set; } = () => { };

    public async ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel)
    {
        await BeforeRead(id);
        return await store.ReadAsync(container, partition, id, cancel);
    }

    public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel) => store.QueryAsync(query, cancel);

    public ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
    {
        BeforeCommit();
        return store.CommitAsync(container, partition, writes, cancel);
    }

    public ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel) => store.ReadChangesAsync(container, cursor, limit, cancel);
}
