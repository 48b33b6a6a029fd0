using System.Globalization;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Triage.Paper;

namespace CgiHub.Core.Packets.Paper;

/// <summary>The events in the order in which they happened, on a map and on the case map.</summary>
internal static class PaperTimeline
{
    private const double FigureHeight = 168;

    public static IEnumerable<PaperBlock> Of(PaperMatter matter)
    {
        var events = matter.View.Events;
        yield return new HeadingBlock("Timeline");

        // The newest tell most; numbers stay those of the whole.
        var left = Math.Max(0, events.Count - matter.Detail.Events);
        if (left > 0)
        {
            yield return PaperMatter.Aside(string.Create(CultureInfo.InvariantCulture, $"{left} earlier events come before these; they are in the JSON packet."));
        }

        IReadOnlyList<TableColumn> columns = [new("No.", 5, ToTheRight: true), new("When", 23), new("What", 34), new("Where", 21), new("Case", 17), new("Exhibits", 11)];
        yield return new TableBlock(columns, [.. Enumerable.Range(left, events.Count - left).Select(i => Row(matter, i))], matter.Detail.Lines);

        // Of a lead that was eliminated no association is drawn: somebody might take it for one.
        var map = EventMap.Of(matter, left, FigureHeight);
        yield return matter.View.Lead.Status == LeadStatus.Eliminated ? new RowBlock([map], columns: 2) : new RowBlock([map, CaseMapFigure.Of(matter, left, FigureHeight)], first: 0.36);
    }

    private static IReadOnlyList<TableCell> Row(PaperMatter matter, int index)
    {
        var happened = matter.View.Events[index];
        var before = index > 0 ? matter.View.Events[index - 1].At : null;
        List<string> when = [happened.At is { } at ? matter.Days.Say(at) : "not known"];
        if (happened.At is { } then && before is { } earlier)
        {
            when.Add(Gap(then - earlier));
        }

        return
        [
            (index + 1).ToString(CultureInfo.InvariantCulture),
            new TableCell(when),
            new TableCell(What(matter, happened), Strong: true),
            Where(happened),
            new TableCell([happened.CaseNumber, happened.Ori.Value]),
            new TableCell([string.Join(", ", happened.ExhibitNumbers), .. happened.OnLead ? Array.Empty<string>() : ["by another lead"]]),
        ];
    }

    private static List<string> What(PaperMatter matter, GunEvent happened)
    {
        if (happened.Incident is not { } incident)
        {
            return ["Not told yet", "its incident record has not come"];
        }

        List<string> counts = [];
        Add(incident.Victims, "victim", "victims");
        Add(incident.Injured, "injured", "injured");
        Add(incident.Rounds, "round", "rounds");
        List<string> what = [PacketWords.Of(incident.Type)];
        if (counts.Count > 0)
        {
            what.Add(string.Join(", ", counts));
        }

        if (matter.Detail.Narratives && !string.IsNullOrWhiteSpace(incident.Narrative))
        {
            what.Add(incident.Narrative);
        }

        return what;

        void Add(int? count, string one, string many)
        {
            if (count is > 0)
            {
                counts.Add(PacketWords.Count(count.Value, one, many));
            }
        }
    }

    private static TableCell Where(GunEvent happened)
    {
        var place = happened is { Lat: { } lat, Lon: { } lon } ? string.Create(CultureInfo.InvariantCulture, $"{lat:0.0000}, {lon:0.0000}") : null;
        return new TableCell(string.IsNullOrWhiteSpace(happened.Incident?.Address) ? [place ?? "not known"] : place is null ? [happened.Incident.Address] : [happened.Incident.Address, place]);
    }

    private static string Gap(TimeSpan gap) => gap switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{gap.TotalDays:0} days later"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{gap.TotalHours:0} hours later"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{gap.TotalMinutes:0} minutes later"),
    };
}
