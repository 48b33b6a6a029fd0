using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;

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
public abstract record FeedRecord
{
    /// <summary>The sender's id of this record; (agency, feed, sourceId) is one record for ever.</summary>
    public required string SourceId { get; init; }
}

/// <summary>Where a record comes from, and when the hub took it.</summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="Agency">Who sent it.</param>
/// <param name="SourceId">The sender's id of it.</param>
/// <param name="Version">1, then one more for each other content.</param>
/// <param name="ReceivedAt">When this version landed.</param>
public sealed record RecordRef(string Feed, Ori Agency, string SourceId, int Version, DateTimeOffset ReceivedAt)
{
    /// <summary>The same for every version; a stable id that tells nothing of the content.</summary>
    [JsonIgnore]
    public string Key => StableId.Of("rc", Feed, Agency.Value, SourceId);

    /// <summary>How reasons name the record: <c>feed/agency/sourceId</c>.</summary>
    [JsonIgnore]
    public string Citation => $"{Feed}/{Agency}/{SourceId}";
}

/// <summary>A record as the hub keeps it under each entity that it mentions.</summary>
/// <param name="Ref">Where it comes from.</param>
/// <param name="Record">What it says.</param>
public sealed record StoredRecord(RecordRef Ref, FeedRecord Record);

/// <summary>An incident: homicide, shooting, shots fired, and so on.</summary>
public sealed record Incident : FeedRecord
{
    /// <summary>The agency's case number.</summary>
    public required string CaseNumber { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>What it was.</summary>
    public required IncidentType Type { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Street address.</summary>
    public string? Address { get; init; }

    /// <summary>Number of victims.</summary>
    public int? Victims { get; init; }

    /// <summary>Number of people injured.</summary>
    public int? Injured { get; init; }

    /// <summary>Rounds fired.</summary>
    public int? Rounds { get; init; }

    /// <summary>Free text.</summary>
    public string? Narrative { get; init; }

    /// <summary>The people in it.</summary>
    public IReadOnlyList<PersonInRole>? Persons { get; init; }
}

/// <summary>Kinds of incident; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<IncidentType>))]
public enum IncidentType
{
    /// <summary>A homicide.</summary>
    [JsonStringEnumMemberName("homicide")] Homicide,

    /// <summary>Somebody was hit and lived.</summary>
    [JsonStringEnumMemberName("nonFatalShooting")] NonFatalShooting,

    /// <summary>Shots fired, nobody hit.</summary>
    [JsonStringEnumMemberName("shotsFired")] ShotsFired,

    /// <summary>A robbery.</summary>
    [JsonStringEnumMemberName("robbery")] Robbery,

    /// <summary>An assault.</summary>
    [JsonStringEnumMemberName("assault")] Assault,

    /// <summary>A gun was recovered.</summary>
    [JsonStringEnumMemberName("recovery")] Recovery,

    /// <summary>Anything else.</summary>
    [JsonStringEnumMemberName("other")] Other,
}

/// <summary>A NIBIN lead, its confirmation, or its elimination. Rows with the same lead number from one agency make one lead.</summary>
public sealed record NibinNotice : FeedRecord
{
    /// <summary>The NIBIN site's lead number, such as <c>24-0133</c>.</summary>
    public required string LeadNumber { get; init; }

    /// <summary>What the row says.</summary>
    public required NibinKind Kind { get; init; }

    /// <summary>When the lead was made, confirmed or eliminated.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The examiner.</summary>
    public string? ConfirmedBy { get; init; }

    /// <summary>The laboratory's case number.</summary>
    public string? LabCaseNumber { get; init; }

    /// <summary>The exhibits that are associated, two at least.</summary>
    public required IReadOnlyList<NibinExhibit> Exhibits { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }
}

/// <summary>What a NIBIN row says; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<NibinKind>))]
public enum NibinKind
{
    /// <summary>Unconfirmed association.</summary>
    [JsonStringEnumMemberName("lead")] Lead,

    /// <summary>Confirmed at the comparison microscope.</summary>
    [JsonStringEnumMemberName("hit")] Hit,

    /// <summary>Rejected by the examiner.</summary>
    [JsonStringEnumMemberName("elimination")] Elimination,
}

/// <summary>One exhibit of a NIBIN row.</summary>
public sealed record NibinExhibit
{
    /// <summary>The agency that owns the exhibit.</summary>
    public required Ori Ori { get; init; }

    /// <summary>That agency's case number.</summary>
    public required string CaseNumber { get; init; }

    /// <summary>The exhibit's number in that case.</summary>
    public required string ExhibitNumber { get; init; }

    /// <summary>Caliber.</summary>
    public string? Caliber { get; init; }

    /// <summary>Found at a scene, or fired by the laboratory. Default scene.</summary>
    public ExhibitSource Source { get; init; }
}

/// <summary>Where an exhibit of a NIBIN row comes from; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<ExhibitSource>))]
public enum ExhibitSource
{
    /// <summary>A cartridge case from a scene.</summary>
    [JsonStringEnumMemberName("scene")] Scene,

    /// <summary>A test fire of a recovered gun.</summary>
    [JsonStringEnumMemberName("testFire")] TestFire,
}

/// <summary>A recovered gun, and the test fire that the laboratory made of it.</summary>
public sealed record FirearmRecovery : FeedRecord
{
    /// <summary>The agency's case number.</summary>
    public required string CaseNumber { get; init; }

    /// <summary>The gun's exhibit number.</summary>
    public required string ExhibitNumber { get; init; }

    /// <summary>When it was recovered.</summary>
    public required DateTimeOffset RecoveredAt { get; init; }

    /// <summary>Manufacturer.</summary>
    public string? Make { get; init; }

    /// <summary>Model.</summary>
    public string? Model { get; init; }

    /// <summary>Pistol, revolver, rifle, shotgun and so on.</summary>
    public string? Type { get; init; }

    /// <summary>Caliber.</summary>
    public string? Caliber { get; init; }

    /// <summary>Serial number on the frame.</summary>
    public string? Serial { get; init; }

    /// <summary>The serial number was removed.</summary>
    public bool? SerialObliterated { get; init; }

    /// <summary>Importer.</summary>
    public string? Importer { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lon { get; init; }

    /// <summary>Who had it.</summary>
    public Person? Possessor { get; init; }

    /// <summary>The exhibit number of its test fire in the same case.</summary>
    public string? TestFireExhibitNumber { get; init; }
}

/// <summary>A gunshot detection alert, its review update, or its cancellation. Rows with the same alert id are one alert.</summary>
public sealed record GunshotAlert : FeedRecord
{
    /// <summary>The vendor's id of the alert.</summary>
    public required string AlertId { get; init; }

    /// <summary>When it was heard.</summary>
    public required DateTimeOffset DetectedAt { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Rounds counted.</summary>
    public int? Rounds { get; init; }

    /// <summary>What it was taken for.</summary>
    public required GunshotKind Kind { get; init; }

    /// <summary>Whether this is the alert, a review of it, or its cancellation.</summary>
    public required AlertStatus Status { get; init; }
}

/// <summary>What a gunshot alert was taken for; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<GunshotKind>))]
public enum GunshotKind
{
    /// <summary>One shot.</summary>
    [JsonStringEnumMemberName("single")] Single,

    /// <summary>Several shots.</summary>
    [JsonStringEnumMemberName("multiple")] Multiple,

    /// <summary>Automatic fire.</summary>
    [JsonStringEnumMemberName("automatic")] Automatic,

    /// <summary>Perhaps gunfire.</summary>
    [JsonStringEnumMemberName("possible")] Possible,

    /// <summary>Fireworks.</summary>
    [JsonStringEnumMemberName("fireworks")] Fireworks,
}

/// <summary>Life of an alert (CAP 1.2 message types); camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<AlertStatus>))]
public enum AlertStatus
{
    /// <summary>First message.</summary>
    [JsonStringEnumMemberName("alert")] Alert,

    /// <summary>Reviewed.</summary>
    [JsonStringEnumMemberName("update")] Update,

    /// <summary>Withdrawn.</summary>
    [JsonStringEnumMemberName("cancel")] Cancel,
}

/// <summary>A plate seen by a license plate reader; an alert where <see cref="Hotlist"/> is set.</summary>
public sealed record PlateRead : FeedRecord
{
    /// <summary>The vendor's id of the read.</summary>
    public required string ReadId { get; init; }

    /// <summary>When it was seen.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>The plate, or its pseudonym.</summary>
    public required string Plate { get; init; }

    /// <summary>Issuing state.</summary>
    public string? PlateState { get; init; }

    /// <summary>0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>The reader that saw it.</summary>
    public required string Device { get; init; }

    /// <summary>Why it is on a hot list.</summary>
    public string? Reason { get; init; }

    /// <summary>The hot list that it matched.</summary>
    public string? Hotlist { get; init; }

    /// <summary>A signed URL of the picture; expires.</summary>
    public string? ImageUrl { get; init; }
}

/// <summary>A firearm trace result (eTrace). Its contents are under the Tiahrt amendment.</summary>
public sealed record Trace : FeedRecord
{
    /// <summary>ATF's trace number.</summary>
    public required string TraceNumber { get; init; }

    /// <summary>Serial number.</summary>
    public required string Serial { get; init; }

    /// <summary>Manufacturer.</summary>
    public required string Make { get; init; }

    /// <summary>Model.</summary>
    public string? Model { get; init; }

    /// <summary>Pistol, revolver, rifle, shotgun and so on.</summary>
    public string? Type { get; init; }

    /// <summary>Caliber.</summary>
    public string? Caliber { get; init; }

    /// <summary>First retail purchase.</summary>
    public DateTimeOffset? PurchasedAt { get; init; }

    /// <summary>Recovery.</summary>
    public DateTimeOffset? RecoveredAt { get; init; }

    /// <summary>Who bought it first.</summary>
    public Person? Purchaser { get; init; }

    /// <summary>Who had it when it was recovered.</summary>
    public Person? Possessor { get; init; }

    /// <summary>The dealer.</summary>
    public Ffl? Ffl { get; init; }

    /// <summary>State of recovery, two letters.</summary>
    public string? RecoveryState { get; init; }

    /// <summary>Bought with others in a reported multiple sale.</summary>
    public bool? MultipleSale { get; init; }
}

/// <summary>A federal firearms licensee (dealer).</summary>
public sealed record Ffl
{
    /// <summary>Licence number, such as <c>8-51-01809</c> or all six groups.</summary>
    public string? Licence { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>City.</summary>
    public string? City { get; init; }

    /// <summary>State, two letters.</summary>
    public string? State { get; init; }
}

/// <summary>A weapons arrest.</summary>
public sealed record Arrest : FeedRecord
{
    /// <summary>The agency's arrest number.</summary>
    public required string ArrestNumber { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset ArrestedAt { get; init; }

    /// <summary>Offence codes or descriptions.</summary>
    public required IReadOnlyList<string> Offenses { get; init; }

    /// <summary>Who was arrested.</summary>
    public required Person Person { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lon { get; init; }

    /// <summary>Serial number of the gun.</summary>
    public string? FirearmSerial { get; init; }

    /// <summary>The agency's case number.</summary>
    public string? CaseNumber { get; init; }
}

/// <summary>A probation or parole record (NIEM <c>nc:SupervisionType</c>).</summary>
public sealed record Supervision : FeedRecord
{
    /// <summary>The supervising agency's id of the record.</summary>
    public required string RecordId { get; init; }

    /// <summary>Which kind.</summary>
    public required SupervisionKind Kind { get; init; }

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

    /// <summary>Conditions, such as no firearms.</summary>
    public IReadOnlyList<string>? Conditions { get; init; }

    /// <summary>County.</summary>
    public string? County { get; init; }
}

/// <summary>Kinds of supervision; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<SupervisionKind>))]
public enum SupervisionKind
{
    /// <summary>Probation.</summary>
    [JsonStringEnumMemberName("probation")] Probation,

    /// <summary>Parole.</summary>
    [JsonStringEnumMemberName("parole")] Parole,
}

/// <summary>Where supervision stands; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<SupervisionStatus>))]
public enum SupervisionStatus
{
    /// <summary>Under supervision.</summary>
    [JsonStringEnumMemberName("active")] Active,

    /// <summary>Absconded.</summary>
    [JsonStringEnumMemberName("absconded")] Absconded,

    /// <summary>Completed.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>Revoked.</summary>
    [JsonStringEnumMemberName("revoked")] Revoked,
}

/// <summary>A supervising officer.</summary>
public sealed record Officer
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Telephone.</summary>
    public string? Phone { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }
}

/// <summary>A public post or other open-source item, taken only with a stated criminal nexus (28 CFR 23.20(b)).</summary>
public sealed record OsintItem : FeedRecord
{
    /// <summary>The collector's id of the item.</summary>
    public required string ItemId { get; init; }

    /// <summary>When it was captured.</summary>
    public required DateTimeOffset CapturedAt { get; init; }

    /// <summary>Where it was found.</summary>
    public required string Platform { get; init; }

    /// <summary>Account name.</summary>
    public string? Handle { get; init; }

    /// <summary>Address.</summary>
    public string? Url { get; init; }

    /// <summary>What it says.</summary>
    public string? Text { get; init; }

    /// <summary>The people in it.</summary>
    public IReadOnlyList<Person>? Persons { get; init; }

    /// <summary>The groups in it.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>The stated reason to keep it.</summary>
    public required string CriminalNexus { get; init; }
}
