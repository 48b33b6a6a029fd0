using System.Globalization;

namespace CgiHub.Core.CaseMaps;

/// <summary>Which part of a case map somebody wants to see.</summary>
/// <param name="Depth">Most steps from the lead's exhibits and their gun; null for all.</param>
/// <param name="Kinds">Kinds of entity; empty for all.</param>
public sealed record CaseMapFilter(int? Depth, IReadOnlySet<NodeKind> Kinds)
{
    private const int MostDepth = 20;

    /// <summary>Reads <c>depth</c> (a whole number) and <c>kinds</c> (comma-separated).</summary>
    public static Result<CaseMapFilter> Read(string? depth, string? kinds)
    {
        int? steps = null;
        if (depth is not null)
        {
            if (!int.TryParse(depth, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > MostDepth)
            {
                return Errors.BadMapFilter("depth", $"a whole number from 0 to {MostDepth}");
            }

            steps = number;
        }

        var wanted = new HashSet<NodeKind>();
        foreach (var word in (kinds ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!word.All(char.IsAsciiLetter) || !Enum.TryParse<NodeKind>(word, ignoreCase: true, out var kind))
            {
                return Errors.BadMapFilter("kinds", string.Join(", ", Enum.GetNames<NodeKind>().Select(n => n.ToLowerInvariant())));
            }

            wanted.Add(kind);
        }

        return new CaseMapFilter(steps, wanted);
    }

    /// <summary>
    /// Whether gunshot alerts or vehicles can be in the part that is wanted. Gunshots hang on cases alone, two steps from the start or more;
    /// a vehicle seen near several cases also hangs on the gun itself. Every case is as near without them: what is left out of the drawing shortens no way.
    /// </summary>
    internal bool Shows(NodeKind near) => (Depth is not { } depth || depth > (near == NodeKind.Vehicle ? 0 : 1)) && (Kinds.Count == 0 || Kinds.Contains(near));

    /// <summary>The part of a map that is wanted. Steps are counted on the whole map, so what is left out by kind still connects.</summary>
    public CaseMap Apply(CaseMap map, IEnumerable<string> start)
    {
        ArgumentNullException.ThrowIfNull(map);
        var near = Depth is { } depth ? Near(map, start, depth) : null;
        var nodes = map.Nodes.Where(n => (near is null || near.Contains(n.Id)) && (Kinds.Count == 0 || Kinds.Contains(n.Kind))).ToList();
        var ids = nodes.Select(n => n.Id).ToHashSet(StringComparer.Ordinal);
        return map with { Nodes = nodes, Links = [.. map.Links.Where(l => ids.Contains(l.From) && ids.Contains(l.To))] };
    }

    private static HashSet<string> Near(CaseMap map, IEnumerable<string> start, int depth)
    {
        var neighbours = map.Links.SelectMany(l => new[] { (l.From, l.To), (From: l.To, To: l.From) }).ToLookup(l => l.From, l => l.To, StringComparer.Ordinal);
        var reached = start.ToHashSet(StringComparer.Ordinal);
        List<string> edge = [.. reached];
        for (var step = 0; step < depth && edge.Count > 0; step++)
        {
            edge = [.. edge.SelectMany(id => neighbours[id]).Where(reached.Add)];
        }

        return reached;
    }
}
