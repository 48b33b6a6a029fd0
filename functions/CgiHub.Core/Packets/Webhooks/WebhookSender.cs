using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets.Webhooks;

/// <summary>
/// Pushes packet versions to agencies that want it, as CloudEvents 1.0 in structured JSON, signed. What fails waits in the queue and is tried again,
/// with growing pauses; what fails for good is left to the queue, which keeps it as a dead letter.
/// </summary>
/// <remarks>
/// The queue and the inbox have the packet all the same. A packet may come twice, and versions in another order than they were issued:
/// <c>webhook-id</c> is the same each time, and every packet says its version.
/// </remarks>
public sealed partial class WebhookSender(
    IDocumentStore documents, IMessageQueue queue, AgencyRegistry agencies, WebhookClient client, HubSteps steps, IOptions<WebhookOptions> options, IOptions<PacketOptions> packets, ILogger<WebhookSender> log)
{
    private const string EventType = "cgihub.lead-packet.v1";

    private readonly WebhookOptions _options = options.Value;
    private readonly ConcurrentDictionary<Ori, int> _inHand = new();

    /// <summary>Whether an agency wants its packets pushed.</summary>
    public async ValueTask<bool> WantsAsync(Ori recipient, CancellationToken cancel) => await agencies.FindAsync(recipient, cancel) is { Webhook: not null };

    /// <summary>Puts a packet into the queue of webhooks, for a recipient that wants it pushed. Again, it changes nothing: the queue drops what it knows.</summary>
    public ValueTask OfferAsync(LeadPacket view, Ori recipient, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(view);
        return queue.SendAsync(Queues.Webhooks, [MessageOf(new WebhookRequest(view.LeadId, view.Version, recipient), TimeSpan.Zero)], cancel);
    }

    /// <summary>Makes one attempt. An agency that no longer wants it, or is no longer active, is passed over.</summary>
    /// <exception cref="WebhookFailedException">It was the last attempt that the hub makes by itself.</exception>
    public async Task PushAsync(WebhookRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var step = steps.Begin(Steps.Push, kind: System.Diagnostics.ActivityKind.Client).About(request.LeadId, request.Version).Tell("cgihub.attempt", request.Attempt);
        if (await agencies.FindAsync(request.Ori, cancel) is not { Active: true, Webhook: { } webhook })
        {
            step.End(Outcomes.Absent);
            return;
        }

        string? failure = null;
        try
        {
            if (_inHand.AddOrUpdate(request.Ori, 1, (_, others) => others + 1) > _options.PerAgency)
            {
                await queue.SendAsync(Queues.Webhooks, [MessageOf(request with { Postponed = request.Postponed + 1 }, Doubled(_options.BusyDelay, request.Postponed))], cancel);
                step.End(Outcomes.Postponed);
            }
            else if (await EventAsync(request, cancel) is { } body)
            {
                failure = await SendAsync(request, webhook, body, cancel);
                step.End(failure is null ? Outcomes.Done : Outcomes.Failed);
            }
            else
            {
                step.End(Outcomes.Absent);
            }
        }
        finally
        {
            _inHand.AddOrUpdate(request.Ori, 0, (_, held) => held - 1);
        }

        if (failure is not null)
        {
            await AgainAsync(request, failure);
        }
    }

    private Task<string?> SendAsync(WebhookRequest request, AgencyWebhook webhook, byte[] body, CancellationToken cancel) =>
        WebhookSecret.Parse(_options.Secrets.GetValueOrDefault(webhook.SecretName)) is { } secret
            ? client.SendAsync(webhook, secret, IdOf(request), body, cancel)
            : Task.FromResult<string?>("the hub has no secret of that name");

    /// <summary>A pause that doubles, up to the longest.</summary>
    private TimeSpan Doubled(TimeSpan first, int times)
    {
        var doubled = first * Math.Pow(2, Math.Min(times, 20));
        return doubled < _options.RetryMax ? doubled : _options.RetryMax;
    }

    private async Task AgainAsync(WebhookRequest request, string failure)
    {
        LogFailed(request.Ori.Value, IdOf(request), request.Attempt, failure);
        if (request.Attempt >= _options.MaxAttempts)
        {
            throw new WebhookFailedException(failure);
        }

        // The attempt was made: that it has to be made again must not be lost to a host that stops.
        await queue.SendAsync(Queues.Webhooks, [MessageOf(request with { Attempt = request.Attempt + 1 }, Doubled(_options.RetryBase, request.Attempt - 1))], CancellationToken.None);
    }

    /// <summary>The event with the recipient's own view; null where the version or the recipient is none (any more).</summary>
    private async Task<byte[]?> EventAsync(WebhookRequest request, CancellationToken cancel)
    {
        if (await IssuedPackets.FindAsync(documents, request.LeadId, request.Version, cancel) is not { } issued
            || issued.Recipients.FirstOrDefault(r => r.Ori == request.Ori) is not { } recipient
            || await IssuedPackets.ViewAsync(documents, issued, recipient, cancel) is not { } view)
        {
            return null;
        }

        var whole = Write(request, view, null);
        return whole.Length <= _options.MaxBodyBytes ? whole : Write(request, view, whole.Length);
    }

    private byte[] Write(WebhookRequest request, LeadPacket view, int? tooLarge)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("specversion"u8, "1.0");
            writer.WriteString("id"u8, IdOf(request));
            writer.WriteString("source"u8, packets.Value.EventSource);
            writer.WriteString("type"u8, EventType);
            writer.WriteString("subject"u8, view.LeadId);
            writer.WriteString("time"u8, view.IssuedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("datacontenttype"u8, "application/json");
            if (tooLarge is { } bytes)
            {
                var reference = string.Create(CultureInfo.InvariantCulture, $"{packets.Value.PublicAddress.TrimEnd('/')}/api/v1/packets/{view.Id}?version={view.Version}");
                writer.WriteString("dataref"u8, reference);
                writer.WritePropertyName("data"u8);
                JsonSerializer.Serialize(writer, new ClaimCheck(reference, view.Id, view.LeadId, view.Version, view.Reason, bytes), PacketsJson.Default.ClaimCheck);
            }
            else
            {
                writer.WriteString("dataschema"u8, "urn:cgihub:schema:" + LeadPacket.SchemaName);
                writer.WritePropertyName("data"u8);
                JsonSerializer.Serialize(writer, view, PacketsJson.Default.LeadPacket);
            }

            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    private static string IdOf(WebhookRequest request) => string.Create(CultureInfo.InvariantCulture, $"{PacketWriter.IdOf(request.LeadId)}:{request.Version}:{request.Ori}");

    private static QueueMessage MessageOf(WebhookRequest request, TimeSpan delay) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{IdOf(request)}:{request.Attempt}:{request.Postponed}"), JsonSerializer.SerializeToUtf8Bytes(request, PacketsJson.Default.WebhookRequest))
        {
            Subject = "push",
            Delay = delay,
            Properties = TraceParent.Carried(),
        };

    [LoggerMessage(8101, LogLevel.Warning, "Attempt {Attempt} to push {Message} to {Agency} failed: {Why}.")]
    private partial void LogFailed(string agency, string message, int attempt, string why);
}

/// <summary>A webhook did not take a packet in all the attempts that the hub makes by itself.</summary>
public sealed class WebhookFailedException(string why) : Exception($"The webhook did not take the packet: {why}.");
