using System.Globalization;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>Reads times as an agency writes them, and writes them as the contract does.</summary>
/// <remarks>
/// A local time that comes twice (clocks go back) is the first of the two: the earlier instant.
/// One that never comes (clocks go forward) is shifted forward by the gap, as a clock that was not yet changed would show it.
/// A day without a time stays a day.
/// </remarks>
internal sealed class LocalTimes
{
    private static readonly string[] IsoDays = ["yyyy-MM-dd"];
    private static readonly string[] IsoTimes = ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm"];

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
        if (_ignoreOffset)
        {
            text = WithoutOffset(text);
        }
        else if (HasOffset(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return Write(at.UtcDateTime);
        }

        if (Day(text, field) is { } day)
        {
            return day;
        }

        return Local(text, field) is { } local && _zone is not null ? Write(ToUtc(local, _zone)) : text;
    }

    /// <summary>The day in the contract's form, or null.</summary>
    public static string? Day(string text, FieldMapping field)
    {
        foreach (var format in field.Formats.Where(f => !HasClock(f)).Concat(IsoDays))
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
        var ticks = local.Ticks - offset.Ticks;
        return new DateTime(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
    }

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

    private static bool HasClock(string format) => format.AsSpan().ContainsAny('H', 'h');

    private static string Write(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static bool HasOffset(string text) => OffsetLength(text) > 0;

    private static string WithoutOffset(string text) => text[..^OffsetLength(text)].TrimEnd();

    /// <summary>Length of a <c>Z</c> or <c>+hh:mm</c> after a time of day.</summary>
    private static int OffsetLength(string text)
    {
        if (!text.Contains(':', StringComparison.Ordinal))
        {
            return 0;
        }

        return text.EndsWith('Z') || text.EndsWith('z') ? 1
            : text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':' ? 6
            : 0;
    }
}
