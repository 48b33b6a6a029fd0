using System.Globalization;
using PdfSharp.UniversalAccessibility;

namespace CgiHub.Core.Triage.Paper;

/// <summary>Numbers side by side, each above its name: a table of one row, read with the names first.</summary>
/// <param name="counts">The numbers.</param>
/// <param name="atLeast">There may be more of each.</param>
internal sealed class CountsBlock(IReadOnlyList<(string Name, int Count)> counts, bool atLeast) : PaperBlock
{
    private const double Above = 6;
    private static readonly PaperStyle Number = new(20, Bold: true);
    private static readonly PaperStyle Name = new(9);

    public override double Height(PaperSheet sheet, double width) => Above + 6 + Number.LineHeight + Name.LineHeight + 6;

    public override void Draw(PaperSheet sheet, double x, double y, double width)
    {
        var (top, bottom) = (y + Above, y + Height(sheet, width));
        sheet.Artifact(() =>
        {
            sheet.Line(x, top, x + width, top, 0.8);
            sheet.Line(x, bottom, x + width, bottom, 0.8);
        });
        sheet.Part(PdfBlockLevelElementTag.Table, () =>
        {
            sheet.Part(PdfBlockLevelElementTag.TableRow, () => Row(sheet, x, width, bottom - 6 - (Name.LineHeight - Name.Rise), Name, c => c.Name, heads: true));
            sheet.Part(PdfBlockLevelElementTag.TableRow, () => Row(sheet, x, width, top + 4 + Number.Rise, Number, c => c.Count.ToString(CultureInfo.InvariantCulture) + (atLeast ? "+" : ""), heads: false));
        });
    }

    private void Row(PaperSheet sheet, double x, double width, double baseline, PaperStyle style, Func<(string Name, int Count), string> say, bool heads)
    {
        var step = width / counts.Count;
        for (var i = 0; i < counts.Count; i++)
        {
            var text = sheet.Fit(sheet.Clean(say(counts[i])), style, step);
            var at = x + step * (i + 0.5) - sheet.Measure(text, style) / 2;
            if (heads)
            {
                sheet.HeaderCell(() => sheet.Text(text, at, baseline, style));
            }
            else
            {
                sheet.Part(PdfBlockLevelElementTag.TableDataCell, () => sheet.Text(text, at, baseline, style));
            }
        }
    }
}
