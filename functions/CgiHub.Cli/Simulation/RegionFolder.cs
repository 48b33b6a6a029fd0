using System.Globalization;
using System.Text.Json;
using CgiHub.Cli.Evidence;
using CgiHub.Cli.Feeds;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Simulation;

/// <summary>A simulated region as it lies in a folder: the contract's own files, as partners would send them.</summary>
/// <remarks>
/// <c>agencies.json</c> (an array of registry entries), <c>feeds/{ori}/{feed}/{step}-{day}.{format}</c>, <c>evidence/{ori}/{case}/{exhibit}/exhibit.json</c> with images beside it that are called as their view.
/// The simulator (<c>CgiHub.Partners</c>) writes such folders; nothing else of it is known here.
/// </remarks>
/// <param name="Agencies">The registry's entries, by ORI.</param>
/// <param name="Days">What is sent on each day, in order.</param>
internal sealed record RegionFolder(IReadOnlyDictionary<string, byte[]> Agencies, IReadOnlyList<RegionDay> Days)
{
    private const string Registry = "agencies.json";

    /// <summary>Reads what is in a folder; the files themselves are read when they are sent.</summary>
    /// <exception cref="CommandFailedException">It holds no region.</exception>
    public static RegionFolder Read(string folder)
    {
        var root = Path.GetFullPath(folder);
        var registry = Path.Combine(root, Registry);
        if (!File.Exists(registry))
        {
            throw CommandFailedException.Usage($"{folder} holds no simulated region: {Registry} is missing. The simulator writes one.");
        }

        var batches = Below(root, "feeds").Select(f => Batch(root, f)).ToLookup(b => b.Day);
        var exhibits = Below(root, "evidence").Where(f => Path.GetFileName(f) == "exhibit.json").Select(Exhibit).ToLookup(e => e.Day, e => e.Exhibit);
        var days = batches.Select(b => b.Key).Concat(exhibits.Select(e => e.Key)).Distinct().Order();
        return new RegionFolder(
            Entries(registry),
            [.. days.Select(day => new RegionDay(day, [.. batches[day].GroupBy(b => b.Step).OrderBy(s => s.Key).Select(s => s.OrderBy(b => b.Path, StringComparer.Ordinal).ToList())], [.. exhibits[day]]))]);
    }

    /// <summary>The same region with the first of its days and agencies only.</summary>
    /// <param name="days">How many days; null: all.</param>
    /// <param name="takes">Which agencies take part.</param>
    public RegionFolder Part(int? days, Func<string, bool> takes) => new(
        Agencies.Where(a => takes(a.Key)).ToDictionary(StringComparer.Ordinal),
        [.. Days.Take(days ?? int.MaxValue).Select(d => new RegionDay(d.Day, [.. d.Steps.Select(s => s.Where(b => takes(b.Agency)).ToList())], [.. d.Exhibits.Where(e => takes(e.Asked.Ori))]))]);

    private static IEnumerable<string> Below(string root, string part)
    {
        var folder = Path.Combine(root, part);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];
    }

    private static Dictionary<string, byte[]> Entries(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.EnumerateArray().ToDictionary(
                e => e.Text("ori") is { Length: > 0 } ori ? ori : throw CommandFailedException.Usage($"An entry of {Registry} has no ori."),
                e => JsonSerializer.SerializeToUtf8Bytes(e, CliJson.Default.JsonElement),
                StringComparer.Ordinal);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException)
        {
            throw CommandFailedException.Usage($"{Registry} is no array of registry entries.");
        }
    }

    private static RegionBatch Batch(string root, string path)
    {
        var name = Path.GetFileName(path).Split('.')[0].Split('-', 2);
        return Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar) is [_, var agency, var feed, _]
            && name is [var step, var day]
            && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && FeedFormat.Of(null, path) is { } format
                ? new RegionBatch(agency, feed, number, date, format, path)
                : throw CommandFailedException.Usage($"{path} is no batch of a simulated region.");
    }

    private static (DateOnly Day, ManifestExhibit Exhibit) Exhibit(string path)
    {
        ExhibitAsked? asked;
        try
        {
            asked = JsonSerializer.Deserialize(File.ReadAllBytes(path), CliJson.Default.ExhibitAsked);
        }
        catch (JsonException)
        {
            asked = null;
        }

        if (asked is not { Ori: not null, RecoveredAt: { } recovered } || !DateTimeOffset.TryParse(recovered, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            throw CommandFailedException.Usage($"{path} is no exhibit of a simulated region.");
        }

        var images = Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Where(f => f != path).Order(StringComparer.Ordinal)
            .Select(f => new ManifestImage(Path.GetFileNameWithoutExtension(f), Path.GetFileName(f), f));
        return (DateOnly.FromDateTime(at.UtcDateTime), new ManifestExhibit(asked, [.. images]));
    }
}

/// <summary>What is sent on a day: steps of batches, one after the other, then exhibits.</summary>
internal sealed record RegionDay(DateOnly Day, IReadOnlyList<IReadOnlyList<RegionBatch>> Steps, IReadOnlyList<ManifestExhibit> Exhibits);

/// <summary>Rows of one agency and feed.</summary>
internal sealed record RegionBatch(string Agency, string Feed, int Step, DateOnly Day, FeedFormat Format, string Path);
