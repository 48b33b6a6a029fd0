using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.Enrichment;

/// <summary>A trace request (docs/partners/etrace.openapi.yaml).</summary>
/// <param name="Reference">The requester's reference; the same one again is the same request.</param>
/// <param name="RequestingOri">Who requests it.</param>
/// <param name="CaseNumber">In which case.</param>
/// <param name="Purpose">Why; traces are for criminal investigation and prosecution only.</param>
/// <param name="Firearm">The firearm.</param>
public sealed record TraceRequest(string Reference, Ori RequestingOri, string CaseNumber, string Purpose, TracedFirearm Firearm);

/// <summary>The firearm to trace.</summary>
public sealed record TracedFirearm
{
    /// <summary>Serial number.</summary>
    public required string Serial { get; init; }

    /// <summary>Manufacturer.</summary>
    public string? Make { get; init; }

    /// <summary>Model.</summary>
    public string? Model { get; init; }

    /// <summary>Pistol, revolver and so on.</summary>
    public string? Type { get; init; }

    /// <summary>Caliber.</summary>
    public string? Caliber { get; init; }

    /// <summary>Importer.</summary>
    public string? Importer { get; init; }

    /// <summary>When it was recovered.</summary>
    public DateTimeOffset? RecoveredAt { get; init; }
}

/// <summary>Where a trace request stands.</summary>
public sealed record TraceState
{
    /// <summary>The requester's reference.</summary>
    public required string Reference { get; init; }

    /// <summary>Where it stands.</summary>
    public required TraceProgress Status { get; init; }

    /// <summary>The result of a complete trace.</summary>
    public TraceResult? Result { get; init; }
}

/// <summary>Where a trace request stands; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TraceProgress>))]
public enum TraceProgress
{
    /// <summary>At work.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>Traced.</summary>
    [JsonStringEnumMemberName("complete")] Complete,

    /// <summary>Closed without a result: it could not be traced.</summary>
    [JsonStringEnumMemberName("noResult")] NoResult,

    /// <summary>Refused.</summary>
    [JsonStringEnumMemberName("denied")] Denied,
}

/// <summary>What a trace found.</summary>
public sealed record TraceResult
{
    /// <summary>The trace's number.</summary>
    public required string TraceNumber { get; init; }

    /// <summary>Serial number.</summary>
    public required string Serial { get; init; }

    /// <summary>Manufacturer.</summary>
    public required string Make { get; init; }

    /// <summary>Model.</summary>
    public string? Model { get; init; }

    /// <summary>Pistol, revolver and so on.</summary>
    public string? Type { get; init; }

    /// <summary>Caliber.</summary>
    public string? Caliber { get; init; }

    /// <summary>First retail purchase.</summary>
    public DateTimeOffset? PurchasedAt { get; init; }

    /// <summary>Recovery.</summary>
    public DateTimeOffset? RecoveredAt { get; init; }

    /// <summary>Who bought it first.</summary>
    public Person? Purchaser { get; init; }

    /// <summary>Who had it.</summary>
    public Person? Possessor { get; init; }

    /// <summary>The dealer.</summary>
    public Ffl? Ffl { get; init; }

    /// <summary>State of recovery.</summary>
    public string? RecoveryState { get; init; }

    /// <summary>Bought with others.</summary>
    public bool? MultipleSale { get; init; }
}

/// <summary>A question about one person (docs/partners/probation.openapi.yaml and parole.openapi.yaml).</summary>
/// <param name="Reference">The requester's reference.</param>
/// <param name="RequestingOri">Who asks.</param>
/// <param name="CaseNumber">In which case or lead.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Person">Identifiers, or name with date of birth.</param>
public sealed record SupervisionQuery(string Reference, Ori RequestingOri, string CaseNumber, string Purpose, Person Person);

/// <summary>The supervision records of the person.</summary>
public sealed record SupervisionAnswer
{
    /// <summary>None, where the person is not under supervision here.</summary>
    public required IReadOnlyList<SupervisionRecord> Records { get; init; }
}

/// <summary>One term of supervision.</summary>
public sealed record SupervisionRecord
{
    /// <summary>The supervising agency's id of it.</summary>
    public required string RecordId { get; init; }

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

    /// <summary>Conditions.</summary>
    public IReadOnlyList<string>? Conditions { get; init; }

    /// <summary>County.</summary>
    public string? County { get; init; }
}

/// <summary>Generated JSON of the partners' contracts; the simulated partners speak it as well.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.Strict, RespectNullableAnnotations = true, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(TraceRequest))]
[JsonSerializable(typeof(TraceState))]
[JsonSerializable(typeof(SupervisionQuery))]
[JsonSerializable(typeof(SupervisionAnswer))]
public sealed partial class PartnerJson : JsonSerializerContext;
