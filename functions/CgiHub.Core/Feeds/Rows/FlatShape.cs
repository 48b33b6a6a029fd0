using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>What a flat value becomes.</summary>
internal enum SlotKind
{
    /// <summary>Text as it is (also ORIs and names of enumerations, which the row's reader judges).</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>true or false, yes or no, 1 or 0.</summary>
    Flag,

    /// <summary>An instant.</summary>
    Instant,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A list of texts (also of ORIs).</summary>
    Texts,
}

/// <summary>Where a flat value goes in a row, and what it becomes there.</summary>
/// <param name="Path">Member names, and indices of lists.</param>
/// <param name="Kind">What it becomes.</param>
internal sealed record Slot(IReadOnlyList<string> Path, SlotKind Kind)
{
    /// <summary>The contract's dotted name.</summary>
    public string Name => string.Join('.', Path);

    /// <summary>Whether it is the other's place, or one within or around it.</summary>
    public bool Overlaps(Slot other)
    {
        var length = Math.Min(Path.Count, other.Path.Count);
        return Path.Take(length).SequenceEqual(other.Path.Take(length), StringComparer.Ordinal);
    }
}

/// <summary>
/// Knows which flat (dotted) names a feed's rows have, from the same generated metadata that reads them.
/// Names compare without case, blanks, <c>_</c> and <c>-</c>, so that <c>caseNumber</c>, <c>case_number</c> and <c>Case Number</c> are one.
/// </summary>
internal static class FlatShape
{
    private const int MostIndex = 99;

    /// <summary>The slot that a dotted name means, or null.</summary>
    public static Slot? Resolve(Feed feed, string name)
    {
        if (Walk(feed.Shape, name) is { } slot)
        {
            return slot;
        }

        return feed.Alias(name) is { } alias ? Walk(feed.Shape, alias) : null;
    }

    /// <summary>The members that every row of a feed has.</summary>
    public static IEnumerable<string> RequiredOf(Feed feed) => feed.Shape.Properties.Where(p => p.IsRequired).Select(p => p.Name);

    private static Slot? Walk(JsonTypeInfo shape, string name)
    {
        var path = new List<string>();
        foreach (var part in name.Split('.'))
        {
            if (shape.Kind == JsonTypeInfoKind.Object)
            {
                var wanted = Fold(part);
                var property = shape.Properties.FirstOrDefault(p => string.Equals(Fold(p.Name), wanted, StringComparison.Ordinal));
                if (property is null)
                {
                    return null;
                }

                path.Add(property.Name);
                shape = shape.Options.GetTypeInfo(property.PropertyType);
            }
            else if (shape.Kind == JsonTypeInfoKind.Enumerable && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= MostIndex)
            {
                path.Add(index.ToString(CultureInfo.InvariantCulture));
                shape = shape.Options.GetTypeInfo(shape.ElementType!);
            }
            else
            {
                return null;
            }
        }

        return KindOf(shape) is { } kind ? new Slot(path, kind) : null;
    }

    private static SlotKind? KindOf(JsonTypeInfo shape)
    {
        if (shape.Kind == JsonTypeInfoKind.Enumerable)
        {
            return shape.ElementType == typeof(string) || shape.ElementType == typeof(Ori) ? SlotKind.Texts : null;
        }

        var type = Nullable.GetUnderlyingType(shape.Type) ?? shape.Type;
        return type switch
        {
            _ when type == typeof(string) || type == typeof(Ori) || type.IsEnum => SlotKind.Text,
            _ when type == typeof(double) => SlotKind.Number,
            _ when type == typeof(int) => SlotKind.Integer,
            _ when type == typeof(bool) => SlotKind.Flag,
            _ when type == typeof(DateTimeOffset) => SlotKind.Instant,
            _ when type == typeof(DateOnly) => SlotKind.Day,
            _ => null,
        };
    }

    private static string Fold(string name) => string.Concat(name.Where(c => c is not ('_' or '-' or ' '))).ToLowerInvariant();
}

/// <summary>Writes flat values as a row in the contract's form. What is empty is left out, with the objects that hold nothing else.</summary>
internal sealed class FlatWriter
{
    /// <summary>Stands between the texts of a list.</summary>
    public const char Between = '\u001f';

    private readonly Node _root = new();

    /// <summary>A writer of these slots; their order is the values' order.</summary>
    public FlatWriter(IReadOnlyList<Slot> slots)
    {
        for (var i = 0; i < slots.Count; i++)
        {
            var node = _root;
            foreach (var part in slots[i].Path)
            {
                if (!node.Children.TryGetValue(part, out var child))
                {
                    node.Children[part] = child = new Node();
                }

                node = child;
            }

            (node.Slot, node.Kind) = (i, slots[i].Kind);
        }

        _root.Settle();
    }

    /// <summary>Writes one row.</summary>
    public void Write(Utf8JsonWriter writer, IReadOnlyList<string?> values)
    {
        if (HasValue(_root, values))
        {
            WriteNode(writer, _root, values);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
    }

    private static bool HasValue(Node node, IReadOnlyList<string?> values) =>
        node.Slot >= 0 ? !string.IsNullOrEmpty(values[node.Slot]) : HasValue(node.Members, values);

    private static bool HasValue((string Name, Node Node)[] members, IReadOnlyList<string?> values)
    {
        foreach (var (_, member) in members)
        {
            if (HasValue(member, values))
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteNode(Utf8JsonWriter writer, Node node, IReadOnlyList<string?> values)
    {
        if (node.Slot >= 0)
        {
            WriteValue(writer, node.Kind, values[node.Slot]!);
            return;
        }

        var list = char.IsAsciiDigit(node.Members[0].Name[0]);
        if (list)
        {
            writer.WriteStartArray();
        }
        else
        {
            writer.WriteStartObject();
        }

        foreach (var (name, child) in node.Members)
        {
            if (HasValue(child, values))
            {
                if (!list)
                {
                    writer.WritePropertyName(name);
                }

                WriteNode(writer, child, values);
            }
        }

        if (list)
        {
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteEndObject();
        }
    }

    /// <summary>A value that is not of its kind is written as text: the row's reader then says where and what is expected.</summary>
    private static void WriteValue(Utf8JsonWriter writer, SlotKind kind, string value)
    {
        switch (kind)
        {
            case SlotKind.Number when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case SlotKind.Integer when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue:
                writer.WriteNumberValue((int)number);
                break;
            case SlotKind.Flag when FlagOf(value) is { } flag:
                writer.WriteBooleanValue(flag);
                break;
            case SlotKind.Texts:
                writer.WriteStartArray();
                foreach (var text in value.Split(Between, StringSplitOptions.RemoveEmptyEntries))
                {
                    writer.WriteStringValue(text);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(value);
                break;
        }
    }

    private static bool? FlagOf(string value) => value.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "Y" or "1" => true,
        "FALSE" or "NO" or "N" or "0" => false,
        _ => null,
    };

    private sealed class Node
    {
        public SortedDictionary<string, Node> Children { get; } = new(ByIndex.Instance);

        /// <summary>The children in order, once there are no more to come: a walk of the dictionary costs memory at every row.</summary>
        public (string Name, Node Node)[] Members { get; private set; } = [];

        public int Slot { get; set; } = -1;

        public SlotKind Kind { get; set; }

        public void Settle()
        {
            Members = [.. Children.Select(c => (c.Key, c.Value))];
            foreach (var (_, child) in Members)
            {
                child.Settle();
            }
        }
    }

    /// <summary>Indices by size, names as they come alphabetically.</summary>
    private sealed class ByIndex : IComparer<string>
    {
        public static ByIndex Instance { get; } = new();

        public int Compare(string? x, string? y) => x!.Length != y!.Length && char.IsAsciiDigit(x[0]) ? x.Length.CompareTo(y.Length) : string.CompareOrdinal(x, y);
    }
}
