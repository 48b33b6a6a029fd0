using CgiHub.Core.Feeds.Rows.Niem;

namespace CgiHub.Core.Feeds;

/// <summary>Formats by name (<c>?format=</c>), for senders whose media type is fixed or says too little.</summary>
public static class FeedFormats
{
    /// <summary>What stands for a webhook's own JSON, which comes as <c>application/json</c> like any other.</summary>
    internal const string Flock = "application/vnd.cgihub.flock+json";

    private static readonly (string Name, string MediaType)[] Named =
    [
        ("json", "application/json"), ("ndjson", "application/x-ndjson"), ("csv", "text/csv"), ("cloudevents", "application/cloudevents+json"), ("cloudevents-batch", "application/cloudevents-batch+json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("geojson", "application/geo+json"), ("cap", "application/cap+xml"), ("flock", Flock), ("niem", NiemForm.MediaType),
    ];

    /// <summary>The names.</summary>
    public static string Names => string.Join(", ", Named.Select(n => n.Name));

    /// <summary>The media type to read a body by: the format's where one is named, with the character set that came; else what came. A name that is none gives a type that nothing reads.</summary>
    public static string? MediaType(string? format, string? contentType)
    {
        if (format is null)
        {
            return contentType;
        }

        var charset = (contentType ?? "").Split(';', StringSplitOptions.TrimEntries).FirstOrDefault(p => p.StartsWith("charset=", StringComparison.OrdinalIgnoreCase));
        var media = Array.Find(Named, n => n.Name == format).MediaType ?? "unknown";
        return charset is null ? media : $"{media}; {charset}";
    }
}
