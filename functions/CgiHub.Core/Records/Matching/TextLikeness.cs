using System.Text;

namespace CgiHub.Core.Records.Matching;

/// <summary>How alike two pieces of normalised text (<see cref="EntityKey.Normalise"/>) are.</summary>
internal static class TextLikeness
{
    /// <summary>
    /// Fewest insertions, deletions, replacements and swaps of neighbours that turn one text into the other (optimal string alignment);
    /// <paramref name="most"/> + 1 where it takes more.
    /// </summary>
    /// <remarks>Bounded so that different names, which are nearly all pairs, cost a few comparisons only.</remarks>
    public static int Edits(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int most)
    {
        const int Longest = 64;
        if (a.Length > Longest)
        {
            a = a[..Longest];
        }

        if (b.Length > Longest)
        {
            b = b[..Longest];
        }

        if (Math.Abs(a.Length - b.Length) > most)
        {
            return most + 1;
        }

        Span<int> space = stackalloc int[3 * (Longest + 1)];
        var before = space[..(b.Length + 1)];
        var above = space.Slice(Longest + 1, b.Length + 1);
        var row = space.Slice(2 * (Longest + 1), b.Length + 1);
        for (var j = 0; j <= b.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var edits = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    edits = Math.Min(edits, before[j - 2] + 1);
                }

                row[j] = edits;
                least = Math.Min(least, edits);
            }

            if (least > most)
            {
                return most + 1;
            }

            var free = before;
            before = above;
            above = row;
            row = free;
        }

        return Math.Min(above[b.Length], most + 1);
    }

    /// <summary>Jaro's likeness, raised for a common beginning as Winkler does (a tenth a letter, four letters at most); from 0 to 1.</summary>
    public static double JaroWinkler(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        const int Longest = 64;
        if (a.Length == 0 || b.Length == 0 || a.Length > Longest || b.Length > Longest)
        {
            return a.SequenceEqual(b) ? 1 : 0;
        }

        var window = Math.Max(0, Math.Max(a.Length, b.Length) / 2 - 1);
        Span<bool> inA = stackalloc bool[a.Length];
        Span<bool> inB = stackalloc bool[b.Length];
        var matches = 0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = Math.Max(0, i - window); j <= Math.Min(b.Length - 1, i + window); j++)
            {
                if (!inB[j] && a[i] == b[j])
                {
                    (inA[i], inB[j]) = (true, true);
                    matches++;
                    break;
                }
            }
        }

        if (matches == 0)
        {
            return 0;
        }

        int outOfOrder = 0, at = 0;
        for (var i = 0; i < a.Length; i++)
        {
            if (inA[i])
            {
                while (!inB[at])
                {
                    at++;
                }

                outOfOrder += a[i] == b[at++] ? 0 : 1;
            }
        }

        double m = matches;
        var jaro = (m / a.Length + m / b.Length + (m - outOfOrder / 2) / m) / 3;
        var common = 0;
        while (common < 4 && common < a.Length && common < b.Length && a[common] == b[common])
        {
            common++;
        }

        return jaro + common * 0.1 * (1 - jaro);
    }

    /// <summary>
    /// How a name sounds, roughly: the first letter's sound, then the sounds of the consonants, each once in a row; vowels, H, W and Y are left out.
    /// </summary>
    /// <remarks>In the manner of Soundex, but without its cut at four signs, and with the digraphs that differ in writing only (PH, CK, SCH, KN, WR, MAC).</remarks>
    public static string Sound(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = name;
        foreach (var (from, to) in Beginnings)
        {
            if (text.StartsWith(from, StringComparison.Ordinal))
            {
                text = to + text[from.Length..];
                break;
            }
        }

        var sound = new StringBuilder(8);
        var last = '\0';
        for (var i = 0; i < text.Length && sound.Length < 8; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            var sign = text[i] switch
            {
                'P' when next == 'H' => 'F',
                'B' or 'P' => 'B',
                'F' or 'V' => 'F',
                'C' when next is 'H' => 'X',
                'C' or 'K' or 'Q' or 'G' or 'J' => 'K',
                'X' => 'S',
                'S' or 'Z' => 'S',
                'D' or 'T' => 'T',
                'L' => 'L',
                'M' or 'N' => 'N',
                'R' => 'R',
                _ => i == 0 && char.IsLetterOrDigit(text[i]) ? (text[i] is 'A' or 'E' or 'I' or 'O' or 'U' or 'Y' ? 'A' : text[i]) : '\0',
            };
            if (sign != '\0' && sign != last)
            {
                sound.Append(sign);
            }

            // H and W stand between two equal sounds without parting them.
            last = text[i] is 'H' or 'W' ? last : sign;
        }

        return sound.ToString();
    }

    /// <summary>Pairs of neighbouring signs, sorted: what is left of a text whatever the order of its words.</summary>
    public static ushort[] Bigrams(ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
        {
            return [];
        }

        var pairs = new ushort[text.Length - 1];
        for (var i = 0; i + 1 < text.Length; i++)
        {
            pairs[i] = (ushort)(((text[i] & 0xff) << 8) | (text[i + 1] & 0xff));
        }

        Array.Sort(pairs);
        return pairs;
    }

    /// <summary>How many pairs two sorted lists have in common, each as often as it stands in both.</summary>
    public static int Common(ReadOnlySpan<ushort> a, ReadOnlySpan<ushort> b)
    {
        int i = 0, j = 0, common = 0;
        while (i < a.Length && j < b.Length)
        {
            if (a[i] == b[j])
            {
                (i, j, common) = (i + 1, j + 1, common + 1);
            }
            else if (a[i] < b[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return common;
    }

    private static readonly (string From, string To)[] Beginnings =
    [
        ("MAC", "MC"), ("KN", "N"), ("GN", "N"), ("PN", "N"), ("WR", "R"), ("PS", "S"), ("SCH", "S"), ("PH", "F"), ("CZ", "S"), ("CE", "SE"), ("CI", "SI"), ("CY", "SY"),
    ];
}
