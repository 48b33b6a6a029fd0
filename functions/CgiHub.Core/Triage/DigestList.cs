using CgiHub.Core.Triage.Paper;
using PdfSharp.UniversalAccessibility;

namespace CgiHub.Core.Triage;

/// <summary>A line of the digest, or a line with a text below it.</summary>
/// <param name="Head">The line.</param>
/// <param name="Text">What stands behind it, or below.</param>
/// <param name="TwoLines">Below.</param>
internal sealed record DigestItem(string Head, string Text, bool TwoLines);

/// <summary>Items of the digest, one below the other.</summary>
/// <param name="items">The items.</param>
/// <param name="most">Lines of a text at most.</param>
internal sealed class DigestList(IReadOnlyList<DigestItem> items, int most) : PaperBlock
{
    private const double Indent = 8;
    private const double Gap = 6;
    private const double HeadShare = 0.7;

    public static readonly PaperStyle Text = new(10.5);
    private static readonly PaperStyle Head = new(10.5, Bold: true);

    public override double Height(PaperSheet sheet, double width) => items.Sum(i => (1 + Below(sheet, i, width).Count) * Text.LineHeight);

    public override double Least(PaperSheet sheet, double width) => items.Count == 0 ? 0 : (1 + Below(sheet, items[0], width).Count) * Text.LineHeight;

    public override void Draw(PaperSheet sheet, double x, double y, double width)
    {
        if (items.Count == 0)
        {
            return;
        }

        sheet.Part(PdfBlockLevelElementTag.List, () =>
        {
            var at = y;
            foreach (var item in items)
            {
                sheet.Part(PdfBlockLevelElementTag.ListItem, () => sheet.Part(PdfBlockLevelElementTag.ListBody, () => Draw(sheet, item, x, at, width)));
                at += (1 + Below(sheet, item, width).Count) * Text.LineHeight;
            }
        });
    }

    private void Draw(PaperSheet sheet, DigestItem item, double x, double y, double width)
    {
        var style = item.TwoLines ? Head : Text;
        var head = sheet.Fit(sheet.Clean(item.Head), style, (width - Indent) * (item.TwoLines || item.Text.Length == 0 ? 1 : HeadShare));
        sheet.Text(head, x + Indent, y + style.Rise, style);
        if (!item.TwoLines)
        {
            var left = x + Indent + sheet.Measure(head, style) + Gap;
            sheet.Text(sheet.Fit(sheet.Clean(item.Text), Text, x + width - left), left, y + Text.Rise, Text);
            return;
        }

        foreach (var line in Below(sheet, item, width))
        {
            y += Text.LineHeight;
            sheet.Text(line, x + 2 * Indent, y + Text.Rise, Text);
        }
    }

    private IReadOnlyList<string> Below(PaperSheet sheet, DigestItem item, double width) =>
        item.TwoLines && item.Text.Length > 0 ? sheet.Wrap(item.Text, Text, width - 2 * Indent, most) : [];
}
