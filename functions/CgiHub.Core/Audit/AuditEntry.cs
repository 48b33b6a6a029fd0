using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.Audit;

/// <summary>One attempt to do something, as it ended: what, who, from where, on what, how it went. No personal data.</summary>
/// <param name="Function">What was tried: the function's name.</param>
/// <param name="Subject">Who, as the token's <c>sub</c>; null for a caller without a valid token.</param>
/// <param name="Status">The HTTP status that was answered.</param>
public sealed record AuditAttempt(string Function, string? Subject, int Status)
{
    /// <summary>The caller's roles, as in the token.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The agency that the caller acts for.</summary>
    public string? Agency { get; init; }

    /// <summary>Where the call came from.</summary>
    public string? Address { get; init; }

    /// <summary>On what: method and path, without query.</summary>
    public string? Target { get; init; }

    /// <summary>Number of the error in the catalogue; null where all went well.</summary>
    public int? Error { get; init; }

    /// <summary>How long it took.</summary>
    public long Milliseconds { get; init; }

    /// <summary>Bytes of the request's body.</summary>
    public long? BytesIn { get; init; }

    /// <summary>Bytes of the answer's body, as far as known before it was sent.</summary>
    public long? BytesOut { get; init; }

    /// <summary>Finds the attempt in the logs.</summary>
    public string? TraceId { get; init; }
}

/// <summary>An attempt in the chain.</summary>
/// <param name="Sequence">1 for a writer's first entry, then one more each; goes on across days.</param>
/// <param name="At">When it was recorded, UTC; never earlier than the entry before.</param>
/// <param name="Writer">Who keeps this chain: one host.</param>
/// <param name="Attempt">What was tried.</param>
/// <param name="Previous">Hash of the entry before; 64 zeros for a writer's first.</param>
/// <param name="Hash">SHA-256 (hex) of this entry's JSON with an empty hash, members in this order.</param>
public sealed record AuditEntry(long Sequence, DateTimeOffset At, string Writer, AuditAttempt Attempt, string Previous, string Hash);

/// <summary>Where a writer's chain of one day ends.</summary>
/// <param name="Sequence">The last entry's sequence.</param>
/// <param name="Hash">The last entry's hash.</param>
/// <param name="At">When the last entry was recorded.</param>
public sealed record AuditHead(long Sequence, string Hash, DateTimeOffset At);

/// <summary>A day on which a writer wrote.</summary>
/// <param name="Day">As <c>yyyyMMdd</c>.</param>
/// <param name="PreviousDay">The day on which the chain was continued from; null for the writer's first.</param>
/// <param name="Sequence">The last sequence before this day.</param>
/// <param name="Hash">The last hash before this day.</param>
public sealed record AuditDay(string Day, string? PreviousDay, long Sequence, string Hash);

/// <summary>A writer, and the newest day on which it wrote.</summary>
/// <param name="Writer">Its name.</param>
/// <param name="LastDay">As <c>yyyyMMdd</c>.</param>
/// <param name="Begun">An entry of that day was written: it must be found.</param>
public sealed record AuditWriter(string Writer, string LastDay, bool Begun);

/// <summary>Generated JSON of the audit chain. A member that is not part of an entry breaks it.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditHead))]
[JsonSerializable(typeof(AuditDay))]
[JsonSerializable(typeof(AuditWriter))]
[JsonSerializable(typeof(AuditVerification))]
[JsonSerializable(typeof(Page<AuditEntry>))]
public sealed partial class AuditJson : JsonSerializerContext;
