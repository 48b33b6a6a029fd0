namespace CgiHub.Core.Records;

/// <summary>What every kind of record has, under its own name: the feed it came by and a time of its own.</summary>
public static class RecordFacts
{
    /// <summary>The feed's name, as in the route that takes it.</summary>
    public static string FeedOf(FeedRecord record) => record switch
    {
        Incident => "incidents",
        NibinNotice => "nibin",
        FirearmRecovery => "firearms",
        GunshotAlert => "gunshots",
        PlateRead => "lpr",
        Trace => "traces",
        Arrest => "arrests",
        Supervision => "supervision",
        OsintItem => "osint",
        PersonDecision => PersonDecision.Feed,
        _ => throw new ArgumentException("Not a record of a feed.", nameof(record)),
    };

    /// <summary>When what the record tells of happened; the least instant where the record does not say.</summary>
    public static DateTimeOffset TimeOf(FeedRecord record) => record switch
    {
        Incident incident => incident.OccurredAt,
        NibinNotice notice => notice.At,
        FirearmRecovery firearm => firearm.RecoveredAt,
        GunshotAlert alert => alert.DetectedAt,
        PlateRead read => read.ReadAt,
        Trace trace => trace.RecoveredAt ?? trace.PurchasedAt ?? DateTimeOffset.MinValue,
        Arrest arrest => arrest.ArrestedAt,
        Supervision supervision => supervision.StartedAt ?? DateTimeOffset.MinValue,
        OsintItem item => item.CapturedAt,
        PersonDecision decision => decision.At,
        _ => throw new ArgumentException("Not a record of a feed.", nameof(record)),
    };

    /// <summary>Whether records of this feed live in space–time cells and trigger nothing (plate reads, gunshots).</summary>
    public static bool IsHighVolume(string feed) => feed is "lpr" or "gunshots";
}
