using System.Globalization;

namespace CgiHub.Core.Records.Matching;

/// <summary>Says in words in what two descriptions agree and disagree.</summary>
public static class MatchSentence
{
    /// <summary>One sentence: what agrees, then what does not, then what holds them apart, with the weight.</summary>
    public static string Of(PersonProfile profile, Comparison comparison)
    {
        var parts = new List<string>();
        if (profile.Transposed)
        {
            parts.Add("given and family name in each other's place");
        }
        else if (profile is { Given: Agreement.Exact, Family: Agreement.Exact })
        {
            parts.Add(profile.ByAlias ? "same name by an alias" : "same name");
        }
        else
        {
            Add(profile.Family, "same family name", "part of the same family name", "family name a slip apart", "family names alike", null, "other family name");
            Add(profile.Given, "same given name", "given name in another form", "given name a slip apart", "given names alike", "same initial", "other given name");
        }

        Add(profile.Middle, "same middle name", null, null, null, "same middle initial", "other middle name");
        Add(profile.Birth, "same date of birth", "day and month of birth swapped", "date of birth a digit apart", "dates of birth alike", "same year of birth", "other date of birth");
        if (profile is { House: Agreement.Exact, Street: Agreement.Exact or Agreement.Slip })
        {
            parts.Add("same address");
        }
        else
        {
            Add(profile.Street, "same street", null, "street a slip apart", "streets alike", null, "other street");
            Add(profile.House, "same house number", null, null, null, null, null);
        }

        Add(profile.Postcode, "same postal code", null, null, null, null, null);
        Add(profile.Phone, "same telephone", null, "telephone a digit apart", null, null, null);
        var sentence = string.Join(", ", parts);
        var doubt = comparison.Doubt switch
        {
            MatchDoubt.OtherGivenName => "; but given names differ, as with brothers and sisters",
            MatchDoubt.OtherGeneration => "; but a generation apart, as father and son",
            MatchDoubt.HouseholdOnly => "; but nothing agrees that a household does not share",
            MatchDoubt.OtherNumbers => "; but their numbers differ",
            _ => "",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(sentence.Length > 0 ? sentence[0] : 'N')}{(sentence.Length > 0 ? sentence[1..] : "othing agrees")}{doubt} ({comparison.Weight:F1} bits).");

        void Add(Agreement level, string? exact, string? form, string? slip, string? near, string? hint, string? different)
        {
            if (level switch { Agreement.Exact => exact, Agreement.Form => form, Agreement.Slip => slip, Agreement.Near => near, Agreement.Hint => hint, Agreement.Different => different, _ => null } is { } text)
            {
                parts.Add(text);
            }
        }
    }
}
