using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.Records;

/// <summary>The wire names of an enumeration, for who reads one without knowing its type.</summary>
internal interface IWireNames
{
    /// <summary>What is expected, for people.</summary>
    string Expected { get; }

    /// <summary>Whether a text is one of the names.</summary>
    bool Has(string text);
}

/// <summary>An enumeration as one of its wire names, letter by letter: numbers, other case, blanks and combinations are refused, as the published schemas say.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class WireEnumConverter<T> : JsonConverter<T>, IWireNames
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Names = Enum.GetValues<T>().ToDictionary(
        value => value,
        value => typeof(T).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? value.ToString());

    private static readonly Dictionary<string, T> Values = Names.ToDictionary(n => n.Value, n => n.Key, StringComparer.Ordinal);

    private static readonly string OneOf = $"One of: {string.Join(", ", Values.Keys)}.";

    string IWireNames.Expected => OneOf;

    bool IWireNames.Has(string text) => Values.ContainsKey(text);

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException(OneOf);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(Names.TryGetValue(value, out var name) ? name : throw new JsonException($"{value} is no {typeof(T).Name}."));
    }

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException(OneOf);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(Names[value]);
    }
}
