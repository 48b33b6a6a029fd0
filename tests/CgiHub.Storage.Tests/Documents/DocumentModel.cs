using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Documents;

/// <summary>What a partition must hold, told in the plainest way.</summary>
internal sealed class DocumentModel
{
    private readonly Dictionary<string, (string? Sort, string ETag, int Number)> _documents = new(StringComparer.Ordinal);

    public (string? Sort, string ETag, int Number)? Find(string id) => _documents.TryGetValue(id, out var found) ? found : null;

    /// <summary>Why a commit must fail and at which write; null where it must not.</summary>
    public (CommitConflict Conflict, int Index)? Conflict(IReadOnlyList<DocumentWrite> writes)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            var found = Find(writes[i].Id);
            CommitConflict? conflict = (writes[i].Kind, writes[i].ETag, found) switch
            {
                (WriteKind.Create, _, not null) => CommitConflict.AlreadyExists,
                (WriteKind.Replace or WriteKind.Delete, not null, null) => CommitConflict.Missing,
                (WriteKind.Replace or WriteKind.Delete, { } etag, { } there) when etag != there.ETag => CommitConflict.ETagMismatch,
                _ => null,
            };
            if (conflict is { } stands)
            {
                return (stands, i);
            }
        }

        return null;
    }

    public void Apply(DocumentWrite write, int number, string? etag)
    {
        if (write.Kind == WriteKind.Delete)
        {
            _documents.Remove(write.Id);
        }
        else
        {
            _documents[write.Id] = (write.Sort, etag!, number);
        }
    }

    /// <summary>The documents that a query over everything returns, in order, written out.</summary>
    public IEnumerable<string> Sorted() => _documents
        .Where(d => d.Value.Sort is not null)
        .OrderBy(d => d.Value.Sort, StringComparer.Ordinal).ThenBy(d => d.Key, StringComparer.Ordinal)
        .Select(d => $"{d.Key} {d.Value.Sort} {d.Value.ETag} {d.Value.Number}");
}
