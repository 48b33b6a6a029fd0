using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>A presumed gun and its way through cases, hands and groups.</summary>
/// <param name="Id"><c>gn-…</c></param>
/// <param name="Exhibits">Its exhibits, by key.</param>
/// <param name="Leads">The leads that hold it together.</param>
/// <param name="Agencies">The agencies whose cases it runs through.</param>
/// <param name="Stops">Its cases in order of occurrence; unknown times last.</param>
/// <param name="Holders">Who had it, or is said to have fired it, by time.</param>
/// <param name="HandOvers">Between which stops it seems to have changed hands.</param>
/// <param name="Groups">Groups along its path.</param>
/// <param name="Firearms">What was recovered of it.</param>
/// <param name="Map">The same as entities and links.</param>
public sealed record GunPath(
    string Id,
    IReadOnlyList<LeadExhibit> Exhibits,
    IReadOnlyList<string> Leads,
    IReadOnlyList<Ori> Agencies,
    IReadOnlyList<GunStop> Stops,
    IReadOnlyList<GunHolder> Holders,
    IReadOnlyList<HandOver> HandOvers,
    IReadOnlyList<string> Groups,
    IReadOnlyList<MapNode> Firearms,
    CaseMap Map)
{
    /// <summary>The spans between neighbouring stops with known times, in order.</summary>
    public IReadOnlyList<GunGap> Gaps { get; init; } = [];

    /// <summary>Spans over which records have it in one person's hands at both ends and in nobody else's in between, by time.</summary>
    public IReadOnlyList<GunPeriod> Periods { get; init; } = [];

    /// <summary>Stops in which suspects of some groups stand against victims of others, by time.</summary>
    public IReadOnlyList<CrewConflict> Conflicts { get; init; } = [];

    /// <summary>Traces that bear a serial number of its firearms but can hardly be theirs.</summary>
    public IReadOnlyList<DoubtfulTrace> DoubtfulTraces { get; init; } = [];

    /// <summary>A limit cut it short.</summary>
    public bool Truncated { get; init; }
}

/// <summary>A case on a gun's path.</summary>
/// <param name="CaseKey">The case's entity key.</param>
/// <param name="Ori">Whose case.</param>
/// <param name="CaseNumber">Its number.</param>
/// <param name="ExhibitNumbers">Its exhibits on the gun.</param>
/// <param name="Records">The records behind it.</param>
public sealed record GunStop(EntityKey CaseKey, Ori Ori, string CaseNumber, IReadOnlyList<string> ExhibitNumbers, IReadOnlyList<string> Records)
{
    /// <summary>What happened; null until the agency says.</summary>
    public IncidentType? Type { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lon { get; init; }

    /// <summary>Days since the stop before.</summary>
    public double? DaysSince { get; init; }

    /// <summary>Metres from the stop before.</summary>
    public double? MetresSince { get; init; }

    /// <summary>The jurisdiction is another than at the stop before.</summary>
    public bool CrossedJurisdiction { get; init; }

    /// <summary>Groups of those who are said to have had the gun there.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}

/// <summary>Who had a gun, or is said to have fired it.</summary>
/// <param name="PersonId"><c>pr-…</c></param>
/// <param name="Label">Their name.</param>
/// <param name="Role"><c>suspect</c>, <c>possessor</c>, <c>arrestee</c> or <c>purchaser</c>.</param>
/// <param name="At">When, as far as the record says.</param>
/// <param name="CaseKey">In which case, or null.</param>
/// <param name="Record">The record behind it, as <c>feed/agency/sourceId</c>.</param>
public sealed record GunHolder(string PersonId, string Label, string Role, DateTimeOffset? At, EntityKey? CaseKey, string Record)
{
    /// <summary>Why the record may be of another gun; null where nothing says so. Periods and hand-overs count on no such record.</summary>
    public string? Doubt { get; init; }
}

/// <summary>The span between two neighbouring stops.</summary>
/// <param name="From">The stop before, a case key.</param>
/// <param name="To">The stop after, a case key.</param>
/// <param name="Days">How long it was silent.</param>
public sealed record GunGap(EntityKey From, EntityKey To, double Days)
{
    /// <summary>How far it went meanwhile; null where a stop has no place.</summary>
    public double? Metres { get; init; }

    /// <summary>It went into another jurisdiction.</summary>
    public bool CrossedJurisdiction { get; init; }

    /// <summary>No earlier and no later gap is longer.</summary>
    public bool Longest { get; init; }
}

/// <summary>A span over which one person seems to have had the gun: records say so at both ends, and name nobody without them in between.</summary>
/// <param name="PersonId"><c>pr-…</c></param>
/// <param name="Label">Their name.</param>
/// <param name="From">The first such record's time.</param>
/// <param name="To">The last such record's time.</param>
/// <param name="Records">Those records by time, as <c>feed/agency/sourceId</c>.</param>
public sealed record GunPeriod(string PersonId, string Label, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Records)
{
    /// <summary>When the next record has it with others; null where none does.</summary>
    public DateTimeOffset? NextAt { get; init; }
}

/// <summary>A gun that seems to have changed hands: at one stop some people had it, at the next that names anybody none of them.</summary>
/// <param name="From">The stop before, a case key.</param>
/// <param name="To">The stop after, a case key.</param>
/// <param name="FromPersons">Their ids.</param>
/// <param name="ToPersons">Their ids.</param>
/// <param name="FromGroups">The groups of those before.</param>
/// <param name="ToGroups">The groups of those after.</param>
/// <param name="BetweenGroups">Both stops name groups, and none of them is the same.</param>
public sealed record HandOver(EntityKey From, EntityKey To, IReadOnlyList<string> FromPersons, IReadOnlyList<string> ToPersons, IReadOnlyList<string> FromGroups, IReadOnlyList<string> ToGroups, bool BetweenGroups);
