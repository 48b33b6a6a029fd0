namespace CgiHub.Partners.Simulation;

/// <summary>Something that happened, as it really was: a shooting, or a gun that was recovered. Each becomes one case of one agency.</summary>
public sealed record SimulatedCase
{
    /// <summary>From 0, in order of time.</summary>
    public required int Number { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The index of the agency in whose jurisdiction it was.</summary>
    public required int Agency { get; init; }

    /// <summary>That agency's case number.</summary>
    public required string CaseNumber { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>The guns that were fired, with how many rounds each; empty for a recovery.</summary>
    public IReadOnlyList<ShotsFired> Fired { get; init; } = [];

    /// <summary>The gun that was recovered, or null.</summary>
    public string? Recovered { get; init; }

    /// <summary>Who fired, or had the recovered gun; null where nobody did (a found gun).</summary>
    public string? Offender { get; init; }

    /// <summary>They were arrested for the recovered gun.</summary>
    public bool Arrested { get; init; }

    /// <summary>Those who were hit.</summary>
    public IReadOnlyList<string> Victims { get; init; } = [];

    /// <summary>How many of them died.</summary>
    public int Killed { get; init; }

    /// <summary>The crew that shot, or that the recovered gun came from; null for none.</summary>
    public int? Attacker { get; init; }

    /// <summary>The crew that was shot at, or null.</summary>
    public int? Target { get; init; }

    /// <summary>The case that it retaliates for, or null.</summary>
    public int? SetOffBy { get; init; }

    /// <summary>Whether it is a shooting.</summary>
    public bool IsShooting => Fired.Count > 0;
}

/// <summary>How often a gun was fired in a case.</summary>
/// <param name="Gun">The gun's id.</param>
/// <param name="Rounds">Rounds; a cartridge case each.</param>
public sealed record ShotsFired(string Gun, int Rounds);

/// <summary>A gun that changed hands.</summary>
/// <param name="At">When.</param>
/// <param name="Gun">Which.</param>
/// <param name="From">The crew that gave it.</param>
/// <param name="To">The crew that got it.</param>
public sealed record HandOver(DateTimeOffset At, string Gun, int From, int To);

/// <summary>What happened in the region.</summary>
/// <param name="Cases">Shootings and recoveries, by time.</param>
/// <param name="HandOvers">Guns that moved between crews, by time.</param>
public sealed record Story(IReadOnlyList<SimulatedCase> Cases, IReadOnlyList<HandOver> HandOvers);
