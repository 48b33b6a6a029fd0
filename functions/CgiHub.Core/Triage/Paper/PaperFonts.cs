using System.Globalization;
using System.Text;
using PdfSharp.Drawing;
using SkiaSharp;

namespace CgiHub.Core.Triage.Paper;

/// <summary>The two faces that are in the assembly, and what can be set in them: Latin, Greek, Cyrillic, Armenian and Georgian letters, left to right.</summary>
public sealed class PaperFonts : IDisposable
{
    private readonly SKTypeface _coverage;

    /// <summary>Loads the faces.</summary>
    public PaperFonts()
    {
        var plain = Load("DejaVuSansCondensed");
        Plain = new XGlyphTypeface(XFontSource.GetOrCreateFrom(plain));
        Bold = new XGlyphTypeface(XFontSource.GetOrCreateFrom(Load("DejaVuSansCondensed-Bold")));
        using var data = SKData.CreateCopy(plain);
        _coverage = SKTypeface.FromData(data);
    }

    internal XGlyphTypeface Plain { get; }

    internal XGlyphTypeface Bold { get; }

    /// <summary>
    /// A text as it is printed: no control or direction characters (what agencies write comes here, too), and a question mark for each letter that cannot be set,
    /// rather than letters in the wrong order or boxes.
    /// </summary>
    internal string Printable(string text, out bool replaced)
    {
        replaced = false;
        var printed = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (rune.Value is '\t' or '\n' or '\r' || category is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                printed.Append(' ');
            }
            else if (category is UnicodeCategory.Control or UnicodeCategory.Format)
            {
                // Left out: it has no shape.
            }
            else if (rune.Value is >= 0xFF01 and <= 0xFF5E)
            {
                printed.Append((char)(rune.Value - 0xFEE0));
            }
            else if (IsSetLetterByLetter(rune.Value) && _coverage.ContainsGlyph(rune.Value))
            {
                printed.Append(rune);
            }
            else
            {
                printed.Append('?');
                replaced = true;
            }
        }

        return printed.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _coverage.Dispose();

    /// <summary>Scripts that run from right to left or join their letters need more than letters side by side.</summary>
    private static bool IsSetLetterByLetter(int value) => value is < 0x0590 or >= 0x10A0 and < 0x1100 or >= 0x1E00 and < 0x2C00 or >= 0xA720 and < 0xA800 or >= 0xFB00 and < 0xFB07;

    private static byte[] Load(string name)
    {
        using var stream = typeof(PaperFonts).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The font {name} is not in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
