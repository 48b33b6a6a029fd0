using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>One record of delimited text.</summary>
/// <param name="Fields">Its fields, unquoted; empty where there is a fault.</param>
/// <param name="Raw">Its bytes as they came, with the line end.</param>
/// <param name="Fault">Why it cannot be read, or null.</param>
internal readonly record struct CsvRecord(string[] Fields, ReadOnlyMemory<byte> Raw, FieldFault? Fault);

/// <summary>
/// Delimited text (RFC 4180) as a stream of records. Quotes may hold line ends; a quote that never closes, or not within the limit of a row, spoils one line and no more;
/// a line over the limit is skipped. Memory is one record and one read, and no byte is looked at more than <see cref="MostTries"/> times and a few.
/// </summary>
internal sealed class CsvReader(Stream body, FeedOptions options, char? delimiter) : IDisposable
{
    private const int FirstRead = 64 * 1024;

    // A line that is given up was looked through as far as a record may reach. Were every line behind it looked through as far, a small body of open quotes would take hours.
    private const int MostTries = 16;

    private static readonly FieldFault Unclosed = new("", "csv.quote", "A quoted field is not closed within the limit of a row; this line was rejected, and reading went on with the next.");
    private static readonly FieldFault NotUtf8 = new("", "encoding", "This row is not valid UTF-8.");
    private static readonly FieldFault TooWide = new("", "csv.columns", "This row has too many columns.");

    private readonly List<string> _fields = [];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstRead);
    private byte _delimiter = delimiter is { } given ? (byte)given : (byte)0;
    private int _start;
    private int _used;
    private int _doubtful;
    private int _tries;
    private bool _ended;
    private bool _begun;

    /// <summary>The separator, once the first record was read.</summary>
    public char Delimiter => (char)_delimiter;

    /// <summary>The next record that is not blank; null at the end.</summary>
    public async ValueTask<CsvRecord?> NextAsync(CancellationToken cancel)
    {
        if (!_begun)
        {
            _begun = true;
            while (_used < 3 && await FillAsync(cancel))
            {
                // A byte order mark may come in pieces, too.
            }

            if (_buffer.AsSpan(_start, _used - _start).StartsWith("\uFEFF"u8))
            {
                _start += 3;
            }
        }

        while (true)
        {
            var (length, fault) = await FindEndAsync(cancel);
            if (length == 0 && fault is null)
            {
                return null;
            }

            var raw = _buffer.AsSpan(_start, length).ToArray();
            Pass(length);
            if (fault is not null)
            {
                return new CsvRecord([], raw, fault);
            }

            if (raw.AsSpan().Trim("\r\n \t"u8).IsEmpty)
            {
                continue;
            }

            if (!Utf8.IsValid(raw))
            {
                return new CsvRecord([], raw, NotUtf8);
            }

            if (_delimiter == 0)
            {
                _delimiter = Detect(raw);
            }

            var fields = Split(raw);
            return fields.Length > options.MaxColumns
                ? new CsvRecord([], raw, TooWide)
                : new CsvRecord(fields, raw, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>The separator of the header: whichever of comma, tab, semicolon and pipe stands in it most often outside quotes.</summary>
    private static byte Detect(ReadOnlySpan<byte> header)
    {
        Span<int> counts = stackalloc int[4];
        var quoted = false;
        foreach (var value in header)
        {
            if (value == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && ",\t;|"u8.IndexOf(value) is >= 0 and var which)
            {
                counts[which]++;
            }
        }

        var best = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            best = counts[i] > counts[best] ? i : best;
        }

        return ",\t;|"u8[best];
    }

    private async ValueTask<(int Length, FieldFault? Fault)> FindEndAsync(CancellationToken cancel)
    {
        var at = 0;
        var withinLine = _doubtful > 0 && _tries >= MostTries;
        while (true)
        {
            while (at < _used - _start)
            {
                var next = _buffer.AsSpan(_start + at, _used - _start - at).IndexOfAny((byte)'"', (byte)'\n');
                if (next < 0)
                {
                    at = _used - _start;
                    break;
                }

                at += next + 1;
                if (at > options.MaxRowBytes)
                {
                    break;
                }

                if (_buffer[_start + at - 1] == '\n')
                {
                    return (at, null);
                }

                // A quote in the middle of an unquoted field is a letter.
                if (BeginsField(at - 1))
                {
                    var close = await CloseAsync(at, withinLine, cancel);
                    if (close < 0)
                    {
                        return await BrokenAsync(withinLine ? 0 : Math.Min(_used - _start, options.MaxRowBytes), cancel);
                    }

                    at = close;
                }
            }

            if (at > options.MaxRowBytes)
            {
                return await BrokenAsync(options.MaxRowBytes, cancel);
            }

            if (!await FillAsync(cancel))
            {
                return (_used - _start, null);
            }
        }
    }

    private void Pass(int length)
    {
        _start += length;
        _doubtful = Math.Max(0, _doubtful - length);
    }

    private bool BeginsField(int at) => at == 0 || _buffer[_start + at - 1] == (_delimiter == 0 ? (byte)',' : _delimiter) || (_delimiter == 0 && ",\t;|"u8.Contains(_buffer[_start + at - 1]));

    /// <summary>Just after the quote that closes a field begun before <paramref name="at"/>; -1 where none does within the limit, or within the line if that is asked for.</summary>
    private async ValueTask<int> CloseAsync(int at, bool withinLine, CancellationToken cancel)
    {
        while (true)
        {
            while (at < _used - _start)
            {
                var rest = _buffer.AsSpan(_start + at, _used - _start - at);
                var next = withinLine ? rest.IndexOfAny((byte)'"', (byte)'\n') : rest.IndexOf((byte)'"');
                if (next < 0)
                {
                    at = _used - _start;
                    break;
                }

                if (rest[next] == '\n')
                {
                    return -1;
                }

                at += next + 1;
                if (at > options.MaxRowBytes)
                {
                    // However much more of it happens to be in memory.
                    return -1;
                }

                if (at == _used - _start && !await FillAsync(cancel))
                {
                    return at;
                }

                if (_buffer[_start + at] != '"')
                {
                    return at;
                }

                at++;
            }

            if (at > options.MaxRowBytes || !await FillAsync(cancel))
            {
                return -1;
            }
        }
    }

    /// <summary>Gives up on the record's first line, for that is too long or its quotes lead beyond the limit, and goes on after it.</summary>
    /// <param name="searched">How far its end was looked for beyond its line, in vain; 0 where it was not.</param>
    /// <param name="cancel">Cancels.</param>
    private async ValueTask<(int Length, FieldFault Fault)> BrokenAsync(int searched, CancellationToken cancel)
    {
        if (searched > 0)
        {
            _tries = _doubtful == 0 ? 1 : _tries + 1;
            _doubtful = Math.Max(_doubtful, searched);
        }

        var tooLong = false;
        while (true)
        {
            var end = _buffer.AsSpan(_start, _used - _start).IndexOf((byte)'\n');
            var length = end < 0 ? _used - _start : end + 1;
            if (tooLong |= length > options.MaxRowBytes)
            {
                // Too long to be kept, its end included: what is known of it is its fault.
                Pass(length);
                length = 0;
            }

            if (end >= 0 || !await FillAsync(cancel))
            {
                return (length, tooLong ? LineRows.TooLong(options.MaxRowBytes) : Unclosed);
            }
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        if (_ended)
        {
            return false;
        }

        if (_used == _buffer.Length)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _used - _start).CopyTo(_buffer);
                (_start, _used) = (0, _used - _start);
            }
            else
            {
                var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                _buffer.AsSpan(0, _used).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }
        }

        var read = await body.ReadAsync(_buffer.AsMemory(_used), cancel);
        _used += read;
        _ended = read == 0;
        return !_ended;
    }

    private string[] Split(ReadOnlySpan<byte> raw)
    {
        var line = raw.TrimEnd("\r\n"u8);
        _fields.Clear();
        var at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                _fields.Add(Quoted(line, ref at));
            }
            else
            {
                var end = line[at..].IndexOf(_delimiter);
                end = end < 0 ? line.Length : at + end;
                _fields.Add(Encoding.UTF8.GetString(line[at..end]).Trim());
                at = end;
            }

            if (at >= line.Length)
            {
                return [.. _fields];
            }

            at++;
        }
    }

    private string Quoted(ReadOnlySpan<byte> line, ref int at)
    {
        var text = new StringBuilder();
        at++;
        while (at < line.Length)
        {
            var quote = line[at..].IndexOf((byte)'"');
            var end = quote < 0 ? line.Length : at + quote;
            text.Append(Encoding.UTF8.GetString(line[at..end]));
            at = end + 1;
            if (at < line.Length && line[at] == '"')
            {
                text.Append('"');
                at++;
                continue;
            }

            break;
        }

        // Letters after the closing quote belong to the field all the same.
        var rest = at >= line.Length ? -1 : line[at..].IndexOf(_delimiter);
        var stop = at >= line.Length ? line.Length : rest < 0 ? line.Length : at + rest;
        if (at < stop)
        {
            text.Append(Encoding.UTF8.GetString(line[at..stop]));
        }

        at = stop;
        return text.ToString().Trim();
    }
}
