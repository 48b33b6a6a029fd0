using CgiHub.Core.Agencies;

namespace CgiHub.Partners.Simulation;

/// <summary>An agency of the region, with where it is in charge.</summary>
/// <param name="Agency">As the hub's registry is to know it.</param>
/// <param name="Role">What it does here.</param>
/// <param name="Lat">Middle of its jurisdiction.</param>
/// <param name="Lon">Middle of its jurisdiction.</param>
public sealed record SimulatedAgency(Agency Agency, AgencyRole Role, double Lat, double Lon)
{
    /// <summary>Its identifier.</summary>
    public Ori Ori => Agency.Ori;

    /// <summary>Whether microphones listen for gunshots there.</summary>
    public bool HearsGunshots { get; init; }

    /// <summary>Its plate readers.</summary>
    public IReadOnlyList<PlateReader> Readers { get; init; } = [];
}

/// <summary>What an agency does in the region.</summary>
public enum AgencyRole
{
    /// <summary>Police.</summary>
    Police,

    /// <summary>The laboratory with the NIBIN site.</summary>
    Laboratory,

    /// <summary>Supervises probationers.</summary>
    Probation,

    /// <summary>Supervises parolees.</summary>
    Parole,

    /// <summary>Gets what some of the police agencies get.</summary>
    TaskForce,
}

/// <summary>A fixed plate reader.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lat">WGS 84 degrees.</param>
/// <param name="Lon">WGS 84 degrees.</param>
public sealed record PlateReader(string Name, double Lat, double Lon);

/// <summary>A crew with its territory.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Home">The index of the agency whose jurisdiction its territory lies in.</param>
/// <param name="Lat">Middle of its territory.</param>
/// <param name="Lon">Middle of its territory.</param>
/// <param name="Members">Ids of the persons in it.</param>
public sealed record Crew(int Number, string Name, int Home, double Lat, double Lon, IReadOnlyList<string> Members);

/// <summary>A person as they really are; records describe them more or less well.</summary>
public sealed record SimulatedPerson
{
    /// <summary><c>P0001</c> and so on; never on a record.</summary>
    public required string Id { get; init; }

    /// <summary>Given name.</summary>
    public required string Given { get; init; }

    /// <summary>Family name.</summary>
    public required string Family { get; init; }

    /// <summary>Date of birth.</summary>
    public required DateOnly Dob { get; init; }

    /// <summary>Sex.</summary>
    public required string Sex { get; init; }

    /// <summary>State identification number.</summary>
    public required string Sid { get; init; }

    /// <summary>Street address.</summary>
    public required string Address { get; init; }

    /// <summary>Telephone number (of the range kept for fiction).</summary>
    public required string Phone { get; init; }

    /// <summary>Their car's plate.</summary>
    public required string Plate { get; init; }

    /// <summary>The crew they belong to, or null.</summary>
    public string? Crew { get; init; }
}

/// <summary>A gun as it really is.</summary>
public sealed record SimulatedGun
{
    /// <summary><c>G0001</c> and so on; never on a record.</summary>
    public required string Id { get; init; }

    /// <summary>Number from 0: its marks follow from it.</summary>
    public required int Number { get; init; }

    /// <summary>Manufacturer.</summary>
    public required string Make { get; init; }

    /// <summary>Model.</summary>
    public required string Model { get; init; }

    /// <summary>Pistol or rifle.</summary>
    public required string Type { get; init; }

    /// <summary>Caliber.</summary>
    public required string Caliber { get; init; }

    /// <summary>Serial number.</summary>
    public required string Serial { get; init; }

    /// <summary>First retail purchase.</summary>
    public required DateTimeOffset PurchasedAt { get; init; }

    /// <summary>The id of its first purchaser.</summary>
    public required string Purchaser { get; init; }

    /// <summary>State of the dealer.</summary>
    public required string DealerState { get; init; }

    /// <summary>How readily it is picked up, compared with others: most guns seldom, few again and again.</summary>
    public required double Appeal { get; init; }
}

/// <summary>The region before anything happens: agencies, crews, people, guns.</summary>
/// <param name="Agencies">Police first, then laboratory, probation, parole and task force.</param>
/// <param name="Crews">By number.</param>
/// <param name="Persons">By id.</param>
/// <param name="Guns">By number.</param>
public sealed record World(IReadOnlyList<SimulatedAgency> Agencies, IReadOnlyList<Crew> Crews, IReadOnlyList<SimulatedPerson> Persons, IReadOnlyList<SimulatedGun> Guns)
{
    /// <summary>State of recovery in the region, two letters.</summary>
    public const string State = "NE";

    /// <summary>The police agencies.</summary>
    public IEnumerable<SimulatedAgency> Police => Agencies.Where(a => a.Role == AgencyRole.Police);

    /// <summary>The agency with this role (the only one of its kind).</summary>
    public SimulatedAgency The(AgencyRole role) => Agencies.Single(a => a.Role == role);
}
