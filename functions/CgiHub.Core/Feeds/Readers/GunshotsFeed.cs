using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds.Readers;

/// <summary>Acoustic gunshot alerts, their reviews and cancellations.</summary>
public sealed class GunshotsFeed() : Feed<GunshotAlert>("gunshots", RecordsJson.Default.GunshotAlert)
{
    /// <inheritdoc/>
    protected override void Check(GunshotAlert record, RowCheck check)
    {
        check.Text("alertId", record.AlertId, 200);
        check.Time("detectedAt", record.DetectedAt);
        check.Place(record.Lat, record.Lon);
        check.Count("rounds", record.Rounds, 100_000);
    }
}
