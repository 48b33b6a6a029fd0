using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Records;

/// <summary>Which records were purged, by agency and feed: asked before anything of a record is written, so that nothing purged comes back with a resend.</summary>
/// <remarks>Container <c>retention</c>, partition = <c>purged|</c>, agency, feed; id and sort = record id. Almost always empty: one query for a batch.</remarks>
internal sealed class PurgedRecords(IDocumentStore documents)
{
    private const int RowsOfOneRead = 1000;

    /// <summary>Those of some records that were purged.</summary>
    public async Task<IReadOnlySet<string>> AmongAsync(IReadOnlyList<PreparedRecord> records, CancellationToken cancel)
    {
        var purged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var lane in records.Select(r => r.Lane).Distinct().Where(l => RetentionOptions.Feeds.Contains(l.Feed)))
        {
            var page = await documents.QueryAsync(new DocumentQuery(Containers.Retention, PartitionOf(lane.Agency, lane.Feed)) { Limit = RowsOfOneRead }, cancel);
            purged.UnionWith(page.Documents.Select(d => d.Id));
            if (page.Continuation is null)
            {
                continue;
            }

            foreach (var record in records.Where(r => r.Lane == lane))
            {
                if (await documents.ReadAsync(Containers.Retention, PartitionOf(lane.Agency, lane.Feed), record.Id, cancel) is not null)
                {
                    purged.Add(record.Id);
                }
            }
        }

        return purged;
    }

    /// <summary>Remembers that a record is purged.</summary>
    public async Task AddAsync(PurgePlan plan, ReadOnlyMemory<byte> tombstone, TimeSpan keepFor) =>
        await documents.CommitAsync(Containers.Retention, PartitionOf(plan.Agency, plan.Feed), [DocumentWrite.Upsert(plan.RecordId, tombstone, plan.RecordId, keepFor)], CancellationToken.None);

    private static string PartitionOf(Ori agency, string feed) => $"purged|{agency}|{feed}";
}
