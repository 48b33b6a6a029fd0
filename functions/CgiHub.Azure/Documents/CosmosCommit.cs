using System.Net;
using CgiHub.Core.Storage;
using Microsoft.Azure.Cosmos;

namespace CgiHub.Azure.Documents;

/// <summary>One commit: a single write as such, several as a transactional batch.</summary>
/// <remarks>
/// A batch that Cosmos DB refuses has written nothing. It refuses the unguarded deletion of a document that isn't there, which the hub does not mind:
/// which of them are there is then read, and the batch is sent again without the others.
/// One that yields has low priority: an account with priority-based execution that is short of request units refuses it before others.
/// </remarks>
internal sealed class CosmosCommit(CosmosDocumentStore store, CosmosLayout layout, Container documents, string partition, IReadOnlyList<DocumentWrite> writes, bool yields)
{
    /// <summary>How often documents may vanish between the look and the batch before somebody has to do the step again.</summary>
    private const int MostTries = 5;

    private readonly PartitionKey _key = layout.Key(partition);
    private readonly PriorityLevel? _priority = yields ? PriorityLevel.Low : null;

    public async Task<CommitOutcome> RunAsync(CancellationToken cancel)
    {
        var wanted = Enumerable.Range(0, writes.Count).ToList();
        for (var tries = 0; tries < MostTries; tries++)
        {
            var tried = wanted.Count switch
            {
                0 => new Tried(HttpStatusCode.OK, -1, new string?[writes.Count]),
                1 => await OneAsync(wanted[0], cancel),
                _ => await BatchAsync(wanted, cancel),
            };
            if (tried.Index < 0)
            {
                return new CommitOutcome(null, -1, tried.ETags);
            }

            var write = writes[tried.Index];
            switch (tried.Status)
            {
                case HttpStatusCode.Conflict when write.Kind == WriteKind.Create:
                    return new CommitOutcome(CommitConflict.AlreadyExists, tried.Index, []);
                case HttpStatusCode.PreconditionFailed when write.ETag is not null:
                    return new CommitOutcome(CommitConflict.ETagMismatch, tried.Index, []);
                case HttpStatusCode.NotFound when write.ETag is not null:
                    return new CommitOutcome(CommitConflict.Missing, tried.Index, []);
                case HttpStatusCode.NotFound when write.Kind == WriteKind.Delete:
                    wanted = await WithoutMissingAsync(wanted, tried.Index, cancel);
                    break;
                case HttpStatusCode.RequestEntityTooLarge:
                    throw new ArgumentException($"A document of the commit is larger than Cosmos DB takes: {write.Body.Length} bytes.");
                default:
                    throw new InvalidOperationException($"Cosmos DB answered {(int)tried.Status} to a write of kind {write.Kind} in {layout.Name}.");
            }
        }

        throw StoreFailure.Away(CosmosDocumentStore.Store, (int)HttpStatusCode.NotFound, "others delete the same documents", null, null);
    }

    private async Task<Tried> OneAsync(int index, CancellationToken cancel)
    {
        var write = writes[index];
        var id = CosmosText.Id(write.Id);
        var options = new ItemRequestOptions { IfMatchEtag = write.ETag, PriorityLevel = _priority };
        using var body = write.Kind == WriteKind.Delete ? null : CosmosItem.Write(layout, partition, write);
        using var answer = await store.AskAsync(layout.Name, CosmosMeter.Commit, within => write.Kind switch
        {
            WriteKind.Create => documents.CreateItemStreamAsync(body, _key, options, within),
            WriteKind.Upsert => documents.UpsertItemStreamAsync(body, _key, options, within),
            WriteKind.Replace => documents.ReplaceItemStreamAsync(body, id, _key, options, within),
            _ => documents.DeleteItemStreamAsync(id, _key, options, within),
        }, cancel);
        var etags = new string?[writes.Count];
        etags[index] = write.Kind == WriteKind.Delete ? null : answer.Headers.ETag;
        return new Tried(answer.StatusCode, answer.IsSuccessStatusCode ? -1 : index, etags);
    }

    private async Task<Tried> BatchAsync(List<int> wanted, CancellationToken cancel)
    {
        var batch = documents.CreateTransactionalBatch(_key);
        foreach (var write in wanted.Select(i => writes[i]))
        {
            var id = CosmosText.Id(write.Id);
            var options = write.ETag is null ? null : new TransactionalBatchItemRequestOptions { IfMatchEtag = write.ETag };

            // The batch disposes the streams with its response.
            batch = write.Kind switch
            {
                WriteKind.Create => batch.CreateItemStream(CosmosItem.Write(layout, partition, write), options),
                WriteKind.Upsert => batch.UpsertItemStream(CosmosItem.Write(layout, partition, write), options),
                WriteKind.Replace => batch.ReplaceItemStream(id, CosmosItem.Write(layout, partition, write), options),
                _ => batch.DeleteItem(id, options),
            };
        }

        var asked = new TransactionalBatchRequestOptions { PriorityLevel = _priority };
        using var answer = await store.WithinAsync(within => batch.ExecuteAsync(asked, within), cancel);
        var status = (int)answer.StatusCode;
        store.Count(layout.Name, CosmosMeter.Commit, answer.RequestCharge, status);
        if (StoreFailure.IsAway(status))
        {
            throw StoreFailure.Away(CosmosDocumentStore.Store, status, answer.ErrorMessage, answer.RetryAfter, null);
        }

        var etags = new string?[writes.Count];
        for (var i = 0; i < wanted.Count; i++)
        {
            var result = i < answer.Count ? answer[i] : null;
            if (!answer.IsSuccessStatusCode && (result is null || result is { StatusCode: not HttpStatusCode.FailedDependency, IsSuccessStatusCode: false }))
            {
                return new Tried(result?.StatusCode ?? answer.StatusCode, wanted[i], []);
            }

            etags[wanted[i]] = writes[wanted[i]].Kind == WriteKind.Delete ? null : result?.ETag;
        }

        return answer.IsSuccessStatusCode ? new Tried(answer.StatusCode, -1, etags) : throw new InvalidOperationException($"Cosmos DB answered {status} to a batch in {layout.Name} and named no write.");
    }

    /// <summary>The writes without the unguarded deletions of what isn't there; one of them is known.</summary>
    private async Task<List<int>> WithoutMissingAsync(List<int> wanted, int missing, CancellationToken cancel)
    {
        var looked = await Task.WhenAll(wanted.Where(i => i != missing && writes[i] is { Kind: WriteKind.Delete, ETag: null })
            .Select(async i => (Index: i, Found: await store.ReadAsync(layout.Name, partition, writes[i].Id, cancel))));
        var gone = looked.Where(l => l.Found is null).Select(l => l.Index).Append(missing).ToHashSet();
        return [.. wanted.Where(i => !gone.Contains(i))];
    }

    /// <summary>How a try ended: the status, which write failed (-1: none), and the ETags by write.</summary>
    private readonly record struct Tried(HttpStatusCode Status, int Index, IReadOnlyList<string?> ETags);
}
