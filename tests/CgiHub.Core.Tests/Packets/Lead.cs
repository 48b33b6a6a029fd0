using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Packets;

/// <summary>Pictures of leads for tests, as the linker would draw them.</summary>
internal static class Lead
{
    public static readonly Ori Lab = Ori.Parse("ZZLAB0001");
    public static readonly Ori North = Ori.Parse("ZZ0000001");
    public static readonly Ori South = Ori.Parse("ZZ0000002");
    public static readonly Ori East = Ori.Parse("ZZ0000003");
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly string Id = EntityKey.Lead(Lab, "26-0001").Value;

    public static readonly EnrichmentAnswers Nothing = new(
        [new("eTrace", EnrichmentStatus.None, null, null), new("probation", EnrichmentStatus.None, null, null), new("parole", EnrichmentStatus.None, null, null)], [], []);

    public static readonly EnrichmentAnswers Awaited = new(
        [new("eTrace", EnrichmentStatus.Pending, null, null), new("probation", EnrichmentStatus.None, null, null), new("parole", EnrichmentStatus.None, null, null)], [], []);

    /// <summary>A lead over the given cases, one exhibit each.</summary>
    public static LeadPicture Over(params (Ori Ori, string Case)[] cases)
    {
        var exhibits = cases.Select(c => new LeadExhibit(EntityKey.Exhibit(c.Ori, c.Case, "1"), EntityKey.Case(c.Ori, c.Case), c.Ori, c.Case, "1", "9mm", ExhibitSource.Scene, false)).ToList();
        var events = cases.Select((c, i) => Event(c.Ori, c.Case, Noon.AddDays(-cases.Length + i))).ToList();
        return new LeadPicture
        {
            Lead = new LeadFacts
            {
                LeadId = Id,
                LeadNumber = "26-0001",
                Site = Lab,
                Status = LeadStatus.Lead,
                At = Noon.AddHours(-2),
                ChangedAt = Noon.AddHours(-2),
                ReceivedAt = Noon.AddMinutes(-1),
                Exhibits = exhibits,
                Records = ["nibin/ZZLAB0001/n1"],
            },
            Gun = new PresumedGun("gn-" + exhibits.Min(e => e.Key.Value)![3..], exhibits, [Id], [.. cases.Select(c => c.Ori).Distinct().OrderBy(o => o.Value, StringComparer.Ordinal)]),
            Events = events,
            Map = new CaseMap([.. events.Select(e => new MapNode(e.CaseKey.Value, NodeKind.Incident, e.CaseNumber))], []),
        };
    }

    public static GunEvent Event(Ori ori, string number, DateTimeOffset at, IncidentType type = IncidentType.ShotsFired, double lat = 40.7, double lon = -74.0, params PersonInRole[] persons) => new()
    {
        CaseKey = EntityKey.Case(ori, number),
        Ori = ori,
        CaseNumber = number,
        ExhibitNumbers = ["1"],
        OnLead = true,
        At = at,
        Lat = lat,
        Lon = lon,
        Incident = new Incident { SourceId = number, CaseNumber = number, OccurredAt = at, Type = type, Lat = lat, Lon = lon, Persons = persons.Length == 0 ? null : persons },
        Records = [$"incidents/{ori}/{number}", "nibin/ZZLAB0001/n1"],
    };

    public static LeadPicture Standing(this LeadPicture picture, LeadStatus status) => picture with { Lead = picture.Lead with { Status = status } };

    public static StoredRecord Stored(string feed, Ori agency, FeedRecord record) => new(new RecordRef(feed, agency, record.SourceId, 1, Noon), record);
}
