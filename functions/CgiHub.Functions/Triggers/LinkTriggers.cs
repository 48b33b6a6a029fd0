using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Records that landed: which leads do they touch?</summary>
public sealed class LinkTriggers(LinkDesk desk, RecordWithdrawal withdrawal)
{
    /// <summary>One message of the queue <c>links</c>. What told a record that is sealed now is withdrawn first, so that the look that follows brings the notice.</summary>
    [Function("LinkRecords")]
    public async Task Link([ServiceBusTrigger(Queues.Links, Connection = "CgiHubServiceBus")] string message, CancellationToken cancel)
    {
        var request = JsonSerializer.Deserialize(message, CaseMapsJson.Default.LinkRequest) ?? throw new JsonException("An empty link request.");
        await withdrawal.FollowAsync(request, cancel);
        await desk.HandleAsync(request, cancel);
    }

    /// <summary>One message of the queue <c>bulk-links</c>: rows of an agency's history. What is sealed never comes by it.</summary>
    [Function("LinkBulkRecords")]
    public Task LinkBulk([ServiceBusTrigger(Queues.BulkLinks, Connection = "CgiHubServiceBus")] string message, CancellationToken cancel)
    {
        var request = JsonSerializer.Deserialize(message, CaseMapsJson.Default.LinkRequest) ?? throw new JsonException("An empty link request.");
        return desk.HandleBulkAsync(request, cancel);
    }

    /// <summary>Exhibits that were registered, and first images: the clocks of the leads that name them are looked at again.</summary>
    [Function("FollowExhibits")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public Task FollowExhibits(
        [CosmosDBTrigger(Containers.Database, Containers.Exhibits, Connection = "CgiHubCosmos", LeaseContainerName = "leases", LeaseContainerPrefix = "exhibits", StartFromBeginning = true)] IReadOnlyList<ChangedDocument> changes,
        CancellationToken cancel) =>
        desk.FollowExhibitsAsync([.. changes.Select(c => c.ToChange())], cancel);
}
