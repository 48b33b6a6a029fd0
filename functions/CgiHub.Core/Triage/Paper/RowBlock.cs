namespace CgiHub.Core.Triage.Paper;

/// <summary>Blocks side by side in columns of the same width, or the first in a share of its own.</summary>
/// <param name="blocks">From the left.</param>
/// <param name="first">The share of the first; 0: as all others.</param>
/// <param name="columns">How many columns there would be, were the row full.</param>
internal sealed class RowBlock(IReadOnlyList<PaperBlock> blocks, double first = 0, int columns = 0) : PaperBlock
{
    private const double Gap = 10;

    public override double Height(PaperSheet sheet, double width) => blocks.Select((b, i) => b.Height(sheet, Room(i, width))).DefaultIfEmpty().Max();

    public override void Draw(PaperSheet sheet, double x, double y, double width)
    {
        var at = x;
        for (var i = 0; i < blocks.Count; i++)
        {
            blocks[i].Draw(sheet, at, y, Room(i, width));
            at += Room(i, width) + Gap;
        }
    }

    private double Room(int column, double width)
    {
        var count = Math.Max(columns, blocks.Count);
        var whole = width - (count - 1) * Gap;
        return first == 0 ? whole / count : column == 0 ? whole * first : whole * (1 - first) / (count - 1);
    }
}
