namespace CgiHub.Core.Records;

/// <summary>A recovered gun, and the test fire that the laboratory made of it.</summary>
public sealed record FirearmRecovery : FeedRecord
{
    /// <summary>The agency's case number.</summary>
    public required string CaseNumber { get; init; }

    /// <summary>The gun's exhibit number.</summary>
    public required string ExhibitNumber { get; init; }

    /// <summary>When it was recovered.</summary>
    public required DateTimeOffset RecoveredAt { get; init; }

    /// <summary>Manufacturer.</summary>
    public string? Make { get; init; }

    /// <summary>Model.</summary>
    public string? Model { get; init; }

    /// <summary>Pistol, revolver, rifle, shotgun and so on.</summary>
    public string? Type { get; init; }

    /// <summary>Caliber.</summary>
    public string? Caliber { get; init; }

    /// <summary>Serial number on the frame.</summary>
    public string? Serial { get; init; }

    /// <summary>The serial number was removed.</summary>
    public bool? SerialObliterated { get; init; }

    /// <summary>Importer.</summary>
    public string? Importer { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lon { get; init; }

    /// <summary>Who had it.</summary>
    public Person? Possessor { get; init; }

    /// <summary>The exhibit number of its test fire in the same case.</summary>
    public string? TestFireExhibitNumber { get; init; }
}
