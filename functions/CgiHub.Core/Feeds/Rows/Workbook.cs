using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>A worksheet (XLSX) as a table. The file is spooled, for its directory stands at its end, and measured before it is opened.</summary>
internal sealed class Workbook : IDisposable
{
    private const int MostRows = 1_048_576;
    private const int MostColumns = 16_384;

    private readonly FileStream _spool;
    private readonly IExcelDataReader _reader;
    private readonly int _columns;
    private readonly long _mostBlank;
    private long _blank;

    // The library asks for code page 1252 whatever it opens, and .NET has it only where it is registered.
    static Workbook() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private Workbook(FileStream spool, IExcelDataReader reader, IReadOnlyList<string> header, long mostBlank)
    {
        (_spool, _reader, _columns, _mostBlank) = (spool, reader, header.Count, mostBlank);
        Columns = header;
        Header = CsvLine(header);
    }

    /// <summary>The header's names.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The header as a line of CSV: what is rejected is given back as CSV.</summary>
    public ReadOnlyMemory<byte> Header { get; }

    /// <summary>Spools and opens a workbook; null where the sheet is empty.</summary>
    public static async Task<Result<Workbook?>> OpenAsync(Stream body, string? sheet, FeedOptions options, CancellationToken cancel)
    {
        var spool = TempFile.Create();
        IExcelDataReader? reader = null;
        try
        {
            if (!await CopyAsync(body, spool, options.MaxWorkbookBytes, cancel))
            {
                return Errors.TooLarge(options.MaxWorkbookBytes, "Send large tables as CSV, which streams.");
            }

            if (!await HasAtMostAsync(spool, options.MaxWorkbookParts, cancel))
            {
                return Errors.UnreadableTable($"The workbook has more than {options.MaxWorkbookParts} parts; send the one table as a workbook of its own, or as CSV.");
            }

            if (!await ExpandsWithinAsync(spool, options.MaxWorkbookExpandedBytes, cancel))
            {
                return Errors.ExpandsTooFar(options.MaxWorkbookExpandedBytes);
            }

            spool.Position = 0;
            reader = ExcelReaderFactory.CreateOpenXmlReader(spool, new ExcelReaderConfiguration { LeaveOpen = true });
            var header = FindHeader(reader, sheet, options, cancel);
            if (header is null)
            {
                return sheet is null ? (Workbook?)null : Errors.UnreadableTable("The worksheet that the agency's mapping names is missing or empty.");
            }

            var book = new Workbook(spool, reader, header, options.MaxBlankCells);
            (spool, reader) = (null!, null);
            return book;
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            return Errors.UnreadableTable("This is not a workbook (XLSX) that can be read.");
        }
        finally
        {
            reader?.Dispose();
            if (spool is not null)
            {
                await spool.DisposeAsync();
            }
        }
    }

    /// <summary>The rows below the header; blank ones are none.</summary>
    public async IAsyncEnumerable<TableRow> RowsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var index = 0L;
        while (Next(cancel))
        {
            var values = Values(_reader, _columns);
            yield return new TableRow(index++, values, CsvLine(values), null);
        }
    }

    private bool Next(CancellationToken cancel)
    {
        try
        {
            return Next(_reader, _columns, _mostBlank, ref _blank, cancel);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            throw new BodyRefusedException(Errors.UnreadableTable("The workbook (XLSX) breaks off in the middle. Rows before that point may have landed."));
        }
    }

    /// <summary>
    /// Goes to the next row that is not blank. The library makes room for a row as wide as the sheet, and makes up every row that is missing before the one that the file names:
    /// so a name out of all bounds is refused, and so is a file of a few hundred bytes that makes up more cells than it may.
    /// </summary>
    private static bool Next(IExcelDataReader reader, int columns, long mostBlank, ref long blank, CancellationToken cancel)
    {
        if (reader.FieldCount > MostColumns)
        {
            throw new InvalidDataException($"A worksheet has at most {MostColumns} columns.");
        }

        while (reader.Depth < MostRows ? reader.Read() : throw new InvalidDataException($"A worksheet has at most {MostRows} rows."))
        {
            cancel.ThrowIfCancellationRequested();
            if (!IsBlank(reader, columns))
            {
                return true;
            }

            blank += reader.FieldCount;
            if (blank > mostBlank)
            {
                throw new BodyRefusedException(Errors.UnreadableTable($"The worksheet has more than {mostBlank} empty cells in empty rows; delete these, or send CSV. Rows before that point may have landed."));
            }
        }

        return false;
    }

    /// <remarks>A column that is called by more letters than a number holds lies outside of the library's row.</remarks>
    private static bool IsBroken(Exception broken) =>
        broken is InvalidDataException or ExcelReaderException or System.Xml.XmlException or FormatException or OverflowException or ArgumentException or InvalidOperationException or IndexOutOfRangeException
        || (broken is IOException { InnerException: null } and not FileNotFoundException);

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _spool.Dispose();
    }

    private static List<string>? FindHeader(IExcelDataReader reader, string? sheet, FeedOptions options, CancellationToken cancel)
    {
        do
        {
            if (sheet is not null && !string.Equals(reader.Name, sheet, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var blank = 0L;
            if (Next(reader, options.MaxColumns, options.MaxBlankCells, ref blank, cancel))
            {
                return Values(reader, Math.Min(reader.FieldCount, options.MaxColumns));
            }
        }
        while (reader.NextResult());
        return null;
    }

    private static bool IsBlank(IExcelDataReader reader, int columns)
    {
        for (var i = Math.Min(columns, reader.FieldCount) - 1; i >= 0; i--)
        {
            if (reader.GetValue(i) is { } value && !(value is string text && string.IsNullOrWhiteSpace(text)))
            {
                return false;
            }
        }

        return true;
    }

    private static List<string> Values(IExcelDataReader reader, int columns)
    {
        var values = new List<string>(columns);
        for (var i = 0; i < columns; i++)
        {
            values.Add(i < reader.FieldCount ? TextOf(reader, i) : "");
        }

        return values;
    }

    /// <summary>A cell as text. Date serials are instants of a clock without zone: ISO 8601, the day or the time alone where the other half is empty.</summary>
    private static string TextOf(IExcelDataReader reader, int column) => reader.GetValue(column) switch
    {
        null => "",
        string text => text.Trim(),
        DateTime at => TextOf(at, reader.GetNumberFormatString(column)),
        TimeSpan time => DateTime.UnixEpoch.Add(time).ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    private static string TextOf(DateTime at, string? cellFormat)
    {
        // Serials are fractions of a day in binary: 0:00:02 comes as 1.999999 s.
        at = new DateTime((at.Ticks + TimeSpan.TicksPerMillisecond / 2) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond);
        var format = at.Year < 1900 ? "HH:mm:ss.FFF"
            : at.TimeOfDay == TimeSpan.Zero && !ShowsClock(cellFormat) ? "yyyy-MM-dd"
            : "yyyy-MM-dd HH:mm:ss.FFF";
        return at.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Midnight in a cell that shows a time of day is a time; in one that shows none, it is a day.</summary>
    private static bool ShowsClock(string? cellFormat) => cellFormat?.Contains('h', StringComparison.OrdinalIgnoreCase) == true;

    private static byte[] CsvLine(IEnumerable<string> values) =>
        Encoding.UTF8.GetBytes(string.Join(',', values.Select(v => v.AsSpan().ContainsAny("\",\r\n") ? $"\"{v.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : v)) + "\n");

    private static async Task<bool> CopyAsync(Stream from, FileStream to, long most, CancellationToken cancel)
    {
        var buffer = new byte[81_920];
        var total = 0L;
        int read;
        while ((read = await from.ReadAsync(buffer, cancel)) > 0)
        {
            total += read;
            if (total > most)
            {
                return false;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }

        await to.FlushAsync(cancel);
        return true;
    }

    /// <summary>Whether an archive has at most so many entries. They are counted by what each begins with in the directory (APPNOTE.TXT 4.3.12), for whoever opens the archive reads all that there are, whatever number it names.</summary>
    private static async Task<bool> HasAtMostAsync(FileStream spool, int most, CancellationToken cancel)
    {
        spool.Position = 0;
        var buffer = new byte[81_920];
        var (entries, kept) = (0, 0);
        int read;
        while ((read = await spool.ReadAsync(buffer.AsMemory(kept), cancel)) > 0)
        {
            var seen = buffer.AsSpan(0, kept + read);
            entries += seen.Count("PK\x01\x02"u8);
            if (entries > most)
            {
                return false;
            }

            // One may begin in this read and end in the next.
            kept = Math.Min(3, seen.Length);
            seen[^kept..].CopyTo(buffer);
        }

        return true;
    }

    /// <summary>Expands everything once, keeping nothing: what a directory says of sizes is not to be trusted.</summary>
    private static async Task<bool> ExpandsWithinAsync(FileStream spool, long most, CancellationToken cancel)
    {
        spool.Position = 0;
        await using var zip = new ZipArchive(spool, ZipArchiveMode.Read, leaveOpen: true);
        var buffer = new byte[81_920];
        var total = 0L;
        foreach (var entry in zip.Entries)
        {
            await using var content = await entry.OpenAsync(cancel);
            int read;
            while ((read = await content.ReadAsync(buffer, cancel)) > 0)
            {
                total += read;
                if (total > most)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
