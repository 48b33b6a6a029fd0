using CgiHub.Core.Records;

namespace CgiHub.Core.Packets;

/// <summary>Folds what several records say of one person into one description, by majority, ties by text: the same from any order.</summary>
internal static class PersonFold
{
    /// <summary>The name that most of them have, or null where none has any.</summary>
    public static string? LabelOf(IReadOnlyList<Person> said) => Most(said.Select(NameText));

    /// <summary>What they say together.</summary>
    public static Person Of(IReadOnlyList<Person> said)
    {
        var name = Most(said.Select(NameText));
        var named = said.FirstOrDefault(p => NameText(p) == name) ?? said[0];
        var dobs = said.Where(p => p.Dob is not null).GroupBy(p => p.Dob!.Value).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => (DateOnly?)g.Key);
        return new Person
        {
            Name = named.Name,
            FullName = named.FullName,
            Dob = dobs.FirstOrDefault(),
            Sex = Most(said.Select(p => p.Sex)),
            Race = Most(said.Select(p => p.Race)),
            Address = Most(said.Select(p => p.Address)),
            Aliases = All(said.SelectMany(p => p.Aliases ?? [])),
            Phones = All(said.SelectMany(p => p.Phones ?? [])),
            Groups = All(said.SelectMany(p => p.Groups ?? [])),
            Ids = said.SelectMany(p => p.Ids ?? []).Distinct().OrderBy(i => i.Type).ThenBy(i => i.Value, StringComparer.Ordinal).ThenBy(i => i.State, StringComparer.Ordinal).ToList() is { Count: > 0 } ids ? ids : null,
        };
    }

    private static string? NameText(Person person) =>
        person.Name is { } parts ? string.Join(' ', new[] { parts.Given, parts.Middle, parts.Family, parts.Suffix }.Where(s => !string.IsNullOrWhiteSpace(s))) : person.FullName;

    private static string? Most(IEnumerable<string?> values) =>
        values.Where(v => !string.IsNullOrWhiteSpace(v)).GroupBy(v => v!, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;

    private static List<string>? All(IEnumerable<string> values) =>
        values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } all ? all : null;
}
