using CgiHub.Core.Records;

namespace CgiHub.Core.Triage;

/// <summary>
/// How likely a traced firearm was trafficked, 0 to 100:
/// <c>100 × (0.80·TTCIndex + 0.10·Unrecorded + 0.10·OutOfState)</c>, where
/// <c>TTCIndex = (600 − months)/600</c>, 0 from 600 months on.
/// </summary>
/// <remarks>
/// Source: New York Attorney General, trace data analysis; the one published formula with weights. 90 and more reads "likely trafficked".
/// Null where time-to-crime is unknown or negative. <c>Unrecorded</c> says that purchaser and possessor share none of name, date of birth and street address:
/// as the sender says it, who has compared them, else as the two persons compare; with nothing to compare it stays 0. <c>OutOfState</c> needs both states. A month is a twelfth of 365 days.
/// </remarks>
/// <param name="Value">The index.</param>
/// <param name="MonthsToCrime">Months from purchase to recovery.</param>
/// <param name="Unrecorded">Whoever had it is not who bought it, as far as the trace tells.</param>
/// <param name="OutOfState">The dealer's state is not the state of recovery.</param>
public sealed record TraffickingIndex(double Value, double MonthsToCrime, bool Unrecorded, bool OutOfState)
{
    private const double MonthDays = 365.0 / 12;
    private const double FullScaleMonths = 600;

    /// <summary>From here on it reads "likely trafficked".</summary>
    public const double Likely = 90;

    /// <summary>The index of one trace; null where its time-to-crime is unknown or negative.</summary>
    public static TraffickingIndex? Of(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.PurchasedAt is not { } purchased || trace.RecoveredAt is not { } recovered || recovered < purchased)
        {
            return null;
        }

        var months = (recovered - purchased).TotalDays / MonthDays;
        var unrecorded = ShareNothing(trace);
        var outOfState = trace is { Ffl.State: { } dealer, RecoveryState: { } recovery } && !Same(dealer, recovery);
        var timeToCrime = Math.Max(0, (FullScaleMonths - months) / FullScaleMonths);
        return new TraffickingIndex(100 * (0.80 * timeToCrime + (unrecorded ? 0.10 : 0) + (outOfState ? 0.10 : 0)), months, unrecorded, outOfState);
    }

    private static bool ShareNothing(Trace trace)
    {
        var (purchaser, possessor) = trace is { Purchaser: { } bought, Possessor: { } had } ? (bought, had) : (new Person(), new Person());
        bool?[] same = [trace.SameName ?? SameName(purchaser, possessor), trace.SameDob ?? SameDob(purchaser, possessor), trace.SameAddress ?? SameAddress(purchaser, possessor)];
        return !Array.Exists(same, s => s == true) && Array.Exists(same, s => s == false);
    }

    private static bool? SameName(Person a, Person b) =>
        PersonKeys.NameOf(a) is { } one && PersonKeys.NameOf(b) is { } other ? Same(one.Given, other.Given) && Same(one.Family, other.Family) : null;

    private static bool? SameDob(Person a, Person b) => a.Dob is { } one && b.Dob is { } other ? one == other : null;

    private static bool? SameAddress(Person a, Person b) =>
        string.IsNullOrWhiteSpace(a.Address) || string.IsNullOrWhiteSpace(b.Address) ? null : Same(a.Address, b.Address);

    private static bool Same(string one, string other) => string.Equals(EntityKey.Normalise(one), EntityKey.Normalise(other), StringComparison.Ordinal);
}
