using System.Text.Json;

namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>What the prefixes of a message's names stand for.</summary>
/// <remarks>
/// Prefixes are those that NIEM 6.0 publishes with its model, unless the message's own <c>@context</c> binds them otherwise.
/// A context that is only an address is never fetched: it leaves the prefixes as they are published. Terms, vocabularies and contexts further inside are not read.
/// </remarks>
/// <seealso href="https://github.com/niemopen/niem-model/blob/6.0-ps02/json-ld/context.json">NIEM 6.0, the model's JSON-LD context</seealso>
internal sealed class NiemContext
{
    private const string Model = "https://docs.oasis-open.org/niemopen/ns/model/";

    // A message needs one for each namespace; who binds many more means something else than to be read.
    private const int MostBindings = 64;
    private const int MostPrefix = 32;

    // Those of namespaces that are read here go back with every rejected row.
    private const int MostOwn = 12;
    private const string Elsewhere = "about:blank";

    private static readonly (string Prefix, string Namespace)[] Published =
    [
        ("nc", Model + "niem-core/6.0/"), ("j", Model + "domains/justice/6.0/"), ("ncic", Model + "codes/ncic/6.0/"), ("ndex", Model + "codes/ndex/6.0/"), ("usps", Model + "codes/usps/6.0/"),
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ];

    private readonly Dictionary<string, string?> _bound = new(StringComparer.Ordinal);

    private NiemContext()
    {
    }

    /// <summary>The bindings that the message makes of namespaces which are read here, and of their published prefixes to others, to stand above its rows when they are given back.</summary>
    public IEnumerable<KeyValuePair<string, string>> Own => _bound.Where(IsOwn).Select(b => KeyValuePair.Create(b.Key, b.Value is null ? Elsewhere : Array.Find(Published, p => p.Prefix == b.Value).Namespace));

    /// <summary>The context of a message; null where it is none that is read here.</summary>
    /// <exception cref="InvalidOperationException">A text in it is not UTF-8.</exception>
    public static NiemContext? Of(JsonElement message)
    {
        var context = new NiemContext();
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("@context"u8, out var given))
        {
            return context;
        }

        var parts = given.ValueKind == JsonValueKind.Array ? given.EnumerateArray().ToList() : [given];
        return parts.TrueForAll(context.Bind) ? context : null;
    }

    /// <summary>A name with the published prefix of its namespace; null where it is of none that is read here.</summary>
    public string? Expand(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return null;
        }

        if (_bound.TryGetValue(name[..colon], out var published))
        {
            return published is null ? null : published + name[colon..];
        }

        foreach (var (prefix, space) in Published)
        {
            if (name.AsSpan(0, colon).SequenceEqual(prefix))
            {
                return name;
            }

            if (name.StartsWith(space, StringComparison.Ordinal))
            {
                return $"{prefix}:{name[space.Length..]}";
            }
        }

        return null;
    }

    /// <summary>A published name written out with its namespace.</summary>
    public static string Address(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return Array.Find(Published, p => name.AsSpan(0, colon).SequenceEqual(p.Prefix)).Namespace + name[(colon + 1)..];
    }

    private bool Bind(JsonElement context)
    {
        if (context.ValueKind != JsonValueKind.Object)
        {
            return context.ValueKind is JsonValueKind.String or JsonValueKind.Null;
        }

        foreach (var binding in context.EnumerateObject())
        {
            if (binding.Value.ValueKind != JsonValueKind.String || binding.Name.StartsWith('@'))
            {
                continue;
            }

            if (_bound.Count >= MostBindings || binding.Name.Length > MostPrefix)
            {
                return false;
            }

            _bound[binding.Name] = Array.Find(Published, p => binding.Value.ValueEquals(p.Namespace)).Prefix;
        }

        return _bound.Count(IsOwn) <= MostOwn;
    }

    private static bool IsOwn(KeyValuePair<string, string?> bound) => bound.Value is not null || Array.Exists(Published, p => p.Prefix == bound.Key);
}
