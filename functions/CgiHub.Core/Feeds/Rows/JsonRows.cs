using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>
/// A JSON array of rows (or one row alone), cut into its elements while it streams: it counts brackets and minds strings;
/// whether an element is right JSON is found out when the row is read.
/// </summary>
/// <param name="body">The body.</param>
/// <param name="options">Limits.</param>
/// <param name="member">Of an object with this member, the rows are the elements of the array in it; what follows the array is not read.</param>
/// <param name="mostBytes">Most bytes of an element; null: of a row (<see cref="FeedOptions.MaxRowBytes"/>).</param>
internal sealed class JsonRows(Stream body, FeedOptions options, string? member = null, int? mostBytes = null)
{
    private readonly int _most = mostBytes ?? options.MaxRowBytes;

    // An element that is longer makes it grow.
    private const int FirstRead = 64 * 1024;

    // A member that begins after this is not found.
    private const int MostBefore = 64 * 1024;

    private static readonly SearchValues<byte> Beginnings = SearchValues.Create("{[\"-0123456789tfn"u8);
    private static readonly SearchValues<byte> OutsideString = SearchValues.Create("\"{}[],"u8);
    private static readonly SearchValues<byte> InString = SearchValues.Create("\"\\"u8);

    private const string MoreBehind = "There is more behind the end of the array; it was not read.";

    private byte[] _buffer = [];
    private int _start;
    private int _used;

    /// <summary>The fault of a row that is not JSON.</summary>
    public static FieldFault NotJson { get; } = new("", "malformed", "This row is not JSON.");

    /// <summary>Whether something begins as JSON does. Asked before it is parsed, it spares most of what is none, such as the nothing between two commas, an exception.</summary>
    public static bool Begins(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8) is { IsEmpty: false } text && Beginnings.Contains(text[0]);

    /// <summary>The elements, in blocks.</summary>
    /// <exception cref="BodyRefusedException">The body is no JSON array or object at all.</exception>
    public async IAsyncEnumerable<RowBlock> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstRead, options.BlockBytes));
        try
        {
            var rows = new List<RawRow>();
            var bytes = 0;
            var first = await NextAsync(cancel);
            if (first == 0xEF && await FillAsync(3, cancel) && _buffer.AsSpan(_start).StartsWith("\uFEFF"u8))
            {
                _start += 3;
                first = await NextAsync(cancel);
            }

            if (first is not ('[' or '{'))
            {
                throw new BodyRefusedException(Errors.Malformed("A JSON array of rows is expected."));
            }

            var entered = first == '{' && member is not null && await EnterAsync(member, cancel);
            var single = first == '{' && !entered;
            if (!single)
            {
                _start++;
                if (await NextAsync(cancel) == ']')
                {
                    _start++;
                    if (!entered && await NextAsync(cancel) != -1)
                    {
                        yield return RowBlock.OfRows([Broken(MoreBehind)]);
                    }

                    yield break;
                }
            }

            while (true)
            {
                var row = await ElementAsync(cancel);
                rows.Add(row.Row);
                bytes += row.Row.Raw.Length;
                if (bytes >= options.BlockBytes || rows.Count >= options.BlockRows)
                {
                    yield return RowBlock.OfRows(rows);
                    (rows, bytes) = ([], 0);
                }

                if (row.Broken)
                {
                    break;
                }

                var next = await NextAsync(cancel);
                if (!single && next == ']')
                {
                    _start++;
                    if (!entered && await NextAsync(cancel) != -1)
                    {
                        rows.Add(Broken(MoreBehind));
                    }

                    break;
                }

                if (single && next == -1)
                {
                    break;
                }

                if (next != ',' || single)
                {
                    rows.Add(Broken("A comma or the end of the array is missing here; nothing after it was read."));
                    break;
                }

                _start++;
            }

            if (rows.Count > 0)
            {
                yield return RowBlock.OfRows(rows);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    /// <summary>Goes to the opening bracket of the array in a member of the object that begins here; false, and nowhere, where it has none.</summary>
    private async ValueTask<bool> EnterAsync(string name, CancellationToken cancel)
    {
        await FillAsync(MostBefore, cancel);
        if (Find(_buffer.AsSpan(_start, Math.Min(_used - _start, MostBefore)), name) is not { } offset)
        {
            return false;
        }

        _start += offset;
        return true;
    }

    private static int? Find(ReadOnlySpan<byte> beginning, string name)
    {
        var reader = new Utf8JsonReader(beginning, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.StartArray ? (int)reader.TokenStartIndex : null;
                }
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // Not JSON, or a member whose name is no text. It is read as one row then, which says what is wrong with it.
            return null;
        }

        return null;
    }

    private static RawRow Broken(string detail) => new() { Fault = new FieldFault("", "malformed", detail) };

    /// <summary>The next byte that is no blank, without taking it; -1 at the end.</summary>
    private async ValueTask<int> NextAsync(CancellationToken cancel)
    {
        while (true)
        {
            while (_start < _used)
            {
                var value = _buffer[_start];
                if (value is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                {
                    return value;
                }

                _start++;
            }

            if (!await FillAsync(1, cancel))
            {
                return -1;
            }
        }
    }

    /// <summary>Makes at least so many unread bytes available; false at the end of the body.</summary>
    private async ValueTask<bool> FillAsync(int wanted, CancellationToken cancel)
    {
        while (_used - _start < wanted)
        {
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
            if (read == 0)
            {
                return false;
            }

            _used += read;
        }

        return true;
    }

    /// <summary>Takes one element: up to its closing bracket, or for a bare value up to the comma or bracket after it.</summary>
    private async ValueTask<(RawRow Row, bool Broken)> ElementAsync(CancellationToken cancel)
    {
        var scan = new Scan();
        var length = 0;
        var tooLong = false;
        while (true)
        {
            var ended = scan.Take(_buffer.AsSpan(_start + length, _used - _start - length), out var taken);
            length += taken;
            if (length > _most)
            {
                // Read on to its end, but keep nothing of it.
                tooLong = true;
                _start += length;
                length = 0;
            }

            if (ended)
            {
                break;
            }

            if (!await FillAsync(length + 1, cancel))
            {
                var rest = Copy(tooLong ? 0 : length);
                return (Broken("The body ended inside this row.") with { Raw = rest }, true);
            }
        }

        var json = Copy(length);
        return (tooLong ? new RawRow { Fault = LineRows.TooLong(_most) } : Begins(json) ? new RawRow { Json = json, Raw = json } : new RawRow { Raw = json, Fault = NotJson }, false);
    }

    private byte[] Copy(int length)
    {
        var copy = _buffer.AsSpan(_start, length).ToArray();
        _start += length;
        return copy;
    }

    /// <summary>Where an element ends.</summary>
    private struct Scan
    {
        private int _depth;
        private bool _text;
        private bool _escape;

        /// <summary>Looks at more bytes; true when the element ended within <paramref name="taken"/> of them.</summary>
        public bool Take(ReadOnlySpan<byte> bytes, out int taken)
        {
            taken = 0;
            while (taken < bytes.Length)
            {
                if (_escape)
                {
                    _escape = false;
                    taken++;
                    continue;
                }

                var at = bytes[taken..].IndexOfAny(_text ? InString : OutsideString);
                if (at < 0)
                {
                    taken = bytes.Length;
                    return false;
                }

                taken += at;
                switch (bytes[taken])
                {
                    case (byte)'"':
                        _text = !_text;
                        break;
                    case (byte)'\\':
                        _escape = true;
                        break;
                    case (byte)'{' or (byte)'[':
                        _depth++;
                        break;
                    case (byte)'}' or (byte)']' when _depth > 0:
                        _depth--;
                        if (_depth == 0)
                        {
                            taken++;
                            return true;
                        }

                        break;
                    default:
                        if (_depth == 0)
                        {
                            return true;
                        }

                        break;
                }

                taken++;
            }

            return false;
        }
    }
}
