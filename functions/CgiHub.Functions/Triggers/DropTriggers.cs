using CgiHub.Core.Feeds;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Takes files that partners drop instead of calling.</summary>
public sealed class DropTriggers(FeedDrop drop)
{
    /// <summary>Takes one file.</summary>
    [Function("TakeDroppedFile")]
    public Task TakeFile([BlobTrigger("drop/{ori}/{feed}/{name}", Source = BlobTriggerSource.EventGrid, Connection = "CgiHubBlobs")] Stream content, string ori, string feed, string name, CancellationToken cancel) =>
        drop.TakeAsync(ori, feed, name, content, cancel);
}
