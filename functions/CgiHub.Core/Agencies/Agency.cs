namespace CgiHub.Core.Agencies;

/// <summary>An agency as the registry knows it: what it sends, what it receives, and under which rules.</summary>
/// <remarks>Members with a default can be set, not only initialised: generated JSON reading would give an initialised member that is left out its type's default, not this one.</remarks>
/// <param name="Ori">Its identifier.</param>
/// <param name="Name">What people call it.</param>
public sealed record Agency(Ori Ori, string Name)
{
    /// <summary>A NIBIN site may send leads that touch any agency's exhibits.</summary>
    public bool NibinSite { get; init; }

    /// <summary>May send no more, and receives no more, when false.</summary>
    public bool Active { get; set; } = true;

    /// <summary>Whom to call, shown on packets.</summary>
    public string? Contact { get; init; }

    /// <summary>Agencies that receive every packet that this one receives (a task force, a prosecutor).</summary>
    public IReadOnlyList<Ori> Recipients { get; set; } = [];

    /// <summary>Where it wants its packets pushed to; null: nowhere, it has its queue and its inbox.</summary>
    public AgencyWebhook? Webhook { get; init; }

    /// <summary>What it may be shown.</summary>
    public DisseminationRules Dissemination { get; set; } = new();

    /// <summary>Its own targets for the stages of a lead; null: the region's.</summary>
    public AgencyClocks? Clocks { get; init; }

    /// <summary>How its own columns and values become the contract's, by feed name.</summary>
    public IReadOnlyDictionary<string, FeedMapping> Mappings { get; set; } = System.Collections.Immutable.ImmutableDictionary<string, FeedMapping>.Empty;

    /// <summary>Entra ID application ids that act for this agency.</summary>
    public IReadOnlyList<string> AppIds { get; set; } = [];
}

/// <summary>What an agency may be shown, by the attributes of who it is.</summary>
public sealed record DisseminationRules
{
    /// <summary>Law enforcement or a prosecutor: may see firearm trace contents, in a criminal investigation or prosecution (Tiahrt amendment).</summary>
    public bool TraceData { get; set; } = true;

    /// <summary>Has need-to-know and right-to-know for criminal intelligence (28 CFR Part 23).</summary>
    public bool CriminalIntelligence { get; set; } = true;

    /// <summary>Supervision records and officers' contacts.</summary>
    public bool Supervision { get; set; } = true;

    /// <summary>May know who was under eighteen at an event or arrest (18 U.S.C. 5038, state law).</summary>
    public bool Juveniles { get; set; } = true;
}
