using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds.Readers;

/// <summary>Incidents: homicides, shootings, shots fired, robberies, assaults, recoveries.</summary>
public sealed class IncidentsFeed() : Feed<Incident>("incidents", RecordsJson.Default.Incident)
{
    /// <inheritdoc/>
    protected override void Check(Incident record, RowCheck check)
    {
        check.Text("caseNumber", record.CaseNumber, 100);
        check.Time("occurredAt", record.OccurredAt);
        check.Place(record.Lat, record.Lon);
        check.OptionalText("address", record.Address, 500);
        check.Count("victims", record.Victims, 10_000);
        check.Count("injured", record.Injured, 10_000);
        check.Count("rounds", record.Rounds, 100_000);
        check.OptionalText("narrative", record.Narrative, 100_000);
        check.Each("persons", record.Persons, 100, static (c, person) => c.Person(person));
    }
}
