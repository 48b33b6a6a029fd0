namespace CgiHub.Core.Records;

/// <summary>A weapons arrest.</summary>
public sealed record Arrest : FeedRecord
{
    /// <summary>The agency's arrest number.</summary>
    public required string ArrestNumber { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset ArrestedAt { get; init; }

    /// <summary>Offence codes or descriptions.</summary>
    public required IReadOnlyList<string> Offenses { get; init; }

    /// <summary>Who was arrested.</summary>
    public required Person Person { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lon { get; init; }

    /// <summary>Serial number of the gun.</summary>
    public string? FirearmSerial { get; init; }

    /// <summary>The agency's case number.</summary>
    public string? CaseNumber { get; init; }
}
