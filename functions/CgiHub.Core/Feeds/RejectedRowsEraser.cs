using System.Buffers;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Feeds;

/// <summary>Removes what is kept of rejected rows where a purged record may be among them: an earlier try of the same row, with a fault in it.</summary>
/// <remarks>
/// Rejected rows are kept as they came, a blob for each receipt. Where the record's id stands in one as a field by itself, the whole blob goes: its sender
/// has the rows. Of what was dropped in a form that is not text (a workbook, a gzip) nothing can be told; the drop's own period ends it.
/// </remarks>
public sealed class RejectedRowsEraser(IBlobStore blobs)
{
    private const int BufferBytes = 64 * 1024;
    private static readonly SearchValues<byte> Around = SearchValues.Create("\",;\t|\r\n:}] "u8);

    /// <summary>Removes them.</summary>
    internal async Task EraseAsync(Ori agency, string feed, string sourceId, CancellationToken cancel)
    {
        var written = Encoding.UTF8.GetBytes(sourceId);
        var escaped = JsonSerializer.SerializeToUtf8Bytes(sourceId, FeedsJson.Default.String)[1..^1];
        foreach (var prefix in new[] { $"receipts/{agency}/", $"rejected/{agency}/{feed}/" })
        {
            await foreach (var blob in blobs.ListAsync(prefix, cancel))
            {
                if (await HoldsAsync(blob.Name, written, escaped, cancel))
                {
                    await blobs.DeleteAsync(blob.Name, CancellationToken.None);
                }
            }
        }
    }

    private async Task<bool> HoldsAsync(string name, byte[] written, byte[] escaped, CancellationToken cancel)
    {
        if (await blobs.OpenReadAsync(name, cancel) is not { } content)
        {
            return false;
        }

        await using (content)
        {
            // What might be the beginning of the id at the end of one piece is looked at again with the next; the ends of the file count as blanks.
            var most = Math.Max(written.Length, escaped.Length) + 2;
            var buffer = new byte[BufferBytes + most];
            buffer[0] = (byte)'\n';
            var held = 1;
            int read;
            do
            {
                read = await content.ReadAtLeastAsync(buffer.AsMemory(held, BufferBytes), BufferBytes, throwOnEndOfStream: false, cancel);
                held += read;
                if (read < BufferBytes)
                {
                    buffer[held++] = (byte)'\n';
                }

                if (IsField(buffer.AsSpan(0, held), written) || IsField(buffer.AsSpan(0, held), escaped))
                {
                    return true;
                }

                var kept = Math.Min(most - 1, held);
                buffer.AsSpan(held - kept, kept).CopyTo(buffer);
                held = kept;
            }
            while (read == BufferBytes);
            return false;
        }
    }

    private static bool IsField(ReadOnlySpan<byte> text, ReadOnlySpan<byte> id)
    {
        for (var from = 1; from < text.Length; from++)
        {
            var found = text[from..].IndexOf(id);
            if (found < 0)
            {
                return false;
            }

            from += found;
            if (from + id.Length < text.Length && Around.Contains(text[from - 1]) && Around.Contains(text[from + id.Length]))
            {
                return true;
            }
        }

        return false;
    }
}
