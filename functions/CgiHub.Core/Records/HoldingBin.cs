using System.Collections.Concurrent;
using System.Text.Json;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Records;

/// <summary>
/// Where records of some feeds wait until a person has found that there is reasonable suspicion for them (28 CFR 23.20(a–c)).
/// What is in it is mentioned nowhere, linked to nothing and told to nobody.
/// </summary>
/// <remarks>
/// Container <c>retention</c>. Partition = region, <c>|holding</c>: id = record id, sort = when it came; it expires. Partition = <c>reviews|</c> and the record id:
/// id = the content that was reviewed, sort = when. A later content takes the place of the one that waits; one that stands already, or that waits, is a duplicate.
/// </remarks>
public sealed class HoldingBin(RecordStore records, IDocumentStore documents, IOptions<HubOptions> hub, IOptions<HoldingOptions> options, TimeProvider time)
{
    private const int RecordsAtOnce = 32;

    private readonly PurgedRecords _purged = new(documents);

    private string Held => hub.Value.Region + "|holding";

    /// <summary>Whether records of a feed wait here.</summary>
    public bool Holds(string feed) => options.Value.Feeds.Contains(feed, StringComparer.Ordinal);

    /// <summary>Puts records into the bin; answers in their order. Of several with one id the last one waits.</summary>
    internal async Task<IReadOnlyList<Landing>> HoldAsync(IReadOnlyList<PreparedRecord> rows, CancellationToken cancel)
    {
        var purged = await _purged.AmongAsync(rows, cancel);
        var landings = new ConcurrentDictionary<int, Landing>();
        await Parallel.ForEachAsync(
            rows.Select((row, i) => (Row: row, Index: i)).GroupBy(r => r.Row.Id, StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = RecordsAtOnce, CancellationToken = cancel },
            async (versions, c) =>
            {
                foreach (var (row, index) in versions)
                {
                    landings[index] = purged.Contains(row.Id) ? Landing.Purged : await HoldAsync(row, c);
                }
            });
        return [.. Enumerable.Range(0, rows.Count).Select(i => landings[i])];
    }

    /// <summary>A page of what waits, longest first.</summary>
    internal async Task<Page<HeldRecord>> ListAsync(PageRequest page, CancellationToken cancel)
    {
        var read = await documents.QueryAsync(new DocumentQuery(Containers.Retention, Held) { Limit = page.Limit, Continuation = page.Cursor }, cancel);
        return new Page<HeldRecord>([.. read.Documents.Select(Read)], read.Continuation);
    }

    /// <summary>What waits of a record, with its ETag; null where nothing does.</summary>
    internal async Task<(HeldRecord Record, string ETag)?> FindAsync(string recordId, CancellationToken cancel) =>
        StableId.Suffix("rc", recordId) is not null && await documents.ReadAsync(Containers.Retention, Held, recordId, cancel) is { } stored ? (Read(stored), stored.ETag) : null;

    /// <summary>A page of what was decided about a record's contents, newest first.</summary>
    internal async Task<Page<HoldingReview>> ReviewsAsync(string recordId, PageRequest page, CancellationToken cancel)
    {
        var read = await documents.QueryAsync(new DocumentQuery(Containers.Retention, ReviewsOf(recordId)) { Descending = true, Limit = page.Limit, Continuation = page.Cursor }, cancel);
        return new Page<HoldingReview>([.. read.Documents.Select(ReadReview)], read.Continuation);
    }

    /// <summary>Keeps what was decided about a content.</summary>
    internal async Task KeepAsync(HoldingReview review)
    {
        TimeSpan? keep = review.Decision == HoldingDecision.Declined ? options.Value.RememberDeclined : null;
        var body = JsonSerializer.SerializeToUtf8Bytes(review, HoldingJson.Default.HoldingReview);
        await documents.CommitAsync(Containers.Retention, ReviewsOf(review.RecordId), [DocumentWrite.Upsert(review.Revision, body, SortKey.Of(review.At), keep)], CancellationToken.None);
    }

    /// <summary>Takes a content out of the bin, unless a later one has taken its place.</summary>
    internal async Task LeaveAsync(string recordId, string etag) =>
        await documents.CommitAsync(Containers.Retention, Held, [DocumentWrite.Delete(recordId, etag)], CancellationToken.None);

    /// <summary>Forgets what waits of a record, and what was decided about it: it is purged.</summary>
    internal async Task EraseAsync(string recordId, CancellationToken cancel)
    {
        await documents.CommitAsync(Containers.Retention, Held, [DocumentWrite.Delete(recordId)], CancellationToken.None);
        while (await documents.QueryAsync(new DocumentQuery(Containers.Retention, ReviewsOf(recordId)) { Limit = DocumentWrite.MostInOneCommit }, cancel) is { Documents: { Count: > 0 } reviews })
        {
            await documents.CommitAsync(Containers.Retention, ReviewsOf(recordId), [.. reviews.Select(r => DocumentWrite.Delete(r.Id))], CancellationToken.None);
        }
    }

    private async Task<Landing> HoldAsync(PreparedRecord row, CancellationToken cancel)
    {
        if (row.Sealed)
        {
            // A sealed version says nothing that could be reviewed; that the record is sealed now holds at once.
            var landing = (await records.LandAsync([row], bulk: false, cancel))[0];
            await documents.CommitAsync(Containers.Retention, Held, [DocumentWrite.Delete(row.Id)], CancellationToken.None);
            return landing;
        }

        var key = await documents.ReadAsync(row.Lane.KeyContainer, row.Partition, row.Id, cancel) is { } standing ? JsonSerializer.Deserialize(standing.Body.Span, RecordStoreJson.Default.RecordKey) : null;
        if (key?.Purged is not null)
        {
            return Landing.Purged;
        }

        if (key?.Hash == row.Hash)
        {
            // Its sender is back at what stands: whatever waits is older.
            await documents.CommitAsync(Containers.Retention, Held, [DocumentWrite.Delete(row.Id)], CancellationToken.None);
            return Landing.Duplicate;
        }

        if (await documents.ReadAsync(Containers.Retention, ReviewsOf(row.Id), row.Hash, cancel) is { } reviewed && ReadReview(reviewed).Decision == HoldingDecision.Declined)
        {
            return Landing.Declined;
        }

        if (await FindAsync(row.Id, cancel) is { Record.Revision: var waiting } && waiting == row.Hash)
        {
            return Landing.Duplicate;
        }

        var now = time.GetUtcNow();
        var record = JsonSerializer.Deserialize(row.Canonical.Span, RecordsJson.Default.FeedRecord)!;
        var held = new HeldRecord(row.Id, row.Lane.Feed, row.Lane.Agency, row.SourceId, now, now + options.Value.HoldFor, row.Hash, record) { Replaces = key is not null };
        var body = JsonSerializer.SerializeToUtf8Bytes(held, HoldingJson.Default.HeldRecord);
        await documents.CommitAsync(Containers.Retention, Held, [DocumentWrite.Upsert(row.Id, body, SortKey.Of(now), options.Value.HoldFor)], cancel);
        return Landing.Held;
    }

    private static string ReviewsOf(string recordId) => "reviews|" + recordId;

    private static HeldRecord Read(StoredDocument stored) => JsonSerializer.Deserialize(stored.Body.Span, HoldingJson.Default.HeldRecord)!;

    private static HoldingReview ReadReview(StoredDocument stored) => JsonSerializer.Deserialize(stored.Body.Span, HoldingJson.Default.HoldingReview)!;
}
