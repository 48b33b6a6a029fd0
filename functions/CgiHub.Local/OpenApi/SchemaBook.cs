using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Local.OpenApi;

/// <summary>The schemas of everything that the functions read and answer, made from how it is really written as JSON.</summary>
internal sealed class SchemaBook
{
    private readonly SortedDictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, string> _names = [];
    private readonly List<JsonSerializerContext> _contexts = [.. new[] { typeof(Errors).Assembly, typeof(SchemaBook).Assembly }
        .SelectMany(a => a.GetTypes())
        .Where(t => t.IsSubclassOf(typeof(JsonSerializerContext)))
        .OrderBy(t => t.FullName, StringComparer.Ordinal)
        .Select(t => (JsonSerializerContext)t.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!)];

    /// <summary>The name under which a type's schema stands in the document.</summary>
    public string Name(Type type)
    {
        if (_names.TryGetValue(type, out var known))
        {
            return known;
        }

        var name = NameOf(type);
        if (_schemas.ContainsKey(name))
        {
            throw new InvalidOperationException($"Two types of the contract are called {name}.");
        }

        _names[type] = name;
        var schema = JsonSchemaExporter.GetJsonSchemaAsNode(InfoOf(type), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Known });
        Rebase(schema, $"#/components/schemas/{name}");
        _schemas[name] = schema;
        return name;
    }

    /// <summary>All of them.</summary>
    public JsonObject ToJson() => new(_schemas.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key, s.Value)));

    private static string NameOf(Type type) => type switch
    {
        { IsArray: true } => NameOf(type.GetElementType()!) + "List",
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(Page<>) => NameOf(type.GenericTypeArguments[0]) + "Page",
        { IsGenericType: true } => string.Concat(type.GenericTypeArguments.Select(NameOf)) + type.Name.Split('`')[0].Replace("IReadOnly", "", StringComparison.Ordinal),
        _ => type.Name,
    };

    /// <summary>Types that write themselves: the exporter cannot see how.</summary>
    private static JsonNode Known(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var text = type == typeof(DateTimeOffset) ? new JsonObject { ["type"] = "string", ["format"] = "date-time" }
            : type == typeof(Ori) ? new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Z0-9]{9}$" }
            : type == typeof(EntityKey) || type == typeof(SerialNumber) ? new JsonObject { ["type"] = "string" }
            : null;
        if (type.IsEnum && schema is not JsonObject { Count: > 0 })
        {
            return new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(n => (JsonNode?)(type.GetField(n)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? n)), .. Nullable.GetUnderlyingType(context.TypeInfo.Type) is null ? Array.Empty<JsonNode?>() : [null]]) };
        }

        if (text is not null && Nullable.GetUnderlyingType(context.TypeInfo.Type) is not null)
        {
            text["type"] = new JsonArray("string", "null");
        }

        return text ?? schema;
    }

    /// <summary>References to places of the same schema lead there from the document's root.</summary>
    private static void Rebase(JsonNode? node, string root)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map.ToList())
                {
                    if (name == "$ref" && value is JsonValue reference && reference.TryGetValue<string>(out var target) && target.StartsWith('#') && !target.StartsWith("#/components/", StringComparison.Ordinal))
                    {
                        map[name] = root + target[1..];
                    }
                    else
                    {
                        Rebase(value, root);
                    }
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Rebase(item, root);
                }

                break;
        }
    }

    private JsonTypeInfo InfoOf(Type type) =>
        _contexts.Select(c => c.GetTypeInfo(type)).FirstOrDefault(i => i is not null)
        ?? throw new InvalidOperationException($"No generated JSON for {type.Name}: name it in the stage's JsonSerializerContext.");
}
