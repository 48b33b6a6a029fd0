namespace CgiHub.Core.Records;

/// <summary>A record made ready to land: hashed, keyed and written out, so that landing is storage and nothing else.</summary>
internal sealed class PreparedRecord
{
    public PreparedRecord(RecordLane lane, string id, string sourceId, string partition, string sort, string hash)
    {
        (Lane, Id, SourceId, Partition, Sort, Hash) = (lane, id, sourceId, partition, sort, hash);
    }

    /// <summary>The record's id (<see cref="RecordRef.Key"/>).</summary>
    public string Id { get; }

    /// <summary>Whose, and of which feed.</summary>
    public RecordLane Lane { get; }

    /// <summary>The sender's id.</summary>
    public string SourceId { get; }

    /// <summary>Partition of its key document.</summary>
    public string Partition { get; }

    /// <summary>Sort key of its mentions, or of its place in a cell.</summary>
    public string Sort { get; }

    /// <summary>Of the record as the hub writes it, so that spelling in the body (order, blanks, offsets) makes no difference.</summary>
    public string Hash { get; }

    /// <summary>Entity keys under which it is kept; for high-volume records the cell first.</summary>
    public required IReadOnlyList<string> Places { get; init; }

    /// <summary>It is sealed: it is kept nowhere but in its key document, which says nothing of its content.</summary>
    public bool Sealed { get; init; }

    /// <summary>The record itself, as the hub writes it.</summary>
    public required ReadOnlyMemory<byte> Canonical { get; init; }

    /// <summary>The stored record as version 1.</summary>
    public required ReadOnlyMemory<byte> FirstBody { get; init; }

    /// <summary>The key document as version 1.</summary>
    public required ReadOnlyMemory<byte> FirstKeyBody { get; init; }
}
