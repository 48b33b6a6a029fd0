using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CgiHub.Infrastructure.Tests;

/// <summary>What the hub is built from that is not in this repository: chosen in one file, locked by version and hash for each project.</summary>
public sealed partial class The_packages
{
    /// <summary>Whose packages some mirrors lack; a lock file that nobody can restore would be worth nothing.</summary>
    private static readonly string[] WithoutLock = ["functions/CgiHub.Functions", "tests/CgiHub.Functions.Tests"];

    /// <summary>Versions that their makers call unfinished, each with the reason why it is here all the same.</summary>
    private static readonly Dictionary<string, string> PreReleases = new(StringComparer.Ordinal)
    {
        ["@emnapi/core 2.0.0-beta.2"] = "Optional, and for building only: what the board's bundler runs on where it has no native build. Its published package asks for exactly this version.",
        ["@emnapi/runtime 2.0.0-beta.2"] = "As @emnapi/core.",
    };

    private static readonly Dictionary<string, string> Central =
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(p => p.Attribute("Include")!.Value, p => p.Attribute("Version")!.Value, StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Are_chosen_by_exact_versions()
    {
        Assert.All(Central, p => Assert.Matches(Exact(), p.Value));
        Assert.All(Npm("package.json").Where(p => p.Name.Length > 0), p => Assert.Matches(NpmVersion(), p.Version));
        Assert.All(Tools(), t => Assert.Matches(Exact(), t.Version));
        Assert.All(Repository.Read("tests", "*.csproj").Values.Concat(Repository.Read("functions", "*.csproj").Values), project =>
        {
            Assert.DoesNotMatch(@"<PackageReference [^>]*Version", project);
            Assert.All(Regex.Matches(project, "<PackageDownload [^>]*Version=\"([^\"]*)\""), m => Assert.Matches(@"^\[[^,\[\]]+\]$", m.Groups[1].Value));
        });
    }

    [Fact]
    public void Are_locked_for_every_project_that_every_feed_can_restore() =>
        Assert.Equal(LockFile.Projects.Except(WithoutLock), LockFile.All.Select(l => l.Project));

    [Fact]
    public void Are_locked_by_a_hash() =>
        Assert.All(LockFile.All.SelectMany(l => l.Packages), p => Assert.Equal(64, Convert.FromBase64String(p.Hash).Length));

    [Fact]
    public void Have_the_same_hash_wherever_they_are_locked() =>
        Assert.All(LockFile.All.SelectMany(l => l.Packages).GroupBy(p => (p.Name, p.Version)), same => Assert.Single(same.Select(p => p.Hash).Distinct()));

    [Fact]
    public void Are_asked_for_only_as_they_were_chosen() =>
        Assert.All(LockFile.All.SelectMany(l => l.Packages).Where(p => p.Kind != "Transitive"), p =>
        {
            Assert.True(Central.TryGetValue(p.Name, out var chosen), $"{p.Name} is not in Directory.Packages.props.");
            Assert.Equal($"[{chosen}, )", p.Requested);
            Assert.True(p.Kind != "Direct" || p.Version == chosen, $"{p.Name} {chosen} was asked for, and {p.Version} is locked.");
        });

    [Fact]
    public void Are_finished_versions_those_that_others_bring_included()
    {
        var locked = LockFile.All.SelectMany(l => l.Packages).Select(p => (p.Name, p.Version))
            .Concat(Npm("package-lock.json"))
            .Concat(Tools())
            .Concat(Central.Select(p => (Name: p.Key, Version: p.Value)));
        var unfinished = locked.Where(p => p.Version.Contains('-', StringComparison.Ordinal)).Select(p => $"{p.Name} {p.Version}").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(PreReleases.Keys.Order(StringComparer.Ordinal), unfinished);
    }

    /// <summary>A lock file made for one runtime, or holding what an SDK brings by itself, would fit one machine or one patch only.</summary>
    [Fact]
    public void Are_the_same_on_every_machine_and_for_every_patch_of_the_SDK() =>
        Assert.All(LockFile.All, l =>
        {
            Assert.Equal("net10.0", Assert.Single(l.Targets));
            Assert.DoesNotContain(l.Packages, p => OfTheSdk().IsMatch(p.Name));
        });

    [Fact]
    public void Of_the_board_are_locked_by_a_hash_and_bound_to_no_registry()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "functions/CgiHub.Board/package-lock.json")));
        Assert.All(file.RootElement.GetProperty("packages").EnumerateObject().Where(p => p.Name.Length > 0), p =>
        {
            Assert.StartsWith("sha512-", p.Value.GetProperty("integrity").GetString(), StringComparison.Ordinal);
            Assert.False(p.Value.TryGetProperty("resolved", out _), $"{p.Name} names where it was fetched.");
        });
    }

    /// <summary>Names and versions in one of the board's files.</summary>
    private static IReadOnlyList<(string Name, string Version)> Npm(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "functions/CgiHub.Board", name)));
        return file.RootElement.TryGetProperty("packages", out var locked)
            ? [.. locked.EnumerateObject().Where(p => p.Name.Length > 0).Select(p => (p.Name[(p.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + "node_modules/".Length)..], p.Value.GetProperty("version").GetString()!))]
            : [.. new[] { "dependencies", "devDependencies" }.SelectMany(kind => file.RootElement.GetProperty(kind).EnumerateObject()).Select(p => (p.Name, p.Value.GetString()!))];
    }

    private static IReadOnlyList<(string Name, string Version)> Tools()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, ".config/dotnet-tools.json")));
        return [.. file.RootElement.GetProperty("tools").EnumerateObject().Select(t => (t.Name, t.Value.GetProperty("version").GetString()!))];
    }

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?$")]
    private static partial Regex Exact();

    [GeneratedRegex(@"^\d+\.\d+\.\d+$")]
    private static partial Regex NpmVersion();

    [GeneratedRegex(@"^(Microsoft\.(NETCore|AspNetCore|WindowsDesktop)\.App|Microsoft\.NET\.(ILLink|Sdk)|ILCompiler|runtime\.)|crossgen", RegexOptions.IgnoreCase)]
    private static partial Regex OfTheSdk();
}
