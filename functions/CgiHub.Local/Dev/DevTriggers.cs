using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Queues;
using CgiHub.Functions.Http;
using CgiHub.Local.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Local.Dev;

/// <summary>What only a hub on one machine offers: tokens for whoever asks, and a look into the queues that Service Bus would hold.</summary>
internal sealed class DevTriggers(Door door, DevTokens tokens, AgencyRegistry agencies, SqliteMessageQueue queue, PumpService pumps)
{
    private const int MostTokenRequestBytes = 4096;

    [Function("DevToken")]
    public Task<IResult> MakeToken([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dev/token")] HttpRequest request, CancellationToken cancel) =>
        door.OpenToAnybodyAsync(request, async () =>
        {
            var read = await request.ReadJsonAsync(DevJson.Default.DevTokenRequest, MostTokenRequestBytes, cancel);
            return (await read.Then(asked => MakeAsync(asked, cancel))).ToHttp(DevJson.Default.DevToken);
        });

    [Function("DevQueues")]
    public Task<IResult> ListQueues([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dev/queues")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencyReceive | Roles.HubAdmin, async caller =>
        {
            // Change feeds first: what one of them holds goes into a queue next.
            var feeds = caller.Has(Roles.HubAdmin) ? await pumps.FeedsAsync(cancel) : [];
            var counts = await queue.CountsAsync(cancel);
            IReadOnlyList<DevQueue> queues = [.. counts
                .Where(q => MayUse(caller, q.Key))
                .Select(q => new DevQueue(q.Key, q.Value.Active, q.Value.Scheduled, q.Value.Dead))
                .Concat(feeds.Select(f => new DevQueue($"changes-{f.Container}-{f.Name}", f.Behind, 0, 0)))
                .OrderBy(q => q.Name, StringComparer.Ordinal)];
            return Answers.Json(new Page<DevQueue>(queues, null), DevJson.Default.PageDevQueue);
        });

    [Function("DevPeek")]
    public Task<IResult> Peek([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dev/queues/{name}")] HttpRequest request, string name, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencyReceive | Roles.HubAdmin, async caller =>
        {
            if (!MayUse(caller, name))
            {
                return new Problem(Errors.NotFound("queue"));
            }

            if (!request.ReadPage().TryGet(out var page, out var fault))
            {
                return new Problem(fault);
            }

            var peeked = await queue.PeekAsync(name, page.Limit, page.Cursor, cancel);
            return Answers.Json(new Page<DevMessage>([.. peeked.Items.Select(m => DevMessage.Of(m.Message, m.EnqueuedAt, m.DeliveryCount))], peeked.Continuation), DevJson.Default.PageDevMessage);
        });

    [Function("DevReceive")]
    public Task<IResult> Receive([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dev/queues/{name}/receive")] HttpRequest request, string name, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencyReceive | Roles.HubAdmin, async caller =>
        {
            if (!MayUse(caller, name))
            {
                return new Problem(Errors.NotFound("queue"));
            }

            var max = 50;
            if (request.ReadQuery("max") is { } text && (!int.TryParse(text, out max) || max is < 1 or > PageRequest.MostItems))
            {
                return new Problem(Errors.Invalid([new FieldFault("/max", "range", $"max is a whole number from 1 to {PageRequest.MostItems}.")]));
            }

            var counts = await queue.CountsAsync(cancel);
            var items = new List<DevMessage>();
            if (counts.TryGetValue(name, out var waiting) && waiting.Active > 0)
            {
                await TakeAsync(name, max, items, cancel);
            }

            return Answers.Json(new Page<DevMessage>(items, null), DevJson.Default.PageDevMessage);
        });

    /// <summary>Takes what is there now: messages that are locked elsewhere do not keep the caller waiting.</summary>
    private async Task TakeAsync(string name, int max, List<DevMessage> items, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            while (items.Count < max)
            {
                foreach (var received in await queue.ReceiveAsync(name, max - items.Count, patience.Token))
                {
                    if (await queue.CompleteAsync(received))
                    {
                        items.Add(DevMessage.Of(received.Message, received.EnqueuedAt, received.DeliveryCount));
                    }
                }

                // Of each session one message comes at a time: there may be more, but not for ever.
                patience.CancelAfter(TimeSpan.FromMilliseconds(100));
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nothing more is there; what was taken is answered.
            return;
        }
    }

    private static bool MayUse(Caller caller, string queueName) =>
        caller.Has(Roles.HubAdmin) || (caller.Agency is { } ori && queueName == Queues.Packets(ori.Value));

    private async Task<Result<DevToken>> MakeAsync(DevTokenRequest asked, CancellationToken cancel)
    {
        var roles = CallerReader.Parse(asked.Roles ?? []);
        if (roles == Roles.None)
        {
            return Errors.Invalid([new FieldFault("/roles", "required", $"Name at least one of: {string.Join(", ", CallerReader.Names((Roles)~0))}.")]);
        }

        if (asked.Subject is { Length: 0 or > 100 })
        {
            return Errors.Invalid([new FieldFault("/subject", "tooLong", "A subject has 1 to 100 characters.")]);
        }

        if (asked.Agency is null)
        {
            return tokens.Make(asked.Subject, roles, null);
        }

        if (!Ori.TryParse(asked.Agency, out var ori))
        {
            return Errors.Invalid([new FieldFault("/agency", "ori.format", "An ORI has nine letters and digits.")]);
        }

        await agencies.RegisterFirstSeenAsync(ori, cancel);
        return tokens.Make(asked.Subject, roles, ori);
    }
}

/// <summary>How much a queue holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Active">Messages that wait or are in hand.</param>
/// <param name="Scheduled">Messages whose time has not come.</param>
/// <param name="Dead">Messages that were given up.</param>
public sealed record DevQueue(string Name, long Active, long Scheduled, long Dead);

/// <summary>A message as its consumer sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="EnqueuedAt">When it was sent.</param>
/// <param name="DeliveryCount">How often it was delivered.</param>
/// <param name="Properties">Application properties.</param>
/// <param name="Body">Its body.</param>
public sealed record DevMessage(string Id, string? SessionId, string? Subject, DateTimeOffset EnqueuedAt, int DeliveryCount, IReadOnlyDictionary<string, string> Properties, JsonElement Body)
{
    internal static DevMessage Of(QueueMessage message, DateTimeOffset enqueuedAt, int deliveries)
    {
        var reader = new Utf8JsonReader(message.Body.Span);
        return new DevMessage(message.Id, message.SessionId, message.Subject, enqueuedAt, deliveries, message.Properties, JsonElement.ParseValue(ref reader));
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(DevTokenRequest))]
[JsonSerializable(typeof(DevToken))]
[JsonSerializable(typeof(Page<DevQueue>))]
[JsonSerializable(typeof(Page<DevMessage>))]
internal sealed partial class DevJson : JsonSerializerContext;
