using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Evidence;

/// <summary>
/// The chain of custody of each exhibit: append-only, each entry carrying the hash of the one before it,
/// and committed together with what it tells of.
/// </summary>
public sealed class Custody(IDocumentStore documents, TimeProvider time)
{
    /// <summary>An entry about what a caller does now, to be given to <see cref="CommitAsync"/>.</summary>
    internal CustodyEntry Draft(Caller caller, CustodyAction action) => new(0, time.GetUtcNow(), action, caller.Subject) { Agency = caller.Agency };

    /// <summary>
    /// Commits some writes of the exhibit's partition and one more custody entry, all or nothing.
    /// Others who add to the same chain meanwhile are let go first. Null when committed; otherwise why one of the caller's own writes could not be made.
    /// </summary>
    internal async Task<CommitConflict?> CommitAsync(string exhibitId, CustodyEntry draft, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
    {
        while (true)
        {
            var stored = await documents.ReadAsync(Containers.Exhibits, exhibitId, CustodyHead.Id, cancel);
            var head = stored is null ? new CustodyHead(0, CustodyEntry.FirstPrevious) : JsonSerializer.Deserialize(stored.Body.Span, EvidenceStorageJson.Default.CustodyHead)!;
            var entry = (draft with { Seq = head.Seq + 1 }).Seal(head.Hash);
            var next = JsonSerializer.SerializeToUtf8Bytes(new CustodyHead(entry.Seq, entry.Hash), EvidenceStorageJson.Default.CustodyHead);
            var id = CustodyHead.Entry(entry.Seq);
            var outcome = await documents.CommitAsync(Containers.Exhibits, exhibitId,
                [
                    .. writes,
                    stored is null ? DocumentWrite.Create(CustodyHead.Id, next) : DocumentWrite.Replace(CustodyHead.Id, stored.ETag, next),
                    DocumentWrite.Create(id, JsonSerializer.SerializeToUtf8Bytes(entry, EvidenceJson.Default.CustodyEntry), sort: id),
                ],
                CancellationToken.None);
            if (outcome.Committed)
            {
                return null;
            }

            if (outcome.FailedIndex < writes.Count)
            {
                return outcome.Conflict;
            }

            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One page of the chain, oldest first.</summary>
    internal async Task<CustodyPage> ReadAsync(string exhibitId, int limit, string? cursor, CancellationToken cancel)
    {
        var page = await documents.QueryAsync(
            new DocumentQuery(Containers.Exhibits, exhibitId) { From = "custody|", To = "custody}", Limit = limit, Continuation = cursor }, cancel);
        var entries = page.Documents.Select(d => JsonSerializer.Deserialize(d.Body.Span, EvidenceJson.Default.CustodyEntry)!).ToList();
        return new CustodyPage(entries, CustodyEntry.AreLinked(entries), page.Continuation);
    }
}
