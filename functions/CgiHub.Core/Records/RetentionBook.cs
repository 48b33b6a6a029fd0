using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;
using SortKey = CgiHub.Core.Storage.SortKey;

namespace CgiHub.Core.Records;

/// <summary>One record in the book: nothing of what it says.</summary>
/// <param name="RecordId"><c>rc-…</c></param>
/// <param name="Feed">The feed.</param>
/// <param name="Agency">Who sent it.</param>
/// <param name="ReceivedAt">When the hub got it first.</param>
/// <param name="Since">From when its period counts: from then, or from its last validation.</param>
public sealed record RetentionEntry(string RecordId, string Feed, Ori Agency, DateTimeOffset ReceivedAt, DateTimeOffset Since)
{
    /// <summary>The last validation; null: nobody has validated it.</summary>
    public RecordValidation? Validated { get; init; }
}

/// <summary>A person found that a record is still good.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who (the token's subject).</param>
/// <param name="Reason">Why.</param>
public sealed record RecordValidation(DateTimeOffset At, string By, string Reason);

/// <summary>
/// Every record that goes away one by one, in order of when its period began; and the purges that are not over. What is due is read without looking at what is not.
/// </summary>
/// <remarks>
/// Container <c>retention</c>. Partition = region, <c>|</c>, and a bucket of the record id (64): id = record id, sort = feed, when its period began, record id.
/// Partition = region and <c>|purges</c>: id = record id, sort = when to go on. Partition = <c>purged|</c>, agency, feed: one marker for each record that was purged.
/// The key document is what holds: the book follows it, and whoever works by the book looks there first.
/// </remarks>
public sealed class RetentionBook(IDocumentStore documents, IOptions<HubOptions> hub, IOptions<RetentionOptions> options)
{
    private const int Buckets = 64;
    private const int RowsOfOneRead = 200;

    private string Purges => hub.Value.Region + "|purges";

    /// <summary>Enters records that landed. Told again, it changes nothing.</summary>
    /// <param name="feed">Their feed.</param>
    /// <param name="agency">Who sent them.</param>
    /// <param name="ids">Their ids.</param>
    /// <param name="at">When they landed.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task KeepAsync(string feed, Ori agency, IReadOnlyList<string> ids, DateTimeOffset at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (!RetentionOptions.Feeds.Contains(feed))
        {
            return;
        }

        foreach (var bucket in ids.Distinct(StringComparer.Ordinal).GroupBy(PartitionOf, StringComparer.Ordinal))
        {
            foreach (var chunk in bucket.Chunk(DocumentWrite.MostInOneCommit))
            {
                var outcome = await documents.CommitAsync(Containers.Retention, bucket.Key, [.. chunk.Select(id => Create(new RetentionEntry(id, feed, agency, at, at)))], cancel);
                if (!outcome.Committed)
                {
                    // Some are in the book: their period began before, and goes on.
                    foreach (var id in chunk)
                    {
                        await documents.CommitAsync(Containers.Retention, bucket.Key, [Create(new RetentionEntry(id, feed, agency, at, at))], cancel);
                    }
                }
            }
        }
    }

    /// <summary>A record's entry with its ETag, or null.</summary>
    public async Task<(RetentionEntry Entry, string ETag)?> FindAsync(string recordId, CancellationToken cancel)
    {
        if (StableId.Suffix("rc", recordId) is null || await documents.ReadAsync(Containers.Retention, PartitionOf(recordId), recordId, cancel) is not { } stored)
        {
            return null;
        }

        return (Read(stored), stored.ETag);
    }

    /// <summary>Writes an entry whose period begins anew, unless somebody was faster.</summary>
    internal async Task<bool> MoveAsync(RetentionEntry entry, string etag) =>
        (await documents.CommitAsync(Containers.Retention, PartitionOf(entry.RecordId), [DocumentWrite.Replace(entry.RecordId, etag, Body(entry), SortOf(entry))], CancellationToken.None)).Committed;

    /// <summary>When a record is to go; null: never by itself.</summary>
    public DateTimeOffset? DueAt(RetentionEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return options.Value.Of(entry.Feed) is { } period ? entry.Since + period : null;
    }

    /// <summary>Records whose time is over, longest first in each bucket; at most <paramref name="most"/>.</summary>
    internal async Task<IReadOnlyList<RetentionEntry>> DueAsync(DateTimeOffset now, int most, CancellationToken cancel)
    {
        var due = new List<RetentionEntry>();
        foreach (var feed in RetentionOptions.Feeds)
        {
            if (options.Value.Of(feed) is not { } period)
            {
                continue;
            }

            for (var bucket = 0; bucket < Buckets && due.Count < most; bucket++)
            {
                var page = await documents.QueryAsync(new DocumentQuery(Containers.Retention, PartitionOf(bucket)) { From = feed + "|", To = feed + "|" + SortKey.Of(now - period), Limit = Math.Clamp(most - due.Count, 1, RowsOfOneRead) }, cancel);
                due.AddRange(page.Documents.Select(Read));
            }
        }

        return due;
    }

    /// <summary>A page of the records that will go by themselves, soonest first.</summary>
    /// <param name="feed">Only this feed's; null for all.</param>
    /// <param name="agency">Only this agency's; null for all.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancel">Cancels.</param>
    /// <remarks>Each bucket is asked for no more than one page from where the page before ended. Where an agency has little, a page may be short; go on as long as there is a cursor.</remarks>
    internal async Task<Result<Page<RetentionEntry>>> ListAsync(string? feed, Ori? agency, PageRequest page, CancellationToken cancel)
    {
        if (!Cursor.TryParse(page.Cursor, out var after))
        {
            return Errors.BadCursor();
        }

        var rows = new List<Cursor>();
        var entries = new Dictionary<string, RetentionEntry>(StringComparer.Ordinal);
        Cursor? horizon = null;
        foreach (var name in RetentionOptions.Feeds.Where(f => feed is null || f == feed))
        {
            if (options.Value.Of(name) is not { } period)
            {
                continue;
            }

            var from = after is null ? name + "|" : $"{name}|{SortKey.Of(after.Due - period)}|{after.RecordId}!";
            var reads = await Task.WhenAll(Enumerable.Range(0, Buckets).Select(b =>
                documents.QueryAsync(new DocumentQuery(Containers.Retention, PartitionOf(b)) { From = from, To = name + "}", Limit = page.Limit + 1 }, cancel).AsTask()));
            foreach (var read in reads)
            {
                var found = read.Documents.Select(Read).ToList();
                found.ForEach(e => entries[e.RecordId] = e);
                rows.AddRange(found.Select(e => new Cursor(e.Since + period, e.RecordId)));
                if (read.Continuation is not null && (horizon is null || rows[^1].CompareTo(horizon) < 0))
                {
                    // What lies behind the last of this bucket is not known: nothing later is told yet.
                    horizon = rows[^1];
                }
            }
        }

        rows.Sort();
        var known = horizon is null ? rows : rows.FindAll(r => r.CompareTo(horizon) <= 0);
        var seen = known.Take(page.Limit).ToList();
        var next = seen.Count > 0 && (horizon is not null || known.Count > seen.Count) ? seen[^1].ToString() : null;
        return new Page<RetentionEntry>([.. seen.Select(r => entries[r.RecordId]).Where(e => agency is null || e.Agency == agency)], next);
    }

    /// <summary>Begins a purge, once: of two who ask for the same, the first one's words stay.</summary>
    internal async Task<PurgePlan> BeginAsync(PurgePlan plan, CancellationToken cancel)
    {
        await documents.CommitAsync(Containers.Retention, Purges, [DocumentWrite.Create(plan.RecordId, Body(plan), SortKey.Of(plan.Tombstone.At))], cancel);
        return await FindPurgeAsync(plan.RecordId, cancel) ?? plan;
    }

    /// <summary>A purge that is not over; null where there is none.</summary>
    internal async Task<PurgePlan?> FindPurgeAsync(string recordId, CancellationToken cancel) =>
        await documents.ReadAsync(Containers.Retention, Purges, recordId, cancel) is { } stored ? JsonSerializer.Deserialize(stored.Body.Span, RetentionJson.Default.PurgePlan) : null;

    /// <summary>Writes what a purge has found out, or when to go on with it.</summary>
    internal async Task KeepPurgeAsync(PurgePlan plan, DateTimeOffset goOnAt) =>
        await documents.CommitAsync(Containers.Retention, Purges, [DocumentWrite.Upsert(plan.RecordId, Body(plan), SortKey.Of(goOnAt))], CancellationToken.None);

    /// <summary>Purges to go on with.</summary>
    internal async Task<IReadOnlyList<PurgePlan>> OpenPurgesAsync(DateTimeOffset now, int most, CancellationToken cancel)
    {
        var page = await documents.QueryAsync(new DocumentQuery(Containers.Retention, Purges) { To = SortKey.Of(now.AddTicks(1)), Limit = Math.Min(most, 1000) }, cancel);
        return [.. page.Documents.Select(d => JsonSerializer.Deserialize(d.Body.Span, RetentionJson.Default.PurgePlan)!)];
    }

    /// <summary>Takes a record out of the book.</summary>
    internal async Task LeaveAsync(string recordId) => await documents.CommitAsync(Containers.Retention, PartitionOf(recordId), [DocumentWrite.Delete(recordId)], CancellationToken.None);

    /// <summary>A purge is over.</summary>
    internal async Task EndPurgeAsync(string recordId) => await documents.CommitAsync(Containers.Retention, Purges, [DocumentWrite.Delete(recordId)], CancellationToken.None);

    private string PartitionOf(string recordId) => PartitionOf(RecordLane.BucketOf(recordId));

    private string PartitionOf(int bucket) => string.Create(CultureInfo.InvariantCulture, $"{hub.Value.Region}|{bucket:x2}");

    private static string SortOf(RetentionEntry entry) => $"{entry.Feed}|{SortKey.Of(entry.Since)}|{entry.RecordId}";

    private static DocumentWrite Create(RetentionEntry entry) => DocumentWrite.Create(entry.RecordId, Body(entry), SortOf(entry));

    private static byte[] Body(RetentionEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, RetentionJson.Default.RetentionEntry);

    private static byte[] Body(PurgePlan plan) => JsonSerializer.SerializeToUtf8Bytes(plan, RetentionJson.Default.PurgePlan);

    private static RetentionEntry Read(StoredDocument stored) => JsonSerializer.Deserialize(stored.Body.Span, RetentionJson.Default.RetentionEntry)!;

    /// <summary>A record's place in the list, and where a page ended.</summary>
    private sealed record Cursor(DateTimeOffset Due, string RecordId) : IComparable<Cursor>
    {
        public static bool TryParse(string? text, out Cursor? cursor)
        {
            cursor = null;
            if (text is null)
            {
                return true;
            }

            if (!Base64Url.IsValid(text) || Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|') is not [var ticks, var id]
                || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at > DateTime.MaxValue.Ticks || StableId.Suffix("rc", id) is null)
            {
                return false;
            }

            cursor = new Cursor(new DateTimeOffset(at, TimeSpan.Zero), id);
            return true;
        }

        public int CompareTo(Cursor? other) => other is null ? 1 : Due == other.Due ? string.CompareOrdinal(RecordId, other.RecordId) : Due.CompareTo(other.Due);

        public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Due.UtcTicks}|{RecordId}")));
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(RetentionEntry))]
[JsonSerializable(typeof(PurgePlan))]
internal sealed partial class RetentionJson : JsonSerializerContext;
