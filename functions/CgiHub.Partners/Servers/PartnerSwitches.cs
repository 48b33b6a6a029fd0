using System.Text.Json.Serialization;

namespace CgiHub.Partners.Servers;

/// <summary>How a simulated partner behaves; <c>PUT /_switches</c> sets all of them at once.</summary>
public sealed record PartnerSwitches
{
    /// <summary>Milliseconds that every answer takes.</summary>
    public double LatencyMs { get; init; }

    /// <summary>Mean of an exponentially distributed wait on top of it.</summary>
    public double LatencySpreadMs { get; init; }

    /// <summary>Share of questions that fail with 500.</summary>
    public double ErrorRate { get; init; }

    /// <summary>Questions a second that are taken; more get 429 with <c>Retry-After</c>. 0: no limit.</summary>
    public int RateLimit { get; init; }

    /// <summary>What <c>Retry-After</c> says, in seconds; null for 1.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The next questions that get 503 with <c>Retry-After</c>, whatever the rate.</summary>
    public int BusyNext { get; init; }

    /// <summary>Whether it is away, and how.</summary>
    public Outage Outage { get; init; }

    /// <summary>How it breaks its contract.</summary>
    public Misbehaviour Misbehaviour { get; init; }

    /// <summary>Every question is refused with 403.</summary>
    public bool Deny { get; init; }

    /// <summary>Milliseconds from a trace request to its result (eTrace only).</summary>
    public double TraceDelayMs { get; init; }
}

/// <summary>Ways to be away; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Outage>))]
public enum Outage
{
    /// <summary>It is there.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Connections are reset.</summary>
    [JsonStringEnumMemberName("refuse")] Refuse,

    /// <summary>No answer comes, and no end either.</summary>
    [JsonStringEnumMemberName("hang")] Hang,
}

/// <summary>Ways to break a contract; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Misbehaviour>))]
public enum Misbehaviour
{
    /// <summary>It behaves.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Bytes that are no JSON, called JSON.</summary>
    [JsonStringEnumMemberName("garbage")] Garbage,

    /// <summary>JSON that is not of the contract.</summary>
    [JsonStringEnumMemberName("wrongShape")] WrongShape,

    /// <summary>Well-formed JSON with text that is no text: half a surrogate pair, bytes that are no UTF-8.</summary>
    [JsonStringEnumMemberName("badText")] BadText,

    /// <summary>A web page, called so.</summary>
    [JsonStringEnumMemberName("html")] Html,

    /// <summary>A body without end.</summary>
    [JsonStringEnumMemberName("endless")] Endless,

    /// <summary>A body that announces 10 GB.</summary>
    [JsonStringEnumMemberName("huge")] Huge,

    /// <summary>A redirect to somewhere else.</summary>
    [JsonStringEnumMemberName("redirect")] Redirect,

    /// <summary>A connection that breaks in the middle of the body.</summary>
    [JsonStringEnumMemberName("cut")] Cut,

    /// <summary>Records of somebody else.</summary>
    [JsonStringEnumMemberName("somebodyElse")] SomebodyElse,
}

/// <summary>What a simulated partner has seen; <c>GET /_counts</c>.</summary>
/// <param name="Requests">Questions that reached it, refused ones included.</param>
/// <param name="Unauthenticated">Of these, without good credentials.</param>
/// <param name="Tokens">Tokens that it issued.</param>
/// <param name="MostAtOnce">Most questions open at the same time.</param>
/// <param name="Traces">Trace requests that it holds, each reference once.</param>
public sealed record PartnerCounts(long Requests, long Unauthenticated, long Tokens, int MostAtOnce, int Traces);
