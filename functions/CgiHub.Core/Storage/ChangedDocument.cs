using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.Storage;

/// <summary>A document as a change feed trigger binds it: the same shape in both hosts.</summary>
/// <param name="Id">Unique in its partition.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Body">Its JSON, untouched.</param>
public sealed record ChangedDocument(
    [property: JsonPropertyName("key")] string Id,
    [property: JsonPropertyName("partition")] string Partition,
    [property: JsonPropertyName("body"), JsonConverter(typeof(RawJsonConverter))] ReadOnlyMemory<byte> Body)
{
    /// <summary>The same as the document store tells it; sort key and ETag are not known here.</summary>
    public DocumentChange ToChange() => new(Partition, new StoredDocument(Id, null, "", Body));
}

/// <summary>Keeps a JSON value as the bytes that it came in.</summary>
public sealed class RawJsonConverter : JsonConverter<ReadOnlyMemory<byte>>
{
    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return JsonSerializer.SerializeToUtf8Bytes(value.RootElement, StorageJson.Default.JsonElement);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteRawValue(value.Span);
    }
}
