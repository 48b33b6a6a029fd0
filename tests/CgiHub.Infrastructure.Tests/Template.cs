using System.Text.Json;
using System.Text.Json.Nodes;

namespace CgiHub.Infrastructure.Tests;

/// <summary>What a region's parameter file makes of the compiled template: every resource, with loops and conditions done.</summary>
/// <param name="Region">The parameter file's name.</param>
/// <param name="Resources">Its resources.</param>
public sealed record Template(string Region, IReadOnlyList<Resource> Resources)
{
    /// <summary>Reads what the compiler predicts.</summary>
    public static Template Parse(string region, string snapshot)
    {
        var root = JsonNode.Parse(snapshot) ?? throw new JsonException("An empty snapshot.");
        return new Template(region, [.. root["predictedResources"]!.AsArray().Select(r => new Resource(r!.AsObject()))]);
    }

    /// <summary>Resources of a type; at least one.</summary>
    public IReadOnlyList<Resource> Of(string type)
    {
        var found = Resources.Where(r => string.Equals(r.Type, type, StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.True(found.Count > 0, $"{Region} has no {type}.");
        return found;
    }

    /// <summary>The one resource of a type.</summary>
    public Resource One(string type) => Assert.Single(Of(type));

    /// <summary>The app's settings.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        Of("Microsoft.Web/sites/config").Single(c => c.Name.EndsWith("/appsettings", StringComparison.Ordinal)).Json["properties"]!.AsObject().ToDictionary(p => p.Key, p => p.Value!.GetValue<string>());
}

/// <summary>A resource that would be deployed.</summary>
/// <param name="Json">All that is said of it. What only Azure knows is an expression in brackets.</param>
public sealed record Resource(JsonObject Json)
{
    /// <summary>Its type.</summary>
    public string Type => Json["type"]!.GetValue<string>();

    /// <summary>Its name, parents first.</summary>
    public string Name => Json["name"]!.GetValue<string>();

    /// <summary>The last part of its name.</summary>
    public string LastName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>Its id.</summary>
    public string Id => Json["id"]!.GetValue<string>();

    /// <summary>A value of its properties, by path; null where there is none.</summary>
    public JsonNode? At(string path) => path.Split('.').Aggregate((JsonNode?)Json["properties"], (node, name) => node is JsonArray list ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : node?[name]);

    /// <summary>A text of its properties.</summary>
    public string? Text(string path) => At(path)?.GetValue<string>();

    /// <summary>A flag of its properties.</summary>
    public bool? Flag(string path) => At(path)?.GetValue<bool>();
}
