using CgiHub.Core.Agencies;

namespace CgiHub.Core.CaseMaps;

/// <summary>A presumed gun as the list of guns shows it.</summary>
/// <param name="Id"><c>gn-…</c></param>
/// <param name="Cases">How many cases are on its path.</param>
/// <param name="Exhibits">How many exhibits are joined.</param>
/// <param name="Leads">The leads that hold it together, sorted.</param>
/// <param name="Agencies">The agencies that own a case on its path, sorted.</param>
public sealed record GunCard(string Id, int Cases, int Exhibits, IReadOnlyList<string> Leads, IReadOnlyList<Ori> Agencies)
{
    /// <summary>Its oldest event with a known time.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>Its newest event with a known time.</summary>
    public DateTimeOffset? NewestAt { get; init; }

    /// <summary>Cases in which somebody was shot.</summary>
    public int Shootings { get; init; }

    /// <summary>A firearm was recovered on its path: it is presumed no longer.</summary>
    public bool Recovered { get; init; }

    /// <summary>Calibers that records name, sorted.</summary>
    public IReadOnlyList<string> Calibers { get; init; } = [];

    /// <summary>Groups along its path, sorted. Criminal intelligence.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Those of them whose people had it, or are said to have fired it; sorted.</summary>
    public IReadOnlyList<string> HeldBy { get; init; } = [];

    /// <summary>The newest cases in which it was fired by one group's people at another's, newest first; at most <see cref="MostConflicts"/>.</summary>
    public IReadOnlyList<CrewConflict> Conflicts { get; init; } = [];

    /// <summary>Most conflicts kept of one gun.</summary>
    public const int MostConflicts = 50;
}

/// <summary>A group (crew) and the presumed guns along whose paths it appears.</summary>
/// <param name="Id"><c>gr-…</c></param>
/// <param name="Name">Its name.</param>
/// <param name="Guns">By newest event, newest first; at most <see cref="MostGuns"/>.</param>
public sealed record Crew(string Id, string Name, IReadOnlyList<GunCard> Guns)
{
    /// <summary>Most guns shown of one group.</summary>
    public const int MostGuns = 100;

    /// <summary>There are more guns than are shown, or more ties.</summary>
    public bool More { get; init; }

    /// <summary>The groups with which it shares a gun or a shooting, by name; at most <see cref="MostTies"/>.</summary>
    public IReadOnlyList<CrewTie> Ties { get; init; } = [];

    /// <summary>Most ties shown of one group.</summary>
    public const int MostTies = 100;
}

/// <summary>What two groups share, each in at most <see cref="Most"/> guns or cases: the first by id.</summary>
/// <param name="Id">The other group, <c>gr-…</c>.</param>
/// <param name="Name">Its name.</param>
public sealed record CrewTie(string Id, string Name)
{
    /// <summary>Most guns, and most cases each way.</summary>
    public const int Most = 50;

    /// <summary>Guns that people of both had, or are said to have fired.</summary>
    public IReadOnlyList<string> Guns { get; init; } = [];

    /// <summary>Cases, as entity keys, in which this group's people are suspected and the other's are victims.</summary>
    public IReadOnlyList<string> ShotAt { get; init; } = [];

    /// <summary>Cases, as entity keys, in which the other group's people are suspected and this one's are victims.</summary>
    public IReadOnlyList<string> ShotBy { get; init; } = [];
}

/// <summary>A group at a gun, as kept for the list of groups.</summary>
/// <param name="Name">The group's name as written.</param>
/// <param name="Gun">The gun.</param>
public sealed record CrewGun(string Name, GunCard Gun);
