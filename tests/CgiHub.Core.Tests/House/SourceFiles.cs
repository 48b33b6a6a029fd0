namespace CgiHub.Core.Tests.House;

/// <summary>The hub's own sources, as they lie in the repository.</summary>
internal static class SourceFiles
{
    public static string Root { get; } = Find();

    /// <summary>Every C# file below a folder, as its path from the repository's root with its text.</summary>
    public static IReadOnlyList<(string Path, string Text)> In(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal)
            .Select(f => (f, File.ReadAllText(Path.Combine(Root, f)))),
    ];

    /// <summary>The lines of the block that begins with the first brace at or after a place, braces left out.</summary>
    public static IReadOnlyList<string> BlockAt(string text, int start)
    {
        var open = text.IndexOf('{', start);
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return [.. text[(open + 1)..i].Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l is not ("{" or "}"))];
            }
        }

        return [];
    }

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "CgiHub.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("CgiHub.sln is in no folder above the tests.");
    }
}
