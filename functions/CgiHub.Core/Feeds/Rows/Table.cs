using System.Runtime.CompilerServices;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>One row of a table, or of flat JSON seen as one.</summary>
/// <param name="Index">Its place in the body, from 0.</param>
/// <param name="Values">In the order of the columns; may be shorter.</param>
/// <param name="Raw">As it came.</param>
/// <param name="Fault">Why it cannot be read, or null.</param>
internal readonly record struct TableRow(long Index, IReadOnlyList<string> Values, ReadOnlyMemory<byte> Raw, FieldFault? Fault);

/// <summary>Named columns and a stream of rows.</summary>
/// <param name="Columns">Trimmed names.</param>
/// <param name="Header">The header as it came, to stand over rejected rows; empty for JSON.</param>
/// <param name="Rows">The rows; read once.</param>
internal sealed record Table(IReadOnlyList<string> Columns, ReadOnlyMemory<byte> Header, IAsyncEnumerable<TableRow> Rows)
{
    /// <summary>Delimited text as a table; null where there is not even a header.</summary>
    /// <exception cref="BodyRefusedException">The header cannot be read.</exception>
    public static async Task<Table?> OfCsvAsync(CsvReader reader, CancellationToken cancel)
    {
        var header = await reader.NextAsync(cancel);
        if (header is not { } named)
        {
            return null;
        }

        if (named.Fault is { } fault)
        {
            throw new BodyRefusedException(Errors.UnreadableTable($"The header cannot be read: {fault.Detail}"));
        }

        return new Table(named.Fields, named.Raw, RowsAsync(reader, named.Fields.Length, cancel));
    }

    private static async IAsyncEnumerable<TableRow> RowsAsync(CsvReader reader, int columns, [EnumeratorCancellation] CancellationToken cancel)
    {
        var index = 0L;
        var ragged = (Columns: -1, Fault: (FieldFault?)null);
        while (await reader.NextAsync(cancel) is { } record)
        {
            // Separators at the end, with nothing between them, are what spreadsheets leave behind.
            var fault = record.Fault;
            if (fault is null && (record.Fields.Length < columns || record.Fields.AsSpan(columns).ContainsAnyExcept("")))
            {
                // Ragged rows come in swarms of one width.
                if (ragged.Columns != record.Fields.Length)
                {
                    ragged = (record.Fields.Length, new FieldFault("", "csv.ragged", $"The header has {columns} columns, this row {record.Fields.Length}."));
                }

                fault = ragged.Fault;
            }

            yield return new TableRow(index++, record.Fields, record.Raw, fault);
        }
    }
}
