using System.Globalization;

namespace CgiHub.Core.CaseMaps;

/// <summary>Which places a caller wants.</summary>
/// <param name="Days">How many days back shootings count, 1 to 366; null for the option's.</param>
/// <param name="Metres">How near they are to one of them, 1 to 5000; null for the option's.</param>
public sealed record PlaceFilter(int? Days, double? Metres)
{
    private const int MostDays = 366;
    private const double MostMetres = 5000;

    /// <summary>The filter of a query.</summary>
    public static Result<PlaceFilter> Read(string? days, string? metres)
    {
        var filter = new PlaceFilter(null, null);
        if (days is not null)
        {
            if (!int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > MostDays)
            {
                return Errors.BadPlaceFilter("days", $"a whole number from 1 to {MostDays}");
            }

            filter = filter with { Days = number };
        }

        if (metres is null)
        {
            return filter;
        }

        return double.TryParse(metres, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var distance) && distance is >= 1 and <= MostMetres
            ? filter with { Metres = distance }
            : Errors.BadPlaceFilter("metres", $"a number from 1 to {MostMetres:0}");
    }
}
