using System.Globalization;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests;

/// <summary>Documents in memory, for properties over many random histories. What it promises is the port's contract, as far as these need it: nothing expires.</summary>
internal sealed class MemoryDocuments : IDocumentStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Container, string Partition), SortedDictionary<string, StoredDocument>> _partitions = [];
    private readonly Dictionary<(string Container, string Partition, string Id), long> _changes = [];
    private readonly Dictionary<(string Container, string Partition), long> _stamps = [];
    private long _writes;

    public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(Of(container, partition).GetValueOrDefault(id));
        }
    }

    public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel)
    {
        lock (_gate)
        {
            var found = Of(query.Container, query.Partition).Values
                .Where(d => d.Sort is not null && (query.From is null || string.CompareOrdinal(d.Sort, query.From) >= 0) && (query.To is null || string.CompareOrdinal(d.Sort, query.To) < 0))
                .OrderBy(d => d.Sort, StringComparer.Ordinal).ThenBy(d => d.Id, StringComparer.Ordinal).ToList();
            if (query.Descending)
            {
                found.Reverse();
            }

            var from = query.Continuation is null ? 0 : found.FindIndex(d => $"{d.Sort}\n{d.Id}" == query.Continuation) + 1;
            List<StoredDocument> page = [.. found.Skip(from).Take(query.Limit)];
            return ValueTask.FromResult(new DocumentPage(page, from + page.Count < found.Count ? $"{page[^1].Sort}\n{page[^1].Id}" : null) { Stamp = _stamps.GetValueOrDefault((query.Container, query.Partition)) });
        }
    }

    /// <summary>Every document, in an order of its own.</summary>
    public IReadOnlyList<(string Container, string Partition, StoredDocument Document)> Everything()
    {
        lock (_gate)
        {
            return [.. _partitions.OrderBy(p => p.Key.Container, StringComparer.Ordinal).ThenBy(p => p.Key.Partition, StringComparer.Ordinal).SelectMany(p => p.Value.Values.Select(d => (p.Key.Container, p.Key.Partition, d)))];
        }
    }

    public bool Stands(string container, string partition, long stamp)
    {
        lock (_gate)
        {
            return _stamps.GetValueOrDefault((container, partition)) == stamp;
        }
    }

    public ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
    {
        lock (_gate)
        {
            var documents = Of(container, partition);
            for (var i = 0; i < writes.Count; i++)
            {
                var standing = documents.GetValueOrDefault(writes[i].Id);
                CommitConflict? conflict = writes[i].Kind switch
                {
                    WriteKind.Create when standing is not null => CommitConflict.AlreadyExists,
                    WriteKind.Replace or WriteKind.Delete when writes[i].ETag is not null && standing is null => CommitConflict.Missing,
                    WriteKind.Replace or WriteKind.Delete when writes[i].ETag is { } etag && standing!.ETag != etag => CommitConflict.ETagMismatch,
                    _ => null,
                };
                if (conflict is not null)
                {
                    return ValueTask.FromResult(new CommitOutcome(conflict, i, []));
                }
            }

            return ValueTask.FromResult(new CommitOutcome(null, -1, [.. writes.Select(w => Write(container, partition, documents, w))]));
        }
    }

    public ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel)
    {
        lock (_gate)
        {
            var since = cursor is null ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
            var changes = _changes.Where(c => c.Key.Container == container && c.Value > since).OrderBy(c => c.Value).Take(limit).ToList();
            return ValueTask.FromResult(new ChangePage(
                [.. changes.Select(c => new DocumentChange(c.Key.Partition, Of(container, c.Key.Partition)[c.Key.Id]))],
                (changes.Count == 0 ? since : changes[^1].Value).ToString(CultureInfo.InvariantCulture)));
        }
    }

    private SortedDictionary<string, StoredDocument> Of(string container, string partition)
    {
        if (!_partitions.TryGetValue((container, partition), out var documents))
        {
            _partitions[(container, partition)] = documents = new SortedDictionary<string, StoredDocument>(StringComparer.Ordinal);
        }

        return documents;
    }

    private string? Write(string container, string partition, SortedDictionary<string, StoredDocument> documents, DocumentWrite write)
    {
        _writes++;
        _stamps[(container, partition)] = _writes;
        if (write.Kind == WriteKind.Delete)
        {
            documents.Remove(write.Id);
            _changes.Remove((container, partition, write.Id));
            return null;
        }

        // The port may keep the memory that it was given only until the commit returns.
        var etag = _writes.ToString(CultureInfo.InvariantCulture);
        documents[write.Id] = new StoredDocument(write.Id, write.Sort, etag, write.Body.ToArray());
        _changes[(container, partition, write.Id)] = _writes;
        return etag;
    }
}
