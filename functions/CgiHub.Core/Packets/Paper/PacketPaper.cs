using System.Globalization;
using CgiHub.Core.Triage;
using CgiHub.Core.Triage.Paper;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets.Paper;

/// <summary>Sets one recipient's view of a packet on one to four pages of paper (PDF): black on white, tagged, its text selectable.</summary>
/// <remarks>
/// It knows the view alone, so that nothing withheld can come near the paper. The same view gives the same bytes; no clock is asked.
/// What does not fit is counted, never printed smaller. Times are the region's own, with their offset from UTC. A letter that cannot be set is printed as a question mark, and the paper says so.
/// </remarks>
public sealed class PacketPaper(PaperFonts fonts, IOptions<PacketOptions> options, IOptions<HubOptions> hub)
{
    /// <summary>Pages at most.</summary>
    public const int MostPages = 4;

    private const double Margin = 40;
    private const double Head = 58;
    private const double Foot = 46;
    private static readonly PaperStyle Marking = new(10, Bold: true);
    private static readonly PaperStyle Running = new(8, Ink: PaperInk.Grey);

    /// <summary>The paper.</summary>
    /// <param name="view">The packet as its reader may see it.</param>
    /// <param name="before">What the same reader was told before; null: nothing.</param>
    /// <param name="images">The images that they may see.</param>
    public byte[] Write(LeadPacket view, LeadPacket? before, IReadOnlyList<PaperImage> images)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(images);
        var version = view.Version.ToString(CultureInfo.InvariantCulture);
        using var sheet = new PaperSheet(fonts, options.Value.Paper, $"Lead packet {view.Id}, version {version}", $"Region {view.Region}", view.IssuedAt);
        var days = new RegionDay(hub.Value.Zone);
        var flow = new PaperFlow(sheet, Margin, Head, sheet.Height - Foot);
        IReadOnlyList<PaperPage> pages = [];
        foreach (var detail in PaperDetail.Levels)
        {
            pages = flow.Fill([.. Blocks(new PaperMatter(view, before, images, detail, days))], MostPages);
            if (sheet.Replaced)
            {
                pages = flow.Fill([.. Blocks(new PaperMatter(view, before, images, detail, days)), PaperMatter.Aside("A question mark may stand for a letter that this paper cannot set. The JSON packet has every name as it was sent.")], MostPages);
            }

            if (pages.Count <= MostPages)
            {
                break;
            }
        }

        var shown = pages.Count > MostPages ? [.. pages.Take(MostPages)] : pages;
        flow.Draw(shown, page =>
        {
            Centred(sheet, view.Dissemination.Marking, Marking, 26);
            Centred(sheet, $"Lead {view.Lead.LeadNumber}, packet {view.Id} version {version}, {(view.Dissemination.Recipient is { } ori ? $"for {ori}" : "the center's own copy")}", Running, 38);
            sheet.Line(Margin, 46, sheet.Width - Margin, 46, 0.5, PaperInk.Grey);
            sheet.Line(Margin, sheet.Height - 40, sheet.Width - Margin, sheet.Height - 40, 0.5, PaperInk.Grey);
            Centred(sheet, $"CgiHub, region {view.Region}. Times are {hub.Value.TimeZone}. Issued {days.Say(view.IssuedAt)}. Page {page.ToString(CultureInfo.InvariantCulture)} of {shown.Count.ToString(CultureInfo.InvariantCulture)}", Running, sheet.Height - 29);
            Centred(sheet, view.Dissemination.Marking, Marking, sheet.Height - 16);
        });
        return sheet.Save();
    }

    private static IEnumerable<PaperBlock> Blocks(PaperMatter matter) =>
        [.. PaperHead.Of(matter), .. PaperTimeline.Of(matter), .. PaperPeople.Of(matter), .. PaperThings.Of(matter), .. PaperSources.Of(matter)];

    private static void Centred(PaperSheet sheet, string text, PaperStyle style, double baseline)
    {
        var fits = sheet.Fit(sheet.Clean(text), style, sheet.Width - 2 * Margin);
        sheet.Text(fits, (sheet.Width - sheet.Measure(fits, style)) / 2, baseline, style);
    }
}
