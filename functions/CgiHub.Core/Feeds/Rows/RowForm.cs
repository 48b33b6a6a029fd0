using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>How a table's rows become rows of the contract.</summary>
internal abstract class RowForm
{
    // What a row and a value weigh in memory besides their letters.
    private const long BytesOfRow = 128;
    private const long BytesOfValue = 32;

    /// <summary>Whether the row is wanted.</summary>
    public virtual bool Takes(TableRow row) => true;

    /// <summary>Rows with the same key are one record; null where every row is one.</summary>
    public virtual string? GroupOf(TableRow row) => null;

    /// <summary>Whether rows are grouped at all.</summary>
    public virtual bool Groups => false;

    /// <summary>Writes one row of the contract; more rows than one only where they are grouped.</summary>
    public abstract void Write(Utf8JsonWriter writer, IReadOnlyList<TableRow> rows);

    /// <summary>Reads a table into blocks.</summary>
    public async IAsyncEnumerable<RowBlock> ReadAsync(Table table, FeedOptions options, [EnumeratorCancellation] CancellationToken cancel)
    {
        var block = new BlockBuilder(options);
        var json = new ArrayBufferWriter<byte>();
        await using var writer = new Utf8JsonWriter(json);
        await foreach (var row in FormAsync(table, options, json, writer, cancel))
        {
            if (block.Add(row) is { } full)
            {
                yield return full;
            }
        }

        if (block.Rest() is { } rest)
        {
            yield return rest;
        }
    }

    private async IAsyncEnumerable<RawRow> FormAsync(Table table, FeedOptions options, ArrayBufferWriter<byte> json, Utf8JsonWriter writer, [EnumeratorCancellation] CancellationToken cancel)
    {
        var groups = new OrderedDictionary<string, List<TableRow>>(StringComparer.Ordinal);
        var held = 0L;
        await foreach (var row in table.Rows.WithCancellation(cancel))
        {
            if (row.Fault is not null)
            {
                yield return new RawRow { Index = row.Index, Raw = row.Raw, Fault = row.Fault };
            }
            else if (!Takes(row))
            {
                yield return new RawRow { Index = row.Index, Skipped = true };
            }
            else if (!Groups || GroupOf(row) is not { } key)
            {
                yield return Form([row], json, writer);
            }
            else
            {
                held += BytesOfRow + row.Raw.Length + row.Values.Sum(v => BytesOfValue + 2L * v.Length);
                if (held > options.MaxGroupedBytes)
                {
                    throw new BodyRefusedException(Errors.TooMuchToGroup(options.MaxGroupedBytes));
                }

                if (!groups.TryGetValue(key, out var group))
                {
                    groups[key] = group = [];
                }

                group.Add(row);
            }
        }

        foreach (var group in groups.Values)
        {
            yield return Form(group, json, writer);
        }
    }

    private RawRow Form(List<TableRow> rows, ArrayBufferWriter<byte> json, Utf8JsonWriter writer)
    {
        json.ResetWrittenCount();
        writer.Reset(json);
        Write(writer, rows);
        writer.Flush();
        return new RawRow
        {
            Index = rows[0].Index,
            Json = json.WrittenSpan.ToArray(),
            Raw = rows.Count == 1 ? rows[0].Raw : Together(rows),
            Merged = rows.Count - 1,
        };
    }

    private static byte[] Together(List<TableRow> rows)
    {
        var all = new ArrayBufferWriter<byte>();
        foreach (var row in rows)
        {
            all.Write(row.Raw.Span);
            if (!row.Raw.Span.EndsWith("\n"u8))
            {
                all.Write("\n"u8);
            }
        }

        return all.WrittenSpan.ToArray();
    }

    /// <summary>The values of a list, as people write them in one cell.</summary>
    protected static string ListOf(string value) => string.Join(FlatWriter.Between, value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

/// <summary>A table whose columns bear the contract's names.</summary>
internal sealed class ContractForm : RowForm
{
    private readonly List<(int Column, SlotKind Kind)> _columns = [];
    private readonly FlatWriter _writer;

    private ContractForm(List<(int Column, Slot Slot)> bound)
    {
        _columns.AddRange(bound.Select(b => (b.Column, b.Slot.Kind)));
        _writer = new FlatWriter([.. bound.Select(b => b.Slot)]);
    }

    /// <summary>The form of a header. Columns that the contract does not know are passed over, as unknown members of JSON are.</summary>
    public static Result<RowForm> Of(Feed feed, IReadOnlyList<string> header)
    {
        var bound = new List<(int Column, Slot Slot)>();
        for (var i = 0; i < header.Count; i++)
        {
            if (FlatShape.Resolve(feed, header[i].Trim()) is not { } slot)
            {
                continue;
            }

            if (bound.Exists(b => b.Slot.Overlaps(slot)))
            {
                return Errors.UnreadableTable($"Two columns of the header mean {slot.Name}.");
            }

            bound.Add((i, slot));
        }

        return bound.Count == 0
            ? Errors.UnreadableTable("No column of the header has a name of this feed's contract, and the agency has no mapping for the feed.")
            : new ContractForm(bound);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<TableRow> rows)
    {
        var values = new string?[_columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var (column, kind) = _columns[i];
            var value = column < rows[0].Values.Count ? rows[0].Values[column] : null;
            values[i] = kind == SlotKind.Texts && value is not null ? ListOf(value) : value;
        }

        _writer.Write(writer, values);
    }
}

/// <summary>Gathers rows into blocks that are bounded in rows and in bytes.</summary>
internal sealed class BlockBuilder(FeedOptions options)
{
    private List<RawRow> _rows = [];
    private ReadOnlyMemory<byte> _lastRaw;
    private long _bytes;

    /// <summary>Adds a row; a full block, or null.</summary>
    public RowBlock? Add(RawRow row)
    {
        _rows.Add(row);

        // The rows of one event share what it came as.
        _bytes += row.Json.Length + (row.Raw.Equals(_lastRaw) ? 0 : row.Raw.Length);
        _lastRaw = row.Raw;
        return _rows.Count >= options.BlockRows || _bytes >= options.BlockBytes ? Rest() : null;
    }

    /// <summary>What is left; null where nothing is.</summary>
    public RowBlock? Rest()
    {
        if (_rows.Count == 0)
        {
            return null;
        }

        var block = RowBlock.OfRows(_rows);
        (_rows, _lastRaw, _bytes) = ([], default, 0);
        return block;
    }
}
