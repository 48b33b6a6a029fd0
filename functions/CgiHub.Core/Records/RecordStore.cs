using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Records;

/// <summary>What became of a record.</summary>
public enum Landing
{
    /// <summary>The hub did not have it.</summary>
    Created,

    /// <summary>The hub had it with other content; this is a new version.</summary>
    Updated,

    /// <summary>The hub had exactly this.</summary>
    Duplicate,

    /// <summary>It was purged, and is refused whatever it says now: information that is good again is a new record, under an id of its own.</summary>
    Purged,

    /// <summary>It waits for a person's review (<see cref="HoldingBin"/>).</summary>
    Held,

    /// <summary>A person declined exactly this before.</summary>
    Declined,
}

/// <summary>
/// Lands records, each once: (agency, feed, sourceId) is one record, other content is its next version, the same content is a duplicate.
/// </summary>
/// <remarks>
/// The order of writes makes it safe to be killed anywhere: first the record under each entity that it mentions (or in its cell),
/// then the mentions that it no longer has are removed, and last its key document, in one transaction with the outbox entry that asks for linking.
/// As long as the key document is missing, the sender has no receipt, and sending again does all of it again.
/// (Only a sender that comes back with other content, which mentions other entities, leaves behind what the killed landing wrote under the first ones.)
/// The first write is optimistic, create-only everywhere; only records that somebody has seen before are read and sorted out.
/// </remarks>
public sealed class RecordStore(IDocumentStore documents, TimeProvider time, IOptions<RetentionOptions>? retention = null)
{
    // Leaves room for the outbox entries of the same commit.
    private const int RowsInOneCommit = 80;
    private const int CommitsInFlight = 128;
    private const int MostTries = 50;

    private readonly PurgedRecords _purged = new(documents);
    private readonly RetentionOptions _retention = retention?.Value ?? new RetentionOptions();

    /// <summary>Lands records of one agency; answers in their order.</summary>
    public async Task<IReadOnlyList<Landing>> LandAsync(Ori agency, IReadOnlyList<FeedRecord> records, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(records);
        using var arena = new RecordArena();
        var now = time.GetUtcNow();
        var lanes = new Dictionary<string, RecordLane>(StringComparer.Ordinal);
        var prepared = new List<PreparedRecord>(records.Count);
        foreach (var record in records)
        {
            var feed = RecordFacts.FeedOf(record);
            if (!lanes.TryGetValue(feed, out var lane))
            {
                lanes[feed] = lane = new RecordLane(agency, feed, now);
            }

            prepared.Add(lane.Prepare(record, arena));
        }

        return await LandAsync(prepared, bulk: false, cancel);
    }

    /// <summary>Lands prepared records; answers in their order. Of several with one id, the later is the newer version.</summary>
    /// <param name="records">The records.</param>
    /// <param name="bulk">They are of an upload of many: they are written and linked when nobody else waits.</param>
    /// <param name="cancel">Cancels.</param>
    internal async Task<IReadOnlyList<Landing>> LandAsync(IReadOnlyList<PreparedRecord> records, bool bulk, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(records);
        var pace = bulk ? new Pace(documents.CommitYieldingAsync, Queues.BulkLinks) : new Pace(documents.CommitAsync, Queues.Links);
        var landings = new Landing[records.Count];
        var round = new List<int>(records.Count);
        var purged = await _purged.AmongAsync(records, cancel);
        for (var i = 0; i < records.Count; i++)
        {
            if (purged.Contains(records[i].Id))
            {
                landings[i] = Landing.Purged;
            }
            else
            {
                round.Add(i);
            }
        }

        while (round.Count > 0)
        {
            // A record that comes twice lands twice, one after the other.
            var ids = new HashSet<string>(round.Count, StringComparer.Ordinal);
            var now = new List<int>(round.Count);
            var later = new List<int>();
            foreach (var i in round)
            {
                (ids.Add(records[i].Id) ? now : later).Add(i);
            }

            await LandDistinctAsync(records, now, landings, pace, cancel);
            round = later;
        }

        return landings;
    }

    private async Task LandDistinctAsync(IReadOnlyList<PreparedRecord> records, List<int> rows, Landing[] landings, Pace pace, CancellationToken cancel)
    {
        var seen = new bool[landings.Length];
        await InFlight(PlaceCommits(records, rows), async commit =>
        {
            var outcome = await pace.CommitAsync(commit.Container, commit.Partition, commit.Writes, cancel);
            if (!outcome.Committed)
            {
                MarkSeen(commit.Rows, seen);
            }
        });
        await InFlight(KeyCommits(records, rows.Where(i => !seen[i]), pace.Links), async commit =>
        {
            var outcome = await pace.CommitAsync(commit.Container, commit.Partition, commit.Writes, cancel);
            if (!outcome.Committed)
            {
                MarkSeen(commit.Rows, seen);
            }
        });
        await InFlight(rows.Where(i => seen[i]), async i => landings[i] = await SettleAsync(records[i], pace, cancel));
    }

    private static void MarkSeen(List<int> rows, bool[] seen)
    {
        foreach (var row in rows)
        {
            seen[row] = true;
        }
    }

    /// <summary>Sorts out a record that the hub may have: reads what stands, and writes the next version against it until nobody was faster.</summary>
    private async Task<Landing> SettleAsync(PreparedRecord record, Pace pace, CancellationToken cancel)
    {
        var lane = record.Lane;
        using var arena = new RecordArena();
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var standing = await documents.ReadAsync(lane.KeyContainer, record.Partition, record.Id, cancel);
            var key = standing is null ? null : JsonSerializer.Deserialize(standing.Body.Span, RecordStoreJson.Default.RecordKey)!;
            if (key?.Purged is not null)
            {
                // It was purged while this was under way: what was written of it goes again, and gives way to nobody.
                await InFlight(record.Places, async place => await documents.CommitAsync(lane.PlaceContainer, place, [DocumentWrite.Delete(record.Id)], CancellationToken.None));
                return Landing.Purged;
            }

            if (key is not null && string.Equals(key.Hash, record.Hash, StringComparison.Ordinal))
            {
                return Landing.Duplicate;
            }

            var version = (key?.Version ?? 0) + 1;
            var before = key?.Places ?? [];
            var body = version == 1 ? record.FirstBody : lane.WriteBody(record.SourceId, version, record.Canonical, arena);
            var since = lane.HighVolume && key is not null ? key.Since ?? key.ReceivedAt : (DateTimeOffset?)null;
            var keep = KeepFor(lane, since);
            await InFlight(record.Places, async place => await pace.CommitAsync(lane.PlaceContainer, place, [DocumentWrite.Upsert(record.Id, body, record.Sort, keep)], cancel));
            await InFlight(before.Except(record.Places, StringComparer.Ordinal), async place => await pace.CommitAsync(lane.PlaceContainer, place, [DocumentWrite.Delete(record.Id)], cancel));

            var keyBody = lane.WriteKey(record.Hash, version, record.Places, arena, since);
            List<DocumentWrite> writes =
            [
                standing is null ? DocumentWrite.Create(record.Id, keyBody, timeToLive: keep) : DocumentWrite.Replace(record.Id, standing.ETag, keyBody, timeToLive: keep),
            ];
            AddLinkRequests(writes, record.Sealed ? Queues.Links : pace.Links, lane, [.. before.Union(record.Places, StringComparer.Ordinal)], [record.Id], MessageId([(record, version)]), again: version > 1, isSealed: record.Sealed);
            var outcome = await pace.CommitAsync(lane.KeyContainer, record.Partition, writes, cancel);
            if (outcome.Committed)
            {
                return standing is null ? Landing.Created : Landing.Updated;
            }
        }

        throw new InvalidOperationException("Too many writers of one record at the same moment.");
    }

    /// <summary>How long what is written now of a high-volume record stays; null: no end. Other records go one by one.</summary>
    private TimeSpan? KeepFor(RecordLane lane, DateTimeOffset? since)
    {
        if (!lane.HighVolume || _retention.Of(lane.Feed) is not { } period)
        {
            return null;
        }

        // A new version does not prolong it.
        var left = since is { } begun ? begun + period - lane.ReceivedAt : period;
        return left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
    }

    /// <summary>Every record under each of its places, create-only.</summary>
    private IEnumerable<Commit> PlaceCommits(IReadOnlyList<PreparedRecord> records, List<int> rows)
    {
        var open = new Dictionary<(bool HighVolume, string Place), Commit>(rows.Count);
        foreach (var row in rows)
        {
            var record = records[row];
            foreach (var place in record.Places)
            {
                var at = (record.Lane.HighVolume, place);
                if (!open.TryGetValue(at, out var commit))
                {
                    open[at] = commit = new Commit(record.Lane.PlaceContainer, place);
                }

                commit.Writes.Add(DocumentWrite.Create(record.Id, record.FirstBody, record.Sort, KeepFor(record.Lane, null)));
                commit.Rows.Add(row);
                if (commit.Writes.Count == DocumentWrite.MostInOneCommit)
                {
                    open.Remove(at);
                    yield return commit;
                }
            }
        }

        foreach (var commit in open.Values)
        {
            yield return commit;
        }
    }

    /// <summary>The key documents, create-only, with the outbox entries that ask for linking.</summary>
    private IEnumerable<Commit> KeyCommits(IReadOnlyList<PreparedRecord> records, IEnumerable<int> rows, string links)
    {
        var open = new Dictionary<string, Commit>(64, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var record = records[row];
            var most = record.Lane.HighVolume ? DocumentWrite.MostInOneCommit : RowsInOneCommit;
            var room = record.Lane.HighVolume || !open.TryGetValue(record.Partition, out var begun) || begun.Keys.Count + record.Places.Count <= LandedRecord.KeysInOneMessage * (DocumentWrite.MostInOneCommit - RowsInOneCommit);
            if (!room)
            {
                open.Remove(record.Partition, out var full);
                yield return Close(full!);
            }

            if (!open.TryGetValue(record.Partition, out var commit))
            {
                open[record.Partition] = commit = new Commit(record.Lane.KeyContainer, record.Partition);
            }

            commit.Writes.Add(DocumentWrite.Create(record.Id, record.FirstKeyBody, timeToLive: KeepFor(record.Lane, null)));
            commit.Rows.Add(row);
            if (!record.Lane.HighVolume)
            {
                commit.Keys.UnionWith(record.Places);
            }

            if (commit.Writes.Count == most)
            {
                open.Remove(record.Partition);
                yield return Close(commit);
            }
        }

        foreach (var commit in open.Values)
        {
            yield return Close(commit);
        }

        Commit Close(Commit commit)
        {
            if (commit.Keys.Count > 0)
            {
                AddLinkRequests(commit.Writes, links, records[commit.Rows[0]].Lane, [.. commit.Keys], [.. commit.Rows.Select(r => records[r].Id)], MessageId(commit.Rows.Select(r => (records[r], 1))), again: false);
            }

            return commit;
        }
    }

    private static void AddLinkRequests(List<DocumentWrite> writes, string links, RecordLane lane, List<string> keys, IReadOnlyList<string> records, string messageId, bool again, bool isSealed = false)
    {
        if (lane.HighVolume)
        {
            return;
        }

        keys.Sort(StringComparer.Ordinal);
        var number = 0;
        foreach (var chunk in keys.Chunk(LandedRecord.KeysInOneMessage))
        {
            // Which records they are is told once, for the book of what is to go when.
            var landed = new RecordsLanded(chunk, lane.Feed, again) { Agency = lane.Agency, At = lane.ReceivedAt, Records = number == 0 && RetentionOptions.Feeds.Contains(lane.Feed) ? records : null, Sealed = isSealed };
            var body = JsonSerializer.SerializeToElement(landed, RecordStoreJson.Default.RecordsLanded);
            writes.Add(new OutboxEntry(links, $"{messageId}-{number++}", lane.Feed, body).ToWrite());
        }
    }

    /// <summary>Follows from which versions of which records landed: a replay has the same id, a newer version never has.</summary>
    private static string MessageId(IEnumerable<(PreparedRecord Record, int Version)> landed)
    {
        var text = new StringBuilder();
        foreach (var (record, version) in landed.OrderBy(l => l.Record.Id, StringComparer.Ordinal))
        {
            text.Append(record.Id).Append(':').Append(version).Append(':').Append(record.Hash).Append('|');
        }

        return StableId.Of("lk", text.ToString());
    }

    /// <summary>Runs the work with a bounded number begun and not ended; the store groups what waits at the same moment.</summary>
    private static async Task InFlight<T>(IEnumerable<T> items, Func<T, Task> work)
    {
        var begun = new Queue<Task>(CommitsInFlight);
        try
        {
            foreach (var item in items)
            {
                if (begun.Count == CommitsInFlight)
                {
                    await begun.Dequeue();
                }

                begun.Enqueue(work(item));
            }
        }
        finally
        {
            // Also when one has failed: none may still be writing when the caller is told.
            await Task.WhenAll(begun);
        }
    }

    private delegate ValueTask<CommitOutcome> Commits(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel);

    /// <summary>In how much haste records land.</summary>
    /// <param name="CommitAsync">How they are written.</param>
    /// <param name="Links">The queue that asks for linking.</param>
    private sealed record Pace(Commits CommitAsync, string Links);

    private sealed record Commit(string Container, string Partition)
    {
        public List<DocumentWrite> Writes { get; } = [];

        public List<int> Rows { get; } = [];

        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>The key document of a record: which content stands, and where.</summary>
/// <param name="Hash">Of the record as the hub writes it.</param>
/// <param name="Version">1, then one more for each other content.</param>
/// <param name="ReceivedAt">When this version landed.</param>
public sealed record RecordKey(string Hash, int Version, DateTimeOffset ReceivedAt)
{
    /// <summary>Entity keys under which the record is kept; null for high-volume records.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>The cell in which a high-volume record is kept; null for others.</summary>
    public string? Cell { get; init; }

    /// <summary>When the first version of a high-volume record landed, where this is a later one; null for others.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What stays of a record that was purged; null while it was not.</summary>
    public RecordTombstone? Purged { get; init; }

    /// <summary>Where else a gunshot alert is kept (<see cref="SpaceTimeCell.PartitionsOf"/>); null for others.</summary>
    public IReadOnlyList<string>? Also { get; init; }

    /// <summary>Every partition that holds the record.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Places => Keys ?? (Cell is null ? [] : [Cell, .. Also ?? []]);
}

/// <summary>Asks the linker to look at what landed. On the wire it is the case maps' <c>LinkRequest</c>, a stage that this one does not know.</summary>
internal sealed record RecordsLanded(IReadOnlyList<string> Keys, string Feed, bool Again)
{
    public Ori? Agency { get; init; }

    public DateTimeOffset? At { get; init; }

    public IReadOnlyList<string>? Records { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Sealed { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(RecordKey))]
[JsonSerializable(typeof(RecordsLanded))]
internal sealed partial class RecordStoreJson : JsonSerializerContext;
