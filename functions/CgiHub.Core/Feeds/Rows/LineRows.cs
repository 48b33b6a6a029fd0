using System.Buffers;
using System.Runtime.CompilerServices;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>NDJSON: one JSON object a line. Cuts the body into blocks of whole lines and looks no further.</summary>
internal static class LineRows
{
    // Most bodies are a row or a few, and take no block.
    private const int FirstRead = 64 * 1024;

    /// <summary>The fault of a row over the limit.</summary>
    public static FieldFault TooLong(int most) => new("", "tooLong", $"A row has at most {most} bytes; this one was not kept.");

    /// <summary>The blocks of a body. A line over the limit becomes a fault, and the lines after it go on.</summary>
    public static async IAsyncEnumerable<RowBlock> ReadAsync(Stream body, FeedOptions options, [EnumeratorCancellation] CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstRead, options.BlockBytes));
        var used = 0;
        var whole = 0;
        var skipping = false;
        try
        {
            while (true)
            {
                if (used == buffer.Length)
                {
                    // Not a block yet, or no line end in all of it: a long row, or one that is too long.
                    if (whole == 0 && used > options.MaxRowBytes)
                    {
                        if (!skipping)
                        {
                            skipping = true;
                            yield return RowBlock.OfRows([new RawRow { Fault = TooLong(options.MaxRowBytes) }]);
                        }

                        used = 0;
                    }
                    else
                    {
                        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                        buffer.AsSpan(0, used).CopyTo(larger);
                        ArrayPool<byte>.Shared.Return(buffer);
                        buffer = larger;
                    }
                }

                var read = await body.ReadAsync(buffer.AsMemory(used), cancel);
                if (read == 0)
                {
                    break;
                }

                var fresh = used;
                used += read;
                if (skipping)
                {
                    var end = buffer.AsSpan(0, used).IndexOf((byte)'\n');
                    if (end < 0)
                    {
                        used = 0;
                        continue;
                    }

                    skipping = false;
                    buffer.AsSpan(end + 1, used - end - 1).CopyTo(buffer);
                    used -= end + 1;
                    fresh = 0;
                }

                var last = buffer.AsSpan(fresh, used - fresh).LastIndexOf((byte)'\n');
                if (last >= 0)
                {
                    whole = fresh + last + 1;
                }

                // Small reads gather until half a block is there; a sender that pauses gets its rows stored at the end all the same.
                if (used < options.BlockBytes / 2 || whole == 0)
                {
                    continue;
                }

                var next = ArrayPool<byte>.Shared.Rent(Math.Max(options.BlockBytes, used - whole));
                buffer.AsSpan(whole, used - whole).CopyTo(next);
                var block = RowBlock.OfLines(buffer, whole);
                (buffer, used, whole) = (next, used - whole, 0);
                yield return block;
            }

            if (used > 0 && !skipping)
            {
                var rest = buffer;
                buffer = [];
                yield return RowBlock.OfLines(rest, used);
            }
        }
        finally
        {
            if (buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>The rows of a block of whole lines; blank lines are none.</summary>
    public static IEnumerable<RawRow> Split(ReadOnlyMemory<byte> lines, int mostBytes)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.Span.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[(end + 1)..];
            line = Trim(line);
            if (line.Length > mostBytes)
            {
                yield return new RawRow { Fault = TooLong(mostBytes) };
            }
            else if (!line.IsEmpty)
            {
                yield return new RawRow { Json = line, Raw = line };
            }
        }
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        var span = line.Span;
        var start = span.StartsWith("\uFEFF"u8) ? 3 : 0;
        var end = span.Length;
        while (end > start && span[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            end--;
        }

        while (start < end && span[start] is (byte)' ' or (byte)'\t')
        {
            start++;
        }

        return line[start..end];
    }
}
