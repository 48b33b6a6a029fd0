namespace CgiHub.Core.Tests.Evidence;

/// <summary>The public image sets, where they are at hand: at <c>CGIHUB_SHARED_DATA</c>, or in <c>shared/data</c> in a folder above the repository.</summary>
internal static class PublicImages
{
    private static readonly string? Data = Find();

    /// <summary>The files of a set and of the sets within it, by their names below it; the test is skipped where the sets are not at hand.</summary>
    public static IReadOnlyList<(string Name, string Path)> Of(string set)
    {
        Skip.If(Data is null, "The public image sets are not here: set CGIHUB_SHARED_DATA, or put them into shared/data in a folder above the repository.");
        var root = Path.Combine(Data!, set);
        return [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is not ("README.md" or "PROVENANCE.csv"))
            .Select(f => (Path.GetRelativePath(root, f).Replace('\\', '/'), f))
            .OrderBy(f => f.Item1, StringComparer.Ordinal)];
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CGIHUB_SHARED_DATA") is { Length: > 0 } given)
        {
            return Directory.Exists(Path.Combine(given, "images")) ? given : null;
        }

        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var data = Path.Combine(above.FullName, "shared", "data");
            if (Directory.Exists(Path.Combine(data, "images")))
            {
                return data;
            }
        }

        return null;
    }
}
