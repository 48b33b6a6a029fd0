using System.Globalization;

namespace CgiHub.Core.Storage;

/// <summary>Text that sorts as the value does, for documents' sort keys.</summary>
public static class SortKey
{
    /// <summary>An instant, to 100 ns, in UTC: <c>20260102T030405.0000000</c>.</summary>
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'.'fffffff", CultureInfo.InvariantCulture);

    /// <summary>A finite number, negative ones included, as 16 hex digits in order of size.</summary>
    public static string Of(double number)
    {
        var bits = BitConverter.DoubleToUInt64Bits(number);
        var ordered = (bits & 0x8000_0000_0000_0000UL) != 0 ? ~bits : bits | 0x8000_0000_0000_0000UL;
        return ordered.ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>A non-negative whole number, as 12 digits.</summary>
    public static string Of(long number) => number.ToString("d12", CultureInfo.InvariantCulture);
}
