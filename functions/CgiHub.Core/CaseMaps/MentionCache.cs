using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>
/// The entity partitions that one drawing has read, each once. Of a record that is being rewritten just now, the newest version seen counts:
/// the writer asks for another look when it is done.
/// </summary>
internal sealed class MentionCache(RecordReader reader, CaseMapOptions options)
{
    private readonly Dictionary<(EntityKey Key, string? Feed), IReadOnlyList<StoredRecord>> _read = [];
    private readonly Dictionary<(string Feed, string Agency, string SourceId), StoredRecord> _newest = [];
    private readonly Dictionary<string, StoredRecord?> _named = new(StringComparer.Ordinal);
    private readonly HashSet<EntityKey> _cut = [];
    private readonly Dictionary<EntityKey, int> _atLeast = [];

    private readonly Dictionary<string, RecordRef> _refs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<Ori>> _releasable = new(StringComparer.Ordinal);

    /// <summary>Every record that was read, by its citation.</summary>
    public IReadOnlyDictionary<string, RecordRef> Refs => _refs;

    /// <summary>To whom the originators of some of them let them go, by citation; the others stand under no such control.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Ori>> Releasable => _releasable;

    /// <summary>Remembers a record that was read elsewhere.</summary>
    public void Saw(StoredRecord record)
    {
        _refs[record.Ref.Citation] = record.Ref;
        if (OriginatorControl.Of(record) is { } control)
        {
            _releasable[record.Ref.Citation] = control.ReleasableTo;
        }
        else
        {
            _releasable.Remove(record.Ref.Citation);
        }
    }

    /// <summary>A limit left something out.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Says that a limit elsewhere in the drawing left something out.</summary>
    public void Cut() => Truncated = true;

    /// <summary>Whether an entity has more records than were read.</summary>
    public bool IsCut(EntityKey key) => _cut.Contains(key);

    /// <summary>The records that mention an entity, by feed and time.</summary>
    public ValueTask<IReadOnlyList<StoredRecord>> OfAsync(EntityKey key, CancellationToken cancel) => OfAsync(key, null, cancel);

    /// <summary>The records of one feed that mention an entity, by time.</summary>
    public async ValueTask<IReadOnlyList<StoredRecord>> OfAsync(EntityKey key, string? feed, CancellationToken cancel)
    {
        if (_read.TryGetValue((key, feed), out var known))
        {
            return known;
        }

        if (_read.Count >= options.MaxReads)
        {
            Truncated = true;
            return [];
        }

        var records = new List<StoredRecord>();
        await foreach (var record in reader.MentioningAsync(key, feed, options.MaxRecordsPerEntity + 1, cancel))
        {
            if (records.Count == options.MaxRecordsPerEntity)
            {
                Truncated = true;
                _cut.Add(key);
                break;
            }

            records.Add(Newest(record));
        }

        return _read[(key, feed)] = records;
    }

    /// <summary>The records that mention an entity, or null where there are more than a limit: such an entity is passed over, and nothing is cut.</summary>
    public async ValueTask<IReadOnlyList<StoredRecord>?> UpToAsync(EntityKey key, int most, CancellationToken cancel)
    {
        if (_read.TryGetValue((key, null), out var known))
        {
            return known.Count > most ? null : known;
        }

        if (_atLeast.GetValueOrDefault(key) > most)
        {
            return null;
        }

        if (_read.Count >= options.MaxReads)
        {
            Truncated = true;
            return [];
        }

        var records = new List<StoredRecord>();
        await foreach (var record in reader.MentioningAsync(key, null, most + 1, cancel))
        {
            records.Add(record);
        }

        if (records.Count > most)
        {
            _atLeast[key] = records.Count;
            return null;
        }

        // Remembered under what they say only once it is sure that they are looked at: a record that was passed over is no source of the picture.
        return _read[(key, null)] = [.. records.Select(Newest)];
    }

    /// <summary>A record by its name, whatever it mentions now; null where there is none.</summary>
    public async ValueTask<StoredRecord?> NamedAsync(string name, CancellationToken cancel)
    {
        if (_named.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_read.Count + _named.Count >= options.MaxReads)
        {
            Truncated = true;
            return null;
        }

        return _named[name] = await reader.NamedAsync(name, cancel) is { } record ? Newest(record) : null;
    }

    /// <summary>Every description in a record.</summary>
    public IReadOnlyList<Description> DescribedIn(StoredRecord record) => reader.DescribedIn(record);

    private StoredRecord Newest(StoredRecord record)
    {
        var id = (record.Ref.Feed, record.Ref.Agency.Value, record.Ref.SourceId);
        if (!_newest.TryGetValue(id, out var other) || record.Ref.Version > other.Ref.Version)
        {
            _newest[id] = record;
            Saw(record);
            return record;
        }

        return other;
    }
}
