using PdfSharp.UniversalAccessibility;

namespace CgiHub.Core.Triage.Paper;

/// <summary>A list: of things to do with boxes to tick, of anything else with dots.</summary>
/// <param name="items">What it lists.</param>
/// <param name="style">How the items are set.</param>
/// <param name="most">Lines of an item at most.</param>
/// <param name="toTick">With boxes.</param>
internal sealed class ListBlock(IReadOnlyList<string> items, PaperStyle style, int most, bool toTick = false) : PaperBlock
{
    private const double Indent = 13;
    private const double Below = 2;

    public override double Height(PaperSheet sheet, double width) => items.Sum(i => HeightOf(sheet, i, width));

    public override double Least(PaperSheet sheet, double width) => items.Count == 0 ? 0 : HeightOf(sheet, items[0], width);

    public override (PaperBlock? Fits, PaperBlock? Left) Split(PaperSheet sheet, double width, double room)
    {
        var fits = 0;
        foreach (var item in items)
        {
            if ((room -= HeightOf(sheet, item, width)) < 0)
            {
                break;
            }

            fits++;
        }

        return fits == 0 ? (null, this) : (new ListBlock([.. items.Take(fits)], style, most, toTick), fits == items.Count ? null : new ListBlock([.. items.Skip(fits)], style, most, toTick));
    }

    public override void Draw(PaperSheet sheet, double x, double y, double width) => sheet.Part(PdfBlockLevelElementTag.List, () =>
    {
        var at = y;
        foreach (var item in items)
        {
            sheet.Part(PdfBlockLevelElementTag.ListItem, () =>
            {
                sheet.Part(PdfBlockLevelElementTag.Label, () => sheet.Text(toTick ? "☐" : "•", x + 2, at + style.Rise, toTick ? style with { Size = style.Size + 1.5 } : style));
                sheet.Part(PdfBlockLevelElementTag.ListBody, () =>
                {
                    foreach (var line in sheet.Wrap(item, style, width - Indent, most))
                    {
                        sheet.Text(line, x + Indent, at + style.Rise, style);
                        at += style.LineHeight;
                    }
                });
            });
            at += Below;
        }
    });

    private double HeightOf(PaperSheet sheet, string item, double width) => sheet.Wrap(item, style, width - Indent, most).Count * style.LineHeight + Below;
}
