using System.Runtime.CompilerServices;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>JSON rows of another format, each made into a row of the contract; what it came as is kept, to be given back when it is rejected.</summary>
internal static class ConvertedRows
{
    /// <summary>The rows, in blocks. A row that cannot be read goes on as it is, with its fault.</summary>
    public static async IAsyncEnumerable<RowBlock> ReadAsync(IAsyncEnumerable<RowBlock> blocks, Func<RawRow, RawRow> convert, FeedOptions options, [EnumeratorCancellation] CancellationToken cancel)
    {
        var block = new BlockBuilder(options);
        await foreach (var some in blocks.WithCancellation(cancel))
        {
            using (some)
            {
                foreach (var row in some.Rows)
                {
                    if (block.Add(row.Fault is null ? convert(row) : row) is { } full)
                    {
                        yield return full;
                    }
                }
            }
        }

        if (block.Rest() is { } rest)
        {
            yield return rest;
        }
    }
}
