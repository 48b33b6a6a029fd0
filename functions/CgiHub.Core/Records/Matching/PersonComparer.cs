using System.Globalization;

namespace CgiHub.Core.Records.Matching;

/// <summary>What becomes of two descriptions.</summary>
public enum MatchBand
{
    /// <summary>Two people, as far as one can tell.</summary>
    None,

    /// <summary>May be one person: shown, never acted on.</summary>
    Possible,

    /// <summary>One person.</summary>
    Match,
}

/// <summary>Why two descriptions are not joined, whatever their weight.</summary>
public enum MatchDoubt
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Their given names are not the same one: twins, brothers and sisters, couples share all the rest. With <see cref="MatchParameters.HouseholdCaution"/> only.</summary>
    OtherGivenName,

    /// <summary>One is junior and the other senior; with <see cref="MatchParameters.HouseholdCaution"/> also whoever was born too far apart: parents pass on names and addresses.</summary>
    OtherGeneration,

    /// <summary>Only what a household shares agrees (family name, address), nothing of one's own.</summary>
    HouseholdOnly,

    /// <summary>They carry different FBI numbers, or different numbers of one state: never one person.</summary>
    OtherNumbers,
}

/// <summary>How two descriptions compare.</summary>
/// <param name="Weight">Bits of evidence for one person, against two.</param>
/// <param name="Doubt">What holds them apart, if anything.</param>
/// <param name="Band">What becomes of them.</param>
public readonly record struct Comparison(double Weight, MatchDoubt Doubt, MatchBand Band)
{
    /// <summary>They cannot stand in one person, also not by way of a third description.</summary>
    public bool Contradicts => Doubt is MatchDoubt.OtherGivenName or MatchDoubt.OtherGeneration or MatchDoubt.OtherNumbers;
}

/// <summary>
/// Compares two descriptions as Fellegi and Sunter do: each field agrees to some degree, each degree has a weight, and the weights add up.
/// A pure function of the two: it knows no other record, so what it says does not depend on which came first.
/// </summary>
/// <remarks>
/// Fields that families share count as evidence of the household. So beyond the weight a join wants something of one's own (given name, date of birth, telephone).
/// With <see cref="MatchParameters.HouseholdCaution"/>, given names or dates of birth that clearly differ hold two descriptions apart, however much else agrees.
/// </remarks>
public sealed class PersonComparer(MatchParameters parameters)
{
    /// <summary>Dates of birth this far apart are taken for those of parent and child, unless one is a slip of the other; with <see cref="MatchParameters.HouseholdCaution"/> only.</summary>
    public const int YearsOfGeneration = 15;

    private const double SameStreet = 0.95;
    private const double SlipStreet = 0.7;
    private const double NearStreet = 0.45;
    private const double NearName = 0.9;

    /// <summary>The comparison with the figures that the hub uses.</summary>
    public static PersonComparer Estimated { get; } = new(MatchParameters.Estimated);

    /// <summary>Its figures.</summary>
    public MatchParameters Parameters => parameters;

    /// <summary>How two descriptions compare; the same whichever comes first.</summary>
    public Comparison Compare(PersonTraits a, PersonTraits b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Compare(a, b, Profile(a, b));
    }

    /// <summary>The levels on which two descriptions agree, field by field.</summary>
    public PersonProfile Profile(PersonTraits a, PersonTraits b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var (name, alias) = BestName(a, b);
        return new PersonProfile
        {
            Given = name.Given,
            Family = name.Family,
            GivenWeight = name.GivenWeight,
            FamilyWeight = name.FamilyWeight,
            Transposed = name.Transposed,
            ByAlias = alias,
            Middle = Middle(a.Name.Middle, b.Name.Middle),
            Birth = Birth(a, b),
            House = House(a.Address.Number, b.Address.Number),
            Street = Words(a.Address.StreetPairs, a.Address.AllPairs, b.Address.StreetPairs, b.Address.AllPairs),
            Place = Words(a.Address.PlacePairs, a.Address.AllPairs, b.Address.PlacePairs, b.Address.AllPairs),
            Postcode = Postcode(a.Address.Postcode, b.Address.Postcode),
            Phone = Phone(a.Phones, b.Phones),
            Sex = a.Sex == '\0' || b.Sex == '\0' ? Agreement.Missing : a.Sex == b.Sex ? Agreement.Exact : Agreement.Different,
        };
    }

    internal Comparison Compare(PersonTraits a, PersonTraits b, PersonProfile profile)
    {
        var weight = profile.GivenWeight + profile.FamilyWeight
            + (profile.Transposed ? parameters.WeightOf(PersonField.NameOrder, Agreement.Form) : 0)
            + parameters.WeightOf(PersonField.Middle, profile.Middle)
            + BirthWeight(a, profile.Birth)
            + AddressWeight(profile)
            + parameters.WeightOf(PersonField.Phone, profile.Phone)
            + parameters.WeightOf(PersonField.Sex, profile.Sex);
        var doubt = Doubt(a, b, profile);
        var band = doubt == MatchDoubt.OtherNumbers || weight < parameters.Possible ? MatchBand.None
            : doubt != MatchDoubt.None || weight < parameters.Match ? MatchBand.Possible
            : MatchBand.Match;
        return new Comparison(weight, doubt, band);
    }

    private MatchDoubt Doubt(PersonTraits a, PersonTraits b, PersonProfile profile)
    {
        if (a.HasOtherNumbersThan(b))
        {
            return MatchDoubt.OtherNumbers;
        }

        // Brothers and sisters have like names (Ronald, Donald), so a name that is only alike wants a date of birth that is.
        if (parameters.HouseholdCaution && (profile.Given == Agreement.Different
            || (profile.Given is not (Agreement.Missing or Agreement.Exact) && profile.Birth is Agreement.Near or Agreement.Hint or Agreement.Different)))
        {
            return MatchDoubt.OtherGivenName;
        }

        if (Apart(a, b, profile.Birth))
        {
            return MatchDoubt.OtherGeneration;
        }

        var own = profile.Given is Agreement.Exact or Agreement.Form or Agreement.Slip or Agreement.Near
            || profile.Birth is Agreement.Exact or Agreement.Form or Agreement.Slip
            || profile.Phone == Agreement.Exact;
        return own ? MatchDoubt.None : MatchDoubt.HouseholdOnly;
    }

    private bool Apart(PersonTraits a, PersonTraits b, Agreement birth) =>
        (a.Name.Generation.Length > 0 && b.Name.Generation.Length > 0 && a.Name.Generation != b.Name.Generation)
        || (parameters.HouseholdCaution && birth == Agreement.Different && a.Dob is { } one && b.Dob is { } other && Math.Abs(one.Year - other.Year) >= YearsOfGeneration);

    /// <summary>The first of January is what people enter who know the year only.</summary>
    private double BirthWeight(PersonTraits a, Agreement birth)
    {
        var weight = parameters.WeightOf(PersonField.Birth, birth);
        return birth == Agreement.Exact && a.Dob is { Month: 1, Day: 1 } ? Math.Min(weight, parameters.WeightOf(PersonField.Birth, Agreement.Slip)) : weight;
    }

    /// <summary>Who moves disagrees in every part of the address at once: that counts once.</summary>
    private double AddressWeight(PersonProfile profile) => Math.Max(parameters.Moved,
        parameters.WeightOf(PersonField.House, profile.House)
        + parameters.WeightOf(PersonField.Street, profile.Street)
        + parameters.WeightOf(PersonField.Place, profile.Place)
        + parameters.WeightOf(PersonField.Postcode, profile.Postcode));

    private (NameMatch Best, bool Alias) BestName(PersonTraits a, PersonTraits b)
    {
        var best = NameMatch.Of(a.Name, b.Name, parameters);
        var alias = false;
        if (a.Aliases.Count == 0 && b.Aliases.Count == 0)
        {
            return (best, alias);
        }

        foreach (var (one, other) in a.Aliases.Select(x => (x, b.Name)).Concat(b.Aliases.Select(x => (a.Name, x))).Concat(a.Aliases.SelectMany(x => b.Aliases.Select(y => (x, y)))))
        {
            var match = NameMatch.Of(one, other, parameters);
            if (match.Weight > best.Weight && match is { Given: not Agreement.Missing, Family: not Agreement.Missing })
            {
                (best, alias) = (match, true);
            }
        }

        return (best, alias);
    }

    private static Agreement Middle(string a, string b) =>
        a.Length == 0 || b.Length == 0 ? Agreement.Missing
        : a == b ? Agreement.Exact
        : a[0] == b[0] && (a.Length == 1 || b.Length == 1 || TextLikeness.JaroWinkler(a, b) >= NearName) ? Agreement.Hint
        : Agreement.Different;

    private static Agreement Birth(PersonTraits a, PersonTraits b)
    {
        if (a.Dob is not { } one || b.Dob is not { } other)
        {
            return Agreement.Missing;
        }

        if (one == other)
        {
            return Agreement.Exact;
        }

        if (one.Year == other.Year && one.Month == other.Day && one.Day == other.Month)
        {
            return Agreement.Form;
        }

        if (TextLikeness.Edits(a.Born, b.Born, 1) <= 1)
        {
            return Agreement.Slip;
        }

        var sameDay = one.Month == other.Month && one.Day == other.Day;
        return sameDay ? Agreement.Near
            : one.Year == other.Year ? (one.Month == other.Month || one.Day == other.Day ? Agreement.Near : Agreement.Hint)
            : Agreement.Different;
    }

    private static Agreement House(string a, string b) =>
        a.Length == 0 || b.Length == 0 ? Agreement.Missing
        : a == b ? Agreement.Exact
        : TextLikeness.Edits(a, b, 1) <= 1 && Math.Max(a.Length, b.Length) > 1 ? Agreement.Slip
        : Agreement.Different;

    private static Agreement Postcode(string a, string b) =>
        a.Length == 0 || b.Length == 0 ? Agreement.Missing
        : a == b ? Agreement.Exact
        : TextLikeness.Edits(a, b, 1) <= 1 ? Agreement.Slip
        : Agreement.Different;

    /// <summary>How much of the words is found anywhere in the other address: parts of an address change places and are run together.</summary>
    private static Agreement Words(ushort[] a, ushort[] allA, ushort[] b, ushort[] allB)
    {
        if (a.Length == 0 || b.Length == 0)
        {
            return Agreement.Missing;
        }

        var likeness = (double)(TextLikeness.Common(a, allB) + TextLikeness.Common(b, allA)) / (a.Length + b.Length);
        return likeness >= SameStreet ? Agreement.Exact
            : likeness >= SlipStreet ? Agreement.Slip
            : likeness >= NearStreet ? Agreement.Near
            : Agreement.Different;
    }

    private static Agreement Phone(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        if (a.Count == 0 || b.Count == 0)
        {
            return Agreement.Missing;
        }

        var best = Agreement.Different;
        foreach (var one in a)
        {
            foreach (var other in b)
            {
                // A number without its area code.
                if (one.EndsWith(other, StringComparison.Ordinal) || other.EndsWith(one, StringComparison.Ordinal))
                {
                    return Agreement.Exact;
                }

                best = one.Length == other.Length && TextLikeness.Edits(one, other, 1) <= 1 ? Agreement.Slip : best;
            }
        }

        return best;
    }
}
