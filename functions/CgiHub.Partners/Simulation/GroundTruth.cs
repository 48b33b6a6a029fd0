using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Simulation;

/// <summary>What is really so in a region, and what a hub must make of the records that were sent.</summary>
public sealed record GroundTruth
{
    /// <summary>Every gun with the cases that it was fired or recovered in.</summary>
    public required IReadOnlyList<TrueGun> Guns { get; init; }

    /// <summary>Every lead with what its newest packet must say, and to whom.</summary>
    public required IReadOnlyList<ExpectedLead> Leads { get; init; }

    /// <summary>Everybody, as they really are.</summary>
    public required IReadOnlyList<SimulatedPerson> Persons { get; init; }

    /// <summary>Which records speak of whom.</summary>
    public required IReadOnlyList<PersonMention> Mentions { get; init; }

    /// <summary>The crews.</summary>
    public required IReadOnlyList<Crew> Crews { get; init; }

    /// <summary>Guns that moved between crews.</summary>
    public required IReadOnlyList<HandOver> HandOvers { get; init; }

    /// <summary>Traces that eTrace knows, also those that nobody forwarded.</summary>
    public required IReadOnlyList<Trace> Traces { get; init; }

    /// <summary>Supervision that the departments know, also what is on no list.</summary>
    public required IReadOnlyList<Supervision> Supervision { get; init; }
}

/// <summary>A gun and its path.</summary>
/// <param name="Gun">The gun.</param>
/// <param name="Cases">The cases that it was fired or recovered in, by time.</param>
/// <param name="Exhibits">Its exhibits in NIBIN.</param>
public sealed record TrueGun(SimulatedGun Gun, IReadOnlyList<CaseName> Cases, IReadOnlyList<ExhibitName> Exhibits);

/// <summary>A case by its names.</summary>
/// <param name="Ori">Who owns it.</param>
/// <param name="CaseNumber">Its number.</param>
public readonly record struct CaseName(Ori Ori, string CaseNumber);

/// <summary>An exhibit by its names.</summary>
/// <param name="Ori">Who owns it.</param>
/// <param name="CaseNumber">The case.</param>
/// <param name="ExhibitNumber">Its number in the case.</param>
public readonly record struct ExhibitName(Ori Ori, string CaseNumber, string ExhibitNumber)
{
    /// <summary>Its key in the hub.</summary>
    [JsonIgnore]
    public string Key => EntityKey.Exhibit(Ori, CaseNumber, ExhibitNumber).Value;
}

/// <summary>What a hub must say of a lead when it has got every record.</summary>
public sealed record ExpectedLead
{
    /// <summary>The hub's id of it.</summary>
    public required string LeadId { get; init; }

    /// <summary>The site's number.</summary>
    public required string LeadNumber { get; init; }

    /// <summary>Where it stands.</summary>
    public required LeadStatus Status { get; init; }

    /// <summary>The exhibits that its rows list.</summary>
    public required IReadOnlyList<ExhibitName> Exhibits { get; init; }

    /// <summary>Every case on its presumed gun.</summary>
    public required IReadOnlyList<CaseName> Events { get; init; }

    /// <summary>Everybody who must have got its newest packet.</summary>
    public required IReadOnlyList<Ori> Recipients { get; init; }

    /// <summary>In truth its exhibits come from different guns.</summary>
    public required bool False { get; init; }
}
