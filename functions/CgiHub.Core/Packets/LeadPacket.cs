using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>What an agency is told about a lead: <c>lead-packet/v1</c>.</summary>
public sealed record LeadPacket
{
    /// <summary>Name of the form.</summary>
    public const string SchemaName = "lead-packet/v1";

    /// <summary>Name of the form.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary><c>pk-…</c>, the same for every version.</summary>
    public required string Id { get; init; }

    /// <summary>The lead.</summary>
    public required string LeadId { get; init; }

    /// <summary>1, then one more for each time that there is something new to tell.</summary>
    public required int Version { get; init; }

    /// <summary>The region of the hub.</summary>
    public required string Region { get; init; }

    /// <summary>When this version was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Why it was issued.</summary>
    public required PacketReason Reason { get; init; }

    /// <summary>What a lead is, and what it is not.</summary>
    public required string Disclaimer { get; init; }

    /// <summary>The lead.</summary>
    public required LeadFacts Lead { get; init; }

    /// <summary>Its place, and why.</summary>
    public required PacketPriority Priority { get; init; }

    /// <summary>Its clocks.</summary>
    public required IReadOnlyList<Clock> Clocks { get; init; }

    /// <summary>The timeline.</summary>
    public required IReadOnlyList<GunEvent> Events { get; init; }

    /// <summary>The presumed gun, with the firearms recovered on its path.</summary>
    public required IReadOnlyList<PacketGun> Guns { get; init; }

    /// <summary>Persons on the path.</summary>
    public required IReadOnlyList<PersonOnPath> Persons { get; init; }

    /// <summary>Groups along the path.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Vehicles near events, those near several first. Their reads are in <see cref="Lpr"/>.</summary>
    public required IReadOnlyList<PacketVehicle> Vehicles { get; init; }

    /// <summary>Traces of the firearms.</summary>
    public required IReadOnlyList<PacketTrace> Traces { get; init; }

    /// <summary>Weapons arrests on the path.</summary>
    public required IReadOnlyList<PacketArrest> Arrests { get; init; }

    /// <summary>Probation and parole.</summary>
    public required IReadOnlyList<PacketSupervision> Supervision { get; init; }

    /// <summary>Gunshot alerts near events.</summary>
    public required IReadOnlyList<GunshotNearEvent> Gunshots { get; init; }

    /// <summary>Plate reads near events.</summary>
    public required IReadOnlyList<PacketRead> Lpr { get; init; }

    /// <summary>Open-source items.</summary>
    public required IReadOnlyList<PacketOsint> Osint { get; init; }

    /// <summary>Images of the lead's exhibits.</summary>
    public required IReadOnlyList<PacketImage> Images { get; init; }

    /// <summary>Entities and links.</summary>
    public required CaseMap CaseMap { get; init; }

    /// <summary>How each source stood.</summary>
    public required IReadOnlyList<SourceStatus> Enrichment { get; init; }

    /// <summary>Next steps.</summary>
    public required IReadOnlyList<Recommendation> Recommendations { get; init; }

    /// <summary>Who may read this, and what is not in it.</summary>
    public required Dissemination Dissemination { get; init; }

    /// <summary>Whom to call: who owns an event on the gun, and the site that made the lead; as the registry had them at the time of issue.</summary>
    public IReadOnlyList<PacketContact> Contacts { get; set; } = [];

    /// <summary>What readers of earlier versions have to know of them (purged, sealed, eliminated), newest first; those whose <c>version</c> is this one's are new. Null: nothing.</summary>
    public IReadOnlyList<LeadNotice>? Notices { get; init; }

    /// <summary>Every record behind this packet.</summary>
    public required IReadOnlyList<Provenance> Provenance { get; init; }

    /// <summary>Names of the lists that a limit cut short; what they hold is right, but not all.</summary>
    public required IReadOnlyList<string> Truncated { get; init; }
}

/// <summary>Why a packet version was issued; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PacketReason>))]
public enum PacketReason
{
    /// <summary>The first version.</summary>
    [JsonStringEnumMemberName("new")] New,

    /// <summary>An event was added.</summary>
    [JsonStringEnumMemberName("newEvent")] NewEvent,

    /// <summary>Anything else of substance.</summary>
    [JsonStringEnumMemberName("enriched")] Enriched,

    /// <summary>An examiner confirmed the lead.</summary>
    [JsonStringEnumMemberName("confirmed")] Confirmed,

    /// <summary>The lead was eliminated, or an event withdrawn.</summary>
    [JsonStringEnumMemberName("eliminated")] Eliminated,

    /// <summary>The first version, sent before enrichment ended.</summary>
    [JsonStringEnumMemberName("released")] Released,
}

/// <summary>A lead's place, and why.</summary>
/// <param name="Score">Points at the time of issue, after decay.</param>
/// <param name="Band">What that means.</param>
/// <param name="Factors">Largest first.</param>
/// <param name="Scale">Where the bands begin.</param>
/// <param name="Decay">What is left of the points at the time of issue, 0 to 1.</param>
/// <param name="Since">The newest event, from which they decay.</param>
/// <param name="HalfLifeDays">Days in which they halve.</param>
public sealed record PacketPriority(double Score, Band Band, IReadOnlyList<Factor> Factors, BandScale Scale, double Decay, DateTimeOffset Since, double HalfLifeDays)
{
    /// <summary>Highest trafficking index of the traces; not part of the score.</summary>
    public double? TraffickingIndex { get; init; }
}

/// <summary>A presumed gun with the firearms recovered on its path.</summary>
/// <param name="Id"><c>gn-…</c></param>
/// <param name="Exhibits">Its exhibits.</param>
/// <param name="Leads">The leads that hold it together.</param>
/// <param name="Owners">Who owns an exhibit or an event of it.</param>
/// <param name="Firearms">What was recovered.</param>
public sealed record PacketGun(string Id, IReadOnlyList<LeadExhibit> Exhibits, IReadOnlyList<string> Leads, IReadOnlyList<Ori> Owners, IReadOnlyList<PacketFirearm> Firearms);

/// <summary>A recovered firearm.</summary>
/// <param name="Id">Its node on the case map.</param>
/// <param name="Record">The record.</param>
/// <param name="Recovery">What it says.</param>
public sealed record PacketFirearm(string Id, string Record, FirearmRecovery Recovery);

/// <summary>A vehicle near events.</summary>
/// <param name="Id">Its node on the case map.</param>
/// <param name="Plate">Plate.</param>
/// <param name="State">Issuing state, or null.</param>
/// <param name="Cases">Near how many different cases.</param>
/// <param name="Sightings">How many reads.</param>
public sealed record PacketVehicle(string Id, string Plate, string? State, int Cases, int Sightings);

/// <summary>A plate read near an event.</summary>
/// <param name="VehicleId">The vehicle.</param>
/// <param name="Plate">Its plate.</param>
/// <param name="Sighting">Where and when.</param>
public sealed record PacketRead(string VehicleId, string Plate, Sighting Sighting);

/// <summary>A firearm trace.</summary>
/// <param name="Record">The record.</param>
/// <param name="Trace">What it says.</param>
/// <param name="DaysToCrime">Days from purchase to recovery; null where unknown or negative.</param>
/// <param name="Index">Its trafficking index, with how it came about.</param>
public sealed record PacketTrace(string Record, Trace Trace, int? DaysToCrime, TraffickingIndex? Index)
{
    /// <summary>Why it can hardly be a trace of this firearm; null where nothing says so. Nothing is counted from a trace in doubt.</summary>
    public string? Doubt { get; init; }
}

/// <summary>A weapons arrest.</summary>
/// <param name="Record">The record.</param>
/// <param name="Arrest">What it says.</param>
public sealed record PacketArrest(string Record, Arrest Arrest);

/// <summary>A supervision record.</summary>
/// <param name="Record">The record.</param>
/// <param name="PersonId">The person on the path, or null.</param>
/// <param name="Supervision">What it says.</param>
public sealed record PacketSupervision(string Record, string? PersonId, Supervision Supervision)
{
    /// <summary>A condition forbids this person firearms. False: no condition says so, which is not the same as allowed.</summary>
    public bool FirearmsForbidden { get; init; }
}

/// <summary>An open-source item.</summary>
/// <param name="Record">The record.</param>
/// <param name="Item">What it says.</param>
public sealed record PacketOsint(string Record, OsintItem Item);

/// <summary>An image of an exhibit. Who does not own the exhibit is told that there is one, and whom to ask.</summary>
/// <param name="ExhibitId">The exhibit.</param>
/// <param name="Ori">Who owns it.</param>
/// <param name="CaseNumber">The case.</param>
/// <param name="ExhibitNumber">Its number.</param>
/// <param name="View">Which view.</param>
/// <param name="StoredAt">When the hub got it.</param>
public sealed record PacketImage(string ExhibitId, Ori Ori, string CaseNumber, string ExhibitNumber, string View, DateTimeOffset StoredAt)
{
    /// <summary>Where the owner reads it.</summary>
    public string? Href { get; init; }

    /// <summary>Where the owner reads its preview.</summary>
    public string? Preview { get; init; }
}

/// <summary>A next step that the facts suggest.</summary>
/// <param name="Kind">Stable name, such as <c>interview</c>.</param>
/// <param name="Text">What to do.</param>
/// <param name="Because">Why.</param>
/// <param name="Records">The records behind it.</param>
public sealed record Recommendation(string Kind, string Text, string Because, IReadOnlyList<string> Records)
{
    /// <summary>The dissemination rules over the facts behind it.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];
}

/// <summary>An agency to call.</summary>
/// <param name="Ori">Which.</param>
/// <param name="Name">What people call it; its ORI where the registry does not know it.</param>
/// <param name="Contact">Whom to call there, or null where the registry does not say.</param>
/// <param name="Parts">Its parts in the lead: <c>owner</c> of an event, <c>site</c> that made it.</param>
public sealed record PacketContact(Ori Ori, string Name, string? Contact, IReadOnlyList<string> Parts);

/// <summary>Who may read a packet, and what is not in it.</summary>
/// <param name="Recipient">Whose view this is; null: the center's own.</param>
/// <param name="Marking">How it is to be handled.</param>
/// <param name="Withheld">What is not in it, and by which rule.</param>
public sealed record Dissemination(Ori? Recipient, string Marking, IReadOnlyList<Withheld> Withheld);

/// <summary>Something that is withheld.</summary>
/// <param name="Field">Where it would be, as an RFC 6901 pointer.</param>
/// <param name="Rule">The rule's name.</param>
public sealed record Withheld(string Field, string Rule);

/// <summary>A record behind a packet.</summary>
/// <param name="Record">Its name.</param>
/// <param name="Version">Which version; null for an answer of a source.</param>
/// <param name="ReceivedAt">When the hub got it; null for an answer of a source.</param>
public sealed record Provenance(string Record, int? Version, DateTimeOffset? ReceivedAt)
{
    /// <summary>Originator control: beside who sent the record, only these agencies may see what it says; null where it stands under none. Who reads it passes it on to nobody else.</summary>
    public IReadOnlyList<Ori>? ReleasableTo { get; init; }
}
