using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds.Readers;

/// <summary>Recovered firearms and their test fires.</summary>
public sealed class FirearmsFeed() : Feed<FirearmRecovery>("firearms", RecordsJson.Default.FirearmRecovery)
{
    /// <inheritdoc/>
    protected override void Check(FirearmRecovery record, RowCheck check)
    {
        check.Text("caseNumber", record.CaseNumber, 100);
        check.Text("exhibitNumber", record.ExhibitNumber, 100);
        check.Time("recoveredAt", record.RecoveredAt);
        check.OptionalText("make", record.Make, 100);
        check.OptionalText("model", record.Model, 100);
        check.OptionalText("type", record.Type, 100);
        check.OptionalText("caliber", record.Caliber, 50);
        check.OptionalText("serial", record.Serial, 100);
        check.OptionalText("importer", record.Importer, 100);
        check.Place(record.Lat, record.Lon);
        check.OptionalPerson("possessor", record.Possessor);
        check.OptionalText("testFireExhibitNumber", record.TestFireExhibitNumber, 100);
    }
}
