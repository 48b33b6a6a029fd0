using System.Globalization;
using System.Text;

namespace CgiHub.Core.Records.Matching;

/// <summary>A description of a person made ready to be compared: normalised, cut into parts. Race is no part of it.</summary>
public sealed class PersonTraits
{
    private const int MostAliases = 5;
    private const int MostPhones = 5;
    private const int PhoneDigits = 10;
    private const int FewestPhoneDigits = 7;
    private const char Separator = '\u001f';
    private const char End = '\u001e';

    private string? _written;
    private IReadOnlyList<EntityKey>? _likenessKeys;

    private PersonTraits(Person person)
    {
        Name = NameTraits.Of(person);
        Aliases = person.Aliases is { Count: > 0 } aliases
            ? [.. aliases.Take(MostAliases).Select(a => NameTraits.Of(new Person { FullName = a })).Where(n => n.Given.Length > 0 && n.Family.Length > 0)]
            : [];
        Dob = person.Dob;
        Born = person.Dob?.ToString("yyyyMMdd", CultureInfo.InvariantCulture) ?? "";
        Phones = person.Phones is { Count: > 0 } phones
            ? [.. phones.Select(PhoneOf).Where(p => p.Length >= FewestPhoneDigits && p.AsSpan().ContainsAnyExcept(p[0])).Distinct(StringComparer.Ordinal).Take(MostPhones)]
            : [];
        Address = AddressTraits.Of(person.Address);
        Sex = person.Sex is { } sex && EntityKey.Normalise(sex) is { Length: > 0 } letters && letters[0] is 'M' or 'F' ? EntityKey.Normalise(sex)[0] : '\0';
        Numbers = person.Ids is { Count: > 0 } ids
            ? [.. ids.Where(i => (i.Type is PersonIdentifierType.Fbi or PersonIdentifierType.Sid) && PersonKeys.IsNumber(i.Value))
                .Select(i => (i.Type == PersonIdentifierType.Fbi ? "FBI" : "SID " + EntityKey.Normalise(i.State ?? ""), EntityKey.Normalise(i.Value))).Distinct()]
            : [];
    }

    /// <summary>Their name.</summary>
    public NameTraits Name { get; }

    /// <summary>Other names of theirs, in full.</summary>
    public IReadOnlyList<NameTraits> Aliases { get; }

    /// <summary>Date of birth.</summary>
    public DateOnly? Dob { get; }

    /// <summary>The same as <c>yyyyMMdd</c>; empty where unknown.</summary>
    public string Born { get; }

    /// <summary>Last ten digits of each telephone number.</summary>
    public IReadOnlyList<string> Phones { get; }

    /// <summary>Their address.</summary>
    public AddressTraits Address { get; }

    /// <summary><c>M</c>, <c>F</c> or nothing.</summary>
    public char Sex { get; }

    /// <summary>FBI and state numbers, with who issues each: two of one issuer that differ are two people's.</summary>
    public IReadOnlyList<(string Issuer, string Number)> Numbers { get; }

    /// <summary>The traits of a description.</summary>
    public static PersonTraits Of(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return new PersonTraits(person);
    }

    /// <summary>All of it in one text: descriptions with the same one compare alike with anybody. Holds personal data.</summary>
    internal string Written => _written ??= Write();

    /// <summary>Under which keys it is looked for by its likeness (<see cref="PersonBlocks"/>).</summary>
    internal IReadOnlyList<EntityKey> LikenessKeys => _likenessKeys ??= PersonBlocks.Of(this);

    /// <summary>Whether both have numbers of one issuer, and none of these in common.</summary>
    public bool HasOtherNumbersThan(PersonTraits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (issuer, _) in Numbers)
        {
            var known = false;
            var shared = false;
            foreach (var (theirs, number) in other.Numbers)
            {
                if (theirs == issuer)
                {
                    known = true;
                    shared |= Numbers.Contains((issuer, number));
                }
            }

            if (known && !shared)
            {
                return true;
            }
        }

        return false;
    }

    private string Write()
    {
        var text = new StringBuilder(128);
        foreach (var name in Aliases.Prepend(Name))
        {
            text.Append(name.Given).Append(Separator).Append(name.Middle).Append(Separator).Append(name.Family).Append(Separator).AppendJoin(' ', name.FamilyWords).Append(Separator).Append(name.Generation).Append(End);
        }

        text.Append(Born).Append(Separator).Append(Sex).Append(Separator).AppendJoin(' ', Phones).Append(End);
        text.Append(Address.Number).Append(Separator).Append(Address.Street).Append(Separator).Append(Address.Place).Append(Separator).Append(Address.Postcode).Append(End);
        foreach (var (issuer, number) in Numbers)
        {
            text.Append(issuer).Append(Separator).Append(number).Append(End);
        }

        return text.ToString();
    }

    private static string PhoneOf(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits.Length > PhoneDigits ? digits[^PhoneDigits..] : digits;
    }
}

/// <summary>A name, normalised.</summary>
/// <param name="Given">First given name, or empty.</param>
/// <param name="Middle">Middle names in one, or empty.</param>
/// <param name="Family">Family name without generation, or empty.</param>
/// <param name="FamilyWords">The words of a family name of several (<c>SMITH JONES</c>); empty for one word.</param>
/// <param name="Generation"><c>JR</c>, <c>III</c> and so on, or empty.</param>
public sealed record NameTraits(string Given, string Middle, string Family, IReadOnlyList<string> FamilyWords, string Generation)
{
    private static readonly char[] Separators = [' ', ',', '-'];
    private static readonly NameTraits None = new("", "", "", [], "");

    /// <summary>How the given name sounds.</summary>
    public string GivenSound { get; } = TextLikeness.Sound(Given);

    /// <summary>How the family name sounds.</summary>
    public string FamilySound { get; } = TextLikeness.Sound(Family);

    /// <summary>The name of a description, from its parts or its full name; either part may be missing.</summary>
    public static NameTraits Of(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.Name is { } parts)
        {
            var (family, generation) = PersonKeys.SplitGeneration(parts.Family);
            return new NameTraits(
                Letters(parts.Given), Letters(parts.Middle), Letters(family), Words(family),
                PersonKeys.GenerationOf(parts.Suffix) ?? generation ?? "");
        }

        if (PersonKeys.NameOf(person) is not { } name)
        {
            return None;
        }

        var full = person.FullName!;
        var (_, suffix) = PersonKeys.SplitGeneration(full);
        var middle = full.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(Letters)
            .Where(w => w.Length > 0 && PersonKeys.GenerationOf(w) is null).ToList();
        foreach (var known in name.Family.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Append(name.Given).Select(Letters))
        {
            middle.Remove(known);
        }

        return new NameTraits(Letters(name.Given), string.Concat(middle), Letters(name.Family), Words(name.Family), suffix ?? "");
    }

    private static string Letters(string? text) => text is not null && text.Any(char.IsLetter) ? EntityKey.Normalise(text) : "";

    private static IReadOnlyList<string> Words(string family)
    {
        var words = family.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? [] : [.. words.Select(Letters).Where(w => w.Length > 2)];
    }
}
