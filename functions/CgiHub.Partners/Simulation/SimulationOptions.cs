using System.ComponentModel.DataAnnotations;

namespace CgiHub.Partners.Simulation;

/// <summary>What region to simulate. The same options always give the same region; nothing reads a clock.</summary>
/// <remarks>
/// The defaults make one NIBIN site of a usual size: over a year some 2,200 exhibits and 500 leads
/// (the national mean of fiscal year 2024 is 1,741 exhibits and 574 leads a site). A first month has fewer leads: nothing came before it.
/// </remarks>
public sealed record SimulationOptions
{
    /// <summary>The seed. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>First instant. Default 1 March 2026.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How many days. Default 30.</summary>
    [Range(1, 3660)]
    public int Days { get; init; } = 30;

    /// <summary>Police agencies, without laboratory, corrections and task force. Default 10.</summary>
    [Range(2, 90)]
    public int Agencies { get; init; } = 10;

    /// <summary>Crews. Default 12.</summary>
    [Range(2, 200)]
    public int Crews { get; init; } = 12;

    /// <summary>Shootings between crews a day that nothing set off. Default 2.4.</summary>
    [Range(0.01, 1000)]
    public double SpontaneousPerDay { get; init; } = 2.4;

    /// <summary>Shootings a day that have nothing to do with crews. Default 1.</summary>
    [Range(0, 1000)]
    public double LonersPerDay { get; init; } = 1;

    /// <summary>How many retaliations a shooting between crews sets off, on average (the branching ratio of the Hawkes process). Default 0.35.</summary>
    [Range(0, 0.95)]
    public double RetaliationRatio { get; init; } = 0.35;

    /// <summary>Mean days from a shooting to a retaliation for it (exponential kernel). Default 4.</summary>
    [Range(0.05, 100)]
    public double RetaliationDays { get; init; } = 4;

    /// <summary>
    /// How often a crew shoots with a gun that nothing links to it yet. Default 0.76: with that, a quarter to two fifths of all shootings
    /// share a gun with another over a year, most guns are seen once or twice, and few are prolific.
    /// </summary>
    [Range(0, 1)]
    public double FreshGunShare { get; init; } = 0.76;

    /// <summary>Guns recovered a day. Default 1.6.</summary>
    [Range(0, 1000)]
    public double RecoveriesPerDay { get; init; } = 1.6;

    /// <summary>Share of leads that join the wrong guns and are eliminated later. Default 0.011, as the national center found.</summary>
    [Range(0, 1)]
    public double FalseLeadShare { get; init; } = 0.011;

    /// <summary>Plate reads a day in the whole region. Default 300.</summary>
    [Range(0, 10_000_000)]
    public int PlateReadsPerDay { get; init; } = 300;

    /// <summary>Share of entered exhibits whose images are sent along. Default 0.3.</summary>
    [Range(0, 1)]
    public double ImageShare { get; init; } = 0.3;

    /// <summary>Share of records that come days late. Default 0.06.</summary>
    [Range(0, 1)]
    public double LateShare { get; init; } = 0.06;

    /// <summary>Share of records that are sent twice. Default 0.04.</summary>
    [Range(0, 1)]
    public double TwiceShare { get; init; } = 0.04;

    /// <summary>Share of descriptions of a person with a misspelt name. Default 0.08.</summary>
    [Range(0, 1)]
    public double MisspeltShare { get; init; } = 0.08;

    /// <summary>The first instant that is no longer in it.</summary>
    public DateTimeOffset End => Start.AddDays(Days);
}
