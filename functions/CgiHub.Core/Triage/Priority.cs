using System.Text.Json.Serialization;

namespace CgiHub.Core.Triage;

/// <summary>How high a lead stands, and why.</summary>
/// <param name="Score">Points after decay, now; 0 or more.</param>
/// <param name="Band">What that means for people.</param>
/// <param name="Factors">Every factor that gave points, largest first.</param>
/// <param name="SortKey">Orders the triage list, the same at every moment: <c>ln(points) + t/τ</c> as text.</param>
public sealed record Priority(double Score, Band Band, IReadOnlyList<Factor> Factors, string SortKey)
{
    /// <summary>The trafficking index (New York Attorney General), 0 to 100, of the highest trace; null without trace. Not part of the score.</summary>
    public double? TraffickingIndex { get; init; }

    /// <summary>Points before decay: the sum of the factors.</summary>
    public double Points { get; init; }

    /// <summary>From when they decay: the newest event, as far as the hub knows it.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>What was measured, before weights; kept with the lead, not shown.</summary>
    [JsonIgnore]
    public IReadOnlyList<Measure> Measures { get; init; } = [];

    /// <summary>When the gun was fired, oldest first; kept with the lead, not shown.</summary>
    [JsonIgnore]
    public IReadOnlyList<DateTimeOffset> ShotAt { get; init; } = [];
}

/// <summary>Bands of priority, highest first; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Band>))]
public enum Band
{
    /// <summary>Public safety: goes out at once, raw.</summary>
    [JsonStringEnumMemberName("immediate")] Immediate,

    /// <summary>Today.</summary>
    [JsonStringEnumMemberName("high")] High,

    /// <summary>This week.</summary>
    [JsonStringEnumMemberName("medium")] Medium,

    /// <summary>When there is time.</summary>
    [JsonStringEnumMemberName("low")] Low,
}

/// <summary>One reason for a lead's place.</summary>
/// <param name="Name">Stable name, such as <c>homicide</c>.</param>
/// <param name="Points">What it adds.</param>
/// <param name="Because">A sentence.</param>
/// <param name="Evidence">The records behind it, as <c>feed/agency/sourceId</c>.</param>
public sealed record Factor(string Name, double Points, string Because, IReadOnlyList<string> Evidence)
{
    /// <summary>The dissemination rules over the facts behind it; who may not see them all is not shown the factor. Empty: none.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];
}

/// <summary>One stage's clock.</summary>
/// <param name="Name"><c>recovered</c>, <c>received</c>, <c>imaged</c>, <c>entered</c>, <c>lead</c>, <c>packetSent</c>, <c>acknowledged</c>, <c>firstAction</c>.</param>
/// <param name="At">When it was reached; null while it is not.</param>
/// <param name="DueAt">When it should be.</param>
/// <param name="Breached">It was, or is, later than that.</param>
public sealed record Clock(string Name, DateTimeOffset? At, DateTimeOffset? DueAt, bool Breached);
