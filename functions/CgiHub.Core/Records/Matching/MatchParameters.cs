namespace CgiHub.Core.Records.Matching;

/// <summary>How often an agreement is seen in two records of one person, and of two people.</summary>
/// <param name="Same">m: share among pairs of one person (where both records say something).</param>
/// <param name="Other">u: share among pairs of two people.</param>
public readonly record struct Likelihood(double Same, double Other)
{
    /// <summary>Bits of evidence: the logarithm to base 2 of m/u (Fellegi and Sunter 1969).</summary>
    public double Weight => Math.Log2(Same / Other);
}

/// <summary>The figures of the comparison.</summary>
/// <remarks>
/// m was estimated from all pairs of one person, u from all pairs of different people, of FEBRL data sets 1 and 2 together (2,434 pairs of one person), as <c>persons --estimate FILE</c> prints them. What the sets do not hold (middle names, telephones, sex, generations), and
/// where a region's people differ from made-up ones, is a judgement and marked so. A test estimates them on one set and
/// tries them on the other.
/// </remarks>
public sealed class MatchParameters
{
    private readonly double[] _weights = new double[11 * 7];
    private readonly Likelihood[] _table = new Likelihood[11 * 7];

    /// <summary>The figures that the hub uses.</summary>
    public static MatchParameters Estimated { get; } = new(DefaultTable());

    /// <summary>The same with <see cref="HouseholdCaution"/>: what it costs in joins that are missed is reported beside the hub's own.</summary>
    public static MatchParameters Cautious { get; } = new(DefaultTable()) { HouseholdCaution = true };

    /// <summary>Figures of one's own; levels that are not named weigh nothing.</summary>
    public MatchParameters(IReadOnlyDictionary<(PersonField Field, Agreement Level), Likelihood> table)
    {
        ArgumentNullException.ThrowIfNull(table);
        foreach (var ((field, level), likelihood) in table)
        {
            _table[Index(field, level)] = likelihood;
            _weights[Index(field, level)] = level == Agreement.Missing ? 0 : likelihood.Weight;
        }
    }

    /// <summary>
    /// From this weight on two descriptions are one person. 22 bits overcome odds of four million to one, which are about the odds against a pair
    /// drawn at random in a region of a million descriptions.
    /// </summary>
    public double Match { get; init; } = 22;

    /// <summary>From this weight on they may be one person: shown, never acted on.</summary>
    public double Possible { get; init; } = 14;

    /// <summary>
    /// Whether given names that differ, and dates of birth a generation apart, hold two descriptions apart however much else agrees. Twins share the rest,
    /// and fathers pass on name and address; but a given name or a date of birth that is simply wrong looks the same. Default false: the weights decide (ADR 6).
    /// </summary>
    public bool HouseholdCaution { get; init; }

    /// <summary>Least bits of an address: one person in eight has moved between two records. Judgement; the sets do not hold it.</summary>
    public double Moved { get; init; } = -3;

    /// <summary>Two matches of one description this near in weight, with descriptions that contradict each other, say nothing: neither is acted on.</summary>
    public double Ambiguous { get; init; } = 6;

    /// <summary>Share of people with a name that the tables of common names do not hold; given names.</summary>
    public double RareGiven { get; init; } = 0.002;

    /// <summary>The same for family names.</summary>
    public double RareFamily { get; init; } = 0.0006;

    /// <summary>Bits of an agreement.</summary>
    public double WeightOf(PersonField field, Agreement level) => _weights[Index(field, level)];

    /// <summary>The figures of an agreement.</summary>
    public Likelihood Of(PersonField field, Agreement level) => _table[Index(field, level)];

    private static int Index(PersonField field, Agreement level) => (int)field * 7 + (int)level;

    private static Dictionary<(PersonField, Agreement), Likelihood> DefaultTable() => new()
    {
        // Exact names weigh by how common the name is (NameShares): here u is that of a name which the tables do not hold.
        [(PersonField.Given, Agreement.Exact)] = new(0.72, 0.002),
        [(PersonField.Given, Agreement.Form)] = new(0.02, 0.0012),
        [(PersonField.Given, Agreement.Slip)] = new(0.14, 0.0013),
        [(PersonField.Given, Agreement.Near)] = new(0.005, 0.0037),
        [(PersonField.Given, Agreement.Hint)] = new(0.02, 0.02),
        [(PersonField.Given, Agreement.Different)] = new(0.1, 0.99),
        [(PersonField.Family, Agreement.Exact)] = new(0.66, 0.0006),
        [(PersonField.Family, Agreement.Form)] = new(0.01, 0.0005),
        [(PersonField.Family, Agreement.Slip)] = new(0.23, 0.0006),
        [(PersonField.Family, Agreement.Near)] = new(0.009, 0.0016),
        [(PersonField.Family, Agreement.Different)] = new(0.09, 0.994),
        [(PersonField.NameOrder, Agreement.Form)] = new(0.05, 0.5),
        [(PersonField.Birth, Agreement.Exact)] = new(0.92, 0.00006),
        [(PersonField.Birth, Agreement.Form)] = new(0.005, 0.00002),
        [(PersonField.Birth, Agreement.Slip)] = new(0.01, 0.001),
        [(PersonField.Birth, Agreement.Near)] = new(0.003, 0.0029),
        [(PersonField.Birth, Agreement.Hint)] = new(0.002, 0.0088),
        [(PersonField.Birth, Agreement.Different)] = new(0.06, 0.987),
        [(PersonField.House, Agreement.Exact)] = new(0.84, 0.013),
        [(PersonField.House, Agreement.Slip)] = new(0.055, 0.165),
        [(PersonField.House, Agreement.Different)] = new(0.105, 0.82),
        [(PersonField.Street, Agreement.Exact)] = new(0.63, 0.0004),
        [(PersonField.Street, Agreement.Slip)] = new(0.19, 0.0006),
        [(PersonField.Street, Agreement.Near)] = new(0.155, 0.018),
        [(PersonField.Street, Agreement.Different)] = new(0.025, 0.98),
        [(PersonField.Place, Agreement.Exact)] = new(0.42, 0.05),
        [(PersonField.Place, Agreement.Slip)] = new(0.41, 0.05),
        [(PersonField.Place, Agreement.Near)] = new(0.125, 0.06),
        [(PersonField.Place, Agreement.Different)] = new(0.045, 0.84),
        [(PersonField.Postcode, Agreement.Exact)] = new(0.775, 0.02),
        [(PersonField.Postcode, Agreement.Slip)] = new(0.19, 0.02),
        [(PersonField.Postcode, Agreement.Different)] = new(0.035, 0.96),
        // Judgement.
        [(PersonField.Middle, Agreement.Exact)] = new(0.6, 0.02),
        [(PersonField.Middle, Agreement.Hint)] = new(0.3, 0.07),
        [(PersonField.Middle, Agreement.Different)] = new(0.1, 0.91),
        [(PersonField.Phone, Agreement.Exact)] = new(0.4, 0.0002),
        [(PersonField.Phone, Agreement.Slip)] = new(0.04, 0.0004),
        [(PersonField.Phone, Agreement.Different)] = new(0.56, 0.9994),
        [(PersonField.Sex, Agreement.Exact)] = new(0.99, 0.75),
        [(PersonField.Sex, Agreement.Different)] = new(0.05, 0.25),
    };
}
