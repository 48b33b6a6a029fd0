using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds.Readers;

/// <summary>Weapons arrests.</summary>
public sealed class ArrestsFeed() : Feed<Arrest>("arrests", RecordsJson.Default.Arrest)
{
    /// <inheritdoc/>
    protected override void Check(Arrest record, RowCheck check)
    {
        check.Text("arrestNumber", record.ArrestNumber, 100);
        check.Time("arrestedAt", record.ArrestedAt);
        if (record.Offenses is null)
        {
            check.Fault("offenses", "required", "This field is required.");
        }
        else if (check.Length("offenses", record.Offenses.Count, 1, 100))
        {
            check.Texts("offenses", record.Offenses, 100, 500);
        }

        if (record.Person is null)
        {
            check.Fault("person", "required", "This field is required.");
        }

        check.OptionalPerson("person", record.Person);
        check.Place(record.Lat, record.Lon);
        check.OptionalText("firearmSerial", record.FirearmSerial, 100);
        check.OptionalText("caseNumber", record.CaseNumber, 100);
    }
}
