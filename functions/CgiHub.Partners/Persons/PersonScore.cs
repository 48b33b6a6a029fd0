namespace CgiHub.Partners.Persons;

/// <summary>How well groups of descriptions meet the truth, over pairs of descriptions of one person.</summary>
/// <param name="Right">Pairs put together that are one person.</param>
/// <param name="Wrong">Pairs put together that are two people.</param>
/// <param name="Lost">Pairs of one person that were not put together.</param>
public sealed record PersonScore(long Right, long Wrong, long Lost)
{
    /// <summary>Share of the pairs put together that are one person; 1 where none was.</summary>
    public double Precision => Right + Wrong == 0 ? 1 : (double)Right / (Right + Wrong);

    /// <summary>Share of the pairs of one person that were put together; 1 where there are none.</summary>
    public double Recall => Right + Lost == 0 ? 1 : (double)Right / (Right + Lost);

    /// <summary>Harmonic mean of both.</summary>
    public double F1 => 2 * Precision * Recall / Math.Max(double.Epsilon, Precision + Recall);

    /// <summary>Counts the pairs. Descriptions whose person is not known (null) count for nothing.</summary>
    public static PersonScore Of<T>(IEnumerable<IReadOnlyList<int>> clusters, IReadOnlyList<T> truth)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        ArgumentNullException.ThrowIfNull(truth);
        long right = 0, together = 0;
        foreach (var cluster in clusters)
        {
            var known = cluster.Select(i => truth[i]).Where(t => t is not null).ToList();
            together += Pairs(known.Count);
            right += known.GroupBy(t => t).Sum(g => Pairs(g.Count()));
        }

        var all = truth.Where(t => t is not null).GroupBy(t => t).Sum(g => Pairs(g.Count()));
        return new PersonScore(right, together - right, all - right);
    }

    private static long Pairs(long count) => count * (count - 1) / 2;
}
