using System.Text.Json;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Records;

/// <summary>Takes a record out of the records: every mention goes, and a tombstone takes the place of its key document.</summary>
/// <remarks>
/// The order makes it safe to be killed anywhere and run again: first the marker that refuses a resend; then the places that hold the record are written
/// into the plan, before its key document, which alone names them, becomes a tombstone; and last the mentions go, and what waits of it in the holding bin. A version that lands meanwhile
/// makes the key document another one, and its places are added.
/// </remarks>
public sealed class RecordEraser(IDocumentStore documents, RetentionBook book, HoldingBin bin, IOptions<RetentionOptions> options, TimeProvider time)
{
    private const int MostTries = 50;

    private readonly PurgedRecords _purged = new(documents);

    /// <summary>What the record is called by its sender; null where nothing of it is on record any more.</summary>
    internal async Task<string?> SourceIdOfAsync(PurgePlan plan, CancellationToken cancel)
    {
        var partition = RecordLane.PartitionOf(plan.Agency, plan.Feed, plan.RecordId);
        var key = await documents.ReadAsync(Containers.Records, partition, plan.RecordId, cancel) is { } standing ? JsonSerializer.Deserialize(standing.Body.Span, RecordStoreJson.Default.RecordKey)! : null;
        foreach (var place in (key?.Places ?? []).Concat(plan.Places))
        {
            if (await documents.ReadAsync(Containers.Mentions, place, plan.RecordId, cancel) is { } mention)
            {
                return JsonSerializer.Deserialize(mention.Body.Span, RecordsJson.Default.StoredRecord)!.Ref.SourceId;
            }
        }

        return null;
    }

    /// <summary>Takes it out. Answers the plan with every place that held it.</summary>
    internal async Task<PurgePlan> EraseAsync(PurgePlan plan, CancellationToken cancel)
    {
        var keep = options.Value.KeepTombstones;
        var tombstone = new RecordKey("", 0, plan.Tombstone.At) { Keys = [], Purged = plan.Tombstone };
        var body = JsonSerializer.SerializeToUtf8Bytes(tombstone, RecordStoreJson.Default.RecordKey);
        await _purged.AddAsync(plan, body, keep);
        plan = await BuryAsync(plan, body, keep, cancel);
        foreach (var place in plan.Places)
        {
            await documents.CommitAsync(Containers.Mentions, place, [DocumentWrite.Delete(plan.RecordId)], CancellationToken.None);
        }

        await bin.EraseAsync(plan.RecordId, cancel);
        return plan;
    }

    private async Task<PurgePlan> BuryAsync(PurgePlan plan, byte[] tombstone, TimeSpan keep, CancellationToken cancel)
    {
        var partition = RecordLane.PartitionOf(plan.Agency, plan.Feed, plan.RecordId);
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var standing = await documents.ReadAsync(Containers.Records, partition, plan.RecordId, cancel);
            var key = standing is null ? null : JsonSerializer.Deserialize(standing.Body.Span, RecordStoreJson.Default.RecordKey)!;
            if (key?.Purged is not null)
            {
                return plan;
            }

            var places = plan.Places.Union(key?.Places ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (places.Count != plan.Places.Count)
            {
                plan = plan with { Places = places };
                await book.KeepPurgeAsync(plan, time.GetUtcNow());
            }

            var write = standing is null ? DocumentWrite.Create(plan.RecordId, tombstone, timeToLive: keep) : DocumentWrite.Replace(plan.RecordId, standing.ETag, tombstone, timeToLive: keep);
            if ((await documents.CommitAsync(Containers.Records, partition, [write], CancellationToken.None)).Committed)
            {
                return plan;
            }
        }

        throw new InvalidOperationException("The record changed each time that it was to be purged; the purge goes on with the next run.");
    }
}
