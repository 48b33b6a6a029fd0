using System.Text.Json.Serialization;

namespace CgiHub.Core.CaseMaps;

/// <summary>Entities and the links between them, as <c>GET /v1/leads/{id}/case-map</c> shows them.</summary>
/// <param name="Nodes">Each entity once, ordered by id.</param>
/// <param name="Links">Each link once, ordered by from, to and kind.</param>
public sealed record CaseMap(IReadOnlyList<MapNode> Nodes, IReadOnlyList<MapLink> Links)
{
    /// <summary>A limit cut it short; what is shown is right, but not all.</summary>
    public bool Truncated { get; init; }
}

/// <summary>An entity on a case map.</summary>
/// <param name="Id">Its entity key, or the id of a computed entity (a gun, a person, a merged gunshot alert).</param>
/// <param name="Kind">What it is.</param>
/// <param name="Label">What people call it.</param>
public sealed record MapNode(string Id, NodeKind Kind, string Label)
{
    /// <summary>When it happened.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lon { get; init; }
}

/// <summary>Kinds of entity; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NodeKind>))]
public enum NodeKind
{
    /// <summary>A case with what happened in it.</summary>
    [JsonStringEnumMemberName("incident")] Incident,

    /// <summary>An exhibit.</summary>
    [JsonStringEnumMemberName("exhibit")] Exhibit,

    /// <summary>A presumed gun.</summary>
    [JsonStringEnumMemberName("gun")] Gun,

    /// <summary>A recovered firearm.</summary>
    [JsonStringEnumMemberName("firearm")] Firearm,

    /// <summary>A person.</summary>
    [JsonStringEnumMemberName("person")] Person,

    /// <summary>A vehicle.</summary>
    [JsonStringEnumMemberName("vehicle")] Vehicle,

    /// <summary>A group (crew).</summary>
    [JsonStringEnumMemberName("group")] Group,

    /// <summary>A gunshot alert, or several merged.</summary>
    [JsonStringEnumMemberName("gunshot")] Gunshot,
}

/// <summary>A link: which record and which rule made it.</summary>
/// <param name="From">A node's id.</param>
/// <param name="To">A node's id.</param>
/// <param name="Kind">The rule's name, such as <c>nibinLead</c>, <c>nibinHit</c>, <c>testFire</c>, <c>serial</c>, <c>near</c>, <c>possessor</c>.</param>
/// <param name="Confidence">0 to 1; 1 where a record says so itself.</param>
/// <param name="Because">Sentences, each with the record behind it.</param>
public sealed record MapLink(string From, string To, string Kind, double Confidence, IReadOnlyList<Reason> Because);

/// <summary>Why something is so.</summary>
/// <param name="Text">A sentence.</param>
/// <param name="Records">The records behind it, as <c>feed/agency/sourceId</c>.</param>
public sealed record Reason(string Text, IReadOnlyList<string> Records);
