using System.Globalization;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Triage.Paper;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>Sets the digest on one page of paper (PDF): black on white, tagged, its text selectable. Whatever does not fit is counted, not printed smaller.</summary>
/// <remarks>The same digest gives the same bytes. Times are the region's own. A letter that cannot be set is printed as a question mark, and the paper says so.</remarks>
public sealed class DigestPaper(PaperFonts fonts, IOptions<DigestOptions> options)
{
    private const double Margin = 40;
    private const double Head = 38;
    private const double Foot = 40;
    private const int MostLinesOfText = 3;
    private static readonly PaperStyle Marking = new(10, Bold: true);
    private static readonly PaperStyle Small = new(9, Ink: PaperInk.Grey);

    /// <summary>The page.</summary>
    public byte[] Write(Digest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        using var sheet = new PaperSheet(fonts, options.Value.Paper, $"Daily review {digest.Date}, region {digest.Region}", digest.Marking, digest.MadeAt);
        var flow = new PaperFlow(sheet, Margin, Head, sheet.Height - Foot);
        var pages = flow.Fill(Blocks(sheet, digest), 1);
        if (sheet.Replaced)
        {
            pages = flow.Fill(Blocks(sheet, digest), 1);
        }

        flow.Draw([pages[0]], _ =>
        {
            Centred(sheet, digest.Marking, Marking, 26);
            Centred(sheet, $"CgiHub, region {digest.Region}, {digest.Date}. Each lead: /api/v1/leads?q=its number.", Small, sheet.Height - 28);
            Centred(sheet, digest.Marking, Marking, sheet.Height - 15);
        });
        return sheet.Save();
    }

    private static List<PaperBlock> Blocks(PaperSheet sheet, Digest digest)
    {
        var days = new RegionDay(TimeZoneInfo.FindSystemTimeZoneById(digest.TimeZone));
        var c = digest.Counts;
        List<PaperBlock> blocks =
        [
            new HeadingBlock($"Daily review, {DateOnly.ParseExact(digest.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture)}{(digest.Provisional ? " (NOT FINAL)" : "")}", title: true),
            new TextBlock($"Region {digest.Region}. From {days.Say(digest.From)} to {days.Say(digest.Until)}.", Small, 2),
            new TextBlock($"Times are {digest.TimeZone}; standings as of {days.Say(digest.MadeAt)}. Leads are unconfirmed unless they say HIT.", Small, 2),
            new CountsBlock([("new", c.New), ("risen", c.Risen), ("clocks ran out", c.Breached), ("untouched", c.Stale), ("confirmed", c.Confirmed), ("eliminated", c.Eliminated)], digest.Truncated),
        ];
        if (sheet.Replaced)
        {
            blocks.Add(new TextBlock("A question mark may stand for a letter that this paper cannot set. The JSON digest has it.", Small, 1));
        }

        var sections = Sections(digest, days);
        if (sections.Count == 0)
        {
            return [.. blocks, new TextBlock("Nothing happened, and nothing waits.", DigestList.Text, 1)];
        }

        var width = sheet.Width - 2 * Margin;
        return [.. blocks, .. Shared(sheet, sections, width, sheet.Height - Foot - Head - blocks.Sum(b => b.Height(sheet, width)))];
    }

    private static List<Section> Sections(Digest digest, RegionDay days)
    {
        var c = digest.Counts;
        List<Section> sections =
        [
            new("Look at these first", [.. digest.Top.Select(l => Two(l, string.Join(' ', l.Because)))], digest.Top.Count, 5),
            new("Risen since yesterday, and why", [.. digest.Risen.Select(l => Two(l, Rise(l) + string.Join(' ', l.Because)))], c.Risen, 2),
            new("New", [.. digest.New.Select(l => Two(l, string.Join(' ', l.Because)))], c.New, 2),
            new("Clocks that ran out", [.. digest.Breached.Select(b => One($"{b.LeadNumber}  {Stage(b)}", $"was due {days.SayShort(b.DueAt)}{(b.ClosedAt is { } at ? $", reached {days.SayShort(at)}" : ", still open")}"))], c.Breached, 2),
            new("Open, and nobody touched them", [.. digest.Stale.Select(l => One(HeadOf(l), l.QuietSince is { } since ? $"since {days.SayShort(since)}" : ""))], c.Stale, 1),
            new("Confirmed by an examiner", [.. digest.Confirmed.Select(l => One(HeadOf(l), ""))], c.Confirmed, 1),
            new("Eliminated: withdraw them wherever they were entered", [.. digest.Eliminated.Select(l => One(HeadOf(l), ""))], c.Eliminated, 1),
            new("Sources", [.. digest.Sources.Select(s => One(s.Source, s.Connected ? $"{s.Waiting} leads of the day wait for it" : "not connected to this hub: nobody was asked"))], digest.Sources.Count, 1),
        ];
        return sections.FindAll(s => s.Items.Count > 0);
    }

    /// <summary>The sections with as many items as there is room for: every section a heading, then items in turns until the page is full. Where all fit, long texts get more lines.</summary>
    private static IEnumerable<PaperBlock> Shared(PaperSheet sheet, List<Section> sections, double width, double room)
    {
        var lines = MostLinesOfText;
        var shown = Share(sheet, sections, width, room, lines);
        while (lines > 1 && sections.Where((s, i) => shown[i] < s.Items.Count).Any())
        {
            shown = Share(sheet, sections, width, room, --lines);
        }

        for (var i = 0; i < sections.Count; i++)
        {
            yield return new HeadingBlock(sections[i].Name);
            yield return new DigestList([.. sections[i].Items.Take(shown[i])], lines);
            if (sections[i].Count > shown[i])
            {
                yield return More(sections[i].Count - shown[i]);
            }
        }
    }

    private static int[] Share(PaperSheet sheet, List<Section> sections, double width, double room, int lines)
    {
        // A line is kept for every "and so many more".
        room -= sections.Sum(s => new HeadingBlock(s.Name).Height(sheet, width) + More(s.Count).Height(sheet, width));
        var shown = new int[sections.Count];
        for (var grew = true; grew;)
        {
            grew = false;
            for (var i = 0; i < sections.Count; i++)
            {
                for (var turn = 0; turn < sections[i].Share && shown[i] < sections[i].Items.Count; turn++)
                {
                    var need = new DigestList([sections[i].Items[shown[i]]], lines).Height(sheet, width);
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

    private static TextBlock More(int left) => new(string.Create(CultureInfo.InvariantCulture, $"and {left} more"), Small, 1);

    private static DigestItem Two(DigestLead lead, string text) => new(HeadOf(lead), text, TwoLines: true);

    private static DigestItem One(string head, string text) => new(head, text, TwoLines: false);

    private static string HeadOf(DigestLead lead)
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

    private static void Centred(PaperSheet sheet, string text, PaperStyle style, double baseline)
    {
        var fits = sheet.Fit(sheet.Clean(text), style, sheet.Width - 2 * Margin);
        sheet.Text(fits, (sheet.Width - sheet.Measure(fits, style)) / 2, baseline, style);
    }

    /// <summary>A heading with its items.</summary>
    /// <param name="Name">The heading.</param>
    /// <param name="Items">As many as the digest lists.</param>
    /// <param name="Count">As many as there are.</param>
    /// <param name="Share">How many it gets in each round while there is room.</param>
    private sealed record Section(string Name, IReadOnlyList<DigestItem> Items, int Count, int Share);
}
