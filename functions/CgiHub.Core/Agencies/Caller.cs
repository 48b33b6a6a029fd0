namespace CgiHub.Core.Agencies;

/// <summary>What a caller may do; the token's <c>roles</c> claim.</summary>
[Flags]
public enum Roles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>Agency.Submit</c>: bring evidence and feeds.</summary>
    AgencySubmit = 1,

    /// <summary><c>Agency.Receive</c>: read and acknowledge packets, tell outcomes.</summary>
    AgencyReceive = 2,

    /// <summary><c>Cgic.Analyst</c>: work the triage list.</summary>
    CgicAnalyst = 4,

    /// <summary><c>Cgic.Supervisor</c>: release, confirm and eliminate as well.</summary>
    CgicSupervisor = 8,

    /// <summary><c>Hub.Admin</c>: registry, sources, dead letters, audit, retention.</summary>
    HubAdmin = 16,

    /// <summary>Any of the center's staff.</summary>
    Staff = CgicAnalyst | CgicSupervisor,

    /// <summary>Either of an agency's roles.</summary>
    AnyAgency = AgencySubmit | AgencyReceive,
}

/// <summary>Who calls, as their token says.</summary>
/// <param name="Subject">The token's <c>sub</c>.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="Agency">The agency they act for; null for staff and admins without one.</param>
public sealed record Caller(string Subject, Roles Roles, Ori? Agency)
{
    /// <summary>Where the call came from, for the audit record.</summary>
    public string? Address { get; init; }

    /// <summary>Whether the caller has at least one of these roles.</summary>
    public bool Has(Roles anyOf) => (Roles & anyOf) != 0;

    /// <summary>Whether the caller acts for this agency, or is staff, who see every agency's evidence and leads.</summary>
    public bool MaySee(Ori owner) => Agency == owner || Has(Roles.Staff);
}
