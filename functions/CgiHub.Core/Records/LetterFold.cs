using System.Text;

namespace CgiHub.Core.Records;

/// <summary>
/// The letter behind a letter with marks, and behind its full-width form: <c>é</c> is <c>e</c>, <c>Ａ</c> is <c>A</c>.
/// One agency types the accent, the next one has no such key.
/// </summary>
/// <remarks>
/// Unicode's compatibility decomposition for the Latin blocks that names are written in. The runtime's own is not used: it does nothing
/// where globalisation is invariant, and with it would depend on the machine. Letters without a decomposition (ø, ł, ß, other scripts) stay as they are.
/// </remarks>
internal static class LetterFold
{
    private const int FullWidth = 0xFEE0;

    // From U+00C0 (Latin-1 Supplement to Latin Extended-B); a dot stays as it is.
    private const string FromC0 =
        "AAAAAA.CEEEEIIII.NOOOOO..UUUUY..aaaaaa.ceeeeiiii.nooooo..uuuuy.yAaAaAaCcCcCcCcDd" +
        "..EeEeEeEeEeGgGgGgGgHh..IiIiIiIiI...JjKk.LlLlLlLl..NnNnNnn..OoOoOo..RrRrRrSsSsSs" +
        "SsTtTt..UuUuUuUuUuUuWwYyYZzZzZzs................................Oo.............U" +
        "u............................AaIiOoUuUuUuUuUu.AaAa....GgKkOoOo..j...Gg..NnAa...." +
        "AaAaEeEeIiIiOoOoRrRrUuUuSsTt..Hh......AaEeOoOoOoOoYy............................";

    // From U+1E00 (Latin Extended Additional).
    private const string From1E00 =
        "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOo" +
        "OoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyas...." +
        "AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUu" +
        "UuYyYyYyYy......";

    /// <summary>The letter without its marks.</summary>
    public static Rune Of(Rune rune) => rune.Value switch
    {
        < 0xC0 => rune,
        < 0xC0 + 400 => Base(FromC0[rune.Value - 0xC0], rune),
        >= 0x1E00 and <= 0x1EFF => Base(From1E00[rune.Value - 0x1E00], rune),
        >= 0xFF01 and <= 0xFF5E => new Rune(rune.Value - FullWidth),
        _ => rune,
    };

    private static Rune Base(char letter, Rune rune) => letter == '.' ? rune : new Rune(letter);
}
