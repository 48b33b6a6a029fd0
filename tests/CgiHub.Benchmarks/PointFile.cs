using System.Globalization;
using System.Text;
using CgiHub.Core.Records;

namespace CgiHub.Benchmarks;

/// <summary>Places and times by id, as a file of the columns <c>id,time,lat,lon</c> has them.</summary>
internal sealed class PointFile
{
    private const int MostRowChars = 1 << 16;
    private const int MostReported = 1000;

    private static readonly string[] Columns = ["id", "time", "lat", "lon"];

    public List<string> Ids { get; } = [];

    public List<SpaceTimePoint> Points { get; } = [];

    /// <summary>Rows that could not be used; each was reported with its line.</summary>
    public int Bad { get; private set; }

    public void Add(string id, SpaceTimePoint point)
    {
        Ids.Add(id);
        Points.Add(point);
    }

    /// <summary>Reads a file. Columns come in any order, further ones are passed over; a row that cannot be used is reported and skipped.</summary>
    /// <exception cref="InvalidDataException">The file has no header with the four columns, or rows but none that can be used.</exception>
    public static PointFile Read(string path, TextWriter report)
    {
        using var text = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: false), detectEncodingFromByteOrderMarks: true, 1 << 16);
        var rows = new Rows(text);
        var fields = new List<string>();
        if (!rows.Next(fields))
        {
            throw new InvalidDataException($"{path}: the file is empty; its first line names the columns: {string.Join(',', Columns)}.");
        }

        var header = fields.ConvertAll(f => f.Trim());
        var at = Columns.Select(c => header.FindIndex(h => h.Equals(c, StringComparison.OrdinalIgnoreCase))).ToArray();
        if (Array.Exists(at, i => i < 0))
        {
            throw new InvalidDataException($"{path}: the first line names no column {string.Join(", ", Columns.Where((_, i) => at[i] < 0))}; it should name {string.Join(',', Columns)}, in any order.");
        }

        var file = new PointFile();
        while (rows.Next(fields))
        {
            if (fields is [""])
            {
                continue;
            }

            if ((rows.Fault ?? file.Take(fields, at)) is not { } fault)
            {
                continue;
            }

            if (++file.Bad <= MostReported)
            {
                report.WriteLine($"{path}, line {rows.Line}: {fault} The row was skipped.");
            }
        }

        if (file.Bad > MostReported)
        {
            report.WriteLine($"{path}: {file.Bad - MostReported} more rows were skipped.");
        }

        return file.Points.Count == 0 && file.Bad > 0 ? throw new InvalidDataException($"{path}: none of its {file.Bad} rows can be used.") : file;
    }

    private string? Take(List<string> fields, int[] at)
    {
        if (fields.Count <= at.Max())
        {
            return $"It has {fields.Count} fields, too few for the columns named.";
        }

        var (id, time) = (fields[at[0]], fields[at[1]]);
        if (id.Length == 0)
        {
            return "Its id is empty.";
        }

        if (TimeText.Read(time.AsSpan().Trim()) is not { } instant)
        {
            return $"Its time is not RFC 3339: '{Short(time)}'.";
        }

        if (!Degrees(fields[at[2]], 90, out var lat))
        {
            return $"Its lat is no number from -90 to 90: '{Short(fields[at[2]])}'.";
        }

        if (!Degrees(fields[at[3]], 180, out var lon))
        {
            return $"Its lon is no number from -180 to 180: '{Short(fields[at[3]])}'.";
        }

        Add(id, new SpaceTimePoint(instant, lat, lon));
        return null;
    }

    private static bool Degrees(string text, double most, out double degrees) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out degrees) && Math.Abs(degrees) <= most;

    private static string Short(string text) => text.Length <= 40 ? text : $"{text.AsSpan(0, 40)}…";

    /// <summary>
    /// Rows of delimited text: fields in quotes may hold separators, quotes written twice, and line ends.
    /// A quote that is never closed spoils its line, and reading goes on with the next.
    /// </summary>
    private sealed class Rows(TextReader text)
    {
        private readonly StringBuilder _field = new();
        private readonly StringBuilder _afterFirstLine = new();
        private string _again = "";
        private int _againAt;
        private char _separator;
        private int _next = 1;

        /// <summary>The line on which the row begins.</summary>
        public int Line { get; private set; }

        /// <summary>Why the row cannot be read, or null.</summary>
        public string? Fault { get; private set; }

        public bool Next(List<string> fields)
        {
            fields.Clear();
            _field.Clear();
            _afterFirstLine.Clear();
            (Line, Fault) = (_next, null);
            if (Peek() < 0)
            {
                return false;
            }

            if (_separator == 0)
            {
                return First(fields);
            }

            var (quoted, beyond, chars) = (false, false, 0);
            while (true)
            {
                var letter = Read();
                if (beyond && letter >= 0)
                {
                    _afterFirstLine.Append((char)letter);
                }

                _next += letter == '\n' ? 1 : 0;
                if (letter < 0 || ++chars > MostRowChars)
                {
                    return End(fields, quoted, beyond, letter);
                }

                if (letter == '\n' && !quoted)
                {
                    Close(fields);
                    return true;
                }

                if (letter == _separator && !quoted)
                {
                    Close(fields);
                }
                else if (letter == '"' && quoted && Peek() == '"')
                {
                    _field.Append((char)Read());
                    if (beyond)
                    {
                        _afterFirstLine.Append('"');
                    }
                }
                else if (letter == '"' && (quoted || _field.Length == 0))
                {
                    quoted = !quoted;
                }
                else
                {
                    _field.Append((char)letter);
                    beyond |= letter == '\n';
                }
            }
        }

        /// <summary>The file ended, or the row is longer than any row is.</summary>
        private bool End(List<string> fields, bool quoted, bool beyond, int letter)
        {
            if (letter < 0 && !quoted)
            {
                Close(fields);
                return true;
            }

            Fault = quoted ? "A quote is never closed." : "The row is too long.";
            if (beyond)
            {
                (_again, _againAt) = (string.Concat(_afterFirstLine.ToString(), _again.AsSpan(_againAt)), 0);
                _next = Line + 1;
                return true;
            }

            while (letter >= 0 && letter != '\n')
            {
                letter = Read();
                _next += letter == '\n' ? 1 : 0;
            }

            return true;
        }

        /// <summary>The header says what separates fields: whichever of comma, semicolon and tab it has most of.</summary>
        private bool First(List<string> fields)
        {
            var header = text.ReadLine()!;
            _next++;
            _separator = ",;\t".MaxBy(s => header.Count(c => c == s));
            fields.AddRange(header.Split(_separator).Select(f => f.Trim().Trim('"')));
            return true;
        }

        private void Close(List<string> fields)
        {
            var length = _field.Length > 0 && _field[^1] == '\r' ? _field.Length - 1 : _field.Length;
            fields.Add(_field.ToString(0, length));
            _field.Clear();
        }

        private int Read() => _againAt < _again.Length ? _again[_againAt++] : text.Read();

        private int Peek() => _againAt < _again.Length ? _again[_againAt] : text.Peek();
    }
}
