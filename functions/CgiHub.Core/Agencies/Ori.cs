using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.Agencies;

/// <summary>Originating agency identifier: nine upper-case letters and digits (NCIC).</summary>
/// <example><c>NY0303000</c></example>
[JsonConverter(typeof(OriConverter))]
public readonly record struct Ori
{
    private readonly string? _value;

    private Ori(string value) => _value = value;

    /// <summary>The nine characters.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This ORI was never given a value.");

    /// <summary>Reads an ORI in either case; anything but nine ASCII letters and digits is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Ori ori)
    {
        ori = default;
        if (text is not { Length: 9 } || !text.All(char.IsAsciiLetterOrDigit))
        {
            return false;
        }

        ori = new Ori(text.ToUpperInvariant());
        return true;
    }

    /// <summary>Reads an ORI that is known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Ori Parse(string text) => TryParse(text, out var ori) ? ori : throw new FormatException("An ORI has nine letters and digits.");

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}

/// <summary>An ORI is a string on the wire.</summary>
public sealed class OriConverter : JsonConverter<Ori>
{
    /// <inheritdoc/>
    public override Ori Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Ori.TryParse(reader.GetString(), out var ori) ? ori : throw new JsonException("An ORI has nine letters and digits.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Ori value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Value);
    }

    /// <inheritdoc/>
    public override Ori ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, Ori value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.Value);
    }
}
