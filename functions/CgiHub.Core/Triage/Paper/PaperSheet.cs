using PdfSharp.Drawing;
using PdfSharp.Pdf;
using PdfSharp.UniversalAccessibility;

namespace CgiHub.Core.Triage.Paper;

/// <summary>
/// A PDF while it is written: tagged (ISO 32000-1, 14.8) in the order in which it is read, its text selectable, with bookmarks, a language and a title.
/// Lengths are points; y runs down from the top. The same calls give the same bytes.
/// </summary>
internal sealed class PaperSheet : IDisposable
{
    private const string Language = "en-US";

    private readonly PaperFonts _fonts;
    private readonly PdfDocument _document = new();
    private readonly UAManager _tags;
    private readonly XGraphics _scale;
    private readonly Dictionary<PaperStyle, XFont> _set = [];
    private readonly Dictionary<(string Text, PaperStyle Style), double> _widths = [];
    private XGraphics? _page;

    public PaperSheet(PaperFonts fonts, PaperSize size, string title, string subject, DateTimeOffset madeAt)
    {
        _fonts = fonts;
        (Width, Height) = size == PaperSize.A4 ? (595, 842) : (612, 792);
        _document.Info.Title = title;
        _document.Info.Subject = subject;
        _document.Info.Creator = "CgiHub";
        _document.Info.CreationDate = _document.Info.ModificationDate = madeAt.UtcDateTime;
        _document.ViewerPreferences.DisplayDocTitle = true;
        _document.PageMode = PdfPageMode.UseOutlines;
        _tags = UAManager.ForDocument(_document);
        _tags.SetDocumentLanguage(Language);
        _scale = XGraphics.CreateMeasureContext(new XSize(Width, Height), XGraphicsUnit.Point, XPageDirection.Downwards);
    }

    public double Width { get; }

    public double Height { get; }

    /// <summary>Whether a letter was asked for that the faces cannot set.</summary>
    public bool Replaced { get; private set; }

    public static XColor ColorOf(PaperInk ink) => ink switch { PaperInk.Grey => XColor.FromArgb(0x40, 0x40, 0x40), PaperInk.Red => XColor.FromArgb(0x8B, 0, 0), _ => XColors.Black };

    public void AddPage()
    {
        _page?.Dispose();
        var page = _document.AddPage();
        page.Width = XUnit.FromPoint(Width);
        page.Height = XUnit.FromPoint(Height);

        // Whoever tabs through it follows the structure (ISO 14289-1, 7.18.3).
        page.Elements.SetName("/Tabs", "/S");
        _page = XGraphics.FromPdfPage(page);
    }

    /// <summary>A text as it can be set.</summary>
    public string Clean(string text)
    {
        var printed = _fonts.Printable(text, out var replaced);
        Replaced |= replaced;
        return printed;
    }

    public double Measure(string text, PaperStyle style)
    {
        if (!_widths.TryGetValue((text, style), out var width))
        {
            _widths[(text, style)] = width = text.Length == 0 ? 0 : _scale.MeasureString(text, FontOf(style), XStringFormats.Default).Width;
        }

        return width;
    }

    /// <summary>A text broken between words (a long word anywhere) into so many lines at most; the last one shows that there was more.</summary>
    public IReadOnlyList<string> Wrap(string text, PaperStyle style, double room, int most)
    {
        // No line holds more than this: a text of a megabyte is not measured to its end.
        var longest = (int)(room / style.Size * 8) + 1;
        var rest = Clean(text.Length > longest * (most + 1) ? text[..(longest * (most + 1))] : text).Trim();
        var lines = new List<string>();
        while (rest.Length > 0)
        {
            if (Measure(rest, style) <= room)
            {
                lines.Add(rest);
                break;
            }

            if (lines.Count == most - 1)
            {
                lines.Add(Fit(rest, style, room));
                break;
            }

            var fits = Math.Max(1, Longest(rest, style, room));
            var blank = rest.LastIndexOf(' ', Math.Min(fits, rest.Length - 1));
            var end = blank > 0 ? blank : Whole(rest, fits);
            lines.Add(rest[..end].TrimEnd());
            rest = rest[end..].TrimStart();
        }

        return lines.Count > 0 ? lines : [""];
    }

    /// <summary>A text that can be set, cut with three dots where it is too long.</summary>
    public string Fit(string text, PaperStyle style, double room)
    {
        if (Measure(text, style) <= room)
        {
            return text;
        }

        var fits = Longest(text, style, room - Measure("…", style));
        return text[..(fits > 0 ? Whole(text, fits) : 0)].TrimEnd() + "…";
    }

    /// <summary>Writes one line of a text that can be set; what it is part of was begun before.</summary>
    public void Text(string text, double x, double baseline, PaperStyle style)
    {
        if (text.Length > 0)
        {
            Page.DrawString(text, FontOf(style), new XSolidBrush(ColorOf(style.Ink)), x, baseline);
        }
    }

    public void Line(double x1, double y1, double x2, double y2, double thickness = 0.6, PaperInk ink = PaperInk.Black, bool dashed = false) =>
        Page.DrawLine(new XPen(ColorOf(ink), thickness) { DashStyle = dashed ? XDashStyle.Dash : XDashStyle.Solid }, x1, y1, x2, y2);

    public void Box(double x, double y, double width, double height, double thickness = 0.8, PaperInk ink = PaperInk.Black, bool filled = false) =>
        Page.DrawRectangle(new XPen(ColorOf(ink), thickness), filled ? XBrushes.White : null, x, y, width, height);

    public void Disc(double x, double y, double radius) => Page.DrawEllipse(new XPen(XColors.Black, 1), XBrushes.White, x - radius, y - radius, 2 * radius, 2 * radius);

    public void Wedge(params (double X, double Y)[] corners) => Page.DrawPolygon(XBrushes.Black, [.. corners.Select(c => new XPoint(c.X, c.Y))], XFillMode.Winding);

    public void Image(ReadOnlyMemory<byte> bytes, double x, double y, double width, double height)
    {
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        using var image = XImage.FromStream(stream);
        var scale = Math.Min(width / image.PixelWidth, height / image.PixelHeight);
        Page.DrawImage(image, x, y, image.PixelWidth * scale, image.PixelHeight * scale);
    }

    /// <summary>Draws a part of a kind.</summary>
    public void Part(PdfBlockLevelElementTag kind, Action draw)
    {
        _tags.StructureBuilder.BeginElement(kind);
        draw();
        _tags.StructureBuilder.End();
    }

    /// <summary>Draws a cell at the head of a column.</summary>
    public void HeaderCell(Action draw) => Part(PdfBlockLevelElementTag.TableHeaderCell, () =>
    {
        var scope = new PdfDictionary(_document);
        scope.Elements.SetName("/O", "/Table");
        scope.Elements.SetName("/Scope", "/Column");
        _tags.StructureBuilder.CurrentStructureElement.Elements.SetValue("/A", scope);
        draw();
    });

    /// <summary>Draws a picture; whoever cannot see it is read what it shows.</summary>
    public void Figure(string shows, double x, double y, double width, double height, Action draw)
    {
        _tags.StructureBuilder.BeginElement(PdfIllustrationElementTag.Figure, Clean(shows), new XRect(x, Height - y - height, width, height));
        draw();
        _tags.StructureBuilder.End();
    }

    /// <summary>Draws what is not read aloud: rules, frames, the running head and foot.</summary>
    public void Artifact(Action draw)
    {
        _tags.StructureBuilder.BeginArtifact();
        draw();
        _tags.StructureBuilder.End();
    }

    /// <summary>Marks a place of the newest page.</summary>
    public void Bookmark(string title, double y)
    {
        var mark = _document.Outlines.Add(Clean(title), _document.Pages[^1], true);
        mark.PageDestinationType = PdfPageDestinationType.Xyz;
        mark.Top = Height - y;
    }

    public byte[] Save()
    {
        _page?.Dispose();
        _page = null;
        using var stream = new MemoryStream();
        _document.Save(stream, closeStream: false);
        return SamePaper.Of(stream.ToArray());
    }

    public void Dispose()
    {
        _page?.Dispose();
        _scale.Dispose();
        _document.Dispose();
    }

    private XGraphics Page => _page ?? throw new InvalidOperationException("There is no page yet.");

    private XFont FontOf(PaperStyle style)
    {
        if (!_set.TryGetValue(style, out var font))
        {
            _set[style] = font = new XFont(style.Bold ? _fonts.Bold : _fonts.Plain, style.Size, new XPdfFontOptions(PdfFontEncoding.Unicode, PdfFontEmbedding.TryComputeSubset), null);
        }

        return font;
    }

    /// <summary>How many characters from the left fit.</summary>
    private int Longest(string text, PaperStyle style, double room)
    {
        var (fits, over) = (0, text.Length + 1);
        while (over - fits > 1)
        {
            var half = (fits + over) / 2;
            (fits, over) = Measure(text[..half], style) <= room ? (half, over) : (fits, half);
        }

        return fits;
    }

    /// <summary>A surrogate pair is cut whole.</summary>
    private static int Whole(string text, int at) => at > 1 && at < text.Length && char.IsHighSurrogate(text[at - 1]) ? at - 1 : at;
}
