using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Json.Schema;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>A published schema: judges rows, and makes rows that it accepts.</summary>
internal sealed class FeedSchema
{
    private static readonly ConcurrentDictionary<string, Lazy<FeedSchema>> Read = new(StringComparer.Ordinal);
    private static readonly EvaluationOptions Strict = new() { RequireFormatValidation = true };

    private readonly JsonSchema _schema;

    private FeedSchema(string feed)
    {
        var text = File.ReadAllText(Path.Combine(Root(), "docs", "schemas", $"{feed}.schema.json"));
        _schema = JsonSchema.FromText(text, new BuildOptions { SchemaRegistry = new SchemaRegistry() });
        Document = JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The schema itself.</summary>
    public JsonObject Document { get; }

    public static FeedSchema Of(string feed) => Read.GetOrAdd(feed, f => new Lazy<FeedSchema>(() => new FeedSchema(f))).Value;

    public bool Accepts(string row)
    {
        using var document = JsonDocument.Parse(row);
        return _schema.Evaluate(document.RootElement, Strict).IsValid;
    }

    /// <summary>Rows with all, some or none of what is optional.</summary>
    public Gen<string> Rows => ObjectOf(Document, Gen.Bool).Select(row => row!.ToJsonString());

    /// <summary>Rows with everything that is optional.</summary>
    public Gen<string> FullRows => ObjectOf(Document, Gen.Const(true)).Select(row => row!.ToJsonString());

    /// <summary>A definition where there is a reference to one; null is chosen against where it is allowed.</summary>
    public JsonObject Resolve(JsonNode node)
    {
        var schema = node.AsObject();
        if (schema["anyOf"] is JsonArray either && either[0]!["$ref"] is not null)
        {
            schema = either[0]!.AsObject();
        }

        if (schema["$ref"]?.GetValue<string>() is not { } reference)
        {
            return schema;
        }

        var target = Resolve(Document["$defs"]![reference["#/$defs/".Length..]]!);
        if (schema["properties"] is not JsonObject own)
        {
            return target;
        }

        // One definition that adds members to another (a person, and a role).
        var both = target.DeepClone().AsObject();
        foreach (var (name, property) in own)
        {
            both["properties"]![name] = property!.DeepClone();
        }

        both["required"] = new JsonArray([.. Required(target).Concat(Required(schema)).Select(r => (JsonNode)r)]);
        return both;
    }

    public static IEnumerable<string> Required(JsonObject schema) => (schema["required"] as JsonArray)?.Select(r => r!.GetValue<string>()) ?? [];

    public static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "CgiHub.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return directory.FullName;
    }

    private Gen<JsonNode?> ValueOf(JsonNode node, Gen<bool> present)
    {
        var schema = Resolve(node);
        if (schema["enum"] is JsonArray names)
        {
            return Gen.Int[0, names.Count - 1].Select(i => names[i]?.DeepClone());
        }

        var type = schema["type"] is JsonArray several ? several[0]!.GetValue<string>() : schema["type"]!.GetValue<string>();
        return type switch
        {
            "object" => ObjectOf(schema, present),
            "array" => ValueOf(schema["items"]!, present).List[schema["minItems"]?.GetValue<int>() ?? 0, 3].Select(items => (JsonNode?)new JsonArray([.. items])),
            "integer" => Gen.Int[schema["minimum"]!.GetValue<int>(), schema["maximum"]!.GetValue<int>()].Select(n => (JsonNode?)n),
            "number" => Gen.Int[schema["minimum"]!.GetValue<int>() * 1000, schema["maximum"]!.GetValue<int>() * 1000].Select(n => (JsonNode?)((Math.Abs(n) > 10 ? n : 11) / 1000.0)),
            "null" => Gen.Const((JsonNode?)null),
            "boolean" => Gen.Bool.Select(b => (JsonNode?)b),
            _ => TextOf(schema).Select(t => (JsonNode?)t),
        };
    }

    private Gen<JsonNode?> ObjectOf(JsonObject schema, Gen<bool> present)
    {
        var required = Required(schema).ToHashSet(StringComparer.Ordinal);
        var members = schema["properties"]!.AsObject().Select(p => (p.Key, Value: ValueOf(p.Value!, present))).ToList();

        // Coordinates come together or not at all.
        return Gen.Select(Gen.Bool, present.Array[members.Count], (place, chosen) => (place: place || chosen.All(c => c), chosen)).SelectMany(c =>
            members.Where((m, i) => required.Contains(m.Key) || (m.Key is "lat" or "lon" ? c.place : c.chosen[i]))
                .Aggregate(Gen.Const(() => (JsonNode?)new JsonObject()), (whole, m) => Gen.Select(whole, m.Value, (row, value) => (JsonNode?)With(row, m.Key, value))));
    }

    private static JsonObject With(JsonNode? row, string name, JsonNode? value)
    {
        var copy = row!.DeepClone().AsObject();
        copy[name] = value?.DeepClone();
        return copy;
    }

    private static Gen<string> TextOf(JsonObject schema)
    {
        if (schema["anyOf"] is JsonArray || schema["format"] is not null)
        {
            return schema["format"] is null
                ? Gen.Frequency((3, Gen.DateTime[new DateTime(1900, 1, 2), new DateTime(2026, 2, 1)].Select(d => d.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null))), (1, Day))
                : Day;
        }

        if (schema["pattern"]?.GetValue<string>() is { } pattern && pattern.Contains("{9}", StringComparison.Ordinal))
        {
            return Gen.String[Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz0123456789"], 9, 9];
        }

        return Gen.String[Gen.Char["abcXYZ 019-/\"\\é漢"], 1, Math.Min(20, schema["maxLength"]!.GetValue<int>())].Select(t => t.Trim().Length == 0 ? "x" : t);
    }

    private static Gen<string> Day { get; } = Gen.DateTime[new DateTime(1900, 1, 2), new DateTime(2026, 2, 1)].Select(d => d.ToString("yyyy-MM-dd", null));
}
