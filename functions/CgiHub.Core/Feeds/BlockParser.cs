using CgiHub.Core.Feeds.Rows;
using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds;

/// <summary>A row that was looked at: a record ready to land, or faults, or neither where it is not wanted.</summary>
/// <param name="Row">The row.</param>
/// <param name="Record">The record, or null.</param>
/// <param name="Faults">What is wrong with it.</param>
internal readonly record struct ParsedRow(RawRow Row, PreparedRecord? Record, IReadOnlyList<FieldFault> Faults);

/// <summary>A block's rows, in order; disposing it gives its memory back.</summary>
internal sealed class ParsedBlock(RowBlock block, List<ParsedRow> rows) : IDisposable
{
    /// <summary>The rows.</summary>
    public List<ParsedRow> Rows { get; } = rows;

    /// <inheritdoc/>
    public void Dispose() => block.Dispose();
}

/// <summary>Parses blocks, several at once: reads, checks, hashes and writes out each row, and touches no store.</summary>
internal sealed class BlockParser(Feed feed, RowRules rules, RecordLane lane, FeedOptions options)
{
    /// <summary>Parses a block.</summary>
    public ParsedBlock Parse(RowBlock block)
    {
        var rows = new List<ParsedRow>(Math.Max(block.Rows.Count, block.Lines.Length / 200));
        var check = new RowCheck(rules);
        using var arena = new RecordArena();
        foreach (var row in block.Lines.IsEmpty ? block.Rows : LineRows.Split(block.Lines, options.MaxRowBytes))
        {
            rows.Add(Parse(row, check, arena));
        }

        return new ParsedBlock(block, rows);
    }

    private ParsedRow Parse(RawRow row, RowCheck check, RecordArena arena)
    {
        if (row.Skipped)
        {
            return new ParsedRow(row, null, []);
        }

        if (row.Fault is { } fault)
        {
            return new ParsedRow(row, null, [fault]);
        }

        return feed.Read(row.Json, check) is { } record
            ? new ParsedRow(row, lane.Prepare(record, arena), [])
            : new ParsedRow(row, null, Told(check.Take(), row));
    }

    private FieldFault[] Told(FieldFault[] faults, RawRow row)
    {
        for (var i = 0; i < faults.Length; i++)
        {
            var fault = feed.Tell(faults[i]);
            faults[i] = row.Tell is { } tell ? tell(fault) : fault;
        }

        return faults;
    }
}
