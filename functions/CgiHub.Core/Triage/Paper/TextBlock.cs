using PdfSharp.UniversalAccessibility;

namespace CgiHub.Core.Triage.Paper;

/// <summary>A paragraph.</summary>
/// <param name="text">What it says.</param>
/// <param name="style">How it is set.</param>
/// <param name="most">Lines at most.</param>
/// <param name="framed">In a frame, so that nobody reads past it.</param>
internal sealed class TextBlock(string text, PaperStyle style, int most, bool framed = false) : PaperBlock
{
    private const double Below = 2;
    private readonly double _inset = framed ? 6 : 0;

    public override double Height(PaperSheet sheet, double width) => Lines(sheet, width).Count * style.LineHeight + 2 * _inset + Below;

    public override void Draw(PaperSheet sheet, double x, double y, double width)
    {
        if (framed)
        {
            sheet.Artifact(() => sheet.Box(x, y, width, Height(sheet, width) - Below, 1.4));
        }

        sheet.Part(PdfBlockLevelElementTag.Paragraph, () =>
        {
            var at = y + _inset;
            foreach (var line in Lines(sheet, width))
            {
                sheet.Text(line, x + _inset, at + style.Rise, style);
                at += style.LineHeight;
            }
        });
    }

    private IReadOnlyList<string> Lines(PaperSheet sheet, double width) => sheet.Wrap(text, style, width - 2 * _inset, most);
}
