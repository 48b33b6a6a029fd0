using System.Text.Json.Serialization;

namespace CgiHub.Core.Records;

/// <summary>A gunshot detection alert, its review update, or its cancellation. Rows with the same alert id are one alert.</summary>
public sealed record GunshotAlert : FeedRecord
{
    /// <summary>The vendor's id of the alert.</summary>
    public required string AlertId { get; init; }

    /// <summary>When it was heard.</summary>
    public required DateTimeOffset DetectedAt { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Rounds counted.</summary>
    public int? Rounds { get; init; }

    /// <summary>What it was taken for.</summary>
    public required GunshotKind Kind { get; init; }

    /// <summary>Whether this is the alert, a review of it, or its cancellation.</summary>
    public required AlertStatus Status { get; init; }
}

/// <summary>What a gunshot alert was taken for; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<GunshotKind>))]
public enum GunshotKind
{
    /// <summary>One shot.</summary>
    [JsonStringEnumMemberName("single")] Single,

    /// <summary>Several shots.</summary>
    [JsonStringEnumMemberName("multiple")] Multiple,

    /// <summary>Automatic fire.</summary>
    [JsonStringEnumMemberName("automatic")] Automatic,

    /// <summary>Perhaps gunfire.</summary>
    [JsonStringEnumMemberName("possible")] Possible,

    /// <summary>Fireworks.</summary>
    [JsonStringEnumMemberName("fireworks")] Fireworks,
}

/// <summary>Life of an alert (CAP 1.2 message types); camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<AlertStatus>))]
public enum AlertStatus
{
    /// <summary>First message.</summary>
    [JsonStringEnumMemberName("alert")] Alert,

    /// <summary>Reviewed.</summary>
    [JsonStringEnumMemberName("update")] Update,

    /// <summary>Withdrawn.</summary>
    [JsonStringEnumMemberName("cancel")] Cancel,
}
