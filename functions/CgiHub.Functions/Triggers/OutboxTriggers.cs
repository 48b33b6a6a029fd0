using CgiHub.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Change feeds hand the outbox entries that were committed with documents to their queues, and do nothing else.</summary>
/// <remarks>
/// A change feed that has called a function goes on, whether the function failed or not; so a page is tried until it is sent.
/// All that may fail for good is done behind a queue, which keeps what failed.
/// </remarks>
public sealed class OutboxTriggers(Outbox outbox)
{
    private const string Database = Containers.Database;
    private const string Connection = "CgiHubCosmos";
    private const string Leases = "leases";
    private const int Always = -1;
    private const string Soon = "00:00:01";
    private const string Late = "00:01:00";

    /// <summary>Entries committed with feed records.</summary>
    [Function("ForwardRecords")]
    [ExponentialBackoffRetry(Always, Soon, Late)]
    public Task ForwardRecords(
        [CosmosDBTrigger(Database, Containers.Records, Connection = Connection, LeaseContainerName = Leases, LeaseContainerPrefix = Containers.Records, StartFromBeginning = true)] IReadOnlyList<ChangedDocument> changes,
        CancellationToken cancel) => ForwardAsync(Containers.Records, changes, cancel);

    /// <summary>Entries committed with leads and packets.</summary>
    [Function("ForwardLeads")]
    [ExponentialBackoffRetry(Always, Soon, Late)]
    public Task ForwardLeads(
        [CosmosDBTrigger(Database, Containers.Leads, Connection = Connection, LeaseContainerName = Leases, LeaseContainerPrefix = Containers.Leads, StartFromBeginning = true)] IReadOnlyList<ChangedDocument> changes,
        CancellationToken cancel) => ForwardAsync(Containers.Leads, changes, cancel);

    private Task ForwardAsync(string container, IReadOnlyList<ChangedDocument> changes, CancellationToken cancel) =>
        outbox.ForwardAsync(container, [.. changes.Where(c => c.Id.StartsWith(OutboxEntry.IdPrefix, StringComparison.Ordinal)).Select(c => c.ToChange())], cancel);
}
