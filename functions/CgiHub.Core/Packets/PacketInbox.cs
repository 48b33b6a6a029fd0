using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>An entry of an agency's inbox.</summary>
/// <param name="PacketId">The packet.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="Reason">Why that was issued.</param>
/// <param name="Band">The lead's band, as far as the agency may see its reasons.</param>
/// <param name="IssuedAt">When it was issued.</param>
public sealed record InboxItem(string PacketId, string LeadId, int Version, PacketReason Reason, Band Band, DateTimeOffset IssuedAt)
{
    /// <summary>What this version, or one that nobody acknowledged before it, has to say of earlier ones: <c>purged</c>, <c>sealed</c>, <c>eliminated</c>; null: nothing.</summary>
    public IReadOnlyList<string>? Notices { get; init; }

    /// <summary>When the agency acknowledged this version; null while it has not.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>Where to go on.</summary>
    public PacketLinks Links => new($"/api/v1/packets/{PacketId}", $"/api/v1/packets/{PacketId}/ack", $"/api/v1/leads/{LeadId}/outcomes");
}

/// <summary>Where to go on from a packet.</summary>
/// <param name="Packet">Read it.</param>
/// <param name="Ack">Acknowledge it.</param>
/// <param name="Outcomes">Tell what came of it.</param>
public sealed record PacketLinks(string Packet, string Ack, string Outcomes);

/// <summary>An inbox entry as stored.</summary>
/// <param name="Item">What its agency is shown.</param>
public sealed record InboxEntry(InboxItem Item)
{
    /// <summary>The site's number of the lead; null for what was kept before the hub noted it.</summary>
    public string? LeadNumber { get; init; }

    /// <summary>When the agency should acknowledge, as it stood when this version was issued; null where no clock ran: it had acknowledged an earlier version, or is not in the registry.</summary>
    public DateTimeOffset? AcknowledgeBy { get; init; }

    /// <summary>How else it was sent: <c>queue</c>, <c>webhook</c>.</summary>
    public IReadOnlyList<string> SentBy { get; init; } = [];

    /// <summary>The trace of this version (<c>traceparent</c>), which its acknowledgement ends; null where nobody followed.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>An entry of an agency's inbox, as the center sees it.</summary>
/// <param name="PacketId">The packet.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="Version">Its newest version that the agency got.</param>
/// <param name="Reason">Why that was issued.</param>
/// <param name="Band">The lead's band, as far as the agency may see its reasons.</param>
/// <param name="IssuedAt">When it was issued.</param>
public sealed record DeliveredPacket(string PacketId, string LeadId, int Version, PacketReason Reason, Band Band, DateTimeOffset IssuedAt)
{
    /// <summary>The site's number of the lead; none for what was kept before the hub noted it.</summary>
    public string? LeadNumber { get; init; }

    /// <summary>When the agency acknowledged this version; none while it has not.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When it should acknowledge, as it stood when this version was issued; none where no clock ran.</summary>
    public DateTimeOffset? AcknowledgeBy { get; init; }

    /// <summary>How it was sent: <c>inbox</c> always, <c>queue</c> and <c>webhook</c> where the agency has them.</summary>
    public required IReadOnlyList<string> SentBy { get; init; }
}

/// <summary>The inboxes: what each recipient has to read, acknowledges and reads.</summary>
/// <remarks>
/// Container <c>inboxes</c>, partition = ORI. Every packet has one document under <c>all|…</c>; while it is unacknowledged it has another one under <c>open|…</c>.
/// Both are sorted by the time of issue and change together.
/// </remarks>
public sealed class PacketInbox(IDocumentStore documents, DisseminationLog log, HubSteps steps, IOptions<PacketOptions> options, TimeProvider time)
{
    /// <summary>Puts a version into an inbox; an older one than what is there changes nothing.</summary>
    internal async Task KeepAsync(Ori ori, InboxEntry entry, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < options.Value.MaxAttempts; attempt++)
        {
            var (before, etag) = await ReadAsync(ori, entry.Item.PacketId, cancel);
            if (before is not null && before.Item.Version >= entry.Item.Version)
            {
                return;
            }

            // What nobody has taken note of yet is not lost to the next version.
            var kept = before?.Item is { AcknowledgedAt: null, Notices: { } unread }
                ? entry with { Item = entry.Item with { Notices = [.. unread.Union(entry.Item.Notices ?? [], StringComparer.Ordinal)] } }
                : entry;
            if (await WriteAsync(ori, kept, etag, cancel))
            {
                return;
            }
        }

        throw new InvalidOperationException("An inbox entry changed each time that it was to be written; the message will come again.");
    }

    /// <summary>The caller's packets, oldest first: those not acknowledged yet, or all.</summary>
    public async Task<Result<Page<InboxItem>>> ListAsync(Caller caller, bool all, PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(page);
        if (caller.Agency is not { } ori)
        {
            return Errors.NoAgency();
        }

        var read = await QueryAsync(ori, all, newestFirst: false, page, cancel);
        return new Page<InboxItem>([.. read.Items.Select(e => e.Item)], read.Next);
    }

    /// <summary>An agency's packets, for the center: those not acknowledged yet, oldest first, or all, newest first.</summary>
    public async Task<Page<DeliveredPacket>> ListOfAsync(Ori ori, bool all, PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(page);
        var read = await QueryAsync(ori, all, newestFirst: all, page, cancel);
        return new Page<DeliveredPacket>(
            [
                .. read.Items.Select(e => new DeliveredPacket(e.Item.PacketId, e.Item.LeadId, e.Item.Version, e.Item.Reason, e.Item.Band, e.Item.IssuedAt)
                {
                    LeadNumber = e.LeadNumber,
                    AcknowledgedAt = e.Item.AcknowledgedAt,
                    AcknowledgeBy = e.AcknowledgeBy,
                    SentBy = ["inbox", .. e.SentBy],
                }),
            ], read.Next);
    }

    /// <summary>A packet as the caller may see it: the newest version that they got, or one that they name. Staff see it in full. A recipient's reading is in the dissemination log before it is answered.</summary>
    public async Task<Result<LeadPacket>> ReadAsync(Caller caller, string packetId, int? version, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!(await SeeAsync(caller, packetId, version, cancel)).TryGet(out var seen, out var error))
        {
            return error;
        }

        await log.RecordReadingAsync(caller, seen, "json", cancel);
        return seen.View;
    }

    /// <summary>The same, for whoever goes on with it and records the reading.</summary>
    internal async Task<Result<SeenPacket>> SeeAsync(Caller caller, string packetId, int? version, CancellationToken cancel)
    {
        if (PacketWriter.LeadOf(packetId) is not { } leadId || version is < 1)
        {
            return Errors.NotFound("packet");
        }

        var wanted = version ?? await NewestAsync(caller, packetId, leadId, cancel);
        if (wanted is null || await IssuedPackets.ReadAsync(documents, leadId, wanted.Value, cancel) is not { } document)
        {
            return Errors.NotFound("packet");
        }

        if (document.Withdrawn is { } withdrawn)
        {
            return caller.Has(Roles.Staff) ? withdrawn.Refusal(null)
                : withdrawn.Recipients.FirstOrDefault(r => r.Ori == caller.Agency) is { } had ? withdrawn.Refusal(had) : Errors.NotFound("packet");
        }

        var issued = document.Issued!;
        if (caller.Has(Roles.Staff))
        {
            return new SeenPacket(issued.Packet, null, Kept: false);
        }

        return issued.Recipients.FirstOrDefault(r => r.Ori == caller.Agency) is { } recipient && await IssuedPackets.ViewAsync(documents, issued, recipient, cancel) is { } view
            ? new SeenPacket(view, recipient.Because, recipient.Edition is not null)
            : Errors.NotFound("packet");
    }

    /// <summary>Acknowledges the newest version that the caller got. Again, it changes nothing. The lead's clock stops at the first one.</summary>
    public async Task<Result<Done>> AcknowledgeAsync(Caller caller, string packetId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Agency is not { } ori)
        {
            return Errors.NoAgency();
        }

        var read = await ReadAsync(ori, packetId, cancel);
        if (read.Entry is not { } found)
        {
            return Errors.NotFound("packet");
        }

        using var step = steps.BeginIn(found.TraceParent, Steps.Acknowledge).About(found.Item.LeadId, found.Item.Version);
        var acknowledged = await AcknowledgeAsync(ori, packetId, read, cancel);
        step.End(acknowledged.Error is not null ? Outcomes.Refused : found.Item.AcknowledgedAt is null ? Outcomes.Done : Outcomes.Unchanged);
        return acknowledged;
    }

    private async Task<Result<Done>> AcknowledgeAsync(Ori ori, string packetId, (InboxEntry? Entry, string? ETag) read, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < options.Value.MaxAttempts; attempt++)
        {
            var (entry, etag) = attempt == 0 ? read : await ReadAsync(ori, packetId, cancel);
            if (entry is null)
            {
                return Errors.NotFound("packet");
            }

            // The clock first: killed in between, the agency's next try finds its entry still open.
            var now = entry.Item.AcknowledgedAt ?? time.GetUtcNow();
            var stopped = await LeadState.ChangeAsync(documents, entry.Item.LeadId, null,
                lead => Acknowledged(lead, ori, now), [], options.Value.MaxAttempts, cancel);
            if (!stopped.TryGet(out _, out var error))
            {
                return error;
            }

            if (entry.Item.AcknowledgedAt is not null || await WriteAsync(ori, entry with { Item = entry.Item with { AcknowledgedAt = now } }, etag, cancel))
            {
                return default(Done);
            }
        }

        return Errors.LeadBusy();
    }

    /// <summary>What recipients answered, with the first answer of one of them.</summary>
    internal static IReadOnlyList<RecipientTimes> Heard(LeadDocument lead, Ori ori, DateTimeOffset at) =>
        [.. lead.Heard.Select(h => h.Ori == ori && h.AcknowledgedAt is null ? h with { AcknowledgedAt = at } : h)];

    private static LeadDocument Acknowledged(LeadDocument lead, Ori ori, DateTimeOffset at) =>
        lead.Times.Acknowledged is not null && !lead.Heard.Any(h => h.Ori == ori && h.AcknowledgedAt is null) && lead.TouchedAt >= at
            ? lead
            : lead with
            {
                Times = lead.Times with { Acknowledged = lead.Times.Acknowledged ?? at },
                Heard = Heard(lead, ori, at),
                TouchedAt = lead.TouchedAt > at ? lead.TouchedAt : at,
            };

    /// <summary>Whether a packet of this lead was sent to an agency.</summary>
    internal async Task<bool> HasAsync(Ori ori, string leadId, CancellationToken cancel) =>
        StableId.Suffix("ld", leadId) is not null && (await ReadAsync(ori, PacketWriter.IdOf(leadId), cancel)).Entry is not null;

    private async Task<int?> NewestAsync(Caller caller, string packetId, string leadId, CancellationToken cancel)
    {
        if (!caller.Has(Roles.Staff))
        {
            return caller.Agency is { } ori ? (await ReadAsync(ori, packetId, cancel)).Entry?.Item.Version : null;
        }

        var lead = await documents.ReadAsync(Containers.Leads, leadId, LeadDocument.DocumentId, cancel);
        return lead is null ? null : JsonSerializer.Deserialize(lead.Body.Span, TriageJson.Default.LeadDocument)!.Version;
    }

    private async Task<(InboxEntry? Entry, string? ETag)> ReadAsync(Ori ori, string packetId, CancellationToken cancel)
    {
        var stored = await documents.ReadAsync(Containers.Inboxes, ori.Value, "all|" + packetId, cancel);
        return stored is null ? (null, null) : (JsonSerializer.Deserialize(stored.Body.Span, PacketsJson.Default.InboxEntry)!, stored.ETag);
    }

    private async Task<Page<InboxEntry>> QueryAsync(Ori ori, bool all, bool newestFirst, PageRequest page, CancellationToken cancel)
    {
        var prefix = all ? "all" : "open";
        var read = await documents.QueryAsync(
            new DocumentQuery(Containers.Inboxes, ori.Value) { From = prefix + "|", To = prefix + "}", Descending = newestFirst, Limit = page.Limit, Continuation = page.Cursor }, cancel);
        return new Page<InboxEntry>([.. read.Documents.Select(d => JsonSerializer.Deserialize(d.Body.Span, PacketsJson.Default.InboxEntry)!)], read.Continuation);
    }

    private async Task<bool> WriteAsync(Ori ori, InboxEntry kept, string? etag, CancellationToken cancel)
    {
        var item = kept.Item;
        var body = JsonSerializer.SerializeToUtf8Bytes(kept, PacketsJson.Default.InboxEntry);
        string all = "all|" + item.PacketId, open = "open|" + item.PacketId, sort = $"|{SortKey.Of(item.IssuedAt)}|{item.PacketId}";
        var outcome = await documents.CommitAsync(Containers.Inboxes, ori.Value,
        [
            etag is null ? DocumentWrite.Create(all, body, "all" + sort) : DocumentWrite.Replace(all, etag, body, "all" + sort),
            item.AcknowledgedAt is null ? DocumentWrite.Upsert(open, body, "open" + sort) : DocumentWrite.Delete(open),
        ], cancel);
        return outcome.Committed;
    }
}
