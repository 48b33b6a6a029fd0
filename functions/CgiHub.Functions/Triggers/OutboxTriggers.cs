using CgiHub.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Change feeds hand the outbox entries that were committed with documents to their queues.</summary>
public sealed class OutboxTriggers(Outbox outbox)
{
    private const string Database = "%CgiHub:Cosmos:Database%";
    private const string Connection = "CgiHub:Cosmos";
    private const string Leases = "leases";

    /// <summary>Entries committed with feed records.</summary>
    [Function("ForwardRecords")]
    public Task ForwardRecords(
        [CosmosDBTrigger(Database, Containers.Records, Connection = Connection, LeaseContainerName = Leases, LeaseContainerPrefix = Containers.Records, StartFromBeginning = true)] IReadOnlyList<ChangedDocument> changes,
        CancellationToken cancel) => ForwardAsync(Containers.Records, changes, cancel);

    /// <summary>Entries committed with leads and packets.</summary>
    [Function("ForwardLeads")]
    public Task ForwardLeads(
        [CosmosDBTrigger(Database, Containers.Leads, Connection = Connection, LeaseContainerName = Leases, LeaseContainerPrefix = Containers.Leads, StartFromBeginning = true)] IReadOnlyList<ChangedDocument> changes,
        CancellationToken cancel) => ForwardAsync(Containers.Leads, changes, cancel);

    private Task ForwardAsync(string container, IReadOnlyList<ChangedDocument> changes, CancellationToken cancel) =>
        outbox.ForwardAsync(container, [.. changes.Where(c => c.Id.StartsWith(OutboxEntry.IdPrefix, StringComparison.Ordinal)).Select(c => c.ToChange())], cancel);
}
