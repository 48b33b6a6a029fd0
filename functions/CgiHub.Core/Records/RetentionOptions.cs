using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Records;

/// <summary>How long records are kept, by feed: <c>CgiHub:Retention</c>. A period that is not set is no end: such records go only when a person decides so.</summary>
/// <remarks>A period counts from when the hub got the record first, or from when a person last found it still good. A new version does not prolong it.</remarks>
public sealed class RetentionOptions
{
    /// <summary>Open-source items, which are criminal intelligence. Default 1825 days; never more, as 28 CFR 23.20(h) gives five years at most.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "1825.00:00:00")]
    public TimeSpan Osint { get; init; } = TimeSpan.FromDays(1825);

    /// <summary>Incidents. Default: no end.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan? Incidents { get; init; }

    /// <summary>Recovered firearms and test fires. Default: no end.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan? Firearms { get; init; }

    /// <summary>Traces. Default: no end.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan? Traces { get; init; }

    /// <summary>Arrests. Default: no end.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan? Arrests { get; init; }

    /// <summary>Probation and parole. Default: no end.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan? Supervision { get; init; }

    /// <summary>Plate reads; the store itself forgets them, and packets that told them stay. Default: no end, because the states differ too much for one number.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan? PlateReads { get; init; }

    /// <summary>Gunshot alerts; in the same way. Default: no end.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan? Gunshots { get; init; }

    /// <summary>How long before a record goes it is listed for review. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1825.00:00:00")]
    public TimeSpan ReviewBefore { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long the hub remembers that a record was purged, and refuses it. Default 3650 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan KeepTombstones { get; init; } = TimeSpan.FromDays(3650);

    /// <summary>When what is due is looked for, as six-field NCRONTAB; read by the timer trigger. Default every ten minutes.</summary>
    [Required]
    public string Schedule { get; init; } = "0 */10 * * * *";

    /// <summary>Most records that one run purges; the next goes on. Default 200.</summary>
    [Range(1, 10_000)]
    public int MostPerRun { get; init; } = 200;

    /// <summary>How long after a purge it is done once more, for what a slow worker wrote meanwhile. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan LookAgainAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long records of a feed are kept; null: no end.</summary>
    public TimeSpan? Of(string feed) => feed switch
    {
        "osint" => Osint,
        "incidents" => Incidents,
        "firearms" => Firearms,
        "traces" => Traces,
        "arrests" => Arrests,
        "supervision" => Supervision,
        "lpr" => PlateReads,
        "gunshots" => Gunshots,
        _ => null,
    };

    /// <summary>The rule by which records of a feed go when their time is over.</summary>
    public static string RuleOf(string feed) => feed == "osint" ? "28 CFR 23.20(h)" : "retention period";

    /// <summary>The feeds whose records go one by one, each with notices to whom was told; NIBIN rows are eliminated instead, decisions stay with their persons.</summary>
    public static IReadOnlyList<string> Feeds { get; } = ["arrests", "firearms", "incidents", "osint", "supervision", "traces"];
}
