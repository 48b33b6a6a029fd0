using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;

namespace CgiHub.Core.CaseMaps;

/// <summary>
/// Everything that the hub's records say about one lead, drawn afresh from them: the same records in any order give the same picture.
/// Enrichment, triage and packets start from it.
/// </summary>
public sealed record LeadPicture
{
    /// <summary>The lead itself.</summary>
    public required LeadFacts Lead { get; init; }

    /// <summary>
    /// The presumed gun that the lead's exhibits belong to. After an elimination there may be several; this one holds the lead's first exhibit
    /// that the lead still links, or the first of all where it links none.
    /// </summary>
    public required PresumedGun Gun { get; init; }

    /// <summary>The timeline: every case on the gun (on each gun that the lead still links exhibits of), by time; unknown times last.</summary>
    public required IReadOnlyList<GunEvent> Events { get; init; }

    /// <summary>Firearms recovered on the gun's path.</summary>
    public IReadOnlyList<FirearmOnPath> Firearms { get; init; } = [];

    /// <summary>Persons on the gun's path, each joined from all records that speak of them.</summary>
    public IReadOnlyList<PersonOnPath> Persons { get; init; } = [];

    /// <summary>Traces of the firearms. Under the Tiahrt amendment.</summary>
    public IReadOnlyList<StoredRecord> Traces { get; init; } = [];

    /// <summary>Arrests of those persons or with those firearms.</summary>
    public IReadOnlyList<StoredRecord> Arrests { get; init; } = [];

    /// <summary>Supervision records of those persons.</summary>
    public IReadOnlyList<StoredRecord> Supervision { get; init; } = [];

    /// <summary>Posts that mention those persons or groups.</summary>
    public IReadOnlyList<StoredRecord> Osint { get; init; } = [];

    /// <summary>Gunshot alerts near the events.</summary>
    public IReadOnlyList<GunshotNearEvent> Gunshots { get; init; } = [];

    /// <summary>Vehicles seen near the events; those near several events first.</summary>
    public IReadOnlyList<VehicleNearEvents> Vehicles { get; init; } = [];

    /// <summary>
    /// Shootings near the lead's newest events that are not on its gun; newest first. For the score and the center's own eyes only:
    /// they are cases of agencies that the lead does not concern, so no packet tells of them, and their coming and going issues none.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<NearbyShooting> SeriesNearby { get; init; } = [];

    /// <summary>Traces whose join to the gun is in doubt: shown with the doubt, and never counted.</summary>
    public IReadOnlyList<DoubtfulTrace> DoubtfulTraces { get; init; } = [];

    /// <summary>Groups along the path.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Those of the groups whose people had the gun, or are said to have fired it: suspects, possessors, arrestees, purchasers. Sorted.</summary>
    public IReadOnlyList<string> HeldBy { get; init; } = [];

    /// <summary>Events in which suspects of some groups stand against victims of others, by time.</summary>
    public IReadOnlyList<CrewConflict> Conflicts { get; init; } = [];

    /// <summary>The same as entities and links.</summary>
    public required CaseMap Map { get; init; }

    /// <summary>A limit cut it short; what it says is right, but not all.</summary>
    public bool Truncated { get; init; }

    /// <summary>The records that were read for it, by citation: which version, and since when. No part of what it says.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, RecordRef> Refs { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, RecordRef>.Empty;

    /// <summary>
    /// Under which controls of originators records stood that were met while it was drawn, also those that came to nothing.
    /// An agency that one of them keeps out gets a picture of its own (<see cref="CaseMapLinker.DrawAsync(string, RecordSight, CancellationToken)"/>).
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<OriginatorControl> Controls { get; init; } = [];

    /// <summary>To whom originators let some of the records go, by citation; the others stand under no such control.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, IReadOnlyList<Ori>> Releasable { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, IReadOnlyList<Ori>>.Empty;
}

/// <summary>A lead as its NIBIN rows tell it, folded in the order of their times.</summary>
public sealed record LeadFacts
{
    /// <summary><c>ld-…</c></summary>
    public required string LeadId { get; init; }

    /// <summary>The site's number.</summary>
    public required string LeadNumber { get; init; }

    /// <summary>Who sent it.</summary>
    public required Ori Site { get; init; }

    /// <summary>Where it stands.</summary>
    public required LeadStatus Status { get; init; }

    /// <summary>When the lead was made (its earliest row).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the newest row was made.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When the hub got its first row.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Its exhibits, withdrawn ones included, by key.</summary>
    public required IReadOnlyList<LeadExhibit> Exhibits { get; init; }

    /// <summary>The exhibits of its earliest row: those whose association made it. The lead's clocks run for the newest of them.</summary>
    [JsonIgnore]
    public IReadOnlyList<EntityKey> MadeFrom { get; init; } = [];

    /// <summary>The examiner, once confirmed or eliminated.</summary>
    public string? ConfirmedBy { get; init; }

    /// <summary>The rows, as <c>feed/agency/sourceId</c>.</summary>
    public required IReadOnlyList<string> Records { get; init; }
}

/// <summary>Where a lead stands; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LeadStatus>))]
public enum LeadStatus
{
    /// <summary>Unconfirmed.</summary>
    [JsonStringEnumMemberName("lead")] Lead,

    /// <summary>Confirmed by an examiner.</summary>
    [JsonStringEnumMemberName("hit")] Hit,

    /// <summary>Rejected by an examiner.</summary>
    [JsonStringEnumMemberName("eliminated")] Eliminated,
}

/// <summary>An exhibit of a lead.</summary>
/// <param name="Key">Its entity key.</param>
/// <param name="CaseKey">Its case's entity key.</param>
/// <param name="Ori">Who owns it.</param>
/// <param name="CaseNumber">The case.</param>
/// <param name="ExhibitNumber">Its number.</param>
/// <param name="Caliber">Caliber, if a record says it.</param>
/// <param name="Source">Scene or test fire.</param>
/// <param name="Withdrawn">No link of the lead holds it any more.</param>
public sealed record LeadExhibit(EntityKey Key, EntityKey CaseKey, Ori Ori, string CaseNumber, string ExhibitNumber, string? Caliber, ExhibitSource Source, bool Withdrawn)
{
    /// <summary>When it was entered into NIBIN, as the earliest row that tells; null where none does.</summary>
    public DateTimeOffset? EnteredAt { get; init; }
}

/// <summary>A presumed gun: exhibits joined by leads, hits and test fires.</summary>
/// <param name="Id"><c>gn-…</c>: follows from the smallest exhibit key in it; every member's id finds it.</param>
/// <param name="Exhibits">Its exhibits, by key.</param>
/// <param name="Leads">The ids of the leads that hold it together, sorted.</param>
/// <param name="Owners">The agencies that own an exhibit or an event of it, sorted.</param>
public sealed record PresumedGun(string Id, IReadOnlyList<LeadExhibit> Exhibits, IReadOnlyList<string> Leads, IReadOnlyList<Ori> Owners);

/// <summary>One case on a gun's path.</summary>
public sealed record GunEvent
{
    /// <summary>The case's entity key.</summary>
    public required EntityKey CaseKey { get; init; }

    /// <summary>Who owns it.</summary>
    public required Ori Ori { get; init; }

    /// <summary>Its number.</summary>
    public required string CaseNumber { get; init; }

    /// <summary>Its exhibits on this gun.</summary>
    public required IReadOnlyList<string> ExhibitNumbers { get; init; }

    /// <summary>An exhibit of the lead itself is in it (otherwise the gun's other leads brought it).</summary>
    public required bool OnLead { get; init; }

    /// <summary>What happened; null until the agency's incident record comes.</summary>
    public Incident? Incident { get; init; }

    /// <summary>When: of the incident, else of the recovery; null while nobody said.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lon { get; init; }

    /// <summary>The records behind it, as <c>feed/agency/sourceId</c>.</summary>
    public IReadOnlyList<string> Records { get; init; } = [];
}

/// <summary>A firearm recovered on a gun's path.</summary>
/// <param name="Id">Its node id.</param>
/// <param name="Record">The recovery; of several on the path, the newest.</param>
/// <param name="Serial">Its serial number as compared, or null.</param>
public sealed record FirearmOnPath(string Id, StoredRecord Record, SerialNumber? Serial)
{
    /// <summary>Its earlier recoveries on the path, and recoveries with the same serial number elsewhere (makers agreeing), by time.</summary>
    public IReadOnlyList<StoredRecord> Others { get; init; } = [];
}

/// <summary>A person on a gun's path.</summary>
/// <param name="Id"><c>pr-…</c>: follows from the smallest of their keys.</param>
/// <param name="Label">Their name as most records have it.</param>
/// <param name="Person">What the records say together: identifiers, names, date of birth.</param>
/// <param name="Roles">Their parts: <c>suspect</c>, <c>victim</c>, <c>witness</c>, <c>possessor</c>, <c>purchaser</c>, <c>arrestee</c>; sorted.</param>
/// <param name="Records">The records that speak of them, as <c>feed/agency/sourceId</c>.</param>
/// <param name="Because">Why those records were joined.</param>
public sealed record PersonOnPath(string Id, string Label, Person Person, IReadOnlyList<string> Roles, IReadOnlyList<string> Records, IReadOnlyList<Reason> Because)
{
    /// <summary>Every description of them by itself, in order: what is left of them for whoever may not see some of the records is made from it.</summary>
    [JsonIgnore]
    public IReadOnlyList<SaidOfPerson> Said { get; init; } = [];

    /// <summary>What joins descriptions of them beside keys and likeness.</summary>
    [JsonIgnore]
    public IReadOnlyList<PersonTie> Ties { get; init; } = [];

    /// <summary>What joins descriptions of them by likeness, where no key does.</summary>
    [JsonIgnore]
    public IReadOnlyList<PersonLike> Likes { get; init; } = [];
}

/// <summary>One description of a person on a path.</summary>
/// <param name="At">Its place.</param>
/// <param name="Role">Their part on the path in it; null where it does not stand on the path.</param>
/// <param name="Person">What it says.</param>
/// <param name="Keys">The keys of it that join, in order.</param>
public sealed record SaidOfPerson(DescriptionRef At, string? Role, Person Person, IReadOnlyList<string> Keys);

/// <summary>Two descriptions that compare as one person.</summary>
/// <param name="A">The one.</param>
/// <param name="B">The other.</param>
/// <param name="Weight">Bits of evidence.</param>
public sealed record PersonLike(DescriptionRef A, DescriptionRef B, double Weight);

/// <summary>Descriptions that are one person whatever they are like: a supervisor decided so, or one case names them alike.</summary>
/// <param name="Left">The descriptions on one side.</param>
/// <param name="Right">Those on the other: each is one person with each on the left.</param>
public sealed record PersonTie(IReadOnlyList<DescriptionRef> Left, IReadOnlyList<DescriptionRef> Right);

/// <summary>Somebody who may be the same person and was not joined.</summary>
/// <param name="Id"><c>pr-…</c></param>
/// <param name="Label">Their name as that record has it.</param>
/// <param name="Weight">Bits of evidence, from the pair of records that are most alike.</param>
/// <param name="Because">In what these agree and disagree, and what holds them apart.</param>
/// <param name="Records">Their records that were compared, as <c>feed/agency/sourceId</c>.</param>
public sealed record PossiblePerson(string Id, string Label, double Weight, IReadOnlyList<Reason> Because, IReadOnlyList<string> Records);

/// <summary>Gunshot alerts, merged where they are one event, near a case on the path.</summary>
/// <param name="Id"><c>gs-…</c></param>
/// <param name="CaseKey">The case.</param>
/// <param name="Alerts">The vendor's ids of the alerts merged into it.</param>
/// <param name="DetectedAt">Earliest of them.</param>
/// <param name="Kind">The gravest that an alert says: automatic, multiple, single, possible; null where none says it.</param>
/// <param name="Rounds">Rounds of all.</param>
/// <param name="Lat">Centroid.</param>
/// <param name="Lon">Centroid.</param>
/// <param name="Metres">From the case.</param>
/// <param name="Seconds">After the case (negative: before).</param>
/// <param name="Records">The records behind it.</param>
public sealed record GunshotNearEvent(string Id, EntityKey CaseKey, IReadOnlyList<string> Alerts, DateTimeOffset DetectedAt, GunshotKind? Kind, int? Rounds, double Lat, double Lon, double Metres, double Seconds, IReadOnlyList<string> Records);

/// <summary>A shooting near an event of a lead, and not on its gun.</summary>
/// <param name="CaseKey">Its case.</param>
/// <param name="EventKey">The case on the lead's gun that it is nearest to.</param>
/// <param name="At">When it happened.</param>
/// <param name="Metres">From that event.</param>
/// <param name="Type">What it was.</param>
/// <param name="Record">The record behind it, as <c>feed/agency/sourceId</c>.</param>
public sealed record NearbyShooting(EntityKey CaseKey, EntityKey EventKey, DateTimeOffset At, double Metres, IncidentType Type, string Record);

/// <summary>A vehicle seen near one or more cases of the path.</summary>
/// <param name="Id">Its entity key.</param>
/// <param name="Plate">Plate.</param>
/// <param name="State">Issuing state, or null.</param>
/// <param name="Sightings">Each read, with the case it was near.</param>
/// <param name="Cases">How many different cases.</param>
public sealed record VehicleNearEvents(string Id, string Plate, string? State, IReadOnlyList<Sighting> Sightings, int Cases)
{
    /// <summary>Why reads that do not say the same are taken for one vehicle; null where they all do.</summary>
    public string? Because { get; init; }
}

/// <summary>A plate read near a case.</summary>
/// <param name="CaseKey">The case.</param>
/// <param name="ReadAt">When.</param>
/// <param name="Lat">Where.</param>
/// <param name="Lon">Where.</param>
/// <param name="Metres">From the case.</param>
/// <param name="Seconds">After the case (negative: before).</param>
/// <param name="Device">The reader.</param>
/// <param name="Hotlist">The hot list it matched, or null.</param>
/// <param name="Record">The record, as <c>feed/agency/sourceId</c>.</param>
public sealed record Sighting(EntityKey CaseKey, DateTimeOffset ReadAt, double Lat, double Lon, double Metres, double Seconds, string Device, string? Hotlist, string Record);

/// <summary>A trace whose join to the gun is in doubt.</summary>
/// <param name="Record">The trace's record, as packets name it.</param>
/// <param name="Because">Why it is in doubt.</param>
public sealed record DoubtfulTrace(string Record, string Because);

/// <summary>Records that landed: whichever leads they touch are to be looked at again. Body of a message on <c>links</c> or <c>bulk-links</c>.</summary>
/// <param name="Keys">The entities that they mention, or mentioned before.</param>
/// <param name="Feed">The feed they came by.</param>
/// <param name="Again">The hub had other content of the record before: what that was like may have been joined by it, and is no longer.</param>
public sealed record LinkRequest(IReadOnlyList<string> Keys, string Feed, bool Again = false)
{
    /// <summary>Who sent them; null where nobody did.</summary>
    public Ori? Agency { get; init; }

    /// <summary>When they landed.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Their ids, of feeds whose records go one by one (<see cref="RetentionBook"/>); in one message of a landing.</summary>
    public IReadOnlyList<string>? Records { get; init; }

    /// <summary>Their newest version is sealed: what told them is withdrawn before anybody looks again.</summary>
    public bool Sealed { get; init; }

    /// <summary>It is the second look at what was sealed, for what a slow worker wrote meanwhile.</summary>
    public bool Later { get; init; }
}

/// <summary>A lead to look at again. Body of a message on <c>leads</c> or <c>bulk-leads</c>.</summary>
/// <param name="LeadId">The lead.</param>
public sealed record LeadRequest(string LeadId)
{
    /// <summary>The message that asks for it, in the lead's session.</summary>
    /// <param name="id">Asked for twice under one id, it is asked for once.</param>
    /// <param name="subject">Why.</param>
    internal QueueMessage ToMessage(string id, string subject) => new(id, JsonSerializer.SerializeToUtf8Bytes(this, CaseMapsJson.Default.LeadRequest)) { SessionId = LeadId, Subject = subject };
}
