using System.Globalization;
using System.Text.RegularExpressions;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>Reads times as an agency writes them, and writes them as the contract does.</summary>
/// <remarks>
/// A local time that comes twice (clocks go back) is the first of the two: the earlier instant.
/// One that never comes (clocks go forward) is shifted forward by the gap, as a clock that was not yet changed would show it.
/// A day without a time stays a day.
/// </remarks>
internal sealed partial class LocalTimes
{
    private static readonly string[] IsoDays = ["yyyy-MM-dd", "yyyy/MM/dd"];
    private static readonly string[] IsoTimes = ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm", "yyyy/MM/dd HH:mm:ss.FFFFFFF", "yyyy/MM/dd HH:mm"];

    private readonly TimeZoneInfo? _zone;
    private readonly bool _ignoreOffset;

    public LocalTimes(FeedMapping mapping)
    {
        _zone = mapping.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
        _ignoreOffset = mapping.IgnoreOffset;
    }

    /// <summary>The instant (or day) in the contract's form; the text as it is where it cannot be read, so that the row is refused with its field.</summary>
    public string Instant(string text, FieldMapping field)
    {
        foreach (var format in field.Formats.Where(HasZone))
        {
            if (DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal, out var at))
            {
                return _ignoreOffset && _zone is not null ? Write(ToUtc(at.DateTime, _zone)) : Write(at.UtcDateTime);
            }
        }

        // The offset is cut off before formats are tried: only so is 05/06/2018 10:00Z read day first where the format says so.
        var (clock, offset) = Split(text);
        if (_ignoreOffset)
        {
            (text, offset) = (clock, null);
        }

        if (Day(clock, field) is { } day)
        {
            return day;
        }

        if (Local(clock, field) is not { } local)
        {
            return text;
        }

        return offset is { } known ? Write(ToUtc(local, known)) : _zone is not null ? Write(ToUtc(local, _zone)) : text;
    }

    /// <summary>The day in the contract's form, or null.</summary>
    public static string? Day(string text, FieldMapping field)
    {
        foreach (var format in field.Formats.Where(f => !HasClock(f) && !HasZone(f)).Concat(IsoDays))
        {
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var day))
            {
                return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    /// <summary>The instant of a clock's time in a zone.</summary>
    public static DateTime ToUtc(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddHours(-3))
            : zone.GetUtcOffset(local);
        return ToUtc(local, offset);
    }

    private static DateTime ToUtc(DateTime local, TimeSpan offset) =>
        new(Math.Clamp(local.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    private static DateTime? Local(string text, FieldMapping field)
    {
        foreach (var format in field.Formats.Where(HasClock).Concat(IsoTimes))
        {
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var local))
            {
                return local;
            }
        }

        return null;
    }

    private static bool HasClock(string format) => format.AsSpan().ContainsAny('H', 'h') && !HasZone(format);

    private static bool HasZone(string format) => format.AsSpan().ContainsAny('z', 'K');

    private static string Write(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time of day, and the <c>Z</c>, <c>+hh:mm</c>, <c>+hhmm</c> or <c>+hh</c> behind it.</summary>
    private static (string Clock, TimeSpan? Offset) Split(string text)
    {
        if (Stamp().Match(text) is not { Success: true } stamp)
        {
            return (text, null);
        }

        var minutes = stamp.Groups["hours"].Success ? 60 * Number(stamp.Groups["hours"]) + (stamp.Groups["minutes"].Success ? Number(stamp.Groups["minutes"]) : 0) : 0;
        return (stamp.Groups["clock"].Value, TimeSpan.FromMinutes(stamp.Groups["sign"].ValueSpan is "-" ? -minutes : minutes));

        static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(?<clock>.*[0-9]:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(\s*[AaPp][Mm])?)\s*([Zz]|(?<sign>[+-])(?<hours>[0-9]{2})(:?(?<minutes>[0-9]{2}))?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Stamp();
}
