using System.Buffers;
using System.Text.Json;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>
/// A feature of GeoJSON that is a point: its properties are the row, its coordinates <c>lon</c> and <c>lat</c>, and its <c>id</c> the <c>sourceId</c> where the properties have none.
/// </summary>
/// <seealso href="https://www.rfc-editor.org/rfc/rfc7946">RFC 7946, sections 3.1.2 (position: longitude first), 3.2 (feature) and 4 (WGS 84)</seealso>
internal static class GeoJsonFeature
{
    /// <summary>Media type (RFC 7946, section 12).</summary>
    public const string MediaType = "application/geo+json";

    /// <summary>The member of a collection that holds the features.</summary>
    public const string Features = "features";

    /// <summary>The row that a feature is.</summary>
    public static RawRow ToRow(RawRow feature)
    {
        try
        {
            using var document = JsonDocument.Parse(feature.Json);
            var root = document.RootElement;
            return Point(root, out var lon, out var lat) is { } fault ? feature with { Json = default, Fault = fault } : feature with { Json = Write(root, lon, lat) };
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return feature with { Json = default, Fault = new FieldFault("", "malformed", "This feature is not JSON.") };
        }
    }

    private static FieldFault? Point(JsonElement feature, out JsonElement? lon, out JsonElement? lat)
    {
        (lon, lat) = (null, null);
        if (feature.ValueKind != JsonValueKind.Object || !feature.TryGetProperty("type"u8, out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("Feature"u8))
        {
            return new FieldFault("/type", "enum", "A Feature of GeoJSON is expected here.");
        }

        if (!feature.TryGetProperty("properties"u8, out var properties) || properties.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            return new FieldFault("/properties", "type", "A feature's properties are the row.");
        }

        if (!feature.TryGetProperty("geometry"u8, out var geometry) || geometry.ValueKind == JsonValueKind.Null)
        {
            // A feature without a place; whether the feed takes it, the feed knows.
            return null;
        }

        if (geometry.ValueKind != JsonValueKind.Object || !geometry.TryGetProperty("type"u8, out var shape) || shape.ValueKind != JsonValueKind.String || !shape.ValueEquals("Point"u8))
        {
            return new FieldFault("/geometry/type", "enum", "Points are read; other geometries have no one place.");
        }

        if (!geometry.TryGetProperty("coordinates"u8, out var position) || position.ValueKind != JsonValueKind.Array || position.GetArrayLength() is < 2 or > 4
            || position.EnumerateArray().Any(c => c.ValueKind != JsonValueKind.Number))
        {
            return new FieldFault("/geometry/coordinates", "type", "A point has a longitude and a latitude, in this order.");
        }

        (lon, lat) = (position[0], position[1]);
        return null;
    }

    private static byte[] Write(JsonElement feature, JsonElement? lon, JsonElement? lat)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            var properties = feature.GetProperty("properties"u8);
            var named = false;
            foreach (var member in properties.ValueKind == JsonValueKind.Object ? properties.EnumerateObject().ToList() : [])
            {
                named |= member.NameEquals("sourceId"u8);

                // The geometry says where it is; a copy of it among the properties may be rounded.
                if (lat is null || !(member.Name.Equals("lat", StringComparison.OrdinalIgnoreCase) || member.Name.Equals("lon", StringComparison.OrdinalIgnoreCase)))
                {
                    member.WriteTo(writer);
                }
            }

            if (!named && feature.TryGetProperty("id"u8, out var id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                writer.WriteString("sourceId"u8, id.ToString());
            }

            Coordinate(writer, "lat", lat);
            Coordinate(writer, "lon", lon);
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    private static void Coordinate(Utf8JsonWriter writer, string name, JsonElement? degrees)
    {
        if (degrees is { } value)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}
