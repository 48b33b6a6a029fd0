using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using CultureInfo = System.Globalization.CultureInfo;

namespace CgiHub.Core.Records;

/// <summary>Makes one agency's records of one feed ready to land. Holds what they share, so that a row costs little; safe to use from several threads.</summary>
internal sealed class RecordLane
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private readonly string[] _partitions;

    /// <summary>A lane for what lands now.</summary>
    public RecordLane(Ori agency, string feed, DateTimeOffset receivedAt)
    {
        (Agency, Feed, ReceivedAt) = (agency, feed, receivedAt);
        HighVolume = RecordFacts.IsHighVolume(feed);
        _partitions = [.. Enumerable.Range(0, 64).Select(bucket => PartitionOf(agency, feed, bucket))];
    }

    /// <summary>Who sends.</summary>
    public Ori Agency { get; }

    /// <summary>The feed's name.</summary>
    public string Feed { get; }

    /// <summary>When the rows landed.</summary>
    public DateTimeOffset ReceivedAt { get; }

    public bool HighVolume { get; }

    /// <summary>Where the key documents are.</summary>
    public string KeyContainer => HighVolume ? Containers.Reads : Containers.Records;

    /// <summary>Where the records are.</summary>
    public string PlaceContainer => HighVolume ? Containers.Cells : Containers.Mentions;

    /// <summary>Makes a record ready. Pure: it reads and writes nothing.</summary>
    public PreparedRecord Prepare(FeedRecord record, RecordArena arena)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(arena);
        var id = StableId.Of("rc", Feed, Agency.Value, record.SourceId);
        var canonical = arena.Write(record, static (writer, r) => JsonSerializer.Serialize(writer, r, RecordsJson.Default.FeedRecord));
        var hash = HashOf(canonical.Span);
        var time = SortKey.Of(RecordFacts.TimeOf(record));
        IReadOnlyList<string> places = record.Handling?.Sealed == true ? []
            : HighVolume
            ? SpaceTimeCell.PartitionsOf(record, Agency)
            : [.. Mentions.Of(record, Agency).Select(k => k.Value)];
        return new PreparedRecord(this, id, record.SourceId, _partitions[BucketOf(id)], HighVolume ? time : $"{Feed}|{time}", hash)
        {
            Places = places,
            Sealed = record.Handling?.Sealed == true,
            Canonical = canonical,
            FirstBody = WriteBody(record.SourceId, 1, canonical, arena),
            FirstKeyBody = WriteKey(hash, 1, places, arena),
        };
    }

    /// <summary>The partition of a record's key document.</summary>
    public static string PartitionOf(Ori agency, string feed, string id) => PartitionOf(agency, feed, BucketOf(id));

    /// <summary>The stored record (<see cref="StoredRecord"/>) of some version.</summary>
    public ReadOnlyMemory<byte> WriteBody(string sourceId, int version, ReadOnlyMemory<byte> canonical, RecordArena arena) =>
        arena.Write((Lane: this, sourceId, version, canonical), static (writer, s) =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("ref"u8);
            writer.WriteString("feed"u8, s.Lane.Feed);
            writer.WriteString("agency"u8, s.Lane.Agency.Value);
            writer.WriteString("sourceId"u8, s.sourceId);
            writer.WriteNumber("version"u8, s.version);
            writer.WriteString("receivedAt"u8, s.Lane.ReceivedAt.UtcDateTime);
            writer.WriteEndObject();
            writer.WritePropertyName("record"u8);
            writer.WriteRawValue(s.canonical.Span, skipInputValidation: true);
            writer.WriteEndObject();
        });

    /// <summary>The key document (<see cref="RecordKey"/>) of some version.</summary>
    public ReadOnlyMemory<byte> WriteKey(string hash, int version, IReadOnlyList<string> places, RecordArena arena, DateTimeOffset? since = null) =>
        arena.Write((Lane: this, hash, version, places, since), static (writer, s) =>
        {
            writer.WriteStartObject();
            writer.WriteString("hash"u8, s.hash);
            writer.WriteNumber("version"u8, s.version);
            writer.WriteString("receivedAt"u8, s.Lane.ReceivedAt.UtcDateTime);
            if (s.since is { } begun)
            {
                writer.WriteString("since"u8, begun.UtcDateTime);
            }

            if (s.Lane.HighVolume)
            {
                writer.WriteString("cell"u8, s.places[0]);
            }

            if (!s.Lane.HighVolume || s.places.Count > 1)
            {
                writer.WriteStartArray(s.Lane.HighVolume ? "also"u8 : "keys"u8);
                foreach (var key in s.places.Skip(s.Lane.HighVolume ? 1 : 0))
                {
                    writer.WriteStringValue(key);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        });

    /// <summary>128 bits of SHA-256: more than enough to tell two contents of one record apart.</summary>
    private static string HashOf(ReadOnlySpan<byte> canonical)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(canonical, digest);
        return Convert.ToHexStringLower(digest[..16]);
    }

    private static string PartitionOf(Ori agency, string feed, int bucket) => string.Create(CultureInfo.InvariantCulture, $"{agency}|{feed}|{bucket:x2}");

    /// <summary>Six bits of the id, which is a hash already.</summary>
    internal static int BucketOf(string id) => (Base32.IndexOf(id[3], StringComparison.Ordinal) << 1) | (Base32.IndexOf(id[4], StringComparison.Ordinal) >> 4);
}

/// <summary>Memory for the documents of one batch: large chunks instead of an array for each document. Not thread-safe; the documents outlive it.</summary>
internal sealed class RecordArena : IBufferWriter<byte>, IDisposable
{
    // Below the large object heap's threshold.
    private const int ChunkBytes = 64 * 1024;

    private readonly Utf8JsonWriter _writer;
    private byte[] _chunk = [];
    private int _start;
    private int _used;

    /// <summary>An empty arena.</summary>
    public RecordArena() => _writer = new Utf8JsonWriter(this, new JsonWriterOptions { SkipValidation = true });

    public ReadOnlyMemory<byte> Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        _start = _used;
        _writer.Reset(this);
        write(_writer, state);
        _writer.Flush();
        return _chunk.AsMemory(_start, _used - _start);
    }

    /// <inheritdoc/>
    public void Advance(int count) => _used += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        sizeHint = Math.Max(sizeHint, 256);
        if (_chunk.Length - _used < sizeHint)
        {
            // What the current document has already written moves along, so that it stays in one piece.
            var begun = _used - _start;
            var next = new byte[Math.Max(ChunkBytes, 2 * (begun + sizeHint))];
            _chunk.AsSpan(_start, begun).CopyTo(next);
            (_chunk, _start, _used) = (next, 0, begun);
        }

        return _chunk.AsMemory(_used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
