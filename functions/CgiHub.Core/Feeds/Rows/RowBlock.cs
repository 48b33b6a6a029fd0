using System.Buffers;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>One row of a body.</summary>
internal sealed record RawRow
{
    /// <summary>The row in the contract's form, UTF-8 JSON; empty where <see cref="Fault"/> stands in its way.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The row as it came, to be given back when it is rejected; empty where it was too large to keep.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>Why it cannot be read at all.</summary>
    public FieldFault? Fault { get; init; }

    /// <summary>Not taken, because the mapping's filter says so.</summary>
    public bool Skipped { get; init; }

    /// <summary>Its place in the body; null: the one after the row before.</summary>
    public long? Index { get; init; }

    /// <summary>How many rows of the body were merged into it besides the first.</summary>
    public int Merged { get; init; }

    /// <summary>The CloudEvent that carried it (a hash of source and id), or null.</summary>
    public string? Event { get; init; }

    /// <summary>How a fault of <see cref="Json"/> is told in what the row came as; null: as it is.</summary>
    public Func<FieldFault, FieldFault>? Tell { get; init; }
}

/// <summary>Some rows in a row, read together. Of NDJSON only the bytes: they are split where they are parsed, on another thread.</summary>
internal sealed class RowBlock : IDisposable
{
    private byte[]? _rented;

    private RowBlock()
    {
    }

    /// <summary>Whole lines, each a row; empty where <see cref="Rows"/> says it.</summary>
    public ReadOnlyMemory<byte> Lines { get; private init; }

    /// <summary>Rows already split.</summary>
    public IReadOnlyList<RawRow> Rows { get; private init; } = [];

    /// <summary>Rows that were already split.</summary>
    public static RowBlock OfRows(IReadOnlyList<RawRow> rows) => new() { Rows = rows };

    /// <summary>Whole lines in a buffer from the pool, which goes back when the block is disposed.</summary>
    public static RowBlock OfLines(byte[] rented, int length) => new() { _rented = rented, Lines = rented.AsMemory(0, length) };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
