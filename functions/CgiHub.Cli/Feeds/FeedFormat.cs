namespace CgiHub.Cli.Feeds;

/// <summary>A form in which rows come.</summary>
/// <param name="Name">As <c>--type</c> names it.</param>
/// <param name="MediaType">As HTTP names it.</param>
/// <param name="Cut">Where a body can be cut into batches.</param>
internal sealed record FeedFormat(string Name, string MediaType, Cut Cut)
{
    private static readonly (string Extension, string Format)[] Extensions =
    [
        (".csv", "csv"), (".tsv", "csv"), (".txt", "csv"), (".events.json", "cloudevents-batch"), (".json", "json"), (".ndjson", "ndjson"), (".jsonl", "ndjson"), (".xlsx", "xlsx"), (".geojson", "geojson"), (".cap", "cap"), (".jsonld", "niem"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FeedFormat> All { get; } =
    [
        new("csv", "text/csv", Cut.Table),
        new("json", "application/json", Cut.Nowhere),
        new("ndjson", "application/x-ndjson", Cut.Lines),
        new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Cut.Nowhere),
        new("cloudevents", "application/cloudevents+json", Cut.Nowhere),
        new("cloudevents-batch", "application/cloudevents-batch+json", Cut.Nowhere),
        new("geojson", "application/geo+json", Cut.Nowhere),
        new("cap", "application/cap+xml", Cut.Nowhere),
        new("niem", "application/ld+json", Cut.Nowhere),
    ];

    /// <summary>The format of a name on the command line, or of a file's extension; null where neither tells.</summary>
    public static FeedFormat? Of(string? named, string file)
    {
        var plain = IsZipped(file) ? file[..^3] : file;
        var name = named ?? Array.Find(Extensions, e => plain.EndsWith(e.Extension, StringComparison.OrdinalIgnoreCase)).Format;
        return All.FirstOrDefault(f => f.Name == name);
    }

    /// <summary>Whether a file is compressed.</summary>
    public static bool IsZipped(string file) => file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Where a body can be cut.</summary>
internal enum Cut
{
    /// <summary>It goes whole.</summary>
    Nowhere,

    /// <summary>At every line end.</summary>
    Lines,

    /// <summary>At line ends outside of quotes; every part begins with the header.</summary>
    Table,
}
