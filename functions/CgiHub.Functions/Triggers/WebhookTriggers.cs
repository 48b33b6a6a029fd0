using System.Text.Json;
using CgiHub.Core.Packets;
using CgiHub.Core.Packets.Webhooks;
using CgiHub.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Packets are pushed to agencies that want it.</summary>
public sealed class WebhookTriggers(WebhookSender sender)
{
    /// <summary>One attempt at one agency's webhook.</summary>
    [Function("PushPacket")]
    public Task Push([ServiceBusTrigger(Queues.Webhooks, Connection = "CgiHubServiceBus")] string message, CancellationToken cancel) =>
        sender.PushAsync(JsonSerializer.Deserialize(message, PacketsJson.Default.WebhookRequest) ?? throw new JsonException("An empty webhook request."), cancel);
}
