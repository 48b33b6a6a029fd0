using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>The hub's own work on leads: look again, send what was issued, keep the triage list.</summary>
public sealed class WorkTriggers(PacketIssuer issuer, PacketDispatcher dispatcher, LeadList list, LeadHistory history)
{
    private const string Connection = "CgiHub:ServiceBus";

    /// <summary>A lead to look at again; one at a time per lead.</summary>
    [Function("EvaluateLead")]
    public Task Evaluate([ServiceBusTrigger(Queues.Leads, Connection = Connection, IsSessionsEnabled = true)] string message, CancellationToken cancel)
    {
        var request = JsonSerializer.Deserialize(message, PacketsJson.Default.LeadRequest) ?? throw new JsonException("An empty lead request.");
        return issuer.EvaluateAsync(request.LeadId, cancel);
    }

    /// <summary>A packet version to send; in the order of issue per lead.</summary>
    [Function("DispatchPacket")]
    public Task Dispatch([ServiceBusTrigger(Queues.Dispatch, Connection = Connection, IsSessionsEnabled = true)] string message, CancellationToken cancel)
    {
        var request = JsonSerializer.Deserialize(message, PacketsJson.Default.DispatchRequest) ?? throw new JsonException("An empty dispatch request.");
        return dispatcher.DispatchAsync(request.LeadId, request.Version, cancel);
    }

    /// <summary>The triage list follows the leads.</summary>
    [Function("FollowLeads")]
    public Task Follow(
        [CosmosDBTrigger("%CgiHub:Cosmos:Database%", Containers.Leads, Connection = "CgiHub:Cosmos", LeaseContainerName = "leases", LeaseContainerPrefix = "triage", StartFromBeginning = true)] IReadOnlyList<ChangedDocument> changes,
        CancellationToken cancel) =>
        list.FollowAsync([.. changes.Where(c => c.Id == LeadDocument.DocumentId).Select(c => c.ToChange())], cancel);

    /// <summary>How leads stood at each packet version is kept.</summary>
    [Function("FollowIssued")]
    public Task FollowIssued(
        [CosmosDBTrigger("%CgiHub:Cosmos:Database%", Containers.Leads, Connection = "CgiHub:Cosmos", LeaseContainerName = "leases", LeaseContainerPrefix = "history", StartFromBeginning = true)] IReadOnlyList<ChangedDocument> changes,
        CancellationToken cancel) =>
        history.FollowAsync([.. changes.Where(c => c.Id == LeadDocument.DocumentId).Select(c => c.ToChange())], cancel);
}
