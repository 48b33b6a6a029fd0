using System.Globalization;
using System.Text;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Triage;

/// <summary>The table that a commander asks for each month: how long each stage took, by agency, and for the region as a whole.</summary>
/// <param name="Month">The month, <c>yyyy-MM</c>, in the region's time zone. A lead counts in the month in which it was made, as it was told first.</param>
/// <param name="TimeZone">That zone.</param>
/// <param name="AsOf">When the table was made: what was open and due by then is a breach.</param>
/// <param name="Leads">How many leads it counts.</param>
/// <param name="Rows">By agency and stage; the region first.</param>
public sealed record ClockTable(string Month, string TimeZone, DateTimeOffset AsOf, int Leads, IReadOnlyList<ClockTableRow> Rows)
{
    /// <summary>There are more leads than one table counts; the figures are of those with the smallest ids.</summary>
    public bool Truncated { get; init; }
}

/// <summary>One stage of one agency. Hours are from the stage's beginning: the recovery up to the lead, the hub's knowledge of the lead for the packet, the packet from then on.</summary>
/// <param name="Agency">The agency; null for the region as a whole.</param>
/// <param name="Name">Its name in the registry, or null.</param>
/// <param name="Stage"><c>received</c>, <c>imaged</c>, <c>entered</c>, <c>lead</c>, <c>packetSent</c>, <c>acknowledged</c> or <c>firstAction</c>.</param>
/// <param name="Count">Times that it was reached and measured.</param>
/// <param name="P50">Median of the hours (nearest rank); null where none was measured.</param>
/// <param name="P90">90th percentile of the hours (nearest rank).</param>
/// <param name="Worst">Longest, in hours.</param>
/// <param name="Within">Share of those decided that were reached within their target, 0 to 1; null where none is decided.</param>
/// <param name="Breaches">Reached too late, or not reached and overdue.</param>
/// <param name="Open">Not reached yet, overdue or not.</param>
/// <param name="Implausible">Reached before it began, as somebody's clock has it; not measured.</param>
public sealed record ClockTableRow(Ori? Agency, string? Name, string Stage, int Count, double? P50, double? P90, double? Worst, double? Within, int Breaches, int Open, int Implausible);

/// <summary>Writes a table as CSV (RFC 4180), safe to open in a spreadsheet: no cell begins like a formula.</summary>
public static class ClockCsv
{
    private const string Header = "month,agency,name,stage,count,p50_hours,p90_hours,worst_hours,share_within,breaches,open,implausible";

    /// <summary>The table, a line for each row.</summary>
    public static string Write(ClockTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var row in table.Rows)
        {
            text.AppendJoin(',', new[]
            {
                table.Month, row.Agency?.Value ?? "REGION", Cell(row.Name), row.Stage, Number(row.Count), Number(row.P50), Number(row.P90), Number(row.Worst),
                Number(row.Within), Number(row.Breaches), Number(row.Open), Number(row.Implausible),
            }).Append("\r\n");
        }

        return text.ToString();
    }

    private static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";

    // A text that a spreadsheet would run gets an apostrophe, and any text with a separator, quote or line end gets quotes.
    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = text.TrimStart() is ['=' or '+' or '-' or '@' or '|' or '%', ..] || text[0] is '\t' or '\r' or '\n' ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\";\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
