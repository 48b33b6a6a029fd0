namespace CgiHub.Core.Packets.Paper;

/// <summary>How much of each list a paper shows. Where a packet does not fit on its pages the next level is tried; the last one always fits.</summary>
/// <param name="Events">Events of the timeline.</param>
/// <param name="Persons">Persons.</param>
/// <param name="Rows">Rows of each other list.</param>
/// <param name="Steps">Next steps.</param>
/// <param name="Factors">Factors of the rank.</param>
/// <param name="Lines">Lines of a text at most.</param>
/// <param name="Narratives">With what happened, in the agency's words.</param>
/// <param name="Images">Images.</param>
internal sealed record PaperDetail(int Events, int Persons, int Rows, int Steps, int Factors, int Lines, bool Narratives, int Images)
{
    /// <summary>From the fullest on.</summary>
    public static IReadOnlyList<PaperDetail> Levels { get; } =
    [
        new(25, 20, 10, 12, 10, 3, true, 8),
        new(20, 14, 7, 10, 10, 3, true, 8),
        new(16, 10, 5, 8, 8, 2, false, 8),
        new(12, 8, 4, 8, 8, 2, false, 4),
        new(8, 6, 3, 6, 6, 1, false, 4),
        new(5, 4, 2, 5, 5, 1, false, 0),
    ];
}
