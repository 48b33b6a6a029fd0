namespace CgiHub.Cli.Evidence;

/// <summary>An exhibit as it is registered.</summary>
internal sealed record ExhibitAsked(string Ori, string CaseNumber, string ExhibitNumber, string Kind, string RecoveredAt, string? Caliber, double? Lat, double? Lon, string? Note);

/// <summary>An exhibit as the hub knows it.</summary>
internal sealed record ExhibitKnown(string Id, string Kind)
{
    /// <summary>When it was collected.</summary>
    public DateTimeOffset? RecoveredAt { get; init; }

    /// <summary>Its images.</summary>
    public IReadOnlyList<ImageKept> Images { get; set; } = [];
}

/// <summary>An image as the hub keeps it.</summary>
internal sealed record ImageKept(string View, int Version, string Sha256, long Bytes);

/// <summary>A valet key.</summary>
internal sealed record UploadOffered(string UploadId, string Url, string Complete);
