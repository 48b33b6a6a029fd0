using PdfSharp.UniversalAccessibility;

namespace CgiHub.Core.Triage.Paper;

/// <summary>An image with what it is of below it.</summary>
/// <param name="image">JPEG or PNG.</param>
/// <param name="caption">What it is of.</param>
/// <param name="height">How high the image is at most.</param>
internal sealed class ImageBlock(ReadOnlyMemory<byte> image, string caption, double height) : PaperBlock
{
    private const int MostLines = 3;
    private static readonly PaperStyle Style = new(8);

    public override double Height(PaperSheet sheet, double width) => height + 4 + sheet.Wrap(caption, Style, width, MostLines).Count * Style.LineHeight + 4;

    public override void Draw(PaperSheet sheet, double x, double y, double width)
    {
        sheet.Figure(caption, x, y, width, height, () => sheet.Image(image, x, y, width, height));
        sheet.Part(PdfBlockLevelElementTag.Paragraph, () =>
        {
            var at = y + height + 4;
            foreach (var line in sheet.Wrap(caption, Style, width, MostLines))
            {
                sheet.Text(line, x, at + Style.Rise, Style);
                at += Style.LineHeight;
            }
        });
    }
}
