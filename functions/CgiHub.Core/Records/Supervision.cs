using System.Text.Json.Serialization;

namespace CgiHub.Core.Records;

/// <summary>A probation or parole record (NIEM <c>nc:SupervisionType</c>).</summary>
public sealed record Supervision : FeedRecord
{
    /// <summary>The supervising agency's id of the record.</summary>
    public required string RecordId { get; init; }

    /// <summary>Which kind.</summary>
    public required SupervisionKind Kind { get; init; }

    /// <summary>Who is supervised.</summary>
    public required Person Person { get; init; }

    /// <summary>Where it stands.</summary>
    public required SupervisionStatus Status { get; init; }

    /// <summary>Level of supervision.</summary>
    public string? Level { get; init; }

    /// <summary>Start of the term.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>End of the term.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The supervising officer.</summary>
    public Officer? Officer { get; init; }

    /// <summary>Conditions, such as no firearms.</summary>
    public IReadOnlyList<string>? Conditions { get; init; }

    /// <summary>County.</summary>
    public string? County { get; init; }

    /// <summary>Whether a condition forbids firearms (<see cref="FirearmConditions"/>).</summary>
    [JsonIgnore]
    public bool ForbidsFirearms => FirearmConditions.Find(Conditions) is not null;
}

/// <summary>Kinds of supervision; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<SupervisionKind>))]
public enum SupervisionKind
{
    /// <summary>Probation.</summary>
    [JsonStringEnumMemberName("probation")] Probation,

    /// <summary>Parole.</summary>
    [JsonStringEnumMemberName("parole")] Parole,
}

/// <summary>Where supervision stands; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<SupervisionStatus>))]
public enum SupervisionStatus
{
    /// <summary>Under supervision.</summary>
    [JsonStringEnumMemberName("active")] Active,

    /// <summary>Absconded.</summary>
    [JsonStringEnumMemberName("absconded")] Absconded,

    /// <summary>Completed.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>Revoked.</summary>
    [JsonStringEnumMemberName("revoked")] Revoked,
}

/// <summary>A supervising officer.</summary>
public sealed record Officer
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Telephone.</summary>
    public string? Phone { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }
}
