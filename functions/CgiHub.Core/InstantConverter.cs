using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core;

/// <summary>
/// Instants on the wire: RFC 3339 with <c>Z</c> or an offset, or a bare date (midnight UTC) where only the day is known.
/// A time without an offset is refused: nobody can tell whose clock it was.
/// </summary>
public sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("A time is a string (RFC 3339).");
        }

        return TryRead(ref reader, out var at) ? at : throw new JsonException("A time is written as RFC 3339 with Z or an offset, such as 2026-01-31T23:59:59Z.");
    }

    /// <summary>Reads a string that may be an instant.</summary>
    internal static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset at)
    {
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length == 10 && DateOnly.TryParseExact(reader.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            at = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            return true;
        }

        at = default;
        if (length is < 17 or > 40 || !EndsWithOffset(ref reader) || !reader.TryGetDateTimeOffset(out at))
        {
            return false;
        }

        at = at.ToUniversalTime();
        return true;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.UtcDateTime);
    }

    private static bool EndsWithOffset(ref Utf8JsonReader reader)
    {
        Span<byte> copy = stackalloc byte[64];
        if (reader.HasValueSequence ? reader.ValueSequence.Length > 64 : reader.ValueSpan.Length > 64)
        {
            return false;
        }

        var text = copy[..reader.CopyString(copy)];

        // Escapes may have made it shorter than it looked.
        return text.Length >= 17 && (text[^1] is (byte)'Z' or (byte)'z' || text[^6] is (byte)'+' or (byte)'-');
    }
}
