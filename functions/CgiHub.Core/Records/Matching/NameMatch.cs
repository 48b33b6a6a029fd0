namespace CgiHub.Core.Records.Matching;

/// <summary>How two names compare, in the better of the two orders in which given and family name can stand.</summary>
internal readonly record struct NameMatch(Agreement Given, Agreement Family, double GivenWeight, double FamilyWeight, bool Transposed, double Weight)
{
    private const double NearName = 0.9;
    private const double NearSound = 0.75;
    private const int LeastOfShortForm = 3;

    public static NameMatch Of(NameTraits a, NameTraits b, MatchParameters parameters)
    {
        var straight = Compare(a.Given, a.GivenSound, a.Family, a.FamilySound, a.FamilyWords, b.Given, b.GivenSound, b.Family, b.FamilySound, b.FamilyWords, false, parameters);
        if (straight.Given == Agreement.Exact || straight.Family is Agreement.Exact or Agreement.Slip)
        {
            return straight;
        }

        // Either of the two may be the one that is written wrongly.
        var (one, other) = (Crossed(a, b, parameters), Crossed(b, a, parameters));
        var crossed = one.Weight >= other.Weight ? one : other;
        return IsAlike(crossed.Given) && IsAlike(crossed.Family) && crossed.Weight > straight.Weight ? crossed : straight;
    }

    private static NameMatch Crossed(NameTraits a, NameTraits b, MatchParameters parameters) =>
        Compare(a.Given, a.GivenSound, a.Family, a.FamilySound, a.FamilyWords, b.Family, b.FamilySound, b.Given, b.GivenSound, [], true, parameters);

    private static bool IsAlike(Agreement level) => level is Agreement.Exact or Agreement.Form or Agreement.Slip;

    private static NameMatch Compare(
        string givenA, string givenSoundA, string familyA, string familySoundA, IReadOnlyList<string> wordsA,
        string givenB, string givenSoundB, string familyB, string familySoundB, IReadOnlyList<string> wordsB, bool transposed, MatchParameters parameters)
    {
        var given = GivenNames(givenA, givenSoundA, givenB, givenSoundB);
        var family = FamilyNames(familyA, familySoundA, wordsA, familyB, familySoundB, wordsB);
        var givenWeight = Weigh(PersonField.Given, given, NameShares.OfGiven(givenA), NameShares.OfGiven(givenB), parameters.RareGiven, parameters);
        var familyWeight = Weigh(PersonField.Family, family, NameShares.OfFamily(familyA), NameShares.OfFamily(familyB), parameters.RareFamily, parameters);
        var order = transposed ? parameters.WeightOf(PersonField.NameOrder, Agreement.Form) : 0;
        return new NameMatch(given, family, givenWeight, familyWeight, transposed, givenWeight + familyWeight + order);
    }

    /// <summary>An agreement in a common name says less than in a rare one, by the bits that the name is more common.</summary>
    private static double Weigh(PersonField field, Agreement level, double shareA, double shareB, double rare, MatchParameters parameters)
    {
        var weight = parameters.WeightOf(field, level);
        if (level is Agreement.Missing or Agreement.Different or Agreement.Hint)
        {
            return weight;
        }

        var common = Math.Max(shareA, shareB);
        return common > rare ? Math.Max(weight - Math.Log2(common / rare), Math.Min(weight, 0.5)) : weight;
    }

    internal static Agreement GivenNames(string a, string soundA, string b, string soundB)
    {
        if (a.Length == 0 || b.Length == 0)
        {
            return Agreement.Missing;
        }

        if (a == b)
        {
            return a.Length == 1 ? Agreement.Hint : Agreement.Exact;
        }

        if (a.Length == 1 || b.Length == 1)
        {
            return a[0] == b[0] ? Agreement.Hint : Agreement.Different;
        }

        if (Nicknames.AreOneName(a, b))
        {
            return Agreement.Form;
        }

        // Ronald and Donald, Tim and Tom: two names, however few letters apart.
        var (isA, isB) = (Nicknames.IsName(a), Nicknames.IsName(b));
        if (isA && isB)
        {
            return Agreement.Different;
        }

        var (shorter, longer) = a.Length < b.Length ? (a, b) : (b, a);
        if (shorter.Length >= LeastOfShortForm && Slips(shorter, longer))
        {
            return Agreement.Slip;
        }

        // DANI of DANIELLE, MARY of MARYANN.
        if (shorter.Length >= LeastOfShortForm && longer.StartsWith(shorter, StringComparison.Ordinal))
        {
            return Agreement.Form;
        }

        return Alike(shorter, longer, soundA == soundB) || (isA && Nicknames.IsSlipOfAForm(a, b)) || (isB && Nicknames.IsSlipOfAForm(b, a)) ? Agreement.Near : Agreement.Different;
    }

    internal static Agreement FamilyNames(string a, string soundA, IReadOnlyList<string> wordsA, string b, string soundB, IReadOnlyList<string> wordsB)
    {
        if (a.Length == 0 || b.Length == 0)
        {
            return Agreement.Missing;
        }

        if (a == b)
        {
            return Agreement.Exact;
        }

        if (wordsA.Contains(b) || wordsB.Contains(a))
        {
            return Agreement.Form;
        }

        var (shorter, longer) = a.Length < b.Length ? (a, b) : (b, a);
        return Slips(shorter, longer) ? Agreement.Slip
            : Alike(shorter, longer, soundA == soundB) ? Agreement.Near
            : Agreement.Different;
    }

    /// <summary>One slip in short names, two in long ones.</summary>
    private static bool Slips(string shorter, string longer)
    {
        var most = shorter.Length >= 7 ? 2 : 1;
        return TextLikeness.Edits(shorter, longer, most) <= most;
    }

    private static bool Alike(string shorter, string longer, bool sameSound) =>
        (sameSound && shorter.Length > 2 && TextLikeness.JaroWinkler(shorter, longer) >= NearSound) || (shorter.Length > 3 && (TextLikeness.JaroWinkler(shorter, longer) >= NearName || (shorter.Length > 4 && TextLikeness.Edits(shorter, longer, 2) <= 2)));
}
