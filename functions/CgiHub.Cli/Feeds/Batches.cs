using System.Runtime.CompilerServices;

namespace CgiHub.Cli.Feeds;

/// <summary>Cuts a stream of rows into batches at rows' ends; memory is about one batch, whatever the stream's length.</summary>
/// <remarks>A batch is full at its size in bytes, or in rows; a row that is larger than a batch is a batch of its own.</remarks>
internal sealed class Batches(Stream rows, Cut cut, int mostBytes, int mostRows) : IDisposable
{
    private const int ChunkBytes = 64 * 1024;
    private const int MostRowBytes = 64 * 1024 * 1024;

    private readonly MemoryStream _batch = new();
    private byte[] _header = [];
    private bool _headed = cut != Cut.Table;
    private bool _quoted;
    private bool _justClosed;
    private bool _cellBegins = true;
    private long _lastEnd;
    private int _rows;

    /// <summary>The batches, in order.</summary>
    public async IAsyncEnumerable<byte[]> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var chunk = new byte[ChunkBytes];
        int read;
        while ((read = await rows.ReadAsync(chunk, cancel)) > 0)
        {
            for (var i = 0; i < read; i++)
            {
                _batch.WriteByte(chunk[i]);
                if (!EndsRow(chunk[i]))
                {
                    continue;
                }

                if (!_headed)
                {
                    (_headed, _header) = (true, _batch.ToArray());
                    _lastEnd = _batch.Length;
                    continue;
                }

                // The batch was within its size at the end of the row before: that is where it is cut.
                if (_batch.Length > mostBytes && _rows > 0)
                {
                    yield return Take(_lastEnd);
                }

                _rows++;
                _lastEnd = _batch.Length;
                if (_rows >= mostRows)
                {
                    yield return Take(_lastEnd);
                }
            }

            if (_batch.Length - _lastEnd > MostRowBytes)
            {
                throw CommandFailedException.Usage($"A row has more than {MostRowBytes} bytes; perhaps a quote is never closed.");
            }
        }

        if (_batch.Length > mostBytes && _rows > 0)
        {
            yield return Take(_lastEnd);
        }

        if (_batch.Length > (_headed && _header.Length > 0 ? _header.Length : 0))
        {
            yield return Take(_batch.Length);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _batch.Dispose();

    /// <summary>Whether a byte ends a row. A quote opens a cell only where the cell begins, as the hub reads it.</summary>
    private bool EndsRow(byte value)
    {
        if (cut == Cut.Lines)
        {
            return value == '\n';
        }

        // A quote right after one that closed a cell was an escaped one: the cell goes on.
        var reopens = _justClosed && value == '"';
        var opens = value == '"' && !_quoted && (_cellBegins || reopens);
        _justClosed = value == '"' && _quoted;
        _quoted = value == '"' ? opens : _quoted;
        _cellBegins = !_quoted && value is (byte)'\n' or (byte)',' or (byte)';' or (byte)'\t' or (byte)'|';
        return value == '\n' && !_quoted;
    }

    private byte[] Take(long length)
    {
        var all = _batch.GetBuffer().AsSpan(0, (int)_batch.Length);
        var batch = all[..(int)length].ToArray();
        var rest = all[(int)length..].ToArray();
        _batch.SetLength(0);
        _batch.Write(_header);
        _lastEnd = _batch.Length;
        _batch.Write(rest);
        _rows = 0;
        return batch;
    }
}
