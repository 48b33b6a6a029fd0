using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Triage;

/// <summary>
/// What each reason adds: <c>CgiHub:Triage:Weights</c>. The factors are those of GETS (geography, events, time, solvability); nobody publishes
/// weights, these are ours to be revised by each center. A factor's points are its measure times its weight, up to its most; a weight of nothing leaves the factor out.
/// </summary>
public sealed class TriageWeights
{
    /// <summary>For a dated shooting: points that decay from it like all others, so that a lead without any other reason still falls as its newest shooting grows old. Default 30.</summary>
    [Range(0.0, 1000.0)]
    public double Recency { get; init; } = 30;

    /// <summary>For each further shooting within <c>PaceDays</c> before the newest. Default 14.</summary>
    [Range(0.0, 1000.0)]
    public double Pace { get; init; } = 14;

    /// <summary>Most for the pace. Default 56.</summary>
    [Range(0.0, 1000.0)]
    public double PaceMost { get; init; } = 56;

    /// <summary>For each agency beyond the first that owns an event. Default 4.</summary>
    [Range(0.0, 1000.0)]
    public double Jurisdiction { get; init; } = 4;

    /// <summary>Most for jurisdictions together. Default 12.</summary>
    [Range(0.0, 1000.0)]
    public double JurisdictionMost { get; init; } = 12;

    /// <summary>For events close to each other. Default 4.</summary>
    [Range(0.0, 1000.0)]
    public double Concentration { get; init; } = 4;

    /// <summary>For each shooting of another case near the gun's own. Default 2.</summary>
    [Range(0.0, 1000.0)]
    public double SeriesNearby { get; init; } = 2;

    /// <summary>Most for shootings nearby together. Default 8.</summary>
    [Range(0.0, 1000.0)]
    public double SeriesNearbyMost { get; init; } = 8;

    /// <summary>For each homicide. Default 25.</summary>
    [Range(0.0, 1000.0)]
    public double Homicide { get; init; } = 25;

    /// <summary>Most for homicides together. Default 50.</summary>
    [Range(0.0, 1000.0)]
    public double HomicideMost { get; init; } = 50;

    /// <summary>For each person who was hit and lived. Default 5.</summary>
    [Range(0.0, 1000.0)]
    public double Injured { get; init; } = 5;

    /// <summary>Most for the injured together. Default 20.</summary>
    [Range(0.0, 1000.0)]
    public double InjuredMost { get; init; } = 20;

    /// <summary>For each round fired. Default 0.1.</summary>
    [Range(0.0, 1000.0)]
    public double Round { get; init; } = 0.1;

    /// <summary>Most for rounds together. Default 4.</summary>
    [Range(0.0, 1000.0)]
    public double RoundMost { get; init; } = 4;

    /// <summary>For each event beyond the first. Default 4.</summary>
    [Range(0.0, 1000.0)]
    public double Event { get; init; } = 4;

    /// <summary>Most for the number of events. Default 24.</summary>
    [Range(0.0, 1000.0)]
    public double EventMost { get; init; } = 24;

    /// <summary>For two shootings shortly after each other. Default 6.</summary>
    [Range(0.0, 1000.0)]
    public double ShortInterval { get; init; } = 6;

    /// <summary>For gaps between events that shrink. Default 10.</summary>
    [Range(0.0, 1000.0)]
    public double ShrinkingGaps { get; init; } = 10;

    /// <summary>For a gun whose suspects and victims are of different crews; half for a gun that two crews had. Default 8.</summary>
    [Range(0.0, 1000.0)]
    public double CrewConflict { get; init; } = 8;

    /// <summary>For a person who was shot at in one event and is a suspect or had the gun in another. Default 8.</summary>
    [Range(0.0, 1000.0)]
    public double Retaliation { get; init; } = 8;

    /// <summary>For a named suspect. Default 6.</summary>
    [Range(0.0, 1000.0)]
    public double KnownSuspect { get; init; } = 6;

    /// <summary>For a named possessor. Default 4.</summary>
    [Range(0.0, 1000.0)]
    public double KnownPossessor { get; init; } = 4;

    /// <summary>For an arrest on the path. Default 4.</summary>
    [Range(0.0, 1000.0)]
    public double Arrestee { get; init; } = 4;

    /// <summary>For a recovered gun: it can be traced, and somebody had it. Default 4.</summary>
    [Range(0.0, 1000.0)]
    public double RecoveredGun { get; init; } = 4;

    /// <summary>For a suspect, possessor or arrestee under supervision. Default 6.</summary>
    [Range(0.0, 1000.0)]
    public double Supervision { get; init; } = 6;

    /// <summary>For one of them who absconded. Default 6.</summary>
    [Range(0.0, 1000.0)]
    public double Absconded { get; init; } = 6;

    /// <summary>For a vehicle seen near several events. Default 8.</summary>
    [Range(0.0, 1000.0)]
    public double RepeatVehicle { get; init; } = 8;

    /// <summary>For a short time from purchase to recovery. Default 4.</summary>
    [Range(0.0, 1000.0)]
    public double ShortTimeToCrime { get; init; } = 4;

    /// <summary>For a lead that an examiner confirmed. Default 4.</summary>
    [Range(0.0, 1000.0)]
    public double ConfirmedHit { get; init; } = 4;

    /// <summary>
    /// What is left of the points that speak of the next shooting (recency, pace, events, intervals, place, vehicles, crews) once the gun itself is in
    /// evidence and nothing was shot since: it cannot fire again, while the case can still be solved. 1 makes no difference. Default 0.15.
    /// </summary>
    [Range(0.0, 1.0)]
    public double GunInEvidence { get; init; } = 0.15;
}
