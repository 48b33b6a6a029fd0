namespace CgiHub.Core.Records.Matching;

/// <summary>
/// An address in one string, taken apart as far as it can be: house number, street, place, postal code. People write them in any order and leave parts out,
/// so street and place are compared by what is written anywhere in the other one's address.
/// </summary>
public sealed class AddressTraits
{
    /// <summary>No address.</summary>
    public static readonly AddressTraits None = new("", "", "", "");

    private static readonly char[] Separators = [' ', '\t', '-', '.', '#', '\'', '’'];

    // Ways of saying "street", which tell nothing: one record writes ST, the next STREET, the third leaves it out.
    private static readonly HashSet<string> StreetTypes = new(StringComparer.Ordinal)
    {
        "STREET", "ST", "AVENUE", "AVE", "AV", "ROAD", "RD", "DRIVE", "DR", "LANE", "LN", "PLACE", "PL", "COURT", "CT", "BOULEVARD", "BLVD", "CIRCLE", "CIR", "CIRCUIT",
        "CRESCENT", "CRES", "TERRACE", "TER", "TRAIL", "TRL", "WAY", "PARKWAY", "PKWY", "HIGHWAY", "HWY", "CLOSE", "COVE", "LOOP", "SQUARE", "SQ", "ALLEY", "PIKE",
    };

    private static readonly HashSet<string> Units = new(StringComparer.Ordinal) { "APT", "APARTMENT", "UNIT", "FLAT", "SUITE", "STE", "FL", "FLOOR", "ROOM", "RM", "LOT" };

    private AddressTraits(string number, string street, string place, string postcode)
    {
        (Number, Street, Place, Postcode) = (number, street, place, postcode);
        StreetPairs = TextLikeness.Bigrams(street);
        PlacePairs = TextLikeness.Bigrams(place);
        AllPairs = new ushort[StreetPairs.Length + PlacePairs.Length];
        StreetPairs.CopyTo(AllPairs, 0);
        PlacePairs.CopyTo(AllPairs, StreetPairs.Length);
        Array.Sort(AllPairs);
    }

    /// <summary>House number, or empty.</summary>
    public string Number { get; }

    /// <summary>Letters of the street's name, without kinds of street; or empty.</summary>
    public string Street { get; }

    /// <summary>Letters of everything else: building, suburb, city.</summary>
    public string Place { get; }

    /// <summary>Postal code (the first five digits of a ZIP+4), or empty.</summary>
    public string Postcode { get; }

    internal ushort[] StreetPairs { get; }

    internal ushort[] PlacePairs { get; }

    internal ushort[] AllPairs { get; }

    /// <summary>The parts of an address.</summary>
    public static AddressTraits Of(string? address)
    {
        if (string.IsNullOrWhiteSpace(address))
        {
            return None;
        }

        var number = "";
        var postcode = "";
        var street = new List<string>();
        var place = new List<string>();
        var segments = address.Split((char[])[',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var several = segments.Length > 1;
        var streetEnded = false;
        for (var s = 0; s < segments.Length; s++)
        {
            var words = segments[s].Split(Separators, StringSplitOptions.RemoveEmptyEntries);
            for (var w = 0; w < words.Length; w++)
            {
                var word = EntityKey.Normalise(words[w]);
                if (word.Length == 0)
                {
                    continue;
                }

                var digits = char.IsAsciiDigit(word[0]);
                if (w > 0 && Units.Contains(EntityKey.Normalise(words[w - 1])))
                {
                    // The number of a flat: one record has it, the next has not.
                    continue;
                }

                if (digits && w > 0 && word.Length == 4 && postcode.Length == 5 && words[w - 1] == postcode)
                {
                    // ZIP+4.
                    continue;
                }

                if (digits && word.Length is 4 or 5 && word.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 && (s > 0 || w > 0) && (s == segments.Length - 1 || number.Length > 0))
                {
                    postcode = word;
                }
                else if (digits && number.Length == 0 && word.Length <= 6 && postcode.Length == 0)
                {
                    number = word;
                }
                else if (StreetTypes.Contains(word) && (street.Count > 0 || s > 0))
                {
                    streetEnded |= street.Count > 0;
                }
                else if (!Units.Contains(word))
                {
                    (s == 0 && !streetEnded ? street : place).Add(word);
                }
            }

            streetEnded |= several;
        }

        return new AddressTraits(number, string.Concat(street), string.Concat(place), postcode);
    }
}
