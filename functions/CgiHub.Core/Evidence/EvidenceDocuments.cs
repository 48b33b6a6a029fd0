using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Evidence;

/// <summary>An exhibit as registered: document <c>exhibit</c> of its partition.</summary>
internal sealed record ExhibitDocument(Ori Ori, string CaseNumber, string ExhibitNumber, ExhibitKind Kind, DateTimeOffset RecoveredAt, DateTimeOffset ReceivedAt)
{
    public const string Id = "exhibit";

    public string? Caliber { get; init; }

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    public string? Note { get; init; }

    public Exhibit ToExhibit(string id, IReadOnlyList<ImageStored> images) => new(id, Ori, CaseNumber, ExhibitNumber, Kind, RecoveredAt, ReceivedAt)
    {
        Caliber = Caliber,
        Lat = Lat,
        Lon = Lon,
        Note = Note,
        Images = images,
    };
}

/// <summary>One version of one view: <c>image|{view}</c> is the current one, <c>version|{view}|{n}</c> are those before it.</summary>
internal sealed record ImageDocument(ImageStored Image, string PreviewType)
{
    public static string Current(ImageView view) => $"image|{view.Name()}";

    public static string Superseded(ImageView view, int version) => $"version|{view.Name()}|{SortKey.Of(version)}";
}

/// <summary>The end of the chain of custody: document <c>custody-head</c>. Its ETag orders those who add to the chain.</summary>
internal sealed record CustodyHead(long Seq, string Hash)
{
    public const string Id = "custody-head";

    public static string Entry(long seq) => $"custody|{SortKey.Of(seq)}";
}

/// <summary>A valet key that was handed out: document <c>upload|{id}</c>, short-lived.</summary>
internal sealed record UploadDocument(ImageView View, string Blob, string? Completed)
{
    public static string Id(string uploadId) => $"upload|{uploadId}";
}

/// <summary>Names of evidence blobs. Originals, previews and reliefs are named by the original's content, so the same bytes are one blob.</summary>
internal static class EvidenceBlobs
{
    public const string Uploads = "uploads/";

    public static string Original(string exhibitId, string sha256) => $"evidence/{exhibitId}/{sha256}";

    public static string Preview(string exhibitId, string sha256) => $"evidence/{exhibitId}/{sha256}.preview";

    public static string Relief(string exhibitId, string sha256) => $"evidence/{exhibitId}/{sha256}.relief";

    /// <summary>Below no folder of its own: where blobs are files, the folder would outlive the upload, and each sweep would walk all of them.</summary>
    public static string Upload(string uploadId) => $"{Uploads}{uploadId}";
}
