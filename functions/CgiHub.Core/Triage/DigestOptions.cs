using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Triage;

/// <summary>The daily digest: <c>CgiHub:Triage:Digest</c>.</summary>
public sealed class DigestOptions
{
    /// <summary>When it is made, in the region's time. Default 07:00.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "23:59:59")]
    public TimeSpan At { get; init; } = TimeSpan.FromHours(7);

    /// <summary>When the hub looks whether it is to be made, as six-field NCRONTAB (UTC); read by the timer trigger. Default every minute.</summary>
    [Required]
    public string Schedule { get; init; } = "0 * * * * *";

    /// <summary>Days after which an open lead that nobody touched is stale. Default 14.</summary>
    [Range(1.0, 3650.0)]
    public double StaleDays { get; init; } = 14;

    /// <summary>Points that news must add before a lead has risen; another band is always a rise. Default 5.</summary>
    [Range(0.1, 1000.0)]
    public double RisenPoints { get; init; } = 5;

    /// <summary>Leads at the top of it. Default 10.</summary>
    [Range(1, 100)]
    public int Top { get; init; } = 10;

    /// <summary>Most entries of each other list. Default 50.</summary>
    [Range(1, 500)]
    public int MostListed { get; init; } = 50;

    /// <summary>Most packet versions of a day that one digest reads; it says so where there are more. Default 20,000.</summary>
    [Range(100, 1_000_000)]
    public int MostVersions { get; init; } = 20_000;

    /// <summary>Days that a digest is kept. Default 400.</summary>
    [Range(2, 3660)]
    public int KeepDays { get; init; } = 400;

    /// <summary>The paper's size. Default letter.</summary>
    public PaperSize Paper { get; init; } = PaperSize.Letter;

    /// <summary>How it is marked. Default <c>LAW ENFORCEMENT SENSITIVE</c>.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string Marking { get; init; } = "LAW ENFORCEMENT SENSITIVE";
}

/// <summary>Sizes of paper.</summary>
public enum PaperSize
{
    /// <summary>8.5 by 11 inches.</summary>
    Letter,

    /// <summary>210 by 297 mm.</summary>
    A4,
}
