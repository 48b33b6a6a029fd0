using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>The hub's own work on leads: look again, send what was issued, keep the lists.</summary>
public sealed class WorkTriggers(PacketIssuer issuer, PacketDispatcher dispatcher, LeadFollowing following)
{
    private const string Connection = "CgiHubServiceBus";

    /// <summary>A lead to look at again; one at a time per lead.</summary>
    [Function("EvaluateLead")]
    public Task Evaluate([ServiceBusTrigger(Queues.Leads, Connection = Connection, IsSessionsEnabled = true)] string message, CancellationToken cancel)
    {
        var request = JsonSerializer.Deserialize(message, PacketsJson.Default.LeadRequest) ?? throw new JsonException("An empty lead request.");
        return issuer.EvaluateAsync(request.LeadId, cancel);
    }

    /// <summary>A lead to look at again because of an agency's history; one at a time per lead, and beside the others.</summary>
    [Function("EvaluateBulkLead")]
    public Task EvaluateBulk([ServiceBusTrigger(Queues.BulkLeads, Connection = Connection, IsSessionsEnabled = true)] string message, CancellationToken cancel)
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

    /// <summary>A lead that changed; the triage list, the history and whatever else follows the leads is brought up to date with it.</summary>
    [Function("FollowLead")]
    public Task Follow([ServiceBusTrigger(Queues.Lists, Connection = Connection)] string message, int deliveryCount, CancellationToken cancel)
    {
        var request = JsonSerializer.Deserialize(message, TriageJson.Default.FollowRequest) ?? throw new JsonException("An empty follow request.");
        return following.FollowAsync(request, deliveryCount > 1, cancel);
    }
}
