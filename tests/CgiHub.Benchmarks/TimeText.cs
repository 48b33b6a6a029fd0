using System.Globalization;

namespace CgiHub.Benchmarks;

/// <summary>
/// Times as RFC 3339 writes them, and a little more freely: a blank for the T, no offset (UTC), no seconds, any number of decimals.
/// To the microsecond, rounded, as PostgreSQL keeps them.
/// </summary>
internal static class TimeText
{
    private const long TicksPerMicrosecond = 10;

    /// <summary>The instant, or null where the text is none.</summary>
    public static DateTimeOffset? Read(ReadOnlySpan<char> text)
    {
        if (text.Length < 16 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't' or ' ') || text[13] != ':'
            || !Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..10], out var day) || !Number(text[11..13], out var hour) || !Number(text[14..16], out var minute))
        {
            return null;
        }

        var rest = text[16..];
        var second = 0;
        var microseconds = 0L;
        if (rest.Length >= 3 && rest[0] == ':')
        {
            if (!Number(rest[1..3], out second))
            {
                return null;
            }

            rest = rest[3..];
            if (rest.Length > 1 && rest[0] is '.' or ',')
            {
                var digits = rest[1..].IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : rest.Length - 1;
                if (digits == 0 || !double.TryParse($"0.{rest[1..(1 + digits)]}", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction))
                {
                    return null;
                }

                microseconds = (long)Math.Round(fraction * 1e6, MidpointRounding.ToEven);
                rest = rest[(1 + digits)..];
            }
        }

        // A leap second is the first of the next minute.
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60 || Offset(rest.Trim()) is not { } offset)
        {
            return null;
        }

        var ticks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks + second * TimeSpan.TicksPerSecond + microseconds * TicksPerMicrosecond - offset.Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    /// <summary>Nothing, Z, +hh:mm, +hhmm or +hh.</summary>
    private static TimeSpan? Offset(ReadOnlySpan<char> text)
    {
        if (text is "" or "Z" or "z")
        {
            return TimeSpan.Zero;
        }

        if (text.Length < 3 || text[0] is not ('+' or '-') || !Number(text[1..3], out var hours))
        {
            return null;
        }

        var rest = text.Length > 3 && text[3] == ':' ? text[4..] : text[3..];
        var minutes = 0;
        if (rest.Length > 0 && (rest.Length != 2 || !Number(rest, out minutes)))
        {
            return null;
        }

        var offset = new TimeSpan(hours, minutes, 0);
        return hours > 23 || minutes > 59 ? null : text[0] == '-' ? -offset : offset;
    }

    private static bool Number(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
