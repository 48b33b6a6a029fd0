using System.Text.RegularExpressions;

namespace CgiHub.Infrastructure.Tests;

/// <summary>Sources of this repository.</summary>
internal static class Repository
{
    /// <summary>The folder of <c>CgiHub.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The infrastructure's folder.</summary>
    public static string Infrastructure { get; } = Path.Combine(Root, "bicep");

    /// <summary>Names of the parameter files, without ending.</summary>
    public static IReadOnlyList<string> Regions { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Infrastructure, "regions"), "*.bicepparam").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    /// <summary>Source files below a folder, by path from the root.</summary>
    public static IReadOnlyDictionary<string, string> Read(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetRelativePath(Root, f).Replace('\\', '/'), File.ReadAllText);

    /// <summary>What the first group of a pattern matches in sources.</summary>
    public static IReadOnlySet<string> Find(IReadOnlyDictionary<string, string> sources, string pattern) =>
        sources.Values.SelectMany(text => Regex.Matches(text, pattern)).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "CgiHub.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("CgiHub.sln is in no folder above the tests.");
    }
}
