using System.Globalization;
using CgiHub.Core.Triage;
using CgiHub.Partners.Simulation;

namespace CgiHub.Local.Demo;

/// <summary>What came of a played region, as the hub's API told it.</summary>
internal sealed record DemoSummary
{
    public required Uri Hub { get; init; }

    public required SimulatedRegion Region { get; init; }

    public required PlayerProgress Played { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>The triage list, highest first.</summary>
    public required IReadOnlyList<LeadEntry> Leads { get; init; }

    /// <summary>Each lead's number with its clocks.</summary>
    public required IReadOnlyList<(string LeadNumber, IReadOnlyList<Clock> Clocks)> Clocks { get; init; }

    /// <summary>Messages in <c>packets-{ori}</c>, by ORI.</summary>
    public required IReadOnlyDictionary<string, long> Waiting { get; init; }

    public required string StaffToken { get; init; }

    /// <summary>The agency with most packets, and a token that acts for it.</summary>
    public required (string Ori, string Token) Agency { get; init; }

    /// <summary>The moment, for ages.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>Writes a summary as plain text, aligned for people.</summary>
internal static class DemoReport
{
    private const int Bar = 40;

    public static void Write(TextWriter output, DemoSummary summary)
    {
        var region = summary.Region;
        Line(output, $"  {summary.Played.Rows:N0} rows, {summary.Played.Exhibits:N0} exhibits and {summary.Played.Images:N0} images of {region.World.Agencies.Count} agencies over {region.Options.Days} days, played in {summary.Took.TotalSeconds:N0} s.");
        Bands(output, summary);
        Highest(output, summary);
        Packets(output, summary);
        Slowest(output, summary);
        Next(output, summary);
    }

    private static void Bands(TextWriter output, DemoSummary summary)
    {
        Title(output, "Leads by band");
        var most = Math.Max(1, summary.Leads.GroupBy(l => l.Band).Select(g => g.Count()).DefaultIfEmpty(0).Max());
        foreach (var band in Enum.GetValues<Band>())
        {
            var count = summary.Leads.Count(l => l.Band == band);
            var length = count == 0 ? 0 : Math.Max(1, count * Bar / most);
            Line(output, $"  {Word(band),-10} {count,4}  {new string('#', length)}");
        }
    }

    private static void Highest(TextWriter output, DemoSummary summary)
    {
        Title(output, "The three highest");
        for (var i = 0; i < Math.Min(3, summary.Leads.Count); i++)
        {
            var lead = summary.Leads[i];
            var status = lead.Status.ToString().ToLowerInvariant();
            Line(output, $"  {i + 1}  {lead.LeadNumber}  {Word(lead.Band)}, {lead.Score:N0} points   {status}, {Count(lead.Cases.Count, "case")}, {Count(lead.Owners.Count, "agency")}");
            foreach (var reason in lead.Because)
            {
                Line(output, $"       - {reason}");
            }
        }
    }

    private static void Packets(TextWriter output, DemoSummary summary)
    {
        Title(output, "Packets waiting");
        var agencies = summary.Region.World.Agencies
            .Select(a => (a.Ori.Value, a.Agency.Name, Count: summary.Waiting.GetValueOrDefault(a.Ori.Value)))
            .Where(a => a.Count > 0).OrderByDescending(a => a.Count).ThenBy(a => a.Value, StringComparer.Ordinal).ToList();
        var width = agencies.Select(a => a.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var (ori, name, count) in agencies)
        {
            Line(output, $"  {ori}  {name.PadRight(width)}  {count,4}");
        }
    }

    private static void Slowest(TextWriter output, DemoSummary summary)
    {
        Title(output, "Slowest clocks");
        var late = summary.Clocks
            .SelectMany(l => l.Clocks.Where(c => c is { Breached: true, DueAt: not null }).Select(c => (l.LeadNumber, c.Name, By: (c.At ?? summary.Now) - c.DueAt!.Value)))
            .GroupBy(c => c.Name, StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Count: g.Count(), Worst: g.MaxBy(c => c.By)))
            .OrderByDescending(c => c.Worst.By).ToList();
        foreach (var (name, count, worst) in late)
        {
            Line(output, $"  {name,-13} {count,4} over target, worst {worst.LeadNumber} by {Span(worst.By)}");
        }

        Line(output, late.Count == 0 ? $"  none of {summary.Leads.Count} leads is over its targets" : "  (a month was played in a minute: what the hub received is as late as the month is long)");
    }

    private static void Next(TextWriter output, DemoSummary summary)
    {
        var hub = summary.Hub.GetLeftPart(UriPartial.Authority);
        Title(output, "Where to look next");
        if (summary.Leads.Count > 0)
        {
            Line(output, $"  STAFF={summary.StaffToken}");
            Line(output, $"  curl -s {hub}/api/v1/leads?order=priority -H \"Authorization: Bearer $STAFF\"");
            Line(output, $"  curl -s {hub}/api/v1/leads/{summary.Leads[0].LeadId} -H \"Authorization: Bearer $STAFF\"");
            Line(output, $"  curl -s {hub}/api/v1/leads/{summary.Leads[0].LeadId}/case-map -H \"Authorization: Bearer $STAFF\"");
            output.WriteLine();
        }

        Line(output, $"  AGENCY={summary.Agency.Token}");
        Line(output, $"  curl -s {hub}/api/v1/inbox -H \"Authorization: Bearer $AGENCY\"          # as {summary.Agency.Ori}");
        output.WriteLine();
        Line(output, $"  {hub}/board             the staff's page");
        Line(output, $"  {hub}/openapi/v1.json   every route");
        Line(output, $"  docs/architecture.md{new string(' ', Math.Max(1, hub.Length - 1))}how it works");
        output.WriteLine();
        Line(output, $"  The hub keeps serving at {hub}. Press Ctrl+C to stop it.");
        output.Flush();
    }

    private static void Title(TextWriter output, string title)
    {
        output.WriteLine();
        output.WriteLine(title);
    }

    private static void Line(TextWriter output, string text) => output.WriteLine(text);

    private static string Word(Band band) => band.ToString().ToLowerInvariant();

    private static string Count(int count, string one) => count == 1 ? $"1 {one}" : one.EndsWith('y') ? $"{count} {one[..^1]}ies" : $"{count} {one}s";

    private static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:N0} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:N0} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:N0} minutes"),
    };
}
