using System.Runtime.InteropServices;
using System.Text.Json;

namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>A message: its context, its rows, and what they refer to in it.</summary>
/// <param name="root">The message.</param>
/// <param name="context">What its prefixes stand for.</param>
internal sealed class NiemMessage(JsonElement root, NiemContext context)
{
    // A person that many rows share is small; what is not would be written out again and again.
    private const int MostReferenced = 16 * 1024;
    private const int MostHops = 4;

    private Dictionary<string, JsonElement>? _byId;

    /// <summary>What its prefixes stand for.</summary>
    public NiemContext Context => context;

    /// <summary>The objects that are rows, wherever they stand in the message, but not within each other.</summary>
    /// <param name="form">What is a row.</param>
    public IEnumerable<(string Name, JsonElement Row)> Rows(NiemForm form)
    {
        var referred = form.Holder is null ? [] : ReferredTo(form);
        foreach (var row in Walk(root, form))
        {
            // A firearm that evidence refers to is read with that evidence.
            if (row.Name != form.Row || !IsAny(row.Row, referred))
            {
                yield return row;
            }
        }
    }

    /// <summary>The object that a reference stands for; the object itself where it is none.</summary>
    /// <exception cref="NiemRefusedException">The reference leads nowhere in this message, or to more than may be shared.</exception>
    public JsonElement Follow(JsonElement value, string path)
    {
        for (var hop = 0; hop < MostHops; hop++)
        {
            if (Reference(value) is not { } id)
            {
                if (hop > 0 && JsonMarshal.GetRawUtf8Value(value).Length > MostReferenced)
                {
                    throw new NiemRefusedException(new FieldFault(path, "tooLong", $"What is referred to has at most {MostReferenced} bytes; write it out here."));
                }

                return value;
            }

            _byId ??= Index();
            if (!_byId.TryGetValue(id, out value))
            {
                break;
            }
        }

        throw new NiemRefusedException(new FieldFault(path, "reference", "This refers to an object that is not in this message; write it out here."));
    }

    private HashSet<string> ReferredTo(NiemForm form)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, holder) in Walk(root, form).Where(r => r.Name == form.Holder && r.Row.ValueKind == JsonValueKind.Object))
        {
            foreach (var member in holder.EnumerateObject())
            {
                if (Context.Expand(member.Name) is { } name && (name == form.Row || name == form.Held))
                {
                    ids.UnionWith((member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray().ToList() : [member.Value]).Select(Reference).OfType<string>());
                }
            }
        }

        return ids;
    }

    private static bool IsAny(JsonElement row, HashSet<string> ids) =>
        ids.Count > 0 && row.ValueKind == JsonValueKind.Object && row.TryGetProperty("@id"u8, out var id) && id.ValueKind == JsonValueKind.String && ids.Contains(id.GetString()!);

    private IEnumerable<(string Name, JsonElement Row)> Walk(JsonElement element, NiemForm form)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var row in element.EnumerateArray().SelectMany(item => Walk(item, form)))
            {
                yield return row;
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (Typed(element) is { } type && form.Types.TryGetValue(type, out var typed))
            {
                yield return (typed, element);
                yield break;
            }

            foreach (var member in element.EnumerateObject())
            {
                if (Context.Expand(member.Name) is { } name && (name == form.Row || name == form.Holder))
                {
                    foreach (var row in member.Value.ValueKind == JsonValueKind.Array ? (IEnumerable<JsonElement>)member.Value.EnumerateArray() : [member.Value])
                    {
                        yield return (name, row);
                    }
                }
                else
                {
                    foreach (var row in Walk(member.Value, form))
                    {
                        yield return row;
                    }
                }
            }
        }
    }

    private string? Typed(JsonElement element) =>
        element.TryGetProperty("@type"u8, out var type) && type.ValueKind == JsonValueKind.String ? Context.Expand(type.GetString()!) : null;

    private static string? Reference(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("@id"u8, out var id) || id.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (!member.NameEquals("@id"u8) && !member.NameEquals("@type"u8))
            {
                return null;
            }
        }

        return id.GetString();
    }

    /// <summary>Every object of the message that bears an id and is more than a reference; of several with one id the first.</summary>
    private Dictionary<string, JsonElement> Index()
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var open = new Stack<JsonElement>([root]);
        while (open.TryPop(out var element))
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                {
                    open.Push(item);
                }
            }
            else if (element.ValueKind == JsonValueKind.Object)
            {
                if (Reference(element) is null && element.TryGetProperty("@id"u8, out var id) && id.ValueKind == JsonValueKind.String)
                {
                    found.TryAdd(id.GetString()!, element);
                }

                foreach (var member in element.EnumerateObject())
                {
                    open.Push(member.Value);
                }
            }
        }

        return found;
    }
}
