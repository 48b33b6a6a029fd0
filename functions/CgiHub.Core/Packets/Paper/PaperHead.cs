using System.Globalization;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Triage;
using CgiHub.Core.Triage.Paper;

namespace CgiHub.Core.Packets.Paper;

/// <summary>The first things: what this is and how sure, what changed, what to do, what was linked, and why it ranks where it does.</summary>
internal static class PaperHead
{
    public static IEnumerable<PaperBlock> Of(PaperMatter matter) =>
        [.. Title(matter), .. Changes(matter), .. Steps(matter), .. Links(matter), .. matter.View.Lead.Status == LeadStatus.Eliminated ? [] : Rank(matter)];

    private static IEnumerable<PaperBlock> Title(PaperMatter matter)
    {
        var view = matter.View;
        yield return new HeadingBlock($"Lead {view.Lead.LeadNumber}: {view.Lead.Status switch { LeadStatus.Hit => "confirmed hit", LeadStatus.Eliminated => "ELIMINATED, do not rely on it", _ => "unconfirmed" }}", title: true);
        yield return PaperMatter.Say(InShort(view, matter.Days));
        yield return PaperMatter.Aside($"Packet {view.Id}, version {view.Version}, issued {matter.Days.Say(view.IssuedAt)}: {PacketWords.Of(view.Reason)}. {For(view)}", 3);
        yield return new TextBlock(view.Disclaimer, PaperMatter.Strong, 5, framed: true);
        foreach (var notice in (view.Notices ?? []).Take(Math.Max(2, matter.Detail.Lines)))
        {
            var what = notice.Kind switch { NoticeKind.Purged => "PURGED", NoticeKind.Sealed => "SEALED", _ => "WITHDRAWN" };
            var said = $"{what} ({notice.Rule}, {matter.Days.Say(notice.At)}): {notice.Detail}";
            yield return notice.Version == view.Version ? new TextBlock(said, PaperMatter.Strong, 5, framed: true) : PaperMatter.Aside(said, 3);
        }

        var due = view.Clocks.Where(c => c.Name is "acknowledged" or "firstAction" && c is { At: null, DueAt: not null })
            .Select(c => $"{(c.Name == "acknowledged" ? "Acknowledge" : "Tell a first action")} by {matter.Days.Say(c.DueAt!.Value)}{(c.Breached ? " (OVERDUE)" : "")}.").ToList();
        if (due.Count > 0 && view.Lead.Status != LeadStatus.Eliminated)
        {
            yield return PaperMatter.Say(string.Join(' ', due));
        }
    }

    private static string For(LeadPacket view) => view.Dissemination.Recipient is { } ori ? $"As {ori} may see it." : "The center's own copy, in full: not for release.";

    private static string InShort(LeadPacket view, RegionDay days)
    {
        if (view.Lead.Status == LeadStatus.Eliminated)
        {
            return "No association of this lead stands. What follows is what is known of the cases that it was about.";
        }

        var agencies = view.Events.Select(e => e.Ori).Distinct().Count();
        var at = view.Events.Select(e => e.At).OfType<DateTimeOffset>().Order().ToList();
        var span = at.Count == 0 ? "" : days.DayOf(at[0]) == days.DayOf(at[^1]) ? $" on {Day(at[0])}" : $" from {Day(at[0])} to {Day(at[^1])}";
        List<string> parts =
        [
            $"One presumed gun on {PacketWords.Count(view.Events.Count, "event", "events")} of {PacketWords.Count(agencies, "agency", "agencies")}{span}",
        ];
        var suspicious = view.Persons.Count(p => p.Roles.Any(r => r is "suspect" or "possessor" or "arrestee"));
        if (suspicious > 0)
        {
            parts.Add($"{PacketWords.Count(suspicious, "person", "persons")} named as having had it or fired it");
        }

        var firearms = view.Guns.Sum(g => g.Firearms.Count);
        parts.Add(firearms == 0 ? "the gun is not recovered" : $"{PacketWords.Count(firearms, "firearm", "firearms")} recovered");
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"ranks {PacketWords.Of(view.Priority.Band)} with {view.Priority.Score:0.#} points"));
        return string.Join("; ", parts) + ".";

        string Day(DateTimeOffset at) => days.DayOf(at).ToString("d MMM yyyy", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<PaperBlock> Changes(PaperMatter matter)
    {
        if (matter.View.Version == 1)
        {
            yield break;
        }

        if (matter.Before is not { } before)
        {
            yield return PaperMatter.Aside(matter.View.Notices is { Count: > 0 } notices && notices.Any(n => n.Versions.Contains(matter.View.Version - 1) && n.Kind != NoticeKind.Eliminated)
                ? "The version before was withdrawn; there is nothing to compare this one with."
                : "It is the first version that was sent to this agency; there is nothing to compare it with.");
            yield break;
        }

        yield return new HeadingBlock($"What changed since version {before.Version}");
        var changes = PacketChanges.Between(before, matter.View);
        var shown = Math.Max(3, matter.Detail.Rows);
        yield return changes.Count == 0
            ? PaperMatter.Say("Nothing that this paper tells; figures and ages may differ.")
            : new ListBlock([.. changes.Take(shown)], PaperMatter.Body, matter.Detail.Lines);
        if (changes.Count > shown)
        {
            yield return PaperMatter.Aside(PaperMatter.More(changes.Count - shown));
        }
    }

    private static IEnumerable<PaperBlock> Steps(PaperMatter matter)
    {
        yield return new HeadingBlock("Do next");
        var steps = matter.View.Recommendations;
        if (steps.Count == 0)
        {
            yield return PaperMatter.Say("No step follows from what is known.");
            yield break;
        }

        yield return new ListBlock([.. steps.Take(matter.Detail.Steps).Select(s => $"{s.Text} {s.Because}")], PaperMatter.Body, matter.Detail.Lines, toTick: true);
        if (steps.Count > matter.Detail.Steps)
        {
            yield return PaperMatter.Aside(PaperMatter.More(steps.Count - matter.Detail.Steps));
        }
    }

    private static IEnumerable<PaperBlock> Links(PaperMatter matter)
    {
        yield return new HeadingBlock("What was linked, and how sure it is");
        var nodes = matter.View.CaseMap.Nodes.DistinctBy(n => n.Id).ToDictionary(n => n.Id, n => n.Label, StringComparer.Ordinal);
        var cases = matter.View.CaseMap.Links.Where(l => l.Kind == "foundIn").DistinctBy(l => l.From).ToDictionary(l => l.From, l => matter.NumberOf(l.To), StringComparer.Ordinal);
        var links = matter.View.CaseMap.Links
            .Where(l => l.Kind is "nibinHit" or "nibinLead" or "testFire")
            .OrderBy(l => l.Kind == "nibinLead").ThenBy(l => NumberOf(l.From)).ThenBy(l => NumberOf(l.To)).ThenBy(l => l.From, StringComparer.Ordinal).ToList();
        if (links.Count == 0)
        {
            yield return PaperMatter.Say(matter.View.Lead.Status == LeadStatus.Eliminated ? "Nothing any longer: no association of this lead stands."
                : $"Exhibits {PacketWords.Some([.. matter.View.Lead.Exhibits.Where(e => !e.Withdrawn).Select(e => $"{e.ExhibitNumber} of case {e.CaseNumber} ({e.Ori})")], 6)}, by lead {matter.View.Lead.LeadNumber}.");
            yield break;
        }

        IReadOnlyList<TableColumn> columns = [new("This", 34), new("and this", 34), new("are linked because", 32)];
        foreach (var block in matter.Table(columns, links, matter.Detail.Rows, l => [Label(l.From), Label(l.To), new TableCell([Sure(l)], Strong: l.Kind != "nibinLead")]))
        {
            yield return block;
        }

        int NumberOf(string id) => cases.GetValueOrDefault(id);

        string Label(string id) => $"{nodes.GetValueOrDefault(id, id)}{(NumberOf(id) is > 0 and var number ? $" (event {number})" : "")}";
    }

    private static string Sure(MapLink link)
    {
        var why = link.Because.Count > 0 ? link.Because[0].Text : "";
        return link.Kind switch { "nibinHit" => $"CONFIRMED. {why}", "testFire" => why, _ => $"UNCONFIRMED. {why}" };
    }

    private static IEnumerable<PaperBlock> Rank(PaperMatter matter)
    {
        var priority = matter.View.Priority;
        yield return new HeadingBlock($"Why it ranks {PacketWords.Of(priority.Band)}");
        yield return PaperMatter.Say(string.Create(CultureInfo.InvariantCulture,
            $"{priority.Score:0.#} points: {priority.Factors.Sum(f => f.Points):0.#} below, of which {priority.Decay:0%} are left, as points halve in {priority.HalfLifeDays:0.#} days after the newest event. Immediate is from {priority.Scale.Immediate:0.#}, high from {priority.Scale.High:0.#}, medium from {priority.Scale.Medium:0.#}."));
        if (priority.Factors.Count > 0)
        {
            // Two columns of factors: they are short, and there are many.
            var shown = priority.Factors.Take(matter.Detail.Factors).ToList();
            var half = (shown.Count + 1) / 2;
            IReadOnlyList<TableColumn> columns = [new("Points", 9, ToTheRight: true), new("because", 40), new("Points", 9, ToTheRight: true), new("because", 40)];
            yield return new TableBlock(columns, [.. Enumerable.Range(0, half).Select(i => (IReadOnlyList<TableCell>)[.. Cells(shown[i]), .. i + half < shown.Count ? Cells(shown[i + half]) : ["", ""]])], matter.Detail.Lines);
            if (priority.Factors.Count > shown.Count)
            {
                yield return PaperMatter.Aside(string.Create(CultureInfo.InvariantCulture, $"and {priority.Factors.Count - shown.Count} more, worth {priority.Factors.Skip(shown.Count).Sum(f => f.Points):0.#} points together, in the JSON packet"));
            }
        }

        if (priority.TraffickingIndex is { } index)
        {
            yield return PaperMatter.Say(string.Create(CultureInfo.InvariantCulture, $"Trafficking index {index:0.#} of 100 (from {TraffickingIndex.Likely:0} on it reads likely trafficked); it stands beside the points, not in them."));
        }
    }

    private static TableCell[] Cells(Factor factor) => [PacketWords.Points(factor.Points), factor.Because];
}
