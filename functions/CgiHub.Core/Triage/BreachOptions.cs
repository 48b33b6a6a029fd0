using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Triage;

/// <summary>How breaches of the clocks are watched, and the monthly table made: <c>CgiHub:Triage:Breaches</c>.</summary>
public sealed class BreachOptions
{
    /// <summary>When clocks that are due are looked at, as six-field NCRONTAB; read by the timer trigger. Default every 30 seconds.</summary>
    [Required]
    public string Schedule { get; init; } = "*/30 * * * * *";

    /// <summary>Most leads that one run looks at because a clock of theirs is due; the next goes on. Default 2000.</summary>
    [Range(1, 100_000)]
    public int MostPerRun { get; init; } = 2000;

    /// <summary>Days that an alert is kept. Default 400.</summary>
    [Range(2, 3660)]
    public int KeepDays { get; init; } = 400;

    /// <summary>Most leads of a month that one table counts; it says so where there are more. Default 200,000.</summary>
    [Range(100, 5_000_000)]
    public int MostLeadsOfTable { get; init; } = 200_000;
}
