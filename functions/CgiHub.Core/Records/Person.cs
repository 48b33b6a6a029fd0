using System.Text.Json.Serialization;

namespace CgiHub.Core.Records;

/// <summary>A person as one record describes them; not yet anybody in particular.</summary>
public record Person
{
    /// <summary>Name in parts; either this, or <see cref="FullName"/>, or identifiers.</summary>
    public PersonName? Name { get; init; }

    /// <summary>Name in one piece.</summary>
    public string? FullName { get; init; }

    /// <summary>Date of birth.</summary>
    public DateOnly? Dob { get; init; }

    /// <summary>Sex as the sender codes it.</summary>
    public string? Sex { get; init; }

    /// <summary>Race as the sender codes it. Never used to link or to rank.</summary>
    public string? Race { get; init; }

    /// <summary>Other names.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>Identifiers.</summary>
    public IReadOnlyList<PersonIdentifier>? Ids { get; init; }

    /// <summary>Telephone numbers.</summary>
    public IReadOnlyList<string>? Phones { get; init; }

    /// <summary>Address.</summary>
    public string? Address { get; init; }

    /// <summary>Groups (crews) that the record says they belong to.</summary>
    public IReadOnlyList<string>? Groups { get; init; }
}

/// <summary>A person in an incident.</summary>
public sealed record PersonInRole : Person
{
    /// <summary>Their part in it.</summary>
    public required IncidentRole Role { get; init; }
}

/// <summary>Parts in an incident; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<IncidentRole>))]
public enum IncidentRole
{
    /// <summary>Victim.</summary>
    [JsonStringEnumMemberName("victim")] Victim,

    /// <summary>Suspect.</summary>
    [JsonStringEnumMemberName("suspect")] Suspect,

    /// <summary>Witness.</summary>
    [JsonStringEnumMemberName("witness")] Witness,

    /// <summary>Had a gun.</summary>
    [JsonStringEnumMemberName("possessor")] Possessor,
}

/// <summary>A name in parts.</summary>
public sealed record PersonName
{
    /// <summary>Given name.</summary>
    public required string Given { get; init; }

    /// <summary>Middle names.</summary>
    public string? Middle { get; init; }

    /// <summary>Family name.</summary>
    public required string Family { get; init; }

    /// <summary>Jr., III and so on.</summary>
    public string? Suffix { get; init; }
}

/// <summary>An identifier of a person.</summary>
public sealed record PersonIdentifier
{
    /// <summary>Which kind: FBI, SID (state), DL (driver's licence), DOC (corrections), other.</summary>
    public required PersonIdentifierType Type { get; init; }

    /// <summary>The number.</summary>
    public required string Value { get; init; }

    /// <summary>Issuing state, two letters; part of the identity of SID, DL and DOC numbers.</summary>
    public string? State { get; init; }
}

/// <summary>Kinds of identifier, as the contract writes them.</summary>
[JsonConverter(typeof(WireEnumConverter<PersonIdentifierType>))]
public enum PersonIdentifierType
{
    /// <summary>FBI number.</summary>
    [JsonStringEnumMemberName("FBI")] Fbi,

    /// <summary>State identification number.</summary>
    [JsonStringEnumMemberName("SID")] Sid,

    /// <summary>Driver's licence.</summary>
    [JsonStringEnumMemberName("DL")] DriversLicence,

    /// <summary>Department of corrections number.</summary>
    [JsonStringEnumMemberName("DOC")] Doc,

    /// <summary>Anything else; never used to join persons.</summary>
    [JsonStringEnumMemberName("other")] Other,
}
