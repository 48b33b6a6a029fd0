using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Triage;

/// <summary>How leads are ranked: <c>CgiHub:Triage</c>.</summary>
public sealed class TriageOptions
{
    /// <summary>Days in which points halve, counted from the newest event. Default 185, as measured on how helpful leads were by their age.</summary>
    [Range(1.0, 3650.0)]
    public double HalfLifeDays { get; init; } = 185;

    /// <summary>Points from which a lead is of the immediate band: its packet leaves raw, before enrichment ends. Default 60.</summary>
    [Range(0.0, 10_000.0)]
    public double Immediate { get; init; } = 60;

    /// <summary>Points from which a lead is of the high band. Default 35.</summary>
    [Range(0.0, 10_000.0)]
    public double High { get; init; } = 35;

    /// <summary>Points from which a lead is of the medium band. Default 15.</summary>
    [Range(0.0, 10_000.0)]
    public double Medium { get; init; } = 15;

    /// <summary>Shootings no further apart than this count as concentrated. Default 1000 m.</summary>
    [Range(1.0, 100_000.0)]
    public double ConcentrationMetres { get; init; } = 1000;

    /// <summary>Two shootings no longer apart than this are a short interval. Default 30 days.</summary>
    [Range(0.0, 3650.0)]
    public double ShortIntervalDays { get; init; } = 30;

    /// <summary>A firearm recovered within this many days of its purchase has a short time-to-crime. Default 1095, three years.</summary>
    [Range(1.0, 36_500.0)]
    public double ShortTimeToCrimeDays { get; init; } = 1095;

    /// <summary>Entries of the triage list that one request looks through when it filters; the answer's cursor goes on from there. Default 2000.</summary>
    [Range(200, 100_000)]
    public int MaxScanned { get; init; } = 2000;

    /// <summary>Days that the standing of a lead at each packet version is kept, for what rose and for trying weights on the past. Default 400.</summary>
    [Range(2, 3660)]
    public int KeepHistoryDays { get; init; } = 400;
}

/// <summary>What each reason adds: <c>CgiHub:Triage:Weights</c>. The factors are those of GETS (geography, events, time, solvability); nobody publishes weights, these are ours to be revised by each center.</summary>
public sealed class TriageWeights
{
    /// <summary>For each agency beyond the first that owns an event. Default 4.</summary>
    [Range(0.0, 1000.0)]
    public double Jurisdiction { get; init; } = 4;

    /// <summary>Most for jurisdictions together. Default 12.</summary>
    [Range(0.0, 1000.0)]
    public double JurisdictionMost { get; init; } = 12;

    /// <summary>For events close to each other. Default 6.</summary>
    [Range(0.0, 1000.0)]
    public double Concentration { get; init; } = 6;

    /// <summary>For each homicide. Default 25.</summary>
    [Range(0.0, 1000.0)]
    public double Homicide { get; init; } = 25;

    /// <summary>Most for homicides together. Default 50.</summary>
    [Range(0.0, 1000.0)]
    public double HomicideMost { get; init; } = 50;

    /// <summary>For each person who was hit and lived. Default 8.</summary>
    [Range(0.0, 1000.0)]
    public double Injured { get; init; } = 8;

    /// <summary>Most for the injured together. Default 32.</summary>
    [Range(0.0, 1000.0)]
    public double InjuredMost { get; init; } = 32;

    /// <summary>For each round fired. Default 0.2.</summary>
    [Range(0.0, 1000.0)]
    public double Round { get; init; } = 0.2;

    /// <summary>Most for rounds together. Default 6.</summary>
    [Range(0.0, 1000.0)]
    public double RoundMost { get; init; } = 6;

    /// <summary>For each event beyond the first. Default 5.</summary>
    [Range(0.0, 1000.0)]
    public double Event { get; init; } = 5;

    /// <summary>Most for the number of events. Default 25.</summary>
    [Range(0.0, 1000.0)]
    public double EventMost { get; init; } = 25;

    /// <summary>For two shootings shortly after each other. Default 10.</summary>
    [Range(0.0, 1000.0)]
    public double ShortInterval { get; init; } = 10;

    /// <summary>For gaps between events that shrink. Default 8.</summary>
    [Range(0.0, 1000.0)]
    public double ShrinkingGaps { get; init; } = 8;

    /// <summary>For a named suspect. Default 8.</summary>
    [Range(0.0, 1000.0)]
    public double KnownSuspect { get; init; } = 8;

    /// <summary>For a named possessor. Default 8.</summary>
    [Range(0.0, 1000.0)]
    public double KnownPossessor { get; init; } = 8;

    /// <summary>For an arrest on the path. Default 8.</summary>
    [Range(0.0, 1000.0)]
    public double Arrestee { get; init; } = 8;

    /// <summary>For a recovered gun. Default 6.</summary>
    [Range(0.0, 1000.0)]
    public double RecoveredGun { get; init; } = 6;

    /// <summary>For a suspect, possessor or arrestee under supervision. Default 6.</summary>
    [Range(0.0, 1000.0)]
    public double Supervision { get; init; } = 6;

    /// <summary>For one of them who absconded. Default 6.</summary>
    [Range(0.0, 1000.0)]
    public double Absconded { get; init; } = 6;

    /// <summary>For a vehicle seen near several events. Default 8.</summary>
    [Range(0.0, 1000.0)]
    public double RepeatVehicle { get; init; } = 8;

    /// <summary>For a short time from purchase to recovery. Default 6.</summary>
    [Range(0.0, 1000.0)]
    public double ShortTimeToCrime { get; init; } = 6;

    /// <summary>For a lead that an examiner confirmed. Default 8.</summary>
    [Range(0.0, 1000.0)]
    public double ConfirmedHit { get; init; } = 8;
}

/// <summary>How long each stage of a lead may take: <c>CgiHub:Triage:Clocks</c>. An agency's registry entry may say otherwise (<c>clocks</c>).</summary>
public sealed class ClockOptions
{
    /// <summary>From recovery until the hub has the exhibit. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan Received { get; init; } = TimeSpan.FromHours(24);

    /// <summary>From recovery until it is imaged. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan Imaged { get; init; } = TimeSpan.FromHours(24);

    /// <summary>From recovery until it is entered into NIBIN. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan Entered { get; init; } = TimeSpan.FromHours(24);

    /// <summary>From recovery until the lead is made. Default 48 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan Lead { get; init; } = TimeSpan.FromHours(48);

    /// <summary>From when the hub has the lead until its packet is sent. Default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan PacketSent { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>From the packet until each recipient acknowledges it. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan Acknowledged { get; init; } = TimeSpan.FromHours(24);

    /// <summary>From the packet until somebody acts on it. Default 72 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan FirstAction { get; init; } = TimeSpan.FromHours(72);
}
