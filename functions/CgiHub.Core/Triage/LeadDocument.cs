using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;

namespace CgiHub.Core.Triage;

/// <summary>A lead as the hub keeps it between packet versions: what was told to whom, where it stands, who works on it.</summary>
/// <remarks>Container <c>leads</c>, partition = lead id, id <see cref="DocumentId"/>. What the records say is not kept here but drawn from them.</remarks>
public sealed record LeadDocument
{
    /// <summary>The document's id in the lead's partition.</summary>
    public const string DocumentId = "lead";

    /// <summary><c>ld-…</c></summary>
    public required string LeadId { get; init; }

    /// <summary>The site's number.</summary>
    public required string LeadNumber { get; init; }

    /// <summary>Who sent it.</summary>
    public required Ori Site { get; init; }

    /// <summary>The region that this hub serves.</summary>
    public required string Region { get; init; }

    /// <summary>Where it stands, as last told.</summary>
    public required LeadStatus Status { get; init; }

    /// <summary>Its place and the reasons, as last told.</summary>
    public required Priority Priority { get; init; }

    /// <summary>Its times.</summary>
    public required LeadTimes Times { get; init; }

    /// <summary>How the sources stood.</summary>
    public required IReadOnlyList<SourceStatus> Enrichment { get; init; }

    /// <summary>The newest packet version.</summary>
    public required int Version { get; init; }

    /// <summary>Why it was issued.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Fingerprint of what it told.</summary>
    public required string Told { get; init; }

    /// <summary>Keys of the events that it told.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Case numbers of those events, for searching the list.</summary>
    public required IReadOnlyList<string> Cases { get; init; }

    /// <summary>Who owns an event, sorted.</summary>
    public required IReadOnlyList<Ori> Owners { get; init; }

    /// <summary>Everyone who was ever told, sorted.</summary>
    public required IReadOnlyList<Ori> Recipients { get; init; }

    /// <summary>Agencies concerned that the registry does not know: their packets wait in the inbox, fully withheld, and go to no queue.</summary>
    public IReadOnlyList<Ori> Unregistered { get; init; } = [];

    /// <summary>Who works on it, or null.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>The gun, as last told.</summary>
    public required string GunId { get; init; }

    /// <summary>What was measured, before weights, without the evidence (that stands with the factors): other weights can be tried on it without drawing anything again.</summary>
    public IReadOnlyList<Measure> Measures { get; init; } = [];

    /// <summary>When the gun was fired, oldest first; of very many the newest.</summary>
    public IReadOnlyList<DateTimeOffset> ShotAt { get; init; } = [];
}

/// <summary>An entry of the triage list.</summary>
public sealed record LeadEntry
{
    /// <summary><c>ld-…</c></summary>
    public required string LeadId { get; init; }

    /// <summary>The site's number.</summary>
    public required string LeadNumber { get; init; }

    /// <summary>Who sent it.</summary>
    public required Ori Site { get; init; }

    /// <summary>Where it stands.</summary>
    public required LeadStatus Status { get; init; }

    /// <summary>Its band now.</summary>
    public required Band Band { get; init; }

    /// <summary>Its points now.</summary>
    public required double Score { get; init; }

    /// <summary>The three largest reasons, as sentences.</summary>
    public required IReadOnlyList<string> Because { get; init; }

    /// <summary>Not part of the score; null without trace.</summary>
    public double? TraffickingIndex { get; init; }

    /// <summary>When the hub got it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The newest packet version.</summary>
    public required int Version { get; init; }

    /// <summary>Case numbers on the gun.</summary>
    public required IReadOnlyList<string> Cases { get; init; }

    /// <summary>Who owns an event.</summary>
    public required IReadOnlyList<Ori> Owners { get; init; }

    /// <summary>Who works on it, or null.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>The next stage to reach; null when all are.</summary>
    public Clock? NextClock { get; init; }

    /// <summary>Clocks in breach, by name.</summary>
    public required IReadOnlyList<string> Breached { get; init; }

    /// <summary>What its score decays from; kept in the list, not shown.</summary>
    public double? Points { get; init; }

    /// <summary>Since when; kept in the list, not shown.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Its times; kept in the list, not shown.</summary>
    public LeadTimes? Times { get; init; }
}

/// <summary>Generated JSON of the triage stage.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(LeadDocument))]
[JsonSerializable(typeof(LeadEntry))]
[JsonSerializable(typeof(Page<LeadEntry>))]
[JsonSerializable(typeof(WeightsTrial))]
[JsonSerializable(typeof(WeightsPreviewed))]
[JsonSerializable(typeof(TriageWeights))]
[JsonSerializable(typeof(TriageOptions))]
public sealed partial class TriageJson : JsonSerializerContext;
