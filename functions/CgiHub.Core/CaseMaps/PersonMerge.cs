using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>What several descriptions say together about one person.</summary>
/// <remarks>
/// Trace contents may go to fewer people than everything else (Tiahrt amendment). So a description from a trace counts only
/// where no other record speaks of the person: whoever may not see traces is then shown nothing that only a trace says.
/// </remarks>
internal static class PersonMerge
{
    public static Person Of(IReadOnlyList<Description> descriptions) => Of(Usable(descriptions));

    /// <summary>What some descriptions say together, each counting.</summary>
    public static Person Of(IReadOnlyList<Person> people)
    {
        var name = people.Where(p => p.Name is not null).Select(p => p.Name!)
            .GroupBy(n => (EntityKey.Normalise(n.Given), EntityKey.Normalise(n.Family)))
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Item2, StringComparer.Ordinal).ThenBy(g => g.Key.Item1, StringComparer.Ordinal)
            .Select(g => g.OrderByDescending(n => (n.Middle?.Length ?? 0) + (n.Suffix?.Length ?? 0)).ThenBy(n => n.Given + "|" + n.Family + "|" + n.Middle + "|" + n.Suffix, StringComparer.Ordinal).First())
            .FirstOrDefault();
        var full = name is null ? MostSaid(people.Select(p => p.FullName)) : null;
        var main = EntityKey.Normalise(name is null ? full ?? "" : $"{name.Given} {name.Family}");
        return new Person
        {
            Name = name,
            FullName = full,
            Dob = people.Where(p => p.Dob is not null).GroupBy(p => p.Dob).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).FirstOrDefault(),
            Sex = MostSaid(people.Select(p => p.Sex)),
            Race = MostSaid(people.Select(p => p.Race)),
            Aliases = Each(people.SelectMany(p => (p.Aliases ?? []).Append(Written(p))).Where(a => EntityKey.Normalise(a) != main)),
            Ids = NullIfEmpty(people.SelectMany(p => p.Ids ?? []).DistinctBy(i => (i.Type, EntityKey.Normalise(i.Value), EntityKey.Normalise(i.State ?? "")))
                .OrderBy(i => i.Type).ThenBy(i => EntityKey.Normalise(i.Value), StringComparer.Ordinal).ThenBy(i => i.State, StringComparer.Ordinal)),
            Phones = Each(people.SelectMany(p => p.Phones ?? [])),
            Address = MostSaid(people.Select(p => p.Address)),
            Groups = Each(people.SelectMany(p => p.Groups ?? [])),
        };
    }

    /// <summary>Their name as most records have it.</summary>
    public static string Label(IReadOnlyList<Description> descriptions) => Label(Usable(descriptions));

    /// <summary>Their name as most of some descriptions have it.</summary>
    public static string Label(IReadOnlyList<Person> people) =>
        NameIn(people)
        ?? MostSaid(people.SelectMany(p => p.Aliases ?? []))
        ?? people.SelectMany(p => p.Ids ?? []).OrderBy(i => i.Type).ThenBy(i => i.Value, StringComparer.Ordinal).Select(NameOf).FirstOrDefault()
        ?? "unnamed";

    /// <summary>The name that most of some descriptions have; null where none has any.</summary>
    public static string? NameIn(IReadOnlyList<Person> people) => MostSaid(people.Select(p => (string?)Written(p)));

    /// <summary>A name as written; empty where there is none.</summary>
    public static string Written(Person person) => person.Name is { } name
        ? string.Join(' ', new[] { name.Given, name.Middle, name.Family, name.Suffix }.Where(p => !string.IsNullOrWhiteSpace(p)))
        : person.FullName ?? "";

    private static string NameOf(PersonIdentifier id) => id.Type switch
    {
        PersonIdentifierType.Fbi => $"FBI {id.Value}",
        PersonIdentifierType.Sid => $"SID {id.Value}",
        PersonIdentifierType.DriversLicence => $"DL {id.Value}",
        PersonIdentifierType.Doc => $"DOC {id.Value}",
        _ => $"number {id.Value}",
    };

    /// <summary>Those descriptions that count: none from a trace where there is another.</summary>
    public static IReadOnlyList<Person> Usable(IEnumerable<(Person Person, bool OfTrace)> said)
    {
        var all = said.ToList();
        return [.. all.Where(s => !s.OfTrace || all.TrueForAll(o => o.OfTrace)).Select(s => s.Person)];
    }

    private static IReadOnlyList<Person> Usable(IReadOnlyList<Description> descriptions) => Usable(descriptions.Select(d => (d.Person, d.Record.Record is Trace)));

    private static string? MostSaid(IEnumerable<string?> values) => values.Where(v => !string.IsNullOrWhiteSpace(v)).Select(v => v!)
        .GroupBy(v => v, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;

    private static List<string>? Each(IEnumerable<string> values) => NullIfEmpty(values.Where(v => !string.IsNullOrWhiteSpace(v))
        .GroupBy(EntityKey.Normalise, StringComparer.Ordinal).Select(g => g.Order(StringComparer.Ordinal).First()).Order(StringComparer.Ordinal));

    private static List<T>? NullIfEmpty<T>(IEnumerable<T> values)
    {
        List<T> all = [.. values];
        return all.Count == 0 ? null : all;
    }
}
