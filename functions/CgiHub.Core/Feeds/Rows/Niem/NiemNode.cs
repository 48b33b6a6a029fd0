using System.Text.Json;

namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>An object of a NIEM message, its members by their names in the model.</summary>
/// <remarks>
/// In JSON a member that may repeat is an array or, once, its value alone; a simple value is itself or an object with <c>rdf:value</c>; an object that has only an <c>@id</c> stands for the one that bears it;
/// and what augments a type stands in it or in an augmentation of its own. All of these read the same here.
/// </remarks>
internal sealed class NiemNode
{
    private const int MostMembers = 1000;
    private const int MostRepeats = 200;

    private static readonly string[] Augmentations = ["j:ItemAugmentation", "j:ActivityAugmentation", "j:SupervisionAugmentation", "j:PersonAugmentation", "j:OrganizationAugmentation"];

    private readonly NiemMessage _message;
    private readonly List<(string Name, string Path, JsonElement Value)> _members = [];

    private NiemNode(JsonElement holder, string path, NiemMessage message)
    {
        (_message, Path) = (message, path);
        Gather(holder, path, augmented: true);
    }

    /// <summary>Where it stands in its row (RFC 6901).</summary>
    public string Path { get; }

    /// <summary>An object of a message.</summary>
    /// <param name="holder">The object.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="NiemRefusedException">It has more members than are read.</exception>
    public static NiemNode Of(JsonElement holder, string path, NiemMessage message) => new(holder, path, message);

    /// <summary>Whether it has a member whose name begins like this.</summary>
    public bool Has(string beginning) => _members.Exists(m => m.Name.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>The objects of a name, references followed.</summary>
    public IEnumerable<NiemNode> All(string name)
    {
        foreach (var (path, value) in Values(name))
        {
            if (value.ValueKind == JsonValueKind.Object)
            {
                yield return new NiemNode(_message.Follow(value, path), path, _message);
            }
        }
    }

    /// <summary>The object at the end of a path of names, each the first of its kind; null where there is none.</summary>
    public NiemNode? One(params ReadOnlySpan<string> names)
    {
        var node = this;
        foreach (var name in names)
        {
            if (node.All(name).FirstOrDefault() is not { } next)
            {
                return null;
            }

            node = next;
        }

        return node;
    }

    /// <summary>The first text that one of these names has, in this order; null where none has any.</summary>
    public NiemText? Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var (path, value) in Values(name))
            {
                if (TextOf(value) is { } text)
                {
                    return new NiemText(text, path);
                }
            }
        }

        return null;
    }

    /// <summary>A pointer's part, as RFC 6901 writes it.</summary>
    public static string Part(string name) => "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private void Gather(JsonElement holder, string path, bool augmented)
    {
        foreach (var member in holder.EnumerateObject())
        {
            if (_members.Count >= MostMembers)
            {
                throw new NiemRefusedException(new FieldFault(path, "tooMany", "An object has too many members to be read."));
            }

            if (_message.Context.Expand(member.Name) is not { } name)
            {
                continue;
            }

            var at = path + Part(member.Name);
            _members.Add((name, at, member.Value));
            if (augmented && Augmentations.Contains(name))
            {
                foreach (var (inner, value) in Values(name))
                {
                    if (value.ValueKind == JsonValueKind.Object)
                    {
                        Gather(value, inner, augmented: false);
                    }
                }
            }
        }
    }

    private IEnumerable<(string Path, JsonElement Value)> Values(string name)
    {
        foreach (var (_, path, value) in _members.FindAll(m => m.Name == name))
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                yield return (path, value);
                continue;
            }

            var index = 0;
            foreach (var item in value.EnumerateArray().Take(MostRepeats))
            {
                yield return ($"{path}/{index++}", item);
            }
        }
    }

    private string? TextOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                if (member.NameEquals("@value"u8) || _message.Context.Expand(member.Name) == "rdf:value")
                {
                    return member.Value.ValueKind == JsonValueKind.Object ? null : TextOf(member.Value);
                }
            }

            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => "",
        };
        return text.Length == 0 ? null : text;
    }
}
