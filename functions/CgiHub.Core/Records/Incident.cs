using System.Text.Json.Serialization;

namespace CgiHub.Core.Records;

/// <summary>An incident: homicide, shooting, shots fired, and so on.</summary>
public sealed record Incident : FeedRecord
{
    /// <summary>The agency's case number.</summary>
    public required string CaseNumber { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>What it was.</summary>
    public required IncidentType Type { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Street address.</summary>
    public string? Address { get; init; }

    /// <summary>Number of victims.</summary>
    public int? Victims { get; init; }

    /// <summary>Number of people injured.</summary>
    public int? Injured { get; init; }

    /// <summary>Rounds fired.</summary>
    public int? Rounds { get; init; }

    /// <summary>Free text.</summary>
    public string? Narrative { get; init; }

    /// <summary>The people in it.</summary>
    public IReadOnlyList<PersonInRole>? Persons { get; init; }
}

/// <summary>Kinds of incident; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<IncidentType>))]
public enum IncidentType
{
    /// <summary>A homicide.</summary>
    [JsonStringEnumMemberName("homicide")] Homicide,

    /// <summary>Somebody was hit and lived.</summary>
    [JsonStringEnumMemberName("nonFatalShooting")] NonFatalShooting,

    /// <summary>Shots fired, nobody hit.</summary>
    [JsonStringEnumMemberName("shotsFired")] ShotsFired,

    /// <summary>A robbery.</summary>
    [JsonStringEnumMemberName("robbery")] Robbery,

    /// <summary>An assault.</summary>
    [JsonStringEnumMemberName("assault")] Assault,

    /// <summary>A gun was recovered.</summary>
    [JsonStringEnumMemberName("recovery")] Recovery,

    /// <summary>Anything else.</summary>
    [JsonStringEnumMemberName("other")] Other,
}
