using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Packets.Webhooks;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>Sends a packet version to its recipients: an entry in each inbox, a message in each queue, and one record of the releases.</summary>
/// <remarks>
/// Run again, it changes nothing: the inbox takes newer versions only, the queues drop a message id that they know,
/// and once the release is recorded nothing is sent any more.
/// </remarks>
public sealed class PacketDispatcher(IDocumentStore documents, IMessageQueue queue, PacketInbox inbox, ToldRecords told, HubSteps steps, IOptions<PacketOptions> options, TimeProvider time, WebhookSender? webhooks = null)
{
    private const string EventType = "cgihub.lead-packet.v1";

    /// <summary>Sends one version; a version that does not exist (any more) is passed over.</summary>
    public async Task DispatchAsync(string leadId, int version, CancellationToken cancel)
    {
        using var step = steps.Begin(Steps.Dispatch).About(leadId, version);
        if (await documents.ReadAsync(Containers.Leads, leadId, DisseminationLog.SentId(version), cancel) is not null
            || await documents.ReadAsync(Containers.Leads, leadId, PacketDocument.IdOf(version), cancel) is not { } stored
            || PacketDocument.Read(stored).Issued is not { } issued)
        {
            // One that was withdrawn before it was sent is none: the next version says so.
            step.End(Outcomes.Unchanged);
            return;
        }

        await told.KeepAsync(leadId, issued, stored.Body, cancel);
        var releases = await Task.WhenAll(issued.Recipients.Select(r => SendAsync(issued, r, cancel)));

        // It has been sent: that it was must not be lost to a host that stops.
        var entry = new DisseminationEntry(issued.Packet.Id, version, time.GetUtcNow(), releases);
        var write = DocumentWrite.Upsert(DisseminationLog.SentId(version), JsonSerializer.SerializeToUtf8Bytes(entry, PacketsJson.Default.DisseminationEntry), DisseminationLog.SentId(version));
        var kept = await LeadState.ChangeAsync(documents, leadId, null,
            lead => lead.Times.PacketSent is null ? lead with { Times = lead.Times with { PacketSent = entry.SentAt } } : lead, [write], options.Value.MaxAttempts, CancellationToken.None);
        if (kept.Error is not null)
        {
            throw new InvalidOperationException("The lead changed each time that its release was to be recorded; the message will come again.");
        }

        step.Tell("cgihub.recipients", releases.Length).End(Outcomes.Done);
    }

    /// <summary>The request to send a version, which commits with it.</summary>
    internal static OutboxEntry RequestOf(LeadPacket packet) =>
        new(Queues.Dispatch, string.Create(CultureInfo.InvariantCulture, $"{packet.Id}:{packet.Version}"), Name(packet.Reason),
            JsonSerializer.SerializeToElement(new DispatchRequest(packet.LeadId, packet.Version), PacketsJson.Default.DispatchRequest)) { SessionId = packet.LeadId };

    /// <summary>A reason as it is written on the wire.</summary>
    internal static string Name(PacketReason reason) => reason switch
    {
        PacketReason.New => "new",
        PacketReason.NewEvent => "newEvent",
        PacketReason.Enriched => "enriched",
        PacketReason.Confirmed => "confirmed",
        PacketReason.Eliminated => "eliminated",
        _ => "released",
    };

    /// <summary>The reason of that name.</summary>
    internal static PacketReason ReasonOf(string name) => Enum.GetValues<PacketReason>().Single(r => Name(r) == name);

    /// <summary>A band as it is written on the wire.</summary>
    internal static string Name(Band band) => band switch
    {
        Band.Immediate => "immediate",
        Band.High => "high",
        Band.Medium => "medium",
        _ => "low",
    };

    /// <summary>The kinds of the notices that a version brings, as they are written on the wire; null where it brings none.</summary>
    private static List<string>? NewNotices(LeadPacket view)
    {
        List<string> kinds = [.. (view.Notices ?? []).Where(n => n.Version == view.Version).Select(n => Name(n.Kind)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return kinds.Count == 0 ? null : kinds;
    }

    private static string Name(NoticeKind kind) => kind switch
    {
        NoticeKind.Purged => "purged",
        NoticeKind.Sealed => "sealed",
        _ => "eliminated",
    };

    private async Task<Release> SendAsync(IssuedPacket issued, PacketRecipient recipient, CancellationToken cancel)
    {
        var view = await IssuedPackets.ViewAsync(documents, issued, recipient, cancel) ?? throw new InvalidOperationException("A recipient's edition of the packet is gone; it is not sent another.");
        var to = recipient.Registered ? Queues.Packets(recipient.Ori.Value) : null;
        var pushed = to is not null && webhooks is not null && await webhooks.WantsAsync(recipient.Ori, cancel);
        await inbox.KeepAsync(recipient.Ori, new InboxEntry(new InboxItem(view.Id, view.LeadId, view.Version, view.Reason, view.Priority.Band, view.IssuedAt) { Notices = NewNotices(view) })
        {
            LeadNumber = view.Lead.LeadNumber,
            AcknowledgeBy = recipient.AcknowledgeBy,
            TraceParent = TraceParent.OfCurrent,
            SentBy = [.. to is null ? Array.Empty<string>() : ["queue"], .. pushed ? ["webhook"] : Array.Empty<string>()],
        }, cancel);
        if (to is not null)
        {
            await queue.SendAsync(to, [MessageOf(view, recipient.Ori)], cancel);
        }

        if (pushed)
        {
            await webhooks!.OfferAsync(view, recipient.Ori, cancel);
        }

        return new Release(recipient.Ori, recipient.Because, to, DisseminationLog.RulesOf(view, recipient.Edition is not null)) { Form = to is null ? "inbox" : "message" };
    }

    private QueueMessage MessageOf(LeadPacket view, Ori recipient)
    {
        var id = $"{view.Id}:{view.Version.ToString(CultureInfo.InvariantCulture)}:{recipient}";
        var reason = Name(view.Reason);
        var properties = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["band"] = Name(view.Priority.Band),
            ["leadId"] = view.LeadId,
            ["version"] = view.Version.ToString(CultureInfo.InvariantCulture),
            ["region"] = view.Region,
            ["schema"] = LeadPacket.SchemaName,

            // CloudEvents 1.0, binary mode of the AMQP binding; the content type is the message's own.
            ["cloudEvents:specversion"] = "1.0",
            ["cloudEvents:id"] = id,
            ["cloudEvents:source"] = options.Value.EventSource,
            ["cloudEvents:type"] = EventType,
            ["cloudEvents:subject"] = view.LeadId,
            ["cloudEvents:time"] = view.IssuedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
            ["cloudEvents:dataschema"] = "urn:cgihub:schema:" + LeadPacket.SchemaName,
        };
        if (TraceParent.OfCurrent is { } trace)
        {
            properties[TraceParent.Property] = trace;
        }

        if (NewNotices(view) is { } notices)
        {
            properties["notice"] = string.Join(',', notices);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(view, PacketsJson.Default.LeadPacket);
        if (body.Length > options.Value.MaxMessageBytes)
        {
            var reference = $"{options.Value.PublicAddress.TrimEnd('/')}/api/v1/packets/{view.Id}?version={view.Version.ToString(CultureInfo.InvariantCulture)}";
            properties["cloudEvents:dataref"] = reference;
            body = JsonSerializer.SerializeToUtf8Bytes(new ClaimCheck(reference, view.Id, view.LeadId, view.Version, view.Reason, body.Length), PacketsJson.Default.ClaimCheck);
        }

        return new QueueMessage(id, body) { SessionId = view.LeadId, Subject = reason, Properties = properties };
    }
}

/// <summary>What a message carries in place of a packet that is too large for it (CloudEvents <c>dataref</c>).</summary>
/// <param name="Dataref">Where the packet is read.</param>
/// <param name="Id">The packet.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="Version">The version.</param>
/// <param name="Reason">Why it was issued.</param>
/// <param name="Bytes">How large it is.</param>
public sealed record ClaimCheck(string Dataref, string Id, string LeadId, int Version, PacketReason Reason, int Bytes);
