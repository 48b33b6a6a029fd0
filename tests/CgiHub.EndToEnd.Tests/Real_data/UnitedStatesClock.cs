namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>Wall clocks of the United States as the law has set them since 2007, written out without a time zone database.</summary>
internal static class UnitedStatesClock
{
    public const int Eastern = 5;

    public const int Pacific = 8;

    /// <summary>UTC of a wall clock, so many hours behind it in winter. Of the hour that comes twice, the first.</summary>
    public static DateTimeOffset ToUtc(DateTime local, int hoursBehind)
    {
        var summerBegins = Sunday(local.Year, 3, 2).AddHours(3);
        var summerEnds = Sunday(local.Year, 11, 1).AddHours(2);
        var behind = local >= summerBegins && local < summerEnds ? hoursBehind - 1 : hoursBehind;
        return new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Utc).AddHours(behind), TimeSpan.Zero);
    }

    private static DateTime Sunday(int year, int month, int nth)
    {
        var first = new DateTime(year, month, 1);
        return first.AddDays((7 - (int)first.DayOfWeek) % 7 + 7 * (nth - 1));
    }
}
