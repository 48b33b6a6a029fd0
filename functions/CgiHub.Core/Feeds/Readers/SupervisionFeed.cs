using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds.Readers;

/// <summary>Probation and parole records.</summary>
public sealed class SupervisionFeed() : Feed<Supervision>("supervision", RecordsJson.Default.Supervision)
{
    /// <inheritdoc/>
    protected override void Check(Supervision record, RowCheck check)
    {
        check.Text("recordId", record.RecordId, 200);
        if (record.Person is null)
        {
            check.Fault("person", "required", "This field is required.");
        }

        check.OptionalPerson("person", record.Person);
        check.OptionalText("level", record.Level, 100);
        check.Plan("startedAt", record.StartedAt);
        check.Plan("endsAt", record.EndsAt);
        if (record.Officer is { } officer)
        {
            check.Enter("officer");
            check.OptionalText("name", officer.Name, 200);
            check.OptionalText("phone", officer.Phone, 50);
            check.OptionalText("email", officer.Email, 200);
            check.Leave();
        }

        check.Texts("conditions", record.Conditions, 100, 500);
        check.OptionalText("county", record.County, 100);
    }
}
