using System.Text.Json.Serialization;

namespace CgiHub.Core.Records;

/// <summary>A row of a feed, as an agency sent it. The wire names are the contract's (camelCase).</summary>
/// <remarks>Required fields are <c>required</c>; what a feed refuses beyond that stands with the feed's reader.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$feed")]
[JsonDerivedType(typeof(Incident), "incidents")]
[JsonDerivedType(typeof(NibinNotice), "nibin")]
[JsonDerivedType(typeof(FirearmRecovery), "firearms")]
[JsonDerivedType(typeof(GunshotAlert), "gunshots")]
[JsonDerivedType(typeof(PlateRead), "lpr")]
[JsonDerivedType(typeof(Trace), "traces")]
[JsonDerivedType(typeof(Arrest), "arrests")]
[JsonDerivedType(typeof(Supervision), "supervision")]
[JsonDerivedType(typeof(OsintItem), "osint")]
[JsonDerivedType(typeof(PersonDecision), PersonDecision.Feed)]
public abstract record FeedRecord
{
    /// <summary>The sender's id of this record; (agency, feed, sourceId) is one record for ever.</summary>
    public required string SourceId { get; init; }

    /// <summary>How the sender wants this record handled; null: as every record of its feed.</summary>
    public Handling? Handling { get; init; }
}
