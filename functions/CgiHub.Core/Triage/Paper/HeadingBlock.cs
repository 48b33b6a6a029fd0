using PdfSharp.UniversalAccessibility;

namespace CgiHub.Core.Triage.Paper;

/// <summary>A heading, with its bookmark.</summary>
/// <param name="text">What it says.</param>
/// <param name="title">It is the paper's title.</param>
internal sealed class HeadingBlock(string text, bool title = false) : PaperBlock
{
    private readonly PaperStyle _style = new(title ? 17 : 11.5, Bold: true);
    private readonly double _above = title ? 0 : 9;
    private readonly int _most = title ? 2 : 1;

    public override bool WithNext => true;

    public override double Height(PaperSheet sheet, double width) => _above + sheet.Wrap(text, _style, width, _most).Count * _style.LineHeight + 2;

    public override void Draw(PaperSheet sheet, double x, double y, double width)
    {
        sheet.Bookmark(text, y + _above);
        sheet.Part(title ? PdfBlockLevelElementTag.Heading1 : PdfBlockLevelElementTag.Heading2, () =>
        {
            var at = y + _above;
            foreach (var line in sheet.Wrap(text, _style, width, _most))
            {
                sheet.Text(line, x, at + _style.Rise, _style);
                at += _style.LineHeight;
            }
        });
    }
}
