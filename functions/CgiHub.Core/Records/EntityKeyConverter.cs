using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.Records;

/// <summary>An entity key is a string on the wire.</summary>
public sealed class EntityKeyConverter : JsonConverter<EntityKey>
{
    /// <inheritdoc/>
    public override EntityKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? new EntityKey(reader.GetString()!) : throw new JsonException("An entity key is a string.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EntityKey value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Value);
    }
}
