using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>Workbooks, written by hand: the least that the format asks for.</summary>
internal static class WorkbookFile
{
    public const int Plain = 0;
    public const int Day = 1;
    public const int DayAndTime = 2;
    public const int TimeOfDay = 3;
    public const int Hours = 4;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private const string Styles = $"""
        <styleSheet xmlns="{Main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="m/d/yyyy h:mm:ss"/></numFmts>
        <cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="21"/><xf numFmtId="46"/></cellXfs></styleSheet>
        """;

    /// <summary>A workbook of texts.</summary>
    public static byte[] Of(IReadOnlyList<IReadOnlyList<string>> rows) => OfCells([.. rows.Select(r => (IReadOnlyList<string>)[.. r.Select(Inline)])]);

    /// <summary>A workbook of cells as <see cref="Inline"/>, <see cref="Shared"/> and <see cref="Number"/> make them.</summary>
    public static byte[] OfCells(IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<string>? shared = null, string sheetName = "Sheet1", string? before = null)
    {
        var sheet = new StringBuilder($"<worksheet xmlns=\"{Main}\"><sheetData>");
        for (var r = 0; r < rows.Count; r++)
        {
            sheet.Append(CultureInfo.InvariantCulture, $"<row r=\"{r + 1}\">");
            for (var c = 0; c < rows[r].Count; c++)
            {
                sheet.Append(rows[r][c].Replace("<c ", $"<c r=\"{Column(c)}{r + 1}\" ", StringComparison.Ordinal));
            }

            sheet.Append("</row>");
        }

        sheet.Append("</sheetData></worksheet>");
        return OfSheets(before is null ? [(sheetName, sheet.ToString())] : [(before, $"<worksheet xmlns=\"{Main}\"><sheetData/></worksheet>"), (sheetName, sheet.ToString())], shared);
    }

    /// <summary>A workbook of sheets as they are.</summary>
    public static byte[] OfSheets(IReadOnlyList<(string Name, string Xml)> sheets, IReadOnlyList<string>? shared = null, string? sharedXml = null)
    {
        var parts = new Dictionary<string, string>
        {
            ["[Content_Types].xml"] = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>",
            ["_rels/.rels"] = $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
            ["xl/workbook.xml"] = $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>{string.Concat(sheets.Select((s, i) => $"<sheet name=\"{s.Name}\" sheetId=\"{i + 1}\" r:id=\"s{i}\"/>"))}</sheets></workbook>",
            ["xl/_rels/workbook.xml.rels"] = $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(sheets.Select((_, i) => $"<Relationship Id=\"s{i}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))}<Relationship Id=\"st\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/><Relationship Id=\"sh\" Type=\"{Relations}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
            ["xl/styles.xml"] = Styles,
            ["xl/sharedStrings.xml"] = sharedXml ?? $"<sst xmlns=\"{Main}\">{string.Concat((shared ?? []).Select(t => $"<si><t xml:space=\"preserve\">{SecurityElement.Escape(t)}</t></si>"))}</sst>",
        };
        for (var i = 0; i < sheets.Count; i++)
        {
            parts[$"xl/worksheets/sheet{i + 1}.xml"] = sheets[i].Xml;
        }

        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return file.ToArray();
    }

    public static string Inline(string text) => text.Length == 0 ? "" : $"<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(text)}</t></is></c>";

    public static string Shared(int index) => $"<c t=\"s\"><v>{index}</v></c>";

    public static string Number(double value, int style = Plain) => string.Create(CultureInfo.InvariantCulture, $"<c s=\"{style}\"><v>{value:R}</v></c>");

    public static string Formula(string formula, string value, string type = "str") => $"<c t=\"{type}\"><f>{SecurityElement.Escape(formula)}</f><v>{SecurityElement.Escape(value)}</v></c>";

    private static string Column(int index) => index < 26 ? ((char)('A' + index)).ToString() : $"{(char)('A' + index / 26 - 1)}{(char)('A' + index % 26)}";
}
