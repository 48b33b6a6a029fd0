using PdfSharp.UniversalAccessibility;

namespace CgiHub.Core.Triage.Paper;

/// <summary>A table; where it goes on to another page, its head stands there again.</summary>
/// <param name="columns">Its columns.</param>
/// <param name="rows">Its rows, a cell for each column.</param>
/// <param name="most">Lines of each part of a cell at most.</param>
internal sealed class TableBlock(IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<TableCell>> rows, int most) : PaperBlock
{
    private const double Gap = 6;
    private const double Above = 2;
    private const double Below = 2.5;
    private static readonly PaperStyle Head = new(8, Bold: true, PaperInk.Grey);
    private static readonly PaperStyle Body = new(8.8);
    private static readonly PaperStyle Strong = new(8.8, Bold: true);

    public override double Height(PaperSheet sheet, double width) => HeadHeight + rows.Sum(r => HeightOf(sheet, r, width)) + 3;

    public override double Least(PaperSheet sheet, double width) => HeadHeight + rows.Take(1).Sum(r => HeightOf(sheet, r, width)) + 3;

    public override (PaperBlock? Fits, PaperBlock? Left) Split(PaperSheet sheet, double width, double room)
    {
        var left = room - HeadHeight - 3;
        var fits = 0;
        foreach (var row in rows)
        {
            if ((left -= HeightOf(sheet, row, width)) < 0)
            {
                break;
            }

            fits++;
        }

        return fits == 0 ? (null, this) : (new TableBlock(columns, [.. rows.Take(fits)], most), fits == rows.Count ? null : new TableBlock(columns, [.. rows.Skip(fits)], most));
    }

    public override void Draw(PaperSheet sheet, double x, double y, double width)
    {
        List<double> rules = [y + HeadHeight - 1];
        sheet.Part(PdfBlockLevelElementTag.Table, () =>
        {
            sheet.Part(PdfBlockLevelElementTag.TableRow, () =>
            {
                for (var i = 0; i < columns.Count; i++)
                {
                    var title = sheet.Fit(sheet.Clean(columns[i].Title), Head, Room(i, width));
                    var at = x + Left(i, width) + (columns[i].ToTheRight ? Room(i, width) - sheet.Measure(title, Head) : 0);
                    sheet.HeaderCell(() => sheet.Text(title, at, y + Head.Rise, Head));
                }
            });
            var top = y + HeadHeight;
            foreach (var row in rows)
            {
                DrawRow(sheet, row, x, top, width);
                top += HeightOf(sheet, row, width);
                rules.Add(top - 0.5);
            }
        });
        sheet.Artifact(() =>
        {
            for (var i = 0; i < rules.Count; i++)
            {
                sheet.Line(x, rules[i], x + width, rules[i], i == 0 ? 0.9 : 0.3, PaperInk.Grey);
            }
        });
    }

    private static double HeadHeight => Head.LineHeight + 3;

    private static PaperStyle StyleOf(TableCell cell, int part) => cell.Strong && part == 0 ? Strong : Body;

    private void DrawRow(PaperSheet sheet, IReadOnlyList<TableCell> row, double x, double top, double width) => sheet.Part(PdfBlockLevelElementTag.TableRow, () =>
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var (cell, column) = (row[i], i);
            sheet.Part(PdfBlockLevelElementTag.TableDataCell, () =>
            {
                var at = top + Above;
                for (var part = 0; part < cell.Parts.Count; part++)
                {
                    var style = StyleOf(cell, part);
                    foreach (var line in sheet.Wrap(cell.Parts[part], style, Room(column, width), most))
                    {
                        var indent = columns[column].ToTheRight ? Room(column, width) - sheet.Measure(line, style) : 0;
                        sheet.Text(line, x + Left(column, width) + indent, at + style.Rise, style);
                        at += style.LineHeight;
                    }
                }
            });
        }
    });

    private double HeightOf(PaperSheet sheet, IReadOnlyList<TableCell> row, double width) =>
        Above + Below + columns.Select((_, i) => row[i].Parts.Select((p, part) => sheet.Wrap(p, StyleOf(row[i], part), Room(i, width), most).Count * Body.LineHeight).Sum()).Max();

    private double Left(int column, double width) => columns.Take(column).Sum(c => c.Share) / columns.Sum(c => c.Share) * width;

    private double Room(int column, double width) => columns[column].Share / columns.Sum(c => c.Share) * width - (column == columns.Count - 1 ? 0 : Gap);
}

/// <summary>A column.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Share">Its share of the width.</param>
/// <param name="ToTheRight">Its cells end at its right edge.</param>
internal sealed record TableColumn(string Title, double Share, bool ToTheRight = false);

/// <summary>A cell: a first part, and what stands below it.</summary>
/// <param name="Parts">Each begins a line of its own.</param>
/// <param name="Strong">The first in bold.</param>
internal sealed record TableCell(IReadOnlyList<string> Parts, bool Strong = false)
{
    /// <summary>Of one part.</summary>
    public static implicit operator TableCell(string text) => FromString(text);

    /// <summary>Of one part.</summary>
    public static TableCell FromString(string text) => new([text]);
}
