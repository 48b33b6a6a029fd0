using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds.Readers;

/// <summary>Firearm trace results (eTrace).</summary>
public sealed class TracesFeed() : Feed<Trace>("traces", RecordsJson.Default.Trace)
{
    /// <inheritdoc/>
    protected override void Check(Trace record, RowCheck check)
    {
        check.Text("traceNumber", record.TraceNumber, 100);
        check.Text("serial", record.Serial, 100);
        check.Text("make", record.Make, 100);
        check.OptionalText("model", record.Model, 100);
        check.OptionalText("type", record.Type, 100);
        check.OptionalText("caliber", record.Caliber, 50);
        check.Time("purchasedAt", record.PurchasedAt);
        check.Time("recoveredAt", record.RecoveredAt);
        check.OptionalPerson("purchaser", record.Purchaser);
        check.OptionalPerson("possessor", record.Possessor);
        if (record.Ffl is { } dealer)
        {
            check.Enter("ffl");
            check.OptionalText("licence", dealer.Licence, 50);
            check.OptionalText("name", dealer.Name, 200);
            check.OptionalText("city", dealer.City, 100);
            check.OptionalText("state", dealer.State, 50);
            check.Leave();
        }

        check.OptionalText("recoveryState", record.RecoveryState, 50);
    }
}
