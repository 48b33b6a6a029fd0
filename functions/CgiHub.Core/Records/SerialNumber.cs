namespace CgiHub.Core.Records;

/// <summary>
/// A serial number as NCIC compares it: letters between digits are ignored, those before and after are kept, O counts as zero.
/// </summary>
/// <example><c>369J257</c>, <c>369257</c> and <c>369M257</c> are one number.</example>
/// <param name="Compared">The form that is compared.</param>
/// <remarks>
/// The source are the NCIC gun file rules; embedded means between the first and the last digit. O becomes zero before that is decided:
/// otherwise a number would compare differently depending on whether somebody typed the letter or the digit.
/// </remarks>
public readonly record struct SerialNumber(string Compared)
{
    // What people write where there is none; normalised, so blanks and punctuation are gone, and with zeros for O.
    private static readonly HashSet<string> None = new(new[]
    {
        "UNKNOWN", "UNK", "OBLITERATED", "OBL", "NONE", "NA", "NULL", "NOSERIAL", "NOSERIALNUMBER", "NONUMBER", "NOSER", "NOSN",
        "REMOVED", "DEFACED", "ALTERED", "ILLEGIBLE", "UNREADABLE", "NOTAVAILABLE", "NOTLISTED", "NOTVISIBLE", "PENDING", "SERIALNUMBER",
    }.Select(WithZeros), StringComparer.Ordinal);

    /// <summary>Reads a serial number; null where there is nothing to compare (empty, UNKNOWN, OBLITERATED, NONE, only zeros, a single character).</summary>
    public static SerialNumber? From(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var letters = WithZeros(EntityKey.Normalise(text));
        if (None.Contains(letters) || !letters.Any(char.IsLetterOrDigit))
        {
            return null;
        }

        var first = letters.AsSpan().IndexOfAnyInRange('0', '9');
        if (first < 0)
        {
            return letters.Length < 3 ? null : new SerialNumber(letters);
        }

        var last = letters.AsSpan().LastIndexOfAnyInRange('0', '9');
        var middle = string.Concat(letters[first..(last + 1)].Where(char.IsAsciiDigit));
        var compared = letters[..first] + middle + letters[(last + 1)..];
        return compared.Length < 2 || !compared.AsSpan().ContainsAnyExcept('0') ? null : new SerialNumber(compared);
    }

    private static string WithZeros(string letters) => letters.Replace('O', '0');
}
