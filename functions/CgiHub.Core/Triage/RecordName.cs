using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.Triage;

/// <summary>Names records as packets do: <c>feed/agency/sourceId</c>, or <c>source/number</c> for what an enrichment source answered.</summary>
public static class RecordName
{
    /// <summary>A record of a feed.</summary>
    public static string Of(RecordRef reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return $"{reference.Feed}/{reference.Agency}/{reference.SourceId}";
    }

    /// <summary>A trace that eTrace answered.</summary>
    public static string Of(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return $"eTrace/{trace.TraceNumber}";
    }

    /// <summary>A record that probation or parole answered.</summary>
    public static string Of(Supervision supervision)
    {
        ArgumentNullException.ThrowIfNull(supervision);
        return $"{(supervision.Kind == SupervisionKind.Parole ? "parole" : "probation")}/{supervision.RecordId}";
    }

    /// <summary>The rules over any of these records, each once.</summary>
    public static IReadOnlyList<string> Rules(IEnumerable<string> records) =>
        [.. records.Select(DisseminationRule.OfRecord).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
