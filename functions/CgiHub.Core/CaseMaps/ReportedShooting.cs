using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>A shooting that somebody reported: a case whose incident is a homicide, a non-fatal shooting or shots fired.</summary>
internal sealed record ReportedShooting(EntityKey CaseKey, Ori Ori, string CaseNumber, IncidentType Type, SpaceTimePoint Point, string Record)
{
    /// <summary>The shootings among incident records: one for each case; of several records of a case the gravest tells.</summary>
    public static IEnumerable<ReportedShooting> Of(IEnumerable<StoredRecord> incidents) => incidents
        .GroupBy(r => EntityKey.Case(r.Ref.Agency, ((Incident)r.Record).CaseNumber))
        .Select(c => (c.Key, Told: c.OrderBy(r => ((Incident)r.Record).Type).ThenBy(r => ((Incident)r.Record).OccurredAt).ThenBy(r => r.Ref.Citation, StringComparer.Ordinal).First()))
        .Select(c => Of(c.Key, c.Told))
        .Where(s => s.Type is IncidentType.Homicide or IncidentType.NonFatalShooting or IncidentType.ShotsFired);

    private static ReportedShooting Of(EntityKey caseKey, StoredRecord told)
    {
        var incident = (Incident)told.Record;
        return new ReportedShooting(caseKey, told.Ref.Agency, incident.CaseNumber, incident.Type, new SpaceTimePoint(incident.OccurredAt, incident.Lat, incident.Lon), told.Ref.Citation);
    }
}
