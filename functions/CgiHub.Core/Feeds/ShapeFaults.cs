using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds.Rows;
using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds;

/// <summary>
/// Finds why a row does not have its feed's shape, by walking the row along the same generated metadata that the typed reader uses:
/// so both always agree on what is required, and of which type.
/// </summary>
internal sealed class ShapeFaults
{
    private const int MostName = 100;
    private readonly RowCheck _check;

    // Whether something was found that the typed reader cannot have passed over.
    private bool _refused;

    private ShapeFaults(RowCheck check) => _check = check;

    /// <summary>Adds every fault of a row that the typed reader refused; at least one.</summary>
    public static void Find(ReadOnlyMemory<byte> json, JsonTypeInfo shape, RowCheck check)
    {
        new ShapeFaults(check).Walk(json, shape);
        if (!check.Failed)
        {
            check.Fault("", "malformed", "This row cannot be read; look for broken escapes.");
        }
    }

    /// <summary>Whether the typed reader would surely refuse a row; the faults are then those of <see cref="Find"/>, and without an exception unless the row is not JSON. Otherwise there are none, and the reader decides.</summary>
    public static bool Foresee(ReadOnlyMemory<byte> json, JsonTypeInfo shape, RowCheck check)
    {
        var faults = new ShapeFaults(check);
        faults.Walk(json, shape);
        if (!faults._refused)
        {
            check.Take();
        }

        return faults._refused;
    }

    private void Walk(ReadOnlyMemory<byte> json, JsonTypeInfo shape)
    {
        try
        {
            if (JsonRows.Begins(json.Span))
            {
                using var document = JsonDocument.Parse(json);
                Walk("", document.RootElement, shape);
                return;
            }
        }
        catch (JsonException)
        {
        }

        Refuse(JsonRows.NotJson.Pointer, JsonRows.NotJson.Code, JsonRows.NotJson.Detail);
    }

    /// <summary>A fault that the typed reader has, too.</summary>
    private void Refuse(string field, string code, string detail)
    {
        _refused = true;
        _check.Fault(field, code, detail);
    }

    private void Walk(string field, JsonElement element, JsonTypeInfo shape)
    {
        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object:
                WalkObject(field, element, shape);
                break;
            case JsonTypeInfoKind.Enumerable:
                WalkList(field, element, shape);
                break;
            default:
                WalkLeaf(field, element, shape);
                break;
        }
    }

    private void WalkObject(string field, JsonElement element, JsonTypeInfo shape)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Refuse(field, "type", "An object is expected here.");
            return;
        }

        var values = new JsonElement[shape.Properties.Count];
        foreach (var member in element.EnumerateObject())
        {
            if (!TryFind(member, shape, out var property))
            {
                _check.Fault(field, "format", "The name of a member is not valid UTF-8.");
            }
            else if (property >= 0)
            {
                values[property] = member.Value;
            }
        }

        if (field.Length > 0)
        {
            _check.Enter(field);
        }

        for (var i = 0; i < values.Length; i++)
        {
            WalkMember(values[i], shape.Properties[i], shape.Options);
        }

        if (shape.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (TryFind(member, shape, out var property) && property < 0)
                {
                    Refuse(member.Name.Length > MostName ? member.Name[..MostName] : member.Name, "unknown", "There is no such field here, and nothing is passed over here.");
                }
            }
        }

        if (field.Length > 0)
        {
            _check.Leave();
        }
    }

    private void WalkMember(JsonElement value, JsonPropertyInfo property, JsonSerializerOptions options)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined when property.IsRequired:
                Refuse(property.Name, "required", "This field is required.");
                break;
            case JsonValueKind.Undefined:
                break;
            case JsonValueKind.Null when property.IsRequired:
                // The typed reader takes a null for a text, and the feed's own rules say the same of it then.
                _check.Fault(property.Name, "required", "This field is required.");
                break;
            case JsonValueKind.Null when property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null:
                Refuse(property.Name, "type", "Leave the field out instead of sending null.");
                break;
            case JsonValueKind.Null:
                break;
            default:
                Walk(property.Name, value, options.GetTypeInfo(property.PropertyType));
                break;
        }
    }

    /// <summary>The property that a member is, or -1; false where its name is no text.</summary>
    private static bool TryFind(JsonProperty member, JsonTypeInfo shape, out int property)
    {
        var properties = shape.Properties;
        try
        {
            for (property = 0; property < properties.Count; property++)
            {
                if (member.NameEquals(properties[property].Name))
                {
                    return true;
                }
            }

            var name = member.Name;
            for (property = properties.Count - 1; property >= 0; property--)
            {
                if (string.Equals(properties[property].Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    break;
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            property = -1;
            return false;
        }
    }

    private void WalkList(string field, JsonElement element, JsonTypeInfo shape)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            Refuse(field, "type", "An array is expected here.");
            return;
        }

        var items = shape.Options.GetTypeInfo(shape.ElementType!);
        _check.Enter(field);
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            var name = index++.ToString(CultureInfo.InvariantCulture);
            if (item.ValueKind == JsonValueKind.Null)
            {
                _check.Fault(name, "type", "A list holds no nulls.");
            }
            else
            {
                Walk(name, item, items);
            }
        }

        _check.Leave();
    }

    private void WalkLeaf(string field, JsonElement element, JsonTypeInfo shape)
    {
        var type = Nullable.GetUnderlyingType(shape.Type) ?? shape.Type;
        if (type == typeof(string))
        {
            if (element.ValueKind != JsonValueKind.String)
            {
                Refuse(field, "type", "Text is expected here.");
            }
        }
        else if (type == typeof(bool))
        {
            if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                Refuse(field, "type", "true or false is expected here.");
            }
        }
        else if (type == typeof(int))
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out _))
            {
                Refuse(field, "type", "A whole number is expected here.");
            }
        }
        else if (type == typeof(double))
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out _))
            {
                Refuse(field, "type", "A number is expected here.");
            }
        }
        else if (element.ValueKind != JsonValueKind.String)
        {
            Refuse(field, "type", "Text is expected here.");
        }
        else if (!Readable(element, type, shape.Options, out var code, out var detail))
        {
            Refuse(field, code, detail);
        }
    }

    private static bool Readable(JsonElement element, Type type, JsonSerializerOptions options, out string code, out string detail)
    {
        (code, detail) = ("format", "This text does not have the expected form.");
        string text;
        try
        {
            text = element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            detail = "This text is not valid UTF-8.";
            return false;
        }

        if (type == typeof(Ori))
        {
            (code, detail) = ("ori.format", "An ORI has nine letters and digits.");
            return Ori.TryParse(text, out _);
        }

        if (type == typeof(DateOnly))
        {
            detail = "A date is written yyyy-MM-dd.";
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        }

        if (type == typeof(DateTimeOffset))
        {
            var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(element));
            reader.Read();
            if (InstantConverter.TryRead(ref reader, out _))
            {
                return true;
            }

            (code, detail) = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? ("time.offset", "A time needs Z or an offset, such as 2026-01-31T23:59:59Z.")
                : ("format", "A time is written as RFC 3339, such as 2026-01-31T23:59:59Z.");
            return false;
        }

        if (options.GetTypeInfo(type).Converter is IWireNames names)
        {
            (code, detail) = ("enum", names.Expected);
            return names.Has(text);
        }

        return true;
    }
}
