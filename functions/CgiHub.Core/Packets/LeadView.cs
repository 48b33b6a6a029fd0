using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>A lead as the center's staff see it.</summary>
public sealed record LeadView
{
    /// <summary><c>ld-…</c></summary>
    public required string Id { get; init; }

    /// <summary>The site's number.</summary>
    public required string LeadNumber { get; init; }

    /// <summary>Who sent it.</summary>
    public required Ori Site { get; init; }

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>Where it stands.</summary>
    public required LeadStatus Status { get; init; }

    /// <summary>Its place now, and why.</summary>
    public required Priority Priority { get; init; }

    /// <summary>Its clocks now.</summary>
    public required IReadOnlyList<Clock> Clocks { get; init; }

    /// <summary>How the sources stood when it was last told.</summary>
    public required IReadOnlyList<SourceStatus> Enrichment { get; init; }

    /// <summary>Its newest packet.</summary>
    public required LeadPacketState Packet { get; init; }

    /// <summary>The gun.</summary>
    public required string GunId { get; init; }

    /// <summary>Case numbers on the gun.</summary>
    public required IReadOnlyList<string> Cases { get; init; }

    /// <summary>Who owns an event on it.</summary>
    public required IReadOnlyList<Ori> Owners { get; init; }

    /// <summary>Agencies concerned that the registry does not know.</summary>
    public required IReadOnlyList<Ori> Unregistered { get; init; }

    /// <summary>Who works on it.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>When each recipient was told and acknowledged first, and by when it should.</summary>
    public required IReadOnlyList<RecipientTimes> Heard { get; init; }

    /// <summary>What came of it, oldest first.</summary>
    public required IReadOnlyList<Outcome> Outcomes { get; init; }

    /// <summary>The center's own notes, oldest first.</summary>
    public required IReadOnlyList<LeadNote> Notes { get; init; }

    /// <summary>Releases of its packets, oldest first.</summary>
    public required IReadOnlyList<DisseminationEntry> Released { get; init; }

    /// <summary>The lead's version, for <c>If-Match</c>.</summary>
    [JsonIgnore]
    public string ETag { get; init; } = "";
}

/// <summary>A lead's newest packet.</summary>
/// <param name="Id">The packet.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="Reason">Why that was issued.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="Recipients">Everyone who was ever told.</param>
/// <param name="Href">Where it is read.</param>
public sealed record LeadPacketState(string Id, int Version, string Reason, DateTimeOffset IssuedAt, IReadOnlyList<Ori> Recipients, string Href);

/// <summary>What an agency tells of a lead; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutcomeKind>))]
public enum OutcomeKind
{
    /// <summary>Somebody works on it.</summary>
    [JsonStringEnumMemberName("assigned")] Assigned,

    /// <summary>Somebody was interviewed.</summary>
    [JsonStringEnumMemberName("interview")] Interview,

    /// <summary>A warrant was obtained or served.</summary>
    [JsonStringEnumMemberName("warrant")] Warrant,

    /// <summary>Somebody was arrested.</summary>
    [JsonStringEnumMemberName("arrest")] Arrest,

    /// <summary>The gun was recovered.</summary>
    [JsonStringEnumMemberName("gunRecovered")] GunRecovered,

    /// <summary>Somebody was charged.</summary>
    [JsonStringEnumMemberName("charged")] Charged,

    /// <summary>A case was cleared.</summary>
    [JsonStringEnumMemberName("cleared")] Cleared,

    /// <summary>Nothing more will be done.</summary>
    [JsonStringEnumMemberName("noFurtherAction")] NoFurtherAction,
}

/// <summary>An outcome as it is told.</summary>
public sealed record OutcomeReport
{
    /// <summary>What.</summary>
    public required OutcomeKind Kind { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }
}

/// <summary>An outcome as kept.</summary>
/// <param name="Id">Follows from who told what.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="Kind">What.</param>
/// <param name="At">When.</param>
/// <param name="Note">Free text.</param>
/// <param name="Agency">Who told; null: the center.</param>
/// <param name="By">The person or application.</param>
/// <param name="ReceivedAt">When the hub was told.</param>
public sealed record Outcome(string Id, string LeadId, OutcomeKind Kind, DateTimeOffset At, string? Note, Ori? Agency, string By, DateTimeOffset ReceivedAt);

/// <summary>A note in a lead's history.</summary>
/// <param name="Kind"><c>comment</c>, <c>assigned</c>, <c>released</c>, <c>confirmed</c> or <c>eliminated</c>.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Text">What.</param>
public sealed record LeadNote(string Kind, string By, DateTimeOffset At, string? Text);

/// <summary>Who is to work on a lead.</summary>
public sealed record AssignRequest
{
    /// <summary>Whom; null: nobody any more.</summary>
    public string? To { get; init; }
}

/// <summary>A comment.</summary>
public sealed record CommentRequest
{
    /// <summary>What.</summary>
    public required string Text { get; init; }
}

/// <summary>What an examiner found, entered at the center.</summary>
public sealed record ExaminerRequest
{
    /// <summary>The examiner.</summary>
    public required string Examiner { get; init; }

    /// <summary>When; now, where it is missing.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }
}
