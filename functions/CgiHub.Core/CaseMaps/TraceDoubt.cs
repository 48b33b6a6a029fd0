using System.Globalization;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Whether a trace that bears a firearm's serial number can be that firearm's.</summary>
/// <remarks>Numbers are misread and reused, and makers number alike. A trace in doubt is shown with its doubt; nobody may count from it.</remarks>
internal static class TraceDoubt
{
    // Cartridges of one size under two names.
    private static readonly (string A, string B)[] SameBore = [("556", "223"), ("762", "308")];

    /// <summary>Null where nothing speaks against it; otherwise a sentence.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="recoveries">Every recovery of the firearm that is known.</param>
    /// <param name="mostApart">A recovery in the trace and one on record this far apart, or less, can be the same.</param>
    public static string? Of(Trace trace, IReadOnlyList<FirearmRecovery> recoveries, TimeSpan mostApart)
    {
        if (recoveries.Select(r => r.Caliber).FirstOrDefault(c => !CalibersAgree(c, trace.Caliber)) is { } other)
        {
            return $"The trace is of a {trace.Caliber} firearm, the one recovered is {other}.";
        }

        if (recoveries.Count == 0)
        {
            return null;
        }

        if (trace.RecoveredAt is { } traced)
        {
            var apart = recoveries.Min(r => (r.RecoveredAt - traced).Duration());
            if (apart > mostApart)
            {
                return string.Create(CultureInfo.InvariantCulture, $"The recovery that was traced and the nearest one on record lie {apart.TotalDays:0} days apart.");
            }
        }

        return trace.PurchasedAt is { } bought && recoveries.Min(r => r.RecoveredAt) is var first && bought > first + TimeSpan.FromDays(1)
            ? string.Create(CultureInfo.InvariantCulture, $"The trace has it first sold {(bought - first).TotalDays:0} days after it was recovered.")
            : null;
    }

    /// <summary>Calibers agree where one is unknown or has no figure, their first figures are equal (<c>9mm</c> and <c>9x19 Luger</c>, <c>.40 S&amp;W</c> and <c>40</c>), or both name one bore.</summary>
    public static bool CalibersAgree(string? a, string? b)
    {
        var (x, y) = (FigureOf(a), FigureOf(b));
        return x.Length == 0 || y.Length == 0 || x == y || SameBore.Contains((x, y)) || SameBore.Contains((y, x));
    }

    private static string FigureOf(string? caliber)
    {
        var figure = (caliber ?? "").SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Where(char.IsAsciiDigit);
        return new string([.. figure]).TrimStart('0');
    }
}
