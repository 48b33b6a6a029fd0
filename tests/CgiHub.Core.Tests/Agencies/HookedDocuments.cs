using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Agencies;

/// <summary>A document store in which something else happens just before the next commit.</summary>
internal sealed class HookedDocuments(IDocumentStore documents) : IDocumentStore
{
    /// <summary>Happens once.</summary>
    public Func<Task>? BeforeCommit { get; set; }

    /// <summary>Documents read so far.</summary>
    public int Reads { get; private set; }

    public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel)
    {
        Reads++;
        return documents.ReadAsync(container, partition, id, cancel);
    }

    public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel) => documents.QueryAsync(query, cancel);

    public ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel) => documents.ReadChangesAsync(container, cursor, limit, cancel);

    public async ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
    {
        if (BeforeCommit is { } happens)
        {
            BeforeCommit = null;
            await happens();
        }

        return await documents.CommitAsync(container, partition, writes, cancel);
    }
}
