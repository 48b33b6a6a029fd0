using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Records;

/// <summary>A record that waits for a person's review, and is nowhere else in the hub.</summary>
/// <param name="RecordId"><c>rc-…</c></param>
/// <param name="Feed">The feed.</param>
/// <param name="Agency">Who sent it.</param>
/// <param name="SourceId">What they call it.</param>
/// <param name="ReceivedAt">When the hub got it.</param>
/// <param name="Until">When it is gone if nobody reviews it.</param>
/// <param name="Revision">Names exactly this content; a review says which one it is about.</param>
/// <param name="Record">What it says.</param>
public sealed record HeldRecord(string RecordId, string Feed, Ori Agency, string SourceId, DateTimeOffset ReceivedAt, DateTimeOffset Until, string Revision, FeedRecord Record)
{
    /// <summary>An earlier content of this record was approved, and stands until this one is.</summary>
    public bool Replaces { get; init; }
}

/// <summary>How a review ended; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HoldingDecision>))]
public enum HoldingDecision
{
    /// <summary>It entered the hub.</summary>
    [JsonStringEnumMemberName("approved")] Approved,

    /// <summary>It is gone, and the same content is refused.</summary>
    [JsonStringEnumMemberName("declined")] Declined,
}

/// <summary>What a person decided about a held record; nothing of what it says.</summary>
/// <param name="RecordId"><c>rc-…</c></param>
/// <param name="Revision">About which content.</param>
/// <param name="Decision">How it ended.</param>
/// <param name="At">When.</param>
/// <param name="By">Who (the token's subject).</param>
/// <param name="Reason">Why.</param>
public sealed record HoldingReview(string RecordId, string Revision, HoldingDecision Decision, DateTimeOffset At, string By, string Reason);

/// <summary>A person reviews a held record.</summary>
public sealed record ReviewRequest
{
    /// <summary>The <see cref="HeldRecord.Revision"/> that was read.</summary>
    public string? Revision { get; init; }

    /// <summary>Why: on what the reasonable suspicion rests, or what is missing. It is kept: no names in it.</summary>
    public string? Reason { get; init; }
}

/// <summary>Generated JSON of the holding bin.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(HeldRecord))]
[JsonSerializable(typeof(Page<HeldRecord>))]
[JsonSerializable(typeof(HoldingReview))]
[JsonSerializable(typeof(Page<HoldingReview>))]
[JsonSerializable(typeof(ReviewRequest))]
public sealed partial class HoldingJson : JsonSerializerContext;
