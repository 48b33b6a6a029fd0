using System.Text;
using System.Text.Json;

namespace CgiHub.Cli.Evidence;

/// <summary>What a manifest says is to be sent: exhibits with their images, checked before anything is sent.</summary>
internal static class Manifest
{
    private const long MostBytes = 256L * 1024 * 1024;

    private static readonly string[] Views = ["breechFace", "firingPin", "ejectorMark", "headstamp", "overall", "surface"];

    /// <summary>Reads a manifest of a folder.</summary>
    /// <param name="folder">Where the images are; none outside of it is sent, whatever the manifest says.</param>
    /// <param name="name">The manifest; null: <c>manifest.csv</c> or <c>manifest.json</c> in the folder.</param>
    /// <param name="agency">The agency of rows that name none.</param>
    public static IReadOnlyList<ManifestExhibit> Read(string folder, string? name, string? agency)
    {
        var root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw CommandFailedException.Usage($"There is no folder {folder}.");
        }

        var path = name ?? (File.Exists(Path.Combine(root, "manifest.json")) ? Path.Combine(root, "manifest.json") : Path.Combine(root, "manifest.csv"));
        if (!File.Exists(path))
        {
            throw CommandFailedException.Usage(name is null ? $"{folder} holds neither manifest.csv nor manifest.json; name another with --manifest." : $"There is no {name}.");
        }

        if (new FileInfo(path).Length > MostBytes)
        {
            throw CommandFailedException.Usage($"{path} has more than {MostBytes} bytes.");
        }

        var faults = new List<string>();
        var exhibits = Rows(path).Select((row, i) => (Row: row, At: $"row {i + 1}"))
            .GroupBy(r => (Ori: (r.Row.Ori ?? agency)?.ToUpperInvariant(), Case: r.Row.CaseNumber, Exhibit: r.Row.ExhibitNumber))
            .Select(g => Exhibit(root, g.Key.Ori, [.. g], faults))
            .ToList();
        return faults.Count == 0 ? exhibits : throw CommandFailedException.Usage($"The manifest cannot be sent:{string.Concat(faults.Take(50).Select(f => $"\n  {f}"))}{(faults.Count > 50 ? $"\n  and {faults.Count - 50} more" : "")}");
    }

    private static IReadOnlyList<ManifestRow> Rows(string path)
    {
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return ManifestCsv.Read(File.ReadAllText(path, Encoding.UTF8));
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), CliJson.Default.IReadOnlyListManifestRow) ?? [];
        }
        catch (JsonException wrong)
        {
            throw CommandFailedException.Usage($"{path} is no array of manifest rows: {wrong.Message}");
        }
    }

    private static ManifestExhibit Exhibit(string root, string? ori, List<(ManifestRow Row, string At)> rows, List<string> faults)
    {
        var (first, at) = rows[0];
        Need(ori, "an ori (or sign in with --agency)");
        Need(first.CaseNumber, "a caseNumber");
        Need(first.ExhibitNumber, "an exhibitNumber");
        Need(first.Kind, "a kind");
        Need(first.RecoveredAt, "recoveredAt");
        var images = new List<ManifestImage>();
        foreach (var (row, place) in rows.Where(r => r.Row.File is not null))
        {
            if (row.View is null || !Views.Contains(row.View, StringComparer.Ordinal))
            {
                faults.Add($"{place}: view is one of {string.Join(' ', Views)}.");
            }
            else if (images.Exists(i => i.View == row.View))
            {
                faults.Add($"{place}: this exhibit has another image for {row.View}.");
            }
            else if (Inside(root, row.File!) is not { } file)
            {
                faults.Add($"{place}: there is no file {row.File} in the folder.");
            }
            else
            {
                images.Add(new ManifestImage(row.View, row.File!, file));
            }
        }

        return new ManifestExhibit(new ExhibitAsked(ori ?? "", first.CaseNumber ?? "", first.ExhibitNumber ?? "", first.Kind ?? "", first.RecoveredAt ?? "", first.Caliber, first.Lat, first.Lon, first.Note), images);

        void Need(string? value, string what)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                faults.Add($"{at}: it needs {what}.");
            }
        }
    }

    /// <summary>The file's whole path; null where it does not exist, or lies outside of the folder, be it through <c>..</c> or through links.</summary>
    private static string? Inside(string root, string file)
    {
        var path = Path.GetFullPath(Path.Combine(root, file));
        var real = new FileInfo(path);
        if (!IsBelow(root, path) || !real.Exists)
        {
            return null;
        }

        var target = real.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        for (var folder = Directory.GetParent(path); folder is not null && folder.FullName.Length > root.Length; folder = folder.Parent)
        {
            if (folder.LinkTarget is not null)
            {
                return null;
            }
        }

        return IsBelow(root, target) ? path : null;
    }

    private static bool IsBelow(string root, string path) => path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

/// <summary>An exhibit to register, with its images.</summary>
internal sealed record ManifestExhibit(ExhibitAsked Asked, IReadOnlyList<ManifestImage> Images)
{
    /// <summary>What people call it.</summary>
    public string Name => $"{Asked.Ori} {Asked.CaseNumber}/{Asked.ExhibitNumber}";
}

/// <summary>An image to send.</summary>
/// <param name="View">What it shows.</param>
/// <param name="File">As the manifest names it.</param>
/// <param name="Path">Where it lies.</param>
internal sealed record ManifestImage(string View, string File, string Path);
