using System.Text.RegularExpressions;

namespace CgiHub.Core.Tests.House;

/// <summary>The page maps each control to code, tests and templates; a name on it that is nowhere is a control that nobody keeps.</summary>
public sealed partial class The_page_on_security
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SourceFiles.Root, "docs", "security.md"));

    [Fact]
    public void Names_files_that_are_there()
    {
        var files = new[] { "functions", "tests", "bicep" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SourceFiles.Root, folder), "*.*", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(SourceFiles.Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(part => part is "obj" or "bin" or "node_modules"))
            .Append("Directory.Packages.props").ToList();
        var named = File_().Matches(Page).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(named.Count > 10);
        Assert.All(named, name => Assert.Contains(files, f => f == name || f.EndsWith("/" + name, StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_tests_and_options_that_are_there()
    {
        var sources = SourceFiles.In("functions").Concat(SourceFiles.In("tests")).Where(s => !s.Path.EndsWith("/The_page_on_security.cs", StringComparison.Ordinal)).ToList();
        var named = Word().Matches(Page).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(named.Count > 20);
        Assert.All(named, name => Assert.Contains(sources, s => s.Text.Contains(name, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"`([\w./-]+\.(?:cs|bicep|props|json))`")]
    private static partial Regex File_();

    /// <summary>A single word: a class, an option, a test.</summary>
    [GeneratedRegex(@"`(\w{6,})`")]
    private static partial Regex Word();
}
