using System.Globalization;
using System.Text;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace CgiHub.Core.Triage;

/// <summary>Sets the digest on one page of paper (PDF): black on white, with its own fonts inside, its text selectable. Whatever does not fit is counted, not printed smaller.</summary>
/// <remarks>Times are the region's own. A character that the fonts lack is printed as a question mark.</remarks>
public sealed class DigestPaper(IOptions<DigestOptions> options) : IDisposable
{
    private readonly SKTypeface _plain = Typeface("DejaVuSansCondensed");
    private readonly SKTypeface _bold = Typeface("DejaVuSansCondensed-Bold");

    /// <summary>The page.</summary>
    public byte[] Write(Digest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        using var stream = new MemoryStream();
        var metadata = new SKDocumentPdfMetadata
        {
            Title = $"Daily review {digest.Date}, region {digest.Region}",
            Subject = digest.Marking,
            Creator = "CgiHub",
            Producer = "CgiHub",
            Creation = digest.MadeAt.UtcDateTime,
            Modified = digest.MadeAt.UtcDateTime,
            EncodingQuality = 101,
            RasterDpi = 72,
        };
        using (var document = SKDocument.CreatePdf(stream, metadata))
        {
            var (width, height) = options.Value.Paper == PaperSize.A4 ? (595f, 842f) : (612f, 792f);
            using var canvas = document.BeginPage(width, height);
            using var page = new Sheet(canvas, _plain, _bold, width, height);
            Fill(page, digest);
            document.EndPage();
            document.Close();
        }

        return stream.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plain.Dispose();
        _bold.Dispose();
    }

    private static SKTypeface Typeface(string name)
    {
        using var stream = typeof(DigestPaper).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The font {name} is not in the assembly.");
        return SKTypeface.FromStream(stream);
    }

    private static void Fill(Sheet page, Digest digest)
    {
        var days = new RegionDay(TimeZoneInfo.FindSystemTimeZoneById(digest.TimeZone));
        page.Marking(digest.Marking);
        page.Title($"Daily review, {DateOnly.ParseExact(digest.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture)}", digest.Provisional ? "NOT FINAL" : "");
        page.Small($"Region {digest.Region}. From {days.Say(digest.From)} to {days.Say(digest.Until)}.");
        page.Small($"Times are {digest.TimeZone}; standings as of {days.Say(digest.MadeAt)}. Leads are unconfirmed unless they say HIT.");
        var c = digest.Counts;
        page.Counts([("new", c.New), ("risen", c.Risen), ("clocks ran out", c.Breached), ("untouched", c.Stale), ("confirmed", c.Confirmed), ("eliminated", c.Eliminated)], digest.Truncated);

        List<Block> blocks =
        [
            new("Look at these first", [.. digest.Top.Select(l => Two(l, string.Join(' ', l.Because)))], digest.Top.Count, 5),
            new("Risen since yesterday, and why", [.. digest.Risen.Select(l => Two(l, Rise(l) + string.Join(' ', l.Because)))], c.Risen, 2),
            new("New", [.. digest.New.Select(l => Two(l, string.Join(' ', l.Because)))], c.New, 2),
            new("Clocks that ran out", [.. digest.Breached.Select(b => One($"{b.LeadNumber}  {Stage(b)}", $"was due {days.SayShort(b.DueAt)}{(b.ClosedAt is { } at ? $", reached {days.SayShort(at)}" : ", still open")}"))], c.Breached, 2),
            new("Open, and nobody touched them", [.. digest.Stale.Select(l => One(Head(l), l.QuietSince is { } since ? $"since {days.SayShort(since)}" : ""))], c.Stale, 1),
            new("Confirmed by an examiner", [.. digest.Confirmed.Select(l => One(Head(l), ""))], c.Confirmed, 1),
            new("Eliminated: withdraw them wherever they were entered", [.. digest.Eliminated.Select(l => One(Head(l), ""))], c.Eliminated, 1),
            new("Sources", [.. digest.Sources.Select(s => One(s.Source, s.Connected ? $"{s.Waiting} leads of the day wait for it" : "not connected to this hub: nobody was asked"))], digest.Sources.Count, 1),
        ];
        page.Blocks(blocks.FindAll(b => b.Items.Count > 0), "Nothing happened, and nothing waits.");
        page.Foot($"{digest.Marking}. CgiHub, region {digest.Region}, {digest.Date}. Each lead: /api/v1/leads?q=its number.");
    }

    private static Item Two(DigestLead lead, string text) => new(Head(lead), text, TwoLines: true);

    private static Item One(string head, string text) => new(head, text, TwoLines: false);

    private static string Head(DigestLead lead)
    {
        var who = string.Join(", ", lead.Agencies.Take(4).Select(a => a.Value)) + (lead.Agencies.Count > 4 ? $" and {lead.Agencies.Count - 4} more" : "");
        var status = lead.Status switch { LeadStatus.Hit => "  HIT", LeadStatus.Eliminated => "  ELIMINATED", _ => "" };
        return string.Create(CultureInfo.InvariantCulture, $"{lead.LeadNumber}{status}  {Word(lead.Band)} {lead.Score:0}  {who}{(lead.AssignedTo is { } to ? "  with " + to : "")}");
    }

    private static string Rise(DigestLead lead) =>
        string.Create(CultureInfo.InvariantCulture, $"+{lead.Rise:0.#}{(lead.FromBand is { } band ? $", was {Word(band)}" : "")}: ");

    private static string Stage(BreachAlert alert) => alert.Stage switch
    {
        "packetSent" => "its packet did not leave;",
        "acknowledged" => $"{(alert.Agency is { } ori ? ori.Value : "nobody")} did not acknowledge;",
        _ => "nobody told a first action;",
    };

    private static string Word(Band band) => band switch { Band.Immediate => "IMMEDIATE", Band.High => "HIGH", Band.Medium => "medium", _ => "low" };

    /// <summary>A line of a block, or a line with a text below it.</summary>
    private sealed record Item(string Head, string Text, bool TwoLines);

    /// <summary>A heading with its items.</summary>
    /// <param name="Name">The heading.</param>
    /// <param name="Items">As many as the digest lists.</param>
    /// <param name="Count">As many as there are.</param>
    /// <param name="Share">How many it gets in each round while there is room.</param>
    private sealed record Block(string Name, IReadOnlyList<Item> Items, int Count, int Share);

    /// <summary>The sheet while it is filled from the top.</summary>
    private sealed class Sheet : IDisposable
    {
        private const float Margin = 40;
        private const float LineHeight = 13.2f;
        private const float HeadingHeight = 20;
        private const int MostLinesOfText = 3;

        private readonly SKCanvas _canvas;
        private readonly SKFont _title;
        private readonly SKFont _heading;
        private readonly SKFont _head;
        private readonly SKFont _text;
        private readonly SKFont _small;
        private readonly SKFont _number;
        private readonly SKPaint _ink = new() { Color = SKColors.Black, IsAntialias = true };
        private readonly float _width;
        private readonly float _height;
        private float _y = Margin;

        public Sheet(SKCanvas canvas, SKTypeface plain, SKTypeface bold, float width, float height)
        {
            (_canvas, _width, _height) = (canvas, width, height);
            _title = new SKFont(bold, 18);
            _heading = new SKFont(bold, 12.5f);
            _head = new SKFont(bold, 10.5f);
            _text = new SKFont(plain, 10.5f);
            _small = new SKFont(plain, 9);
            _number = new SKFont(bold, 20);
        }

        public void Marking(string text) => Centred(text, _head, Margin - 12);

        public void Foot(string text) => Centred(text, _small, _height - Margin + 18);

        public void Title(string left, string right)
        {
            _y += 16;
            Draw(left, Margin, _title, _width - 2 * Margin);
            if (right.Length > 0)
            {
                _canvas.DrawText(right, _width - Margin, _y, SKTextAlign.Right, _title, _ink);
            }

            _y += 3;
        }

        public void Small(string text)
        {
            _y += 12;
            Draw(text, Margin, _small, _width - 2 * Margin);
        }

        public void Counts(IReadOnlyList<(string Name, int Count)> counts, bool atLeast)
        {
            _y += 12;
            Rule();
            _y += 24;
            var step = (_width - 2 * Margin) / counts.Count;
            for (var i = 0; i < counts.Count; i++)
            {
                var middle = Margin + step * (i + 0.5f);
                _canvas.DrawText(counts[i].Count.ToString(CultureInfo.InvariantCulture) + (atLeast ? "+" : ""), middle, _y, SKTextAlign.Center, _number, _ink);
                _canvas.DrawText(counts[i].Name, middle, _y + 12, SKTextAlign.Center, _small, _ink);
            }

            _y += 20;
            Rule();
        }

        /// <summary>Sets blocks in the room that is left: every block a heading, then items in turns until the sheet is full. Where all fit, long texts get more lines.</summary>
        public void Blocks(IReadOnlyList<Block> blocks, string otherwise)
        {
            var lines = MostLinesOfText;
            var shown = Share(blocks, _height - Margin - _y, lines);
            while (lines > 1 && blocks.Where((b, i) => shown[i] < b.Items.Count).Any())
            {
                shown = Share(blocks, _height - Margin - _y, --lines);
            }

            for (var i = 0; i < blocks.Count; i++)
            {
                var block = blocks[i];
                _y += HeadingHeight;
                Draw(block.Name, Margin, _heading, _width - 2 * Margin);
                foreach (var item in block.Items.Take(shown[i]))
                {
                    Set(item, lines);
                }

                if (block.Count > shown[i])
                {
                    _y += LineHeight;
                    Draw($"and {(block.Count - shown[i]).ToString(CultureInfo.InvariantCulture)} more", Margin + 8, _small, _width - 2 * Margin);
                }
            }

            if (blocks.Count == 0)
            {
                _y += HeadingHeight * 2;
                Draw(otherwise, Margin, _text, _width - 2 * Margin);
            }
        }

        public void Dispose()
        {
            _title.Dispose();
            _heading.Dispose();
            _head.Dispose();
            _text.Dispose();
            _small.Dispose();
            _number.Dispose();
            _ink.Dispose();
        }

        private int[] Share(IReadOnlyList<Block> blocks, float room, int lines)
        {
            // A line is kept for every "and so many more".
            room -= blocks.Count * (HeadingHeight + LineHeight);
            var shown = new int[blocks.Count];
            for (var grew = true; grew;)
            {
                grew = false;
                for (var i = 0; i < blocks.Count; i++)
                {
                    for (var turn = 0; turn < blocks[i].Share && shown[i] < blocks[i].Items.Count; turn++)
                    {
                        var need = (1 + Below(blocks[i].Items[shown[i]], lines).Count) * LineHeight;
                        if (need > room)
                        {
                            break;
                        }

                        room -= need;
                        shown[i]++;
                        grew = true;
                    }
                }
            }

            return shown;
        }

        private void Set(Item item, int lines)
        {
            _y += LineHeight;
            var room = _width - 2 * Margin - 8;
            if (item.TwoLines)
            {
                Draw(item.Head, Margin + 8, _head, room);
                foreach (var line in Below(item, lines))
                {
                    _y += LineHeight;
                    Draw(line, Margin + 16, _text, room - 8);
                }

                return;
            }

            var used = Draw(item.Head, Margin + 8, _text, room * 0.7f);
            Draw(item.Text, Margin + 8 + used + 6, _text, room - used - 6);
        }

        /// <summary>The text below an item's head, broken between words into so many lines at most; the last is cut where it is drawn.</summary>
        private List<string> Below(Item item, int most)
        {
            var broken = new List<string>();
            if (!item.TwoLines || item.Text.Length == 0)
            {
                return broken;
            }

            var room = _width - 2 * Margin - 16;
            var rest = Printable(item.Text, _text);
            while (broken.Count < most - 1 && _text.MeasureText(rest) > room)
            {
                var fits = Fit(rest, _text, room).Length - 1;
                var blank = rest.LastIndexOf(' ', Math.Max(0, fits));
                if (blank <= 0)
                {
                    break;
                }

                broken.Add(rest[..blank]);
                rest = rest[(blank + 1)..];
            }

            broken.Add(rest);
            return broken;
        }

        /// <summary>Draws a text, cut where it does not fit; answers how wide it is.</summary>
        private float Draw(string text, float x, SKFont font, float room)
        {
            var printed = Fit(Printable(text, font), font, room);
            _canvas.DrawText(printed, x, _y, SKTextAlign.Left, font, _ink);
            return font.MeasureText(printed);
        }

        private void Centred(string text, SKFont font, float y) =>
            _canvas.DrawText(Fit(Printable(text, font), font, _width - 2 * Margin), _width / 2, y, SKTextAlign.Center, font, _ink);

        private void Rule() => _canvas.DrawRect(Margin, _y, _width - 2 * Margin, 0.8f, _ink);

        private static string Fit(string text, SKFont font, float room)
        {
            if (font.MeasureText(text) <= room)
            {
                return text;
            }

            var (fits, over) = (0, text.Length);
            while (over - fits > 1)
            {
                var half = (fits + over) / 2;
                (fits, over) = font.MeasureText(text[..half] + "…") <= room ? (half, over) : (fits, half);
            }

            // A surrogate pair is cut whole.
            return text[..(fits > 0 && char.IsHighSurrogate(text[fits - 1]) ? fits - 1 : fits)].TrimEnd() + "…";
        }

        // What agencies write comes here too: no control or direction characters, no letters that would print as boxes.
        private static string Printable(string text, SKFont font) => string.Concat(text.EnumerateRunes()
            .Where(r => Rune.GetUnicodeCategory(r) is not (UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.Surrogate))
            .Select(r => font.GetGlyph(r.Value) == 0 ? "?" : r.ToString()));
    }
}
