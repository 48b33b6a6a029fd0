using System.Globalization;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Triage.Paper;

namespace CgiHub.Core.Packets.Paper;

/// <summary>
/// The case map as three columns: the presumed gun with what was recovered, the events, the persons. A solid line to an event means that an examiner or a test fire says so;
/// a dashed one rests on an unconfirmed lead. More than fits is counted; the tables and the JSON packet have it all.
/// </summary>
internal static class CaseMapFigure
{
    private const int MostRows = 8;
    private static readonly PaperStyle Label = new(7.6);
    private static readonly PaperStyle Strong = new(7.6, Bold: true);

    /// <summary>The map with the events from <paramref name="first"/> on.</summary>
    public static PaperBlock Of(PaperMatter matter, int first, double height)
    {
        var view = matter.View;
        var events = view.Events.Select((e, i) => (Event: e, Number: i + 1)).Skip(Math.Max(first, view.Events.Count - MostRows)).ToList();
        var persons = view.Persons.Select(p => (Person: p, On: matter.EventsOf(p))).Take(MostRows).ToList();
        if (events.Count == 0)
        {
            return PaperMatter.Aside("No case map: the gun is on no event any more.");
        }

        var sure = Sure(view);
        return new FigureBlock(height, Words(matter, sure), (sheet, x, y, width, tall) =>
        {
            var (left, middle, right) = (x, x + width * 0.30, x + width * 0.66);
            var (gunWidth, eventWidth, personWidth) = (width * 0.20, width * 0.27, width * 0.34);
            var legend = Label.LineHeight * 2 + 2;
            var eventAt = Rows(events.Count, y, tall - legend);
            var personAt = Rows(persons.Count, y, tall - legend);
            var gunY = y + (tall - legend) / 2;
            for (var i = 0; i < events.Count; i++)
            {
                sheet.Line(left + gunWidth, gunY, middle, eventAt[i], 0.9, dashed: !sure.Contains(events[i].Event.CaseKey.Value));
            }

            for (var p = 0; p < persons.Count; p++)
            {
                for (var i = 0; i < events.Count; i++)
                {
                    if (persons[p].On.Contains(events[i].Number))
                    {
                        sheet.Line(middle + eventWidth, eventAt[i], right, personAt[p], 0.6, PaperInk.Grey);
                    }
                }
            }

            var pitch = Pitch(Math.Max(events.Count, persons.Count), tall - legend);
            Box(sheet, left, gunY, gunWidth, 40, Gun(view));
            for (var i = 0; i < events.Count; i++)
            {
                Box(sheet, middle, eventAt[i], eventWidth, pitch, [$"{events[i].Number.ToString(CultureInfo.InvariantCulture)}  {What(events[i].Event)}", events[i].Event.CaseNumber]);
            }

            for (var p = 0; p < persons.Count; p++)
            {
                Box(sheet, right, personAt[p], personWidth, pitch, [persons[p].Person.Label, string.Join(", ", persons[p].Person.Roles)]);
            }

            Foot(sheet, matter, events.Count, persons.Count, x, y + tall - legend + 2, width);
        });
    }

    private static void Foot(PaperSheet sheet, PaperMatter matter, int events, int persons, double x, double y, double width)
    {
        List<string> says = ["Solid: confirmed by an examiner or a test fire. Dashed: unconfirmed lead."];
        var (more, others) = (matter.View.Events.Count - events, matter.View.Persons.Count - persons);
        if (more > 0 || others > 0)
        {
            says.Add($"Not drawn: {PacketWords.Count(more, "event", "events")}, {PacketWords.Count(others, "person", "persons")}; the JSON packet has them.");
        }

        for (var i = 0; i < says.Count; i++)
        {
            sheet.Text(sheet.Fit(sheet.Clean(says[i]), Label, width), x, y + Label.Rise + i * Label.LineHeight, Label);
        }
    }

    private static string Words(PaperMatter matter, HashSet<string> sure)
    {
        var events = matter.View.Events;
        var confirmed = events.Count(e => sure.Contains(e.CaseKey.Value));
        var people = matter.View.Persons.Take(MostRows).Select(p => $"{p.Label}, {string.Join(" and ", p.Roles)}{(matter.EventsOf(p) is { Count: > 0 } on ? $", on {PaperMatter.Numbers(on)}" : "")}");
        return string.Create(CultureInfo.InvariantCulture, $"Case map: one presumed gun, joined to {PacketWords.Count(events.Count, "event", "events")}, {confirmed} of them by an examiner or a test fire. {string.Join("; ", people)}.");
    }

    /// <summary>The cases that hang together by hits and test fires alone: the largest such set on the gun.</summary>
    private static HashSet<string> Sure(LeadPacket view)
    {
        var links = view.CaseMap.Links;
        var cases = links.Where(l => l.Kind == "foundIn").ToLookup(l => l.From, l => l.To, StringComparer.Ordinal);
        var joined = links.Where(l => l.Kind is "nibinHit" or "testFire").SelectMany(l => new[] { (l.From, l.To), (From: l.To, To: l.From) }).ToLookup(l => l.From, l => l.To, StringComparer.Ordinal);
        HashSet<string> largest = [], seen = new(StringComparer.Ordinal);
        foreach (var start in joined.Select(j => j.Key).Order(StringComparer.Ordinal))
        {
            var reached = new HashSet<string>(StringComparer.Ordinal);
            for (var open = new Stack<string>([start]); open.TryPop(out var at);)
            {
                if (seen.Add(at))
                {
                    reached.UnionWith(cases[at]);
                    foreach (var next in joined[at])
                    {
                        open.Push(next);
                    }
                }
            }

            largest = reached.Count > largest.Count ? reached : largest;
        }

        return largest;
    }

    private static IReadOnlyList<string> Gun(LeadPacket view)
    {
        var firearm = view.Guns.SelectMany(g => g.Firearms).Select(f => f.Recovery).FirstOrDefault();
        return firearm is null ? ["Presumed gun", view.Lead.Exhibits.Select(e => e.Caliber).FirstOrDefault(c => !string.IsNullOrWhiteSpace(c)) ?? "caliber not told", "not recovered"]
            : ["Presumed gun", string.Join(' ', new[] { firearm.Make, firearm.Model, firearm.Caliber }.Where(s => !string.IsNullOrWhiteSpace(s))) is { Length: > 0 } what ? what : "firearm", "recovered"];
    }

    private static string What(GunEvent happened) => happened.Incident is { } incident ? PacketWords.Of(incident.Type) : "Not told yet";

    private static double Pitch(int rows, double height) => height / Math.Max(rows, 1);

    private static List<double> Rows(int count, double y, double height) => [.. Enumerable.Range(0, count).Select(i => y + Pitch(count, height) * (i + 0.5))];

    private static void Box(PaperSheet sheet, double x, double middle, double width, double pitch, IReadOnlyList<string> lines)
    {
        // A line fewer where the rows are close together.
        var fits = Math.Clamp((int)((pitch - 5) / Label.LineHeight), 1, lines.Count);
        var height = fits * Label.LineHeight + 3;
        sheet.Box(x, middle - height / 2, width, height, 0.7, filled: true);
        for (var i = 0; i < fits; i++)
        {
            var style = i == 0 ? Strong : Label;
            sheet.Text(sheet.Fit(sheet.Clean(lines[i]), style, width - 6), x + 3, middle - height / 2 + 1.5 + style.Rise + i * Label.LineHeight, style);
        }
    }
}
