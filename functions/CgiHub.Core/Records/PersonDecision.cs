using System.Text.Json.Serialization;

namespace CgiHub.Core.Records;

/// <summary>
/// What somebody of the center decided about who is who: a record like others, kept under the keys of the descriptions it concerns, so that whoever draws
/// a person finds it there. It is made by the hub's own routes and taken from no feed.
/// </summary>
public sealed record PersonDecision : FeedRecord
{
    /// <summary>The name under which decisions are kept; no feed has it.</summary>
    public const string Feed = "decisions";

    /// <summary>One person, or two.</summary>
    public required PersonDecisionKind Kind { get; init; }

    /// <summary>When it was decided; of two decisions over the same descriptions the newer one stands.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who decided (the token's subject).</summary>
    public required string By { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The descriptions on one side.</summary>
    public required IReadOnlyList<DescriptionRef> Left { get; init; }

    /// <summary>The descriptions on the other side.</summary>
    public required IReadOnlyList<DescriptionRef> Right { get; init; }

    /// <summary>The entity keys that those descriptions had then.</summary>
    public required IReadOnlyList<string> Keys { get; init; }
}

/// <summary>Names a description of a person, the same in every version of its record.</summary>
/// <param name="Record">The record, as <c>feed/agency/sourceId</c>.</param>
/// <param name="Index">Which of the record's persons, from 0.</param>
public sealed record DescriptionRef(string Record, int Index);

/// <summary>What a decision says; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<PersonDecisionKind>))]
public enum PersonDecisionKind
{
    /// <summary>Both sides are one person.</summary>
    [JsonStringEnumMemberName("join")] Join,

    /// <summary>They are two.</summary>
    [JsonStringEnumMemberName("split")] Split,
}
