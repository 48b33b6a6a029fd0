namespace CgiHub.Core.Triage.Paper;

/// <summary>Lets blocks flow down a column from page to page, before anything is drawn.</summary>
/// <param name="sheet">The sheet.</param>
/// <param name="left">Left edge of the column.</param>
/// <param name="top">Top edge of it on each page.</param>
/// <param name="bottom">Bottom edge of it on each page.</param>
internal sealed class PaperFlow(PaperSheet sheet, double left, double top, double bottom)
{
    private readonly double _width = sheet.Width - 2 * left;

    /// <summary>The pages; one more than <paramref name="most"/> where the blocks do not fit on so many.</summary>
    public IReadOnlyList<PaperPage> Fill(IReadOnlyList<PaperBlock> blocks, int most)
    {
        var pages = new List<PaperPage> { new([]) };
        var y = top;
        for (var i = 0; i < blocks.Count && pages.Count <= most; i++)
        {
            var needed = blocks[i].WithNext && i + 1 < blocks.Count ? blocks[i].Height(sheet, _width) + blocks[i + 1].Least(sheet, _width) : 0;
            if (needed > bottom - y)
            {
                Turn();
            }

            for (var rest = blocks[i]; rest is not null && pages.Count <= most;)
            {
                var height = rest.Height(sheet, _width);
                if (height <= bottom - y)
                {
                    Place(rest, height);
                    break;
                }

                var (fits, over) = rest.Split(sheet, _width, bottom - y);
                if (fits is not null)
                {
                    Place(fits, fits.Height(sheet, _width));
                    rest = over;
                }
                else if (y == top)
                {
                    // Higher than a page: nothing of the hub's own is, at any setting.
                    Place(rest, height);
                    break;
                }

                if (rest is not null)
                {
                    Turn();
                }
            }
        }

        return pages;

        void Place(PaperBlock block, double height)
        {
            pages[^1].Blocks.Add((block, y));
            y += height;
        }

        void Turn()
        {
            if (y > top)
            {
                pages.Add(new PaperPage([]));
                y = top;
            }
        }
    }

    /// <summary>Draws the pages, each with its head and foot.</summary>
    /// <param name="pages">The pages.</param>
    /// <param name="frame">Draws what stands on every page, told which it is, from 1.</param>
    public void Draw(IReadOnlyList<PaperPage> pages, Action<int> frame)
    {
        for (var i = 0; i < pages.Count; i++)
        {
            sheet.AddPage();
            sheet.Artifact(() => frame(i + 1));
            foreach (var (block, y) in pages[i].Blocks)
            {
                block.Draw(sheet, left, y, _width);
            }
        }
    }
}

/// <summary>A page that is filled.</summary>
/// <param name="Blocks">What stands on it, and where it begins.</param>
internal sealed record PaperPage(List<(PaperBlock Block, double Y)> Blocks);
