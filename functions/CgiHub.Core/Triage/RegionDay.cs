using System.Globalization;

namespace CgiHub.Core.Triage;

/// <summary>Days and hours as the region's clocks show them, whatever its daylight saving time does.</summary>
/// <remarks>An hour that never comes (clocks go forward) is the instant that a clock not yet changed would show; of one that comes twice it is the first.</remarks>
public sealed class RegionDay(TimeZoneInfo zone)
{
    /// <summary>The day that the region's calendar shows.</summary>
    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>The instant at which the region's clocks show an hour of a day.</summary>
    public DateTimeOffset At(DateOnly day, TimeSpan hour)
    {
        var local = day.ToDateTime(TimeOnly.MinValue) + hour;
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddHours(-3))
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>An instant as people of the region write it, its offset from UTC included: <c>Tue 24 Nov 2026 07:00 (UTC-05:00)</c>.</summary>
    public string Say(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return string.Create(CultureInfo.InvariantCulture, $"{local:ddd d MMM yyyy HH:mm} (UTC{(local.Offset < TimeSpan.Zero ? '-' : '+')}{local.Offset:hh\\:mm})");
    }

    /// <summary>An instant's day and time, where the offset is told elsewhere: <c>24 Nov 07:00</c>.</summary>
    public string SayShort(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM HH:mm", CultureInfo.InvariantCulture);
}
