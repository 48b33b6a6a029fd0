namespace CgiHub.Core.Records.Matching;

/// <summary>Under which keys a description is looked for by its likeness: two of one person nearly always have one in common.</summary>
/// <remarks>
/// Each key is made of things that are rare together even where each is common, and tolerates any fault in the rest. Five and the telephones:
/// <list type="bullet">
/// <item>date of birth, day and month in either order;</item>
/// <item>the sounds of both names, in either order, short forms as the full name;</item>
/// <item>the family name's sound with the house number;</item>
/// <item>the street's sound with the house number;</item>
/// <item>the postal code with the house number;</item>
/// <item>each telephone number.</item>
/// </list>
/// Keys are <see cref="EntityKey"/>s of kind <c>pb</c>: hashes, no personal data in the clear. Of the pairs of one person in the FEBRL sets they miss 0.6 and 1.5 %.
/// </remarks>
public static class PersonBlocks
{
    private const int MostNames = 3;
    private const int MostPhones = 2;
    private const char Separator = '\u001f';

    /// <summary>The keys of a description, each once.</summary>
    public static IReadOnlyList<EntityKey> Of(PersonTraits traits) => [.. TextOf(traits).Select(t => new EntityKey(StableId.Of("pb", t)))];

    /// <summary>The pairs among what some descriptions say that have a key in common, each once; what several say is also a pair with itself. A key with more descriptions than a limit pairs nobody.</summary>
    /// <param name="said">What they say, and how many say it.</param>
    /// <param name="most">Most descriptions under one key.</param>
    public static IReadOnlyCollection<(int A, int B)> Pairs(IReadOnlyList<(PersonTraits Traits, int Count)> said, int most)
    {
        ArgumentNullException.ThrowIfNull(said);
        var under = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < said.Count; i++)
        {
            foreach (var key in said[i].Traits.LikenessKeys)
            {
                if (!under.TryGetValue(key.Value, out var block))
                {
                    under[key.Value] = block = [];
                }

                block.Add(i);
            }
        }

        var pairs = new HashSet<(int, int)>();
        foreach (var block in under.Values.Where(b => b.Sum(i => said[i].Count) <= most))
        {
            for (var i = 0; i < block.Count; i++)
            {
                for (var j = said[block[i]].Count > 1 ? i : i + 1; j < block.Count; j++)
                {
                    pairs.Add((block[i], block[j]));
                }
            }
        }

        return pairs;
    }

    /// <summary>The same before they are hashed.</summary>
    internal static IReadOnlyList<string> TextOf(PersonTraits traits)
    {
        ArgumentNullException.ThrowIfNull(traits);
        var keys = new List<string>(8);
        var address = traits.Address;
        var names = 0;
        foreach (var name in traits.Aliases.Prepend(traits.Name))
        {
            if (names++ == MostNames)
            {
                break;
            }

            if (name.Given.Length > 0 && name.Family.Length > 0)
            {
                var formal = Nicknames.Formal(name.Given);
                var (one, other) = (formal[0] == '=' ? formal : name.GivenSound, name.FamilySound);
                var swapped = Nicknames.Formal(name.Family);
                other = swapped[0] == '=' ? swapped : other;
                Add(string.CompareOrdinal(one, other) < 0 ? $"n{Separator}{one}{Separator}{other}" : $"n{Separator}{other}{Separator}{one}");
            }

            if (address.Number.Length > 0 && name.FamilySound.Length > 0)
            {
                Add($"f{Separator}{name.FamilySound}{Separator}{address.Number}");
            }
        }

        if (traits.Dob is { } dob)
        {
            Add($"d{Separator}{dob.Year:d4}{Math.Min(dob.Month, dob.Day):d2}{Math.Max(dob.Month, dob.Day):d2}");
        }

        if (address.Number.Length > 0 && address.Street.Length > 0)
        {
            Add($"s{Separator}{TextLikeness.Sound(address.Street)}{Separator}{address.Number}");
        }

        if (address.Number.Length > 0 && address.Postcode.Length > 0)
        {
            Add($"a{Separator}{address.Number}{Separator}{address.Postcode}");
        }

        foreach (var phone in traits.Phones.Take(MostPhones))
        {
            Add($"t{Separator}{(phone.Length > 7 ? phone[^7..] : phone)}");
        }

        return keys;

        void Add(string key)
        {
            if (!keys.Contains(key))
            {
                keys.Add(key);
            }
        }
    }
}
