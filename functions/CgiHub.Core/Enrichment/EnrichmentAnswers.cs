using System.Text.Json.Serialization;
using CgiHub.Core.Records;

namespace CgiHub.Core.Enrichment;

/// <summary>What the sources said about a lead, or that they have not answered yet.</summary>
/// <param name="Sources">One status per source, by source name.</param>
/// <param name="Traces">Traces that eTrace returned.</param>
/// <param name="Supervision">Supervision that probation and parole returned, each with the person it was asked for.</param>
public sealed record EnrichmentAnswers(IReadOnlyList<SourceStatus> Sources, IReadOnlyList<Trace> Traces, IReadOnlyList<SupervisionOfPerson> Supervision)
{
    /// <summary>Whether an answer used here is so old that its source is to be asked again; it stands in until then.</summary>
    [JsonIgnore]
    public bool Stale { get; init; }

    /// <summary>Whether some source still owes an answer.</summary>
    [JsonIgnore]
    public bool Pending => Sources.Any(s => !s.NotConnected && s.Status is (EnrichmentStatus.Pending or EnrichmentStatus.Unavailable));
}

/// <summary>How one source stands on one lead.</summary>
/// <param name="Source"><c>eTrace</c>, <c>probation</c> or <c>parole</c>.</param>
/// <param name="Status">The worst that still matters over everything asked: pending, unavailable, denied, found, none.</param>
/// <param name="AsOf">Age of the oldest answer used; null where there is none.</param>
/// <param name="Detail">A sentence for the packet.</param>
/// <remarks>Age and detail change with the cache; whether there is something new to tell is told by status, traces and supervision.</remarks>
public sealed record SourceStatus(string Source, EnrichmentStatus Status, DateTimeOffset? AsOf, string? Detail)
{
    /// <summary>
    /// This hub has no such source (no base address): unavailable, because nobody was asked, but no answer is awaited either.
    /// It is never <c>none</c>, which would read as "not under supervision".
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NotConnected { get; init; }
}

/// <summary>What a source said; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EnrichmentStatus>))]
public enum EnrichmentStatus
{
    /// <summary>It has something.</summary>
    [JsonStringEnumMemberName("found")] Found,

    /// <summary>It has nothing, or nothing was to be asked.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>It took the question and owes the answer.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>It could not be reached, or is not connected.</summary>
    [JsonStringEnumMemberName("unavailable")] Unavailable,

    /// <summary>It refused to answer.</summary>
    [JsonStringEnumMemberName("denied")] Denied,
}

/// <summary>Supervision that a source returned for a person of the picture.</summary>
/// <param name="PersonId">The person's id in the picture.</param>
/// <param name="Record">The record.</param>
public sealed record SupervisionOfPerson(string PersonId, Supervision Record)
{
    /// <summary>When the source answered so.</summary>
    public DateTimeOffset At { get; init; }
}
