using CgiHub.Core.Feeds;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Takes files that partners drop instead of calling.</summary>
public sealed class DropTriggers(FeedDrop drop)
{
    /// <summary>Takes one file.</summary>
    [Function("TakeDroppedFile")]
    public Task TakeFile([BlobTrigger("drop/{file}", Source = BlobTriggerSource.EventGrid, Connection = "CgiHubBlobs")] Stream content, string file, CancellationToken cancel) =>
        drop.TakeAsync(file, content, cancel);
}
