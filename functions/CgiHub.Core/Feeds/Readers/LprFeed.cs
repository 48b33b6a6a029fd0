using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds.Readers;

/// <summary>License plate reads, and hot-list alerts among them.</summary>
public sealed class LprFeed() : Feed<PlateRead>("lpr", RecordsJson.Default.PlateRead)
{
    /// <inheritdoc/>
    protected override void Check(PlateRead record, RowCheck check)
    {
        check.Text("readId", record.ReadId, 200);
        check.Time("readAt", record.ReadAt);
        check.Text("plate", record.Plate, 100);
        check.OptionalText("plateState", record.PlateState, 20);
        check.Share("confidence", record.Confidence);
        check.Place(record.Lat, record.Lon);
        check.Text("device", record.Device, 200);
        check.OptionalText("reason", record.Reason, 500);
        check.OptionalText("hotlist", record.Hotlist, 200);
        check.OptionalText("imageUrl", record.ImageUrl, 4000);
    }
}
