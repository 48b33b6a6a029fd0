namespace CgiHub.Core.Triage.Paper;

/// <summary>How a text is set.</summary>
/// <param name="Size">Points.</param>
/// <param name="Bold">In the bold face.</param>
/// <param name="Ink">In which ink.</param>
internal readonly record struct PaperStyle(double Size, bool Bold = false, PaperInk Ink = PaperInk.Black)
{
    /// <summary>From one baseline to the next.</summary>
    public double LineHeight => Size * 1.24;

    /// <summary>From the top of a line to its baseline.</summary>
    public double Rise => Size * 0.96;
}

/// <summary>The inks; each stands out from white by more than 7 : 1 (WCAG 2.2, 1.4.6), and nothing is told by ink alone.</summary>
internal enum PaperInk
{
    /// <summary>Black.</summary>
    Black,

    /// <summary>Dark grey.</summary>
    Grey,

    /// <summary>Dark red.</summary>
    Red,
}
