namespace CgiHub.Core.Records;

/// <summary>A plate seen by a license plate reader; an alert where <see cref="Hotlist"/> is set.</summary>
public sealed record PlateRead : FeedRecord
{
    /// <summary>The vendor's id of the read.</summary>
    public required string ReadId { get; init; }

    /// <summary>When it was seen.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>The plate, or its pseudonym.</summary>
    public required string Plate { get; init; }

    /// <summary>Issuing state.</summary>
    public string? PlateState { get; init; }

    /// <summary>0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>The reader that saw it.</summary>
    public required string Device { get; init; }

    /// <summary>Why it is on a hot list.</summary>
    public string? Reason { get; init; }

    /// <summary>The hot list that it matched.</summary>
    public string? Hotlist { get; init; }

    /// <summary>A signed URL of the picture; expires.</summary>
    public string? ImageUrl { get; init; }
}
