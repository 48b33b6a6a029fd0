using System.Runtime.CompilerServices;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Records;

/// <summary>Finds records again: by an entity that they mention, or by place and time.</summary>
/// <remarks>
/// Mentions: container <c>mentions</c>, partition = entity key, id = <see cref="RecordRef.Key"/>, sort = feed, <c>|</c>, time of the record.
/// Cells: container <c>cells</c>, partition = <see cref="SpaceTimeCell.PartitionsOf"/>, the same id, sort = time of the record. Bodies are <see cref="StoredRecord"/>.
/// </remarks>
public sealed class RecordReader
{
    private readonly IDocumentStore _documents;
    private readonly ConditionalWeakTable<StoredRecord, IReadOnlyList<Description>> _described;
    private readonly ReadLog? _log;
    private readonly RecordSight? _sight;

    /// <summary>A reader of all records in a store.</summary>
    public RecordReader(IDocumentStore documents)
        : this(documents, [], null, null)
    {
    }

    private RecordReader(IDocumentStore documents, ConditionalWeakTable<StoredRecord, IReadOnlyList<Description>> described, ReadLog? log, RecordSight? sight) =>
        (_documents, _described, _log, _sight) = (documents, described, log, sight);

    /// <summary>A reader that writes down what it reads.</summary>
    public RecordReader Noting(ReadLog log) => new(_documents, _described, log, _sight);

    /// <summary>A reader for whom the records are not there that are kept from somebody. They count toward a limit all the same, so that what is kept back can make no reading longer.</summary>
    public RecordReader SeenBy(RecordSight? sight) => new(_documents, _described, _log, sight);

    /// <summary>Every description in a record: made once for as long as anybody holds the record, as stores do that give out the same again.</summary>
    internal IReadOnlyList<Description> DescribedIn(StoredRecord record) => _described.GetValue(record, Description.AllIn);

    /// <summary>The records that mention an entity, by feed and time; at most <paramref name="most"/>.</summary>
    /// <param name="key">The entity.</param>
    /// <param name="feed">Only this feed's records; null for all.</param>
    /// <param name="most">Where to stop.</param>
    /// <param name="cancel">Cancels.</param>
    public IAsyncEnumerable<StoredRecord> MentioningAsync(EntityKey key, string? feed, int most, CancellationToken cancel) =>
        ReadAsync(new DocumentQuery(Containers.Mentions, key.Value)
        {
            From = feed is null ? null : feed + "|",
            To = feed is null ? null : feed + "}",
        }, most, cancel);

    /// <summary>The incidents that an entity such as a place or a day holds within a span of time, both ends included, by time; at most <paramref name="most"/>.</summary>
    public IAsyncEnumerable<StoredRecord> IncidentsAsync(EntityKey key, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancel) =>
        ReadAsync(new DocumentQuery(Containers.Mentions, key.Value) { From = "incidents|" + SortKey.Of(from), To = "incidents|" + SortKey.Of(to) + "~" }, most, cancel);

    /// <summary>All that was said of a gunshot alert: the alert, its reviews, its cancellation; at most <paramref name="most"/>.</summary>
    public IAsyncEnumerable<StoredRecord> OfAlertAsync(Ori agency, string alertId, int most, CancellationToken cancel) =>
        ReadAsync(new DocumentQuery(Containers.Cells, SpaceTimeCell.Alert(agency, alertId)), most, cancel);

    /// <summary>The high-volume records of one cell (or of one day, <see cref="SpaceTimeCell.Day"/>) within a span of time, both ends included; at most <paramref name="most"/>.</summary>
    public IAsyncEnumerable<StoredRecord> InCellAsync(string cell, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancel) =>
        ReadAsync(new DocumentQuery(Containers.Cells, cell) { From = SortKey.Of(from), To = SortKey.Of(to) + "~" }, most, cancel);

    /// <summary>A record by its name, <c>feed/agency/sourceId</c>, as it stands now; null where there is none, or of a high-volume feed.</summary>
    public async Task<StoredRecord?> NamedAsync(string name, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Split('/', 3) is not [var feed, var sender, var sourceId] || RecordFacts.IsHighVolume(feed) || !Ori.TryParse(sender, out var agency))
        {
            return null;
        }

        _log?.Untold();
        var id = StableId.Of("rc", feed, agency.Value, sourceId);
        return await _documents.ReadAsync(Containers.Records, RecordLane.PartitionOf(agency, feed, id), id, cancel) is { } standing
            && standing.Read(RecordStoreJson.Default.RecordKey).Places is [var place, ..]
            && await _documents.ReadAsync(Containers.Mentions, place, id, cancel) is { } record
            && Met(record.Read(RecordsJson.Default.StoredRecord)) is { } seen
            ? seen
            : null;
    }

    private async IAsyncEnumerable<StoredRecord> ReadAsync(DocumentQuery query, int most, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? continuation = null;
        var left = most;
        do
        {
            var page = await _documents.QueryAsync(query with { Limit = Math.Clamp(left, 1, 200), Continuation = continuation }, cancel);
            _log?.Note(query, page);
            foreach (var document in page.Documents)
            {
                left--;
                if (Met(document.Read(RecordsJson.Default.StoredRecord)) is { } seen)
                {
                    yield return seen;
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null && left > 0);
    }

    /// <summary>A record that was read, or null where it is not there for this reader.</summary>
    private StoredRecord? Met(StoredRecord record)
    {
        _log?.Met(record);
        return _sight?.Sees(record) == false ? null : record;
    }
}
