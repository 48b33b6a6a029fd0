using System.Runtime.InteropServices;
using System.Text;

namespace CgiHub.Benchmarks;

/// <summary>Links between exhibits as some file has them: two ids a row, and perhaps what kind of row it is and of which lead.</summary>
/// <remarks>
/// Delimited text in UTF-8: comma, semicolon, tab or bar, whichever the first row has most of; quotes as in RFC 4180; any line end; blank lines are skipped,
/// ids are trimmed and compared letter by letter. The first two columns are the exhibits. A header is optional: the first row is one where its columns are
/// called as a header's are and neither of its two names is an exhibit of any other row.
/// <list type="bullet">
/// <item><c>kind</c> (also the third column of a file without a header): <c>elimination</c> withdraws the pair as the rows above it left it; a row below it may join it again. Every other word links.</item>
/// <item><c>withdrawn</c>: <c>true</c>, <c>yes</c>, <c>1</c>, <c>x</c> and <c>elimination</c> do the same.</item>
/// <item><c>leadNumber</c> (or <c>lead</c>, beyond the third column): an elimination withdraws only what this lead holds. Without the column all rows are of one lead.</item>
/// </list>
/// </remarks>
internal sealed class LinkFile
{
    private static readonly string[] Eliminations = ["elimination", "eliminated", "eliminate", "withdrawn", "withdraw"];
    private static readonly string[] Yes = ["true", "yes", "y", "1", "x", .. Eliminations];
    private static readonly string[] HeaderWords =
        ["a", "b", "from", "to", "source", "target", "src", "dst", "exhibit", "exhibitid", "exhibitnumber", "id", "left", "right", "u", "v", "node", "item", "casing", "evidence", "vertex", "first", "second", "link"];

    private const int MostLinesOfARow = 8;
    private const int MostColumns = 64;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _leadNumbers = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];
    private readonly List<int> _from = [];
    private readonly List<int> _to = [];
    private readonly List<int> _leads = [];
    private readonly List<bool> _withdraws = [];
    private readonly TextWriter _faults;
    private int _kindColumn = 2;
    private int _withdrawnColumn = -1;
    private int _leadColumn = -1;
    private bool _mayBeHeader;
    private bool _firstIsUsed;

    private LinkFile(TextWriter faults) => _faults = faults;

    /// <summary>The exhibits as first named. Where the first row is a header its two names still stand in front: see <see cref="Skipped"/>.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>How many ids in front are a header's.</summary>
    public int Skipped { get; private set; }

    public ReadOnlySpan<int> From => CollectionsMarshal.AsSpan(_from)[(Skipped == 0 ? 0 : 1)..];

    public ReadOnlySpan<int> To => CollectionsMarshal.AsSpan(_to)[(Skipped == 0 ? 0 : 1)..];

    public ReadOnlySpan<int> Leads => CollectionsMarshal.AsSpan(_leads)[(Skipped == 0 ? 0 : 1)..];

    public ReadOnlySpan<bool> Withdraws => CollectionsMarshal.AsSpan(_withdraws)[(Skipped == 0 ? 0 : 1)..];

    public int Rows => _from.Count - (Skipped == 0 ? 0 : 1);

    public int Eliminated { get; private set; }

    public int Faults { get; private set; }

    /// <summary>Reads a file; rows that are none are told, with their line, and skipped.</summary>
    public static LinkFile Read(string path, TextWriter faults)
    {
        var file = new LinkFile(faults);
        using var reader = new StreamReader(path, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16);
        file.Read(reader);
        file.Skipped = file._mayBeHeader && !file._firstIsUsed ? (file._from[0] == file._to[0] ? 1 : 2) : 0;
        return file;
    }

    private void Read(TextReader reader)
    {
        var row = new LinkRow();
        long line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            if (row.Delimiter == '\0')
            {
                row.Delimiter = ",\t;|".MaxBy(c => text.Count(t => t == c));
            }

            var began = line;
            while (!row.Take(text))
            {
                if (line - began >= MostLinesOfARow || reader.ReadLine() is not { } more)
                {
                    Fault(began, "a quote that does not close");
                    row.Take("");
                    break;
                }

                line++;
                text = $"{text}\n{more}";
            }

            if (!row.IsEmpty)
            {
                Add(began, row);
            }
        }
    }

    private void Add(long line, LinkRow row)
    {
        if (row[0].IsEmpty || row[1].IsEmpty)
        {
            Fault(line, row[0].IsEmpty && row[1].IsEmpty ? "no exhibit" : "one exhibit only");
            return;
        }

        var first = _from.Count == 0;
        if (first)
        {
            ReadHeader(row);
        }

        var withdraws = (_kindColumn >= 0 && IsOneOf(row[_kindColumn], Eliminations)) || (_withdrawnColumn >= 0 && IsOneOf(row[_withdrawnColumn], Yes));
        var (from, to) = (NumberOf(row[0]), NumberOf(row[1]));
        _firstIsUsed |= !first && Math.Min(from, to) <= Math.Max(_from[0], _to[0]);
        _from.Add(from);
        _to.Add(to);
        _leads.Add(_leadColumn < 0 ? 0 : Intern(_leadNumbers, row[_leadColumn].ToString()));
        _withdraws.Add(withdraws);
        Eliminated += withdraws ? 1 : 0;
    }

    private void ReadHeader(LinkRow row)
    {
        _mayBeHeader = IsHeaderWord(row[0]) && IsHeaderWord(row[1]);
        for (var i = 2; i < MostColumns; i++)
        {
            switch (Letters(row[i]))
            {
                case "kind":
                    (_kindColumn, _mayBeHeader) = (i, true);
                    break;
                case "withdrawn":
                    (_withdrawnColumn, _mayBeHeader) = (i, true);
                    break;
                case "leadnumber" or "leadid":
                case "lead" when i > 2:
                    (_leadColumn, _mayBeHeader) = (i, true);
                    break;
            }
        }
    }

    private static bool IsHeaderWord(ReadOnlySpan<char> field)
    {
        var letters = Letters(field);
        return HeaderWords.Contains(letters, StringComparer.Ordinal) || (letters.Length > 1 && letters[^1] is 'a' or 'b' && HeaderWords.Contains(letters[..^1], StringComparer.Ordinal));
    }

    private static string Letters(ReadOnlySpan<char> field)
    {
        var letters = new StringBuilder();
        foreach (var c in field)
        {
            if (char.IsAsciiLetter(c))
            {
                letters.Append(char.ToLowerInvariant(c));
            }
        }

        return letters.ToString();
    }

    private int NumberOf(ReadOnlySpan<char> id)
    {
        var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(id, out var number))
        {
            var text = id.ToString();
            _numbers[text] = number = _ids.Count;
            _ids.Add(text);
        }

        return number;
    }

    private static int Intern(Dictionary<string, int> numbers, string text)
    {
        if (!numbers.TryGetValue(text, out var number))
        {
            numbers[text] = number = numbers.Count;
        }

        return number;
    }

    private void Fault(long line, string what)
    {
        Faults++;
        _faults.WriteLine($"line {line}: {what}; skipped");
    }

    private static bool IsOneOf(ReadOnlySpan<char> word, string[] words)
    {
        foreach (var known in words)
        {
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>One row of delimited text, taken apart when asked.</summary>
internal sealed class LinkRow
{
    private readonly List<string> _fields = [];
    private string _text = "";

    public char Delimiter { get; set; }

    /// <summary>Nothing is in it.</summary>
    public bool IsEmpty => _text.Length == 0;

    /// <summary>A column, trimmed and without its quotes; empty where there is none.</summary>
    public ReadOnlySpan<char> this[int column]
    {
        get
        {
            if (_fields.Count > 0)
            {
                return column < _fields.Count ? _fields[column] : default;
            }

            ReadOnlySpan<char> rest = _text;
            for (var i = 0; i < column; i++)
            {
                var at = rest.IndexOf(Delimiter);
                if (at < 0)
                {
                    return default;
                }

                rest = rest[(at + 1)..];
            }

            var end = rest.IndexOf(Delimiter);
            return (end < 0 ? rest : rest[..end]).Trim();
        }
    }

    /// <summary>Takes a row in; false where a quote is still open at its end.</summary>
    public bool Take(string text)
    {
        _text = text;
        _fields.Clear();
        return !text.Contains('"', StringComparison.Ordinal) || Split();
    }

    private bool Split()
    {
        var field = new StringBuilder();
        var (quoted, wasQuoted) = (false, false);
        for (var i = 0; i < _text.Length; i++)
        {
            var c = _text[i];
            if (quoted && c == '"' && i + 1 < _text.Length && _text[i + 1] == '"')
            {
                field.Append(c);
                i++;
            }
            else if (quoted)
            {
                quoted = c != '"';
                _ = quoted ? field.Append(c) : field;
            }
            else if (c == '"' && !wasQuoted && field.ToString().AsSpan().Trim().IsEmpty)
            {
                field.Clear();
                (quoted, wasQuoted) = (true, true);
            }
            else if (c == Delimiter)
            {
                Close();
            }
            else
            {
                field.Append(c);
            }
        }

        Close();
        return !quoted;

        void Close()
        {
            _fields.Add(field.ToString().Trim());
            field.Clear();
            wasQuoted = false;
        }
    }
}
