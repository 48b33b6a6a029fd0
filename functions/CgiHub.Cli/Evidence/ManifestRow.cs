namespace CgiHub.Cli.Evidence;

/// <summary>One row of a manifest: an image and the exhibit that it shows. Rows that agree in agency, case and exhibit number are one exhibit; a row without a file registers it only.</summary>
internal sealed record ManifestRow
{
    /// <summary>The image, relative to the folder.</summary>
    public string? File { get; init; }

    /// <summary><c>breechFace firingPin ejectorMark headstamp overall surface</c>.</summary>
    public string? View { get; init; }

    /// <summary>The agency; the one that is signed in where it is missing.</summary>
    public string? Ori { get; init; }

    /// <summary>The agency's case number.</summary>
    public string? CaseNumber { get; init; }

    /// <summary>The exhibit's number in the case.</summary>
    public string? ExhibitNumber { get; init; }

    /// <summary><c>cartridgeCase bullet testFire firearm</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>RFC 3339.</summary>
    public string? RecoveredAt { get; init; }

    /// <summary>Caliber.</summary>
    public string? Caliber { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lon { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }
}
