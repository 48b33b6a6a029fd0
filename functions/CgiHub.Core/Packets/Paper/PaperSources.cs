using System.Globalization;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Triage.Paper;

namespace CgiHub.Core.Packets.Paper;

/// <summary>Images, whom to call, how fresh it all is, and how it is to be handled.</summary>
internal static class PaperSources
{
    private const int ImagesInRow = 4;
    private const double ImageHeight = 112;

    public static IEnumerable<PaperBlock> Of(PaperMatter matter) => [.. Images(matter), .. Contacts(matter), .. Sources(matter), .. Handling(matter)];

    private static IEnumerable<PaperBlock> Images(PaperMatter matter)
    {
        if (matter.View.Images.Count == 0)
        {
            yield break;
        }

        yield return new HeadingBlock("Images");

        // The same view of each exhibit side by side.
        var seen = matter.Images.Where(i => i.Bytes is not null).Take(matter.Detail.Images).OrderBy(i => i.Of.View, StringComparer.Ordinal).ThenBy(i => i.Of.CaseNumber, StringComparer.Ordinal).ThenBy(i => i.Of.ExhibitNumber, StringComparer.Ordinal).ToList();
        foreach (var row in seen.Chunk(ImagesInRow))
        {
            yield return new RowBlock([.. row.Select(i => new ImageBlock(i.Bytes!.Value, $"{PacketWords.OfView(i.Of.View)}, exhibit {i.Of.ExhibitNumber}, case {i.Of.CaseNumber} of {i.Of.Ori}", ImageHeight))], columns: ImagesInRow);
        }

        var shown = seen.Select(i => i.Of).ToHashSet();
        foreach (var held in matter.View.Images.Where(i => !shown.Contains(i)).GroupBy(i => i.Ori).OrderBy(g => g.Key.Value, StringComparer.Ordinal).Take(matter.Detail.Rows))
        {
            var what = PacketWords.Some([.. held.Select(i => $"{PacketWords.OfView(i.View)} of exhibit {i.ExhibitNumber}, case {i.CaseNumber}")], 6);
            yield return PaperMatter.Say(held.Any(i => i.Preview is not null) ? $"In the hub, not printed here: {what}." : $"Held by {held.Key}, ask them: {what}.", matter.Detail.Lines);
        }
    }

    private static IEnumerable<PaperBlock> Contacts(PaperMatter matter)
    {
        yield return new HeadingBlock("Whom to call");
        var contacts = matter.View.Contacts;
        if (contacts.Count == 0)
        {
            yield return PaperMatter.Say($"The agencies of the timeline, and {matter.View.Lead.Site}, who made the lead.");
            yield break;
        }

        IReadOnlyList<TableColumn> columns = [new("Agency", 38), new("Part in it", 34), new("Contact", 40)];
        foreach (var block in matter.Table(columns, contacts, matter.Detail.Rows, c =>
        [
            new TableCell([c.Name, .. c.Name == c.Ori.Value ? Array.Empty<string>() : [c.Ori.Value]], Strong: true),
            string.Join(", ", c.Parts.Select(p => p == "site" ? "laboratory or site that made the lead" : $"owns {Owned(matter, c)}")),
            string.IsNullOrWhiteSpace(c.Contact) ? "the registry names nobody" : c.Contact,
        ]))
        {
            yield return block;
        }
    }

    private static string Owned(PaperMatter matter, PacketContact contact)
    {
        IReadOnlyList<int> mine = [.. matter.View.Events.Select((e, i) => (e.Ori, Number: i + 1)).Where(e => e.Ori == contact.Ori).Select(e => e.Number)];
        return mine.Count == 0 ? "an exhibit on the gun" : $"{(mine.Count == 1 ? "event" : "events")} {PaperMatter.Numbers(mine)}";
    }

    private static IEnumerable<PaperBlock> Sources(PaperMatter matter)
    {
        yield return new HeadingBlock("How fresh it is");
        if (matter.View.Enrichment.Count > 0)
        {
            IReadOnlyList<TableColumn> columns = [new("Source", 14), new("Status", 18), new("As of", 36), new("Detail", 44)];
            foreach (var block in matter.Table(columns, matter.View.Enrichment, matter.Detail.Rows, s =>
            [
                new TableCell([s.Source], Strong: true),
                s.NotConnected ? "NOT CONNECTED" : PacketWords.Of(s.Status),
                s.AsOf is { } at ? matter.Days.Say(at) : "no answer used",
                s.Detail ?? "none given",
            ]))
            {
                yield return block;
            }
        }

        var feeds = matter.View.Provenance.Where(p => p.ReceivedAt is not null)
            .GroupBy(p => p.Record[..Math.Max(0, p.Record.IndexOf('/', StringComparison.Ordinal))], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key} {g.Count().ToString(CultureInfo.InvariantCulture)} ({matter.Days.SayShort(g.Max(p => p.ReceivedAt)!.Value)})").ToList();
        if (feeds.Count > 0)
        {
            yield return PaperMatter.Say($"Records that agencies sent, and when the newest of each kind came: {string.Join(", ", feeds)}.");
        }

        foreach (var awaited in matter.View.Enrichment.Where(s => s is { NotConnected: false, Status: EnrichmentStatus.Pending or EnrichmentStatus.Unavailable }).Take(1))
        {
            yield return PaperMatter.Say($"A new version follows when {awaited.Source} answers. Until then its silence says nothing.", 1);
        }
    }

    private static IEnumerable<PaperBlock> Handling(PaperMatter matter)
    {
        var view = matter.View;
        yield return new HeadingBlock("Handling, and what is not in here");
        yield return PaperMatter.Say($"{view.Dissemination.Marking}. {(view.Dissemination.Recipient is { } ori ? $"Made for {ori} by the rules of the agency registry at the time of issue; what others may see differs. Do not pass it on." : "The center's own copy, with nothing withheld. What an agency may see is made for it alone.")}");
        List<string> withheld = [.. view.Dissemination.Withheld.GroupBy(w => w.Rule, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"Withheld: {PacketWords.OfRule(g.Key)}. Rule {g.Key}, at {PacketWords.Some([.. g.Select(w => w.Field.Length == 0 ? "any place" : w.Field)], 8)}.")];
        if (Kept(view) is { Count: > 0 } kept)
        {
            yield return new ListBlock(kept, PaperMatter.Strong, 3);
        }

        yield return withheld.Count > 0 ? new ListBlock(withheld, PaperMatter.Body, 3) : PaperMatter.Say("Nothing is withheld from this copy.");
        if (view.Truncated.Count > 0)
        {
            yield return PaperMatter.Say($"Lists that the hub itself cut short: {PacketWords.Some(view.Truncated, 8)}.", 2);
        }

        yield return PaperMatter.Aside(string.Create(CultureInfo.InvariantCulture, $"The whole of it as data: GET /api/v1/packets/{view.Id}?version={view.Version}. It rests on {view.Provenance.Count} records, named there."));
    }

    /// <summary>What is in here that its originator keeps to a few, said for each of them.</summary>
    private static List<string> Kept(LeadPacket view) =>
    [
        .. view.Provenance.Where(p => p.ReleasableTo is not null)
            .GroupBy(p => (By: p.Record.Split('/') is [_, var sender, ..] ? sender : p.Record, To: string.Join(", ", p.ReleasableTo!.Select(o => o.Value).Order(StringComparer.Ordinal))))
            .OrderBy(g => g.Key.By, StringComparer.Ordinal).ThenBy(g => g.Key.To, StringComparer.Ordinal)
            .Select(g => $"ORIGINATOR-CONTROLLED by {g.Key.By}, for {(g.Key.To.Length > 0 ? g.Key.To : "nobody else")} and the center only: {PacketWords.Some([.. g.Select(p => p.Record)], 6)}."),
    ];
}
