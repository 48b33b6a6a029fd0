using System.Text.Json;

namespace CgiHub.Infrastructure.Tests;

/// <summary>What one project restores, as it was committed.</summary>
/// <param name="Project">The project's folder, from the root.</param>
/// <param name="Targets">What it was restored for: frameworks, and runtimes where it was made for one.</param>
/// <param name="Packages">Every package, whoever asked for it.</param>
internal sealed record LockFile(string Project, IReadOnlyList<string> Targets, IReadOnlyList<LockedPackage> Packages)
{
    public const string Name = "packages.lock.json";

    /// <summary>Those of all projects, by folder.</summary>
    public static IReadOnlyList<LockFile> All { get; } =
        [.. Projects.Where(p => File.Exists(Path.Combine(Repository.Root, p, Name))).Select(Read)];

    /// <summary>The folders of all projects.</summary>
    public static IReadOnlyList<string> Projects =>
        [.. new[] { "functions", "tests" }.SelectMany(f => Repository.Read(f, "*.csproj").Keys).Select(f => Path.GetDirectoryName(f)!.Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static LockFile Of(string project) => All.Single(l => l.Project == project);

    private static LockFile Read(string project)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, project, Name)));
        var targets = file.RootElement.GetProperty("dependencies").EnumerateObject().ToList();
        return new LockFile(project, [.. targets.Select(t => t.Name)],
        [
            .. from target in targets
               from package in target.Value.EnumerateObject()
               let kind = package.Value.GetProperty("type").GetString()!
               where kind != "Project"
               select new LockedPackage(package.Name, package.Value.GetProperty("resolved").GetString()!, kind, package.Value.GetProperty("contentHash").GetString()!)
               {
                   Requested = package.Value.TryGetProperty("requested", out var requested) ? requested.GetString() : null,
               },
        ]);
    }
}

/// <summary>A package in a lock file.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">The version that is restored.</param>
/// <param name="Kind"><c>Direct</c>, <c>Transitive</c>, or <c>CentralTransitive</c>: asked for by another project, with the version that is managed centrally.</param>
/// <param name="Hash">SHA-512 of its content, in base 64.</param>
internal sealed record LockedPackage(string Name, string Version, string Kind, string Hash)
{
    /// <summary>The range that was asked for; null where another package asked.</summary>
    public string? Requested { get; init; }
}
