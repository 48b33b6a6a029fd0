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

    /// <summary>What was measured, before weights: other weights can be tried on it without drawing anything again.</summary>
    public IReadOnlyList<Measured> Measures { get; init; } = [];

    /// <summary>When the gun was fired, oldest first; of very many the newest.</summary>
    public IReadOnlyList<DateTimeOffset> ShotAt { get; init; } = [];

    /// <summary>When each recipient was told first, and acknowledged first; sorted by ORI.</summary>
    public IReadOnlyList<RecipientTimes> Heard { get; init; } = [];

    /// <summary>When it was made, as it was told first: the month in which it is counted. It never moves.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>When somebody last did something with it: acknowledged, assigned, commented, released, examined, told an outcome; null: nobody ever did.</summary>
    public DateTimeOffset? TouchedAt { get; init; }

    /// <summary>The last outcome said that nothing more will be done, or that a case was cleared; a new version opens it again.</summary>
    public bool Settled { get; init; }

    /// <summary>How it stood at the version before; null before there was one.</summary>
    public LeadStanding? Before { get; init; }

    /// <summary>When its status last changed.</summary>
    public DateTimeOffset? StatusSince { get; init; }

    /// <summary>Notices about earlier versions, oldest first; those that no version has told yet are told by the next.</summary>
    public IReadOnlyList<LeadNotice> Notices { get; init; } = [];

    /// <summary>How often versions of it were withdrawn: whoever drew its picture before the last time draws it again.</summary>
    public int Withdrawals { get; init; }

    /// <summary>One more with each change: of two states of one lead the later has the higher.</summary>
    public long Revision { get; init; }

    /// <summary>Whether a version was issued, sent or withdrawn, or somebody did something with it, from an instant on; a notice that no version has told yet counts always.</summary>
    internal bool ChangedSince(DateTimeOffset since) => IssuedAt >= since || Times.PacketSent >= since || TouchedAt >= since || Notices.Any(n => n.Waits || n.At >= since);
}

/// <summary>What a recipient of a lead's packets did, and by when it should.</summary>
/// <param name="Ori">Who.</param>
/// <param name="ToldAt">When the first packet for it was issued.</param>
public sealed record RecipientTimes(Ori Ori, DateTimeOffset ToldAt)
{
    /// <summary>When it should acknowledge; null for who is not in the registry, and so cannot.</summary>
    public DateTimeOffset? AcknowledgeBy { get; init; }

    /// <summary>When the first action is due by its own target; null for who owns no event, and for who is not in the registry.</summary>
    public DateTimeOffset? ActBy { get; init; }

    /// <summary>When it acknowledged first, or else told an outcome.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }
}

/// <summary>How a lead stood at one of its versions.</summary>
/// <param name="Version">Which.</param>
/// <param name="IssuedAt">When that was issued.</param>
/// <param name="Points">Points before decay.</param>
/// <param name="Since">From when they decay.</param>
/// <param name="Factors">Points by factor.</param>
public sealed record LeadStanding(int Version, DateTimeOffset IssuedAt, double Points, DateTimeOffset Since, IReadOnlyDictionary<string, double> Factors)
{
    /// <summary>The standing of a lead at a version.</summary>
    public static LeadStanding Of(LeadStood lead)
    {
        ArgumentNullException.ThrowIfNull(lead);
        return new LeadStanding(lead.Version, lead.IssuedAt, lead.Priority.Points, lead.Priority.Since,
            lead.Priority.Factors.GroupBy(f => f.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(f => f.Points), StringComparer.Ordinal));
    }
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

    /// <summary>When somebody last did something with it; null: nobody ever did.</summary>
    public DateTimeOffset? TouchedAt { get; init; }

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
[JsonSerializable(typeof(LeadStood))]
[JsonSerializable(typeof(LeadEntry))]
[JsonSerializable(typeof(FollowRequest))]
[JsonSerializable(typeof(Page<LeadEntry>))]
[JsonSerializable(typeof(WeightsTrial))]
[JsonSerializable(typeof(WeightsPreviewed))]
[JsonSerializable(typeof(TriageWeights))]
[JsonSerializable(typeof(TriageOptions))]
[JsonSerializable(typeof(Digest))]
[JsonSerializable(typeof(ClockRow))]
[JsonSerializable(typeof(DueLead))]
[JsonSerializable(typeof(ClockTable))]
[JsonSerializable(typeof(LeadChange))]
[JsonSerializable(typeof(BreachAlert))]
[JsonSerializable(typeof(Page<BreachAlert>))]
public sealed partial class TriageJson : JsonSerializerContext;
