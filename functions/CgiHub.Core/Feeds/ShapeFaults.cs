using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds;

/// <summary>
/// Finds why a row does not have its feed's shape, by walking the row along the same generated metadata that the typed reader uses:
/// so both always agree on what is required, and of which type.
/// </summary>
internal static class ShapeFaults
{
    private const int MostName = 100;

    /// <summary>Adds every fault; at least one.</summary>
    public static void Find(ReadOnlyMemory<byte> json, JsonTypeInfo shape, RowCheck check)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            Walk("", document.RootElement, shape, check);
        }
        catch (JsonException)
        {
            check.Fault("", "malformed", "This row is not JSON.");
            return;
        }

        if (!check.Failed)
        {
            check.Fault("", "malformed", "This row cannot be read; look for broken escapes.");
        }
    }

    private static void Walk(string field, JsonElement element, JsonTypeInfo shape, RowCheck check)
    {
        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object:
                WalkObject(field, element, shape, check);
                break;
            case JsonTypeInfoKind.Enumerable:
                WalkList(field, element, shape, check);
                break;
            default:
                WalkLeaf(field, element, Nullable.GetUnderlyingType(shape.Type) ?? shape.Type, check);
                break;
        }
    }

    private static void WalkObject(string field, JsonElement element, JsonTypeInfo shape, RowCheck check)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            check.Fault(field, "type", "An object is expected here.");
            return;
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in element.EnumerateObject())
        {
            if (NameOf(member) is { } name)
            {
                members[name] = member.Value;
            }
            else
            {
                check.Fault(field, "format", "The name of a member is not valid UTF-8.");
            }
        }

        if (field.Length > 0)
        {
            check.Enter(field);
        }

        foreach (var property in shape.Properties)
        {
            var isNull = !members.TryGetValue(property.Name, out var value) || value.ValueKind == JsonValueKind.Null;
            if (!isNull)
            {
                Walk(property.Name, value, shape.Options.GetTypeInfo(property.PropertyType), check);
            }
            else if (property.IsRequired)
            {
                check.Fault(property.Name, "required", "This field is required.");
            }
            else if (members.ContainsKey(property.Name) && property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null)
            {
                check.Fault(property.Name, "type", "Leave the field out instead of sending null.");
            }
        }

        if (shape.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow)
        {
            foreach (var name in members.Keys.Where(m => !shape.Properties.Any(p => string.Equals(p.Name, m, StringComparison.OrdinalIgnoreCase))))
            {
                check.Fault(name.Length > MostName ? name[..MostName] : name, "unknown", "There is no such field here, and nothing is passed over here.");
            }
        }

        if (field.Length > 0)
        {
            check.Leave();
        }
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void WalkList(string field, JsonElement element, JsonTypeInfo shape, RowCheck check)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            check.Fault(field, "type", "An array is expected here.");
            return;
        }

        var items = shape.Options.GetTypeInfo(shape.ElementType!);
        check.Enter(field);
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            var name = index++.ToString(CultureInfo.InvariantCulture);
            if (item.ValueKind == JsonValueKind.Null)
            {
                check.Fault(name, "type", "A list holds no nulls.");
            }
            else
            {
                Walk(name, item, items, check);
            }
        }

        check.Leave();
    }

    private static void WalkLeaf(string field, JsonElement element, Type type, RowCheck check)
    {
        if (type == typeof(string))
        {
            if (element.ValueKind != JsonValueKind.String)
            {
                check.Fault(field, "type", "Text is expected here.");
            }
        }
        else if (type == typeof(bool))
        {
            if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                check.Fault(field, "type", "true or false is expected here.");
            }
        }
        else if (type == typeof(int))
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out _))
            {
                check.Fault(field, "type", "A whole number is expected here.");
            }
        }
        else if (type == typeof(double))
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out _))
            {
                check.Fault(field, "type", "A number is expected here.");
            }
        }
        else if (element.ValueKind != JsonValueKind.String)
        {
            check.Fault(field, "type", "Text is expected here.");
        }
        else if (!Readable(element, type, out var code, out var detail))
        {
            check.Fault(field, code, detail);
        }
    }

    private static bool Readable(JsonElement element, Type type, out string code, out string detail)
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
            if (CanRead(element, RecordsJson.Default.GetTypeInfo(type)!))
            {
                return true;
            }

            (code, detail) = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? ("time.offset", "A time needs Z or an offset, such as 2026-01-31T23:59:59Z.")
                : ("format", "A time is written as RFC 3339, such as 2026-01-31T23:59:59Z.");
            return false;
        }

        if (type.IsEnum)
        {
            var shape = RecordsJson.Default.GetTypeInfo(type)!;
            (code, detail) = ("enum", $"One of: {string.Join(", ", Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(v => JsonSerializer.Serialize(Enum.ToObject(type, v), shape).Trim('"')))}.");
            return CanRead(element, shape);
        }

        return true;
    }

    private static bool CanRead(JsonElement element, JsonTypeInfo shape)
    {
        try
        {
            return element.Deserialize(shape) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
