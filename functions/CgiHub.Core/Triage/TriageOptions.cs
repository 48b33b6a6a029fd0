using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Triage;

/// <summary>How leads are ranked: <c>CgiHub:Triage</c>.</summary>
public sealed class TriageOptions
{
    /// <summary>Days in which points halve, counted from the newest event. Default 90: leads were measured to lose half of their odds to help in 185 days, but the list is for the shooting that may come next.</summary>
    [Range(1.0, 3650.0)]
    public double HalfLifeDays { get; init; } = 90;

    /// <summary>Points from which a lead is of the immediate band: its packet leaves raw, before enrichment ends. Default 90.</summary>
    [Range(0.0, 10_000.0)]
    public double Immediate { get; init; } = 90;

    /// <summary>Points from which a lead is of the high band. Default 50.</summary>
    [Range(0.0, 10_000.0)]
    public double High { get; init; } = 50;

    /// <summary>Points from which a lead is of the medium band. Default 25.</summary>
    [Range(0.0, 10_000.0)]
    public double Medium { get; init; } = 25;

    /// <summary>Shootings no further apart than this count as concentrated. Default 1000 m.</summary>
    [Range(1.0, 100_000.0)]
    public double ConcentrationMetres { get; init; } = 1000;

    /// <summary>Two shootings no longer apart than this are a short interval. Default 30 days.</summary>
    [Range(0.0, 3650.0)]
    public double ShortIntervalDays { get; init; } = 30;

    /// <summary>Shootings of at most so many days before the newest make the gun's pace. Default 60 days.</summary>
    [Range(1.0, 3650.0)]
    public double PaceDays { get; init; } = 60;

    /// <summary>What is dated further ahead of the hub's clock than this does not count yet; sender's clocks may be a little fast. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A firearm recovered within this many days of its purchase has a short time-to-crime. Default 1095, three years.</summary>
    [Range(1.0, 36_500.0)]
    public double ShortTimeToCrimeDays { get; init; } = 1095;

    /// <summary>Entries of the triage list that one request looks through when it filters; the answer's cursor goes on from there. Default 2000.</summary>
    [Range(200, 100_000)]
    public int MaxScanned { get; init; } = 2000;

    /// <summary>Times of shootings, newest first, that a lead keeps for trying weights on the past. Default 50.</summary>
    [Range(1, 1000)]
    public int MaxShotsKept { get; init; } = 50;

    /// <summary>Most leads of the triage list, highest first, that a preview of weights looks at. Default 5000.</summary>
    [Range(1, 100_000)]
    public int MaxPreviewedLeads { get; init; } = 5000;

    /// <summary>Most packet versions of the past that a preview of weights looks at. Default 20,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxPreviewedVersions { get; init; } = 20_000;

    /// <summary>Most leads that a preview of weights lists as rising, and as falling. Default 200.</summary>
    [Range(1, 1000)]
    public int MaxPreviewedMoves { get; init; } = 200;

    /// <summary>Days that the standing of a lead at each packet version is kept, for what rose and for trying weights on the past. Default 400.</summary>
    [Range(2, 3660)]
    public int KeepHistoryDays { get; init; } = 400;
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
