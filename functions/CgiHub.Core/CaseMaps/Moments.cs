namespace CgiHub.Core.CaseMaps;

/// <summary>Moments a span away from another, within the calendar.</summary>
internal static class Moments
{
    /// <summary>So long before.</summary>
    public static DateTimeOffset Before(DateTimeOffset at, TimeSpan span) => at - DateTimeOffset.MinValue < span ? DateTimeOffset.MinValue : at.ToUniversalTime() - span;

    /// <summary>So long after.</summary>
    public static DateTimeOffset After(DateTimeOffset at, TimeSpan span) => DateTimeOffset.MaxValue - at < span ? DateTimeOffset.MaxValue : at.ToUniversalTime() + span;

    /// <summary>The first moment of a day (UTC).</summary>
    public static DateTimeOffset Midnight(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>The days (UTC) that a span touches, both ends included, by their first moments.</summary>
    public static IEnumerable<DateTimeOffset> Days(DateTimeOffset from, DateTimeOffset to)
    {
        for (var day = Midnight(from).UtcTicks; day <= to.UtcTicks; day += TimeSpan.TicksPerDay)
        {
            yield return new DateTimeOffset(day, TimeSpan.Zero);
        }
    }
}
