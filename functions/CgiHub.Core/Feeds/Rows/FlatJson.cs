using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>Flat JSON objects, seen as a table so that a mapping can be applied to them.</summary>
internal static class FlatJson
{
    /// <summary>The rows of some blocks, with these columns.</summary>
    public static Table ToTable(IAsyncEnumerable<RowBlock> blocks, IReadOnlyList<string> columns, FeedOptions options, CancellationToken cancel) =>
        new(columns, default, RowsAsync(blocks, columns, options, cancel));

    private static async IAsyncEnumerable<TableRow> RowsAsync(IAsyncEnumerable<RowBlock> blocks, IReadOnlyList<string> columns, FeedOptions options, [EnumeratorCancellation] CancellationToken cancel)
    {
        var index = 0L;
        await foreach (var block in blocks.WithCancellation(cancel))
        {
            using (block)
            {
                foreach (var row in block.Lines.IsEmpty ? block.Rows : LineRows.Split(block.Lines, options.MaxRowBytes))
                {
                    // The lines' memory goes back to the pool; grouped rows may outlive it.
                    yield return Read(row with { Raw = row.Raw.ToArray() }, index++, columns);
                }
            }
        }
    }

    private static TableRow Read(RawRow row, long index, IReadOnlyList<string> columns)
    {
        if (row.Fault is not null)
        {
            return new TableRow(index, [], row.Raw, row.Fault);
        }

        if (!JsonRows.Begins(row.Json.Span))
        {
            return new TableRow(index, [], row.Raw, JsonRows.NotJson);
        }

        try
        {
            using var document = JsonDocument.Parse(row.Json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new TableRow(index, [], row.Raw, new FieldFault("", "type", "An object is expected here."));
            }

            var members = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                members[member.Name.Trim()] = member.Value;
            }

            return new TableRow(index, [.. columns.Select(c => members.TryGetValue(c, out var value) ? TextOf(value) : "")], row.Raw, null);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return new TableRow(index, [], row.Raw, JsonRows.NotJson);
        }
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "",
    };
}
