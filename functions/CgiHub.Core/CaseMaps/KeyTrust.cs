using System.Globalization;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Whether what shares a key is one person.</summary>
/// <remarks>
/// A key is trusted or not as a whole, by everything that is on record under it, never by who asked: so every lead that meets it decides alike.
/// <list type="bullet">
/// <item>An identifier is not trusted where two descriptions under it cannot be one person (<see cref="CanBeOne"/>): a placeholder, a typing error, somebody else's licence.</item>
/// <item>A name with date of birth is not trusted where two descriptions under it carry different FBI numbers, or different state numbers of one state: two people of one name.</item>
/// <item>No key is trusted that has more different descriptions than a limit.</item>
/// </list>
/// Without this, one placeholder number would chain a region's offenders into one person.
/// </remarks>
internal static class KeyTrust
{
    /// <summary>Null where the key may join; otherwise why not.</summary>
    public static string? Doubt(EntityKey key, IReadOnlyList<Description> under, int mostDescriptions)
    {
        if (key.Kind == "pn")
        {
            return HasDifferentNumbers(under) ? "This name and date of birth stand for people with different numbers" : null;
        }

        var looks = under.Select(d => Look.Of(d.Person)).Distinct().ToList();
        if (looks.Count > mostDescriptions)
        {
            return "This number stands for too many people";
        }

        for (var i = 0; i < looks.Count; i++)
        {
            for (var j = i + 1; j < looks.Count; j++)
            {
                if (!CanBeOne(looks[i], looks[j]))
                {
                    return "This number stands for people who cannot be one";
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Two descriptions with one identifier can be one person where their dates of birth are equal (names change), where one of them has no date
    /// and the names do not contradict, or where the dates differ by a slip of the pen and the names agree.
    /// </summary>
    public static bool CanBeOne(Look a, Look b)
    {
        var sameName = a.Name is { } x && b.Name is { } y ? x.Family == y.Family || x.Given == y.Given : (bool?)null;
        return a.Dob is { } born && b.Dob is { } other
            ? born == other || (IsSlip(born, other) && sameName == true)
            : sameName != false;
    }

    /// <summary>Day and month changed places, or one digit differs, or two neighbouring digits changed places.</summary>
    public static bool IsSlip(DateOnly a, DateOnly b)
    {
        if (a.Year == b.Year && a.Month == b.Day && a.Day == b.Month)
        {
            return true;
        }

        var (x, y) = (a.ToString("yyyyMMdd", CultureInfo.InvariantCulture), b.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        var differing = Enumerable.Range(0, 8).Where(i => x[i] != y[i]).ToList();
        return differing.Count <= 1
            || (differing is [var first, var second] && second == first + 1 && x[first] == y[second] && x[second] == y[first]);
    }

    /// <summary>Whether descriptions carry different FBI numbers, or different state numbers of one state, and no record lists them all for one person.</summary>
    public static bool HasDifferentNumbers(IReadOnlyList<Description> under)
    {
        var numbers = new Dictionary<(PersonIdentifierType Type, string State), HashSet<string>>();
        foreach (var (issuer, number) in under.SelectMany(d => NationalNumbers(d.Person)))
        {
            if (!numbers.TryGetValue(issuer, out var known))
            {
                numbers[issuer] = known = new HashSet<string>(StringComparer.Ordinal);
            }

            known.Add(number);
        }

        // One record that lists all of them says that they are one person's.
        return numbers.Any(n => n.Value.Count > 1 && !under.Any(d => n.Value.IsSubsetOf(NationalNumbers(d.Person).Where(own => own.Issuer == n.Key).Select(own => own.Number))));
    }

    private static IEnumerable<((PersonIdentifierType Type, string State) Issuer, string Number)> NationalNumbers(Person person) =>
        (person.Ids ?? []).Where(i => (i.Type is PersonIdentifierType.Fbi or PersonIdentifierType.Sid) && PersonKeys.IsNumber(i.Value))
            .Select(i => ((i.Type, i.Type == PersonIdentifierType.Fbi ? "" : EntityKey.Normalise(i.State ?? "")), EntityKey.Normalise(i.Value)));
}

/// <summary>What tells people with one number apart: date of birth and name, normalised.</summary>
/// <param name="Dob">Date of birth, or null.</param>
/// <param name="Name">Name, or null.</param>
internal readonly record struct Look(DateOnly? Dob, (string Given, string Family)? Name)
{
    public static Look Of(Person person) => new(
        person.Dob,
        PersonKeys.NameOf(person) is { } name ? (EntityKey.Normalise(name.Given), EntityKey.Normalise(name.Family)) : null);
}
