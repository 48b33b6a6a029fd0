using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using CgiHub.Core;
using CgiHub.Core.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace CgiHub.Functions.Hosting;

/// <summary>Times the handling of each message, in the trace that it carries: what the pumps of one machine do by themselves.</summary>
internal sealed class MessageSteps(HubSteps steps) : IFunctionsWorkerMiddleware
{
    /// <summary>The queue of each function that a message triggers; the worker does not tell it.</summary>
    internal static FrozenDictionary<string, string> Queue { get; } = new Dictionary<string, string>
    {
        ["LinkRecords"] = Queues.Links,
        ["EvaluateLead"] = Queues.Leads,
        ["LinkBulkRecords"] = Queues.BulkLinks,
        ["EvaluateBulkLead"] = Queues.BulkLeads,
        ["DispatchPacket"] = Queues.Dispatch,
        ["FollowLead"] = Queues.Lists,
        ["PushPacket"] = Queues.Webhooks,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (!Queue.TryGetValue(context.FunctionDefinition.Name, out var queue))
        {
            await next(context);
            return;
        }

        var message = context.BindingContext.BindingData;
        using var step = steps.Process(queue, "servicebus", Text(message, "MessageId") ?? "", TraceParentOf(message));
        if (int.TryParse(Text(message, "DeliveryCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var deliveries))
        {
            step.Tell("cgihub.deliveries", deliveries);
        }

        try
        {
            await next(context);
            step.End(Outcomes.Done);
        }
        catch (Exception failure)
        {
            step.Tell("error.type", failure.GetType().Name).End(failure is StoreUnavailableException ? Outcomes.Postponed : Outcomes.Failed);
            throw;
        }
    }

    private static string? Text(IReadOnlyDictionary<string, object?> message, string name) =>
        Convert.ToString(message.GetValueOrDefault(name), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text.Trim('"') : null;

    /// <summary>The application properties come as a JSON object; what is none of the hub's making carries nothing.</summary>
    private static string? TraceParentOf(IReadOnlyDictionary<string, object?> message)
    {
        if (message.GetValueOrDefault("ApplicationProperties") is not string properties)
        {
            return null;
        }

        try
        {
            using var read = JsonDocument.Parse(properties);
            return read.RootElement.ValueKind == JsonValueKind.Object && read.RootElement.TryGetProperty(TraceParent.Property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
