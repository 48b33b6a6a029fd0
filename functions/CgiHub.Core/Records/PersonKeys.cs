using System.Buffers;

namespace CgiHub.Core.Records;

/// <summary>By which keys a person's records are joined: identifiers (FBI, SID, DL, DOC), and name with date of birth.</summary>
public static class PersonKeys
{
    // What people write where a number is asked and there is none; normalised.
    private static readonly HashSet<string> NoNumber = new(StringComparer.Ordinal)
    {
        "NONE", "NA", "NULL", "UNKNOWN", "UNK", "PENDING", "REFUSED", "NOTAVAILABLE", "NOTAPPLICABLE", "NOTKNOWN", "TBD", "TEST",
    };

    private static readonly HashSet<string> Generations = new(StringComparer.Ordinal) { "JR", "SR", "II", "III", "IV", "V" };

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>The keys of one description of a person; none where it holds neither an identifier nor a full name with date of birth.</summary>
    public static IReadOnlyList<EntityKey> Of(Person person)
    {
        var named = Named(person);
        return named.Count == 0 ? [] : [.. named.Select(k => k.Key)];
    }

    /// <summary>The same with what each key is, in words: <c>FBI number</c>, <c>name and date of birth</c>. Each once.</summary>
    public static IReadOnlyList<(EntityKey Key, string What)> Named(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var keys = new List<(EntityKey Key, string What)>();
        foreach (var id in person.Ids ?? [])
        {
            if (id.Type != PersonIdentifierType.Other && IsNumber(id.Value))
            {
                // An FBI number is national; the others are unique in a state only.
                Add(EntityKey.PersonId(id.Type, id.Value, id.Type == PersonIdentifierType.Fbi ? null : id.State), id.Type switch
                {
                    PersonIdentifierType.Fbi => "FBI number",
                    PersonIdentifierType.Sid => "state identification number",
                    PersonIdentifierType.DriversLicence => "driver's licence",
                    _ => "corrections number",
                });
            }
        }

        if (person.Dob is { } dob && NameOf(person) is { } name)
        {
            Add(EntityKey.PersonName(name.Given, name.Family, dob), "name and date of birth");
        }

        return keys;

        void Add(EntityKey key, string what)
        {
            if (!keys.Exists(k => k.Key == key))
            {
                keys.Add((key, what));
            }
        }
    }

    /// <summary>Whether a description tells anybody apart at all: by a name, an alias or a number.</summary>
    public static bool IsSomebody(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return person.Name is not null || !string.IsNullOrWhiteSpace(person.FullName) || person.Aliases is { Count: > 0 } || person.Ids is { Count: > 0 };
    }

    /// <summary>Given and family name, from the parts or from <c>FAMILY, GIVEN MIDDLE</c> or <c>Given Middle Family</c>; null where there are no two names.</summary>
    /// <remarks>A generation (Jr., III) is not part of the family name: one record writes it there, the next leaves it out.</remarks>
    public static (string Given, string Family)? NameOf(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.Name is { } parts)
        {
            return Pair(parts.Given, parts.Family);
        }

        if (string.IsNullOrWhiteSpace(person.FullName))
        {
            return null;
        }

        var comma = person.FullName.Split(',', 2, StringSplitOptions.TrimEntries);
        if (comma is [{ Length: > 0 } family, { Length: > 0 } rest] && !IsOnlyGeneration(family, rest))
        {
            var given = rest.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries);
            return Pair(given.FirstOrDefault(w => given.Length == 1 || !IsGeneration(w)), family);
        }

        var words = WithoutGeneration(person.FullName.TrimEnd(',', ' '));
        return words.Length < 2 ? null : Pair(words[0], words[^1]);
    }

    private static (string Given, string Family)? Pair(string? given, string? family)
    {
        if (!HasLetter(given) || !HasLetter(family))
        {
            return null;
        }

        return (given!, string.Join(' ', WithoutGeneration(family!)));
    }

    private static string[] WithoutGeneration(string name)
    {
        var words = name.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length > 1 && IsGeneration(words[^1]) ? words[..^1] : words;
    }

    /// <summary>A family or full name without the generation at its end, and that generation (<c>JR</c>, <c>III</c>), or null.</summary>
    internal static (string Name, string? Generation) SplitGeneration(string name)
    {
        var words = name.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length > 1 && GenerationOf(words[^1]) is { } generation ? (string.Join(' ', words[..^1]), generation) : (name, null);
    }

    /// <summary>A generation in one spelling; null where the word is none.</summary>
    internal static string? GenerationOf(string? word) =>
        word is not null && IsGeneration(word) ? word.Trim(' ', ',', '.').ToUpperInvariant() : null;

    /// <summary><c>Given Family, Jr.</c>: what stands behind this comma is no given name. A lone V is more often an initial than a fifth.</summary>
    private static bool IsOnlyGeneration(string before, string after) =>
        before.Contains(' ', StringComparison.Ordinal) && IsGeneration(after) && after[0] is not ('V' or 'v');

    private static bool IsGeneration(string word) => Generations.Contains(word.Trim(' ', ',', '.').ToUpperInvariant());

    private static bool HasLetter(string? text) => text is not null && text.Any(char.IsLetter);

    /// <summary>An identifier has a digit, and is not the same character all along (<c>0000</c>, <c>999999</c>).</summary>
    internal static bool IsNumber(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return false;
        }

        var letters = EntityKey.Normalise(value);
        return letters.Length > 1 && !NoNumber.Contains(letters) && letters.AsSpan().ContainsAny(Digits) && letters.AsSpan().ContainsAnyExcept(letters[0]);
    }
}
