using Azure.Messaging.ServiceBus;
using CgiHub.Core.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CgiHub.Functions.ServiceBus;

/// <summary>
/// Tells once of every message of the hub's own queues that was given up, and sets it aside where it lies, so that nobody but an
/// administrator takes it from there.
/// </summary>
/// <remarks>One machine has no such functions: its queue logs what it gives up, and keeps it.</remarks>
public sealed partial class DeadLetterTriggers(TimeProvider time, ILogger<DeadLetterTriggers> log)
{
    private const string Connection = "CgiHubServiceBus";
    private const string Dead = "/$deadletterqueue";

    /// <summary>One that was to find the leads that records touch.</summary>
    [Function("NoteDeadLink")]
    public Task Link([ServiceBusTrigger(Queues.Links + Dead, Connection = Connection, AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancel) =>
        NoteAsync(Queues.Links, message, actions, cancel);

    /// <summary>One that was to look at a lead again.</summary>
    [Function("NoteDeadLead")]
    public Task Lead([ServiceBusTrigger(Queues.Leads + Dead, Connection = Connection, AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancel) =>
        NoteAsync(Queues.Leads, message, actions, cancel);

    /// <summary>One that was to find the leads that rows of an agency's history touch.</summary>
    [Function("NoteDeadBulkLink")]
    public Task BulkLink([ServiceBusTrigger(Queues.BulkLinks + Dead, Connection = Connection, AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancel) =>
        NoteAsync(Queues.BulkLinks, message, actions, cancel);

    /// <summary>One that was to look at a lead again because of an agency's history.</summary>
    [Function("NoteDeadBulkLead")]
    public Task BulkLead([ServiceBusTrigger(Queues.BulkLeads + Dead, Connection = Connection, AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancel) =>
        NoteAsync(Queues.BulkLeads, message, actions, cancel);

    /// <summary>One that was to send a packet version.</summary>
    [Function("NoteDeadDispatch")]
    public Task Dispatch([ServiceBusTrigger(Queues.Dispatch + Dead, Connection = Connection, AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancel) =>
        NoteAsync(Queues.Dispatch, message, actions, cancel);

    /// <summary>One that was to bring the lists up to date.</summary>
    [Function("NoteDeadList")]
    public Task List([ServiceBusTrigger(Queues.Lists + Dead, Connection = Connection, AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancel) =>
        NoteAsync(Queues.Lists, message, actions, cancel);

    /// <summary>One that was to push a packet version to an agency's webhook.</summary>
    [Function("NoteDeadWebhook")]
    public Task Webhook([ServiceBusTrigger(Queues.Webhooks + Dead, Connection = Connection, AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancel) =>
        NoteAsync(Queues.Webhooks, message, actions, cancel);

    private async Task NoteAsync(string queue, ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancel)
    {
        LogGivenUp(queue, message.MessageId, message.Subject, message.DeliveryCount, ServiceBusDeadLetters.ReasonOf(message));
        await actions.DeferMessageAsync(message, ServiceBusDeadLetters.Noted(time), cancel);
    }

    [LoggerMessage(7201, LogLevel.Error, "The queue {Queue} gave up the message {MessageId} ({Subject}) after {Deliveries} deliveries: {Reason} An administrator replays or deletes it.")]
    private partial void LogGivenUp(string queue, string messageId, string? subject, int deliveries, string reason);
}
