namespace CgiHub.Core.Triage.Paper;

/// <summary>A drawing, in words as well for whoever cannot see it.</summary>
/// <param name="height">How high it is.</param>
/// <param name="shows">What it shows.</param>
/// <param name="draw">Draws it into x, y, width and height.</param>
internal sealed class FigureBlock(double height, string shows, Action<PaperSheet, double, double, double, double> draw) : PaperBlock
{
    private const double Above = 6;

    public override double Height(PaperSheet sheet, double width) => height + Above;

    public override void Draw(PaperSheet sheet, double x, double y, double width) =>
        sheet.Figure(shows, x, y + Above, width, height, () => draw(sheet, x, y + Above, width, height));
}
