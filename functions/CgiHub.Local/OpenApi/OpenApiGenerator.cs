using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CgiHub.Core;
using CgiHub.Functions.Http;
using CgiHub.Local.Worker;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Local.OpenApi;

/// <summary>Writes the contract as OpenAPI 3.1 from the functions that every host has: routes, bodies, answers and errors.</summary>
/// <remarks>Runs when the document is made, never while the hub serves: the document is a file in <c>docs/openapi</c> that is built into the hub.</remarks>
public static class OpenApiGenerator
{
    private static readonly string[] DoorErrors = [nameof(Errors.Unauthenticated), nameof(Errors.WrongRole), nameof(Errors.NoAgency), nameof(Errors.AgencyNotActive), nameof(Errors.Unexpected), nameof(Errors.Unavailable)];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document as text, with a final newline.</summary>
    public static string Generate()
    {
        var functions = FunctionCatalog.Find(typeof(OpenApiGenerator).Assembly)
            .Where(f => f.Class.Namespace == FunctionCatalog.SharedNamespace && f.Trigger is HttpTriggerAttribute);
        var schemas = new SchemaBook();
        var summaries = XmlSummaries.Of(typeof(OpenApiGenerator).Assembly);
        var paths = new SortedDictionary<string, SortedDictionary<string, JsonObject>>(StringComparer.Ordinal);
        schemas.Name(typeof(ProblemBody));
        foreach (var function in functions)
        {
            var trigger = (HttpTriggerAttribute)function.Trigger;
            var path = RouteTemplate.Plain(trigger.Route!);
            paths.TryAdd(path, new SortedDictionary<string, JsonObject>(StringComparer.Ordinal));
            foreach (var method in trigger.Methods)
            {
                paths[path].Add(method.ToLowerInvariant(), Operation(function, method, path, schemas, summaries));
            }
        }

        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "CgiHub", ["version"] = "1", ["description"] = "Crime gun intelligence: evidence and feeds in, lead packets out." },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = new JsonObject(paths.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, new JsonObject(p.Value.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, m.Value)))))),
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.ToJson(),
                ["securitySchemes"] = new JsonObject { ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" } },
            },
        };
        return document.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    private static JsonObject Operation(FunctionMethod function, string method, string path, SchemaBook schemas, XmlSummaries summaries)
    {
        // What goes through the door needs a token.
        var guarded = function.Class.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(Door)));
        var operation = new JsonObject
        {
            ["operationId"] = function.Name,
            ["tags"] = new JsonArray(function.Class.Name.Replace("Triggers", "", StringComparison.Ordinal)),
            ["summary"] = summaries.Of(function.Method),
        };
        var produced = Attributes(function.Method, typeof(ProducesAttribute<>))
            .Select(a => (Type: a.GetType().GenericTypeArguments[0], Status: (int)a.GetType().GetProperty(nameof(ProducesAttribute<>.Status))!.GetValue(a)!))
            .OrderBy(p => p.Status)
            .ToList();
        var parameters = Parameters(function, path, produced.Any(p => p.Type.IsGenericType && p.Type.GetGenericTypeDefinition() == typeof(Page<>)), guarded && method.Equals("post", StringComparison.OrdinalIgnoreCase));
        if (parameters.Count > 0)
        {
            operation["parameters"] = parameters;
        }

        if (Attributes(function.Method, typeof(ReadsAttribute<>)).FirstOrDefault() is { } reads)
        {
            var type = reads.GetType().GenericTypeArguments[0];
            var media = (IReadOnlyList<string>)reads.GetType().GetProperty(nameof(ReadsAttribute<>.MediaTypes))!.GetValue(reads)!;
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(type, media, schemas) };
        }

        operation["responses"] = Responses(function, produced, guarded, schemas);
        operation["security"] = guarded ? new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }) : new JsonArray();
        return operation;
    }

    private static JsonArray Parameters(FunctionMethod function, string path, bool paged, bool idempotent)
    {
        var parameters = new JsonArray();
        foreach (var name in RouteTemplate.Parameters(path))
        {
            parameters.Add(Parameter(name, "path", null, true, "string"));
        }

        foreach (var asks in function.Method.GetCustomAttributes<AsksAttribute>().OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            parameters.Add(Parameter(asks.Name, "query", asks.Description, false, "string"));
        }

        if (paged)
        {
            var limit = Parameter("limit", "query", "Most items, 1 to 200; 50 by default.", false, "integer");
            (limit["schema"]!["minimum"], limit["schema"]!["maximum"], limit["schema"]!["default"]) = (1, PageRequest.MostItems, PageRequest.DefaultLimit);
            parameters.Add(limit);
            parameters.Add(Parameter("cursor", "query", "Where the page before ended, as its 'next' gave it.", false, "string"));
        }

        if (idempotent)
        {
            parameters.Add(Parameter("Idempotency-Key", "header", "The same key with the same body gets the first answer again.", false, "string"));
        }

        return parameters;
    }

    private static JsonObject Parameter(string name, string place, string? description, bool required, string type)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = required, ["schema"] = new JsonObject { ["type"] = type } };
        if (description is not null)
        {
            parameter["description"] = description;
        }

        return parameter;
    }

    private static JsonObject Responses(FunctionMethod function, IReadOnlyList<(Type Type, int Status)> produced, bool guarded, SchemaBook schemas)
    {
        var responses = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (type, status) in produced)
        {
            var response = new JsonObject { ["description"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status) };
            if (type != typeof(Done))
            {
                response["content"] = Content(type, typeof(Stream).IsAssignableFrom(type) ? ["application/octet-stream"] : ["application/json"], schemas);
            }

            responses[Text(status)] = response;
        }

        var names = (function.Method.GetCustomAttribute<FailsAttribute>()?.Errors ?? []).Concat(guarded ? DoorErrors : []).Distinct(StringComparer.Ordinal);
        foreach (var group in names.Select(ErrorCatalogue.Example).GroupBy(e => e.Status))
        {
            responses.TryAdd(Text(group.Key), new JsonObject
            {
                ["description"] = string.Join("; ", group.OrderBy(e => e.Number).Select(e => $"{e.Number} {e.Title}")),
                ["content"] = Content(typeof(ProblemBody), ["application/problem+json"], schemas),
            });
        }

        if (responses.Count == 0)
        {
            responses["200"] = new JsonObject { ["description"] = "OK" };
        }

        return new JsonObject(responses);
    }

    private static JsonObject Content(Type type, IEnumerable<string> mediaTypes, SchemaBook schemas)
    {
        var content = new JsonObject();
        foreach (var media in mediaTypes)
        {
            content[media] = typeof(Stream).IsAssignableFrom(type)
                ? new JsonObject()
                : new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{schemas.Name(type)}" } };
        }

        return content;
    }

    private static IEnumerable<Attribute> Attributes(MethodInfo method, Type generic) =>
        method.GetCustomAttributes().Where(a => a.GetType().IsGenericType && a.GetType().GetGenericTypeDefinition() == generic);

    private static string Text(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
