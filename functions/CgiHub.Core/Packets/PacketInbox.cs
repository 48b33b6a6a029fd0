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
/// <param name="Item">What is shown.</param>
public sealed record InboxEntry(InboxItem Item);

/// <summary>The inboxes: what each recipient has to read, acknowledges and reads.</summary>
/// <remarks>
/// Container <c>inboxes</c>, partition = ORI. Every packet has one document under <c>all|…</c>; while it is unacknowledged it has another one under <c>open|…</c>.
/// Both are sorted by the time of issue and change together.
/// </remarks>
public sealed class PacketInbox(IDocumentStore documents, DisseminationLog log, IOptions<PacketOptions> options, TimeProvider time)
{
    /// <summary>Puts a version into an inbox; an older one than what is there changes nothing.</summary>
    internal async Task KeepAsync(Ori ori, InboxItem item, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < options.Value.MaxAttempts; attempt++)
        {
            var (entry, etag) = await ReadAsync(ori, item.PacketId, cancel);
            if (entry is not null && entry.Item.Version >= item.Version)
            {
                return;
            }

            if (await WriteAsync(ori, item, etag, cancel))
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

        var prefix = all ? "all" : "open";
        var read = await documents.QueryAsync(new DocumentQuery(Containers.Inboxes, ori.Value) { From = prefix + "|", To = prefix + "}", Limit = page.Limit, Continuation = page.Cursor }, cancel);
        return new Page<InboxItem>([.. read.Documents.Select(d => JsonSerializer.Deserialize(d.Body.Span, PacketsJson.Default.InboxEntry)!.Item)], read.Continuation);
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
        if (wanted is null || await IssuedPackets.FindAsync(documents, leadId, wanted.Value, cancel) is not { } issued)
        {
            return Errors.NotFound("packet");
        }

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

        for (var attempt = 0; attempt < options.Value.MaxAttempts; attempt++)
        {
            var (entry, etag) = await ReadAsync(ori, packetId, cancel);
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

            if (entry.Item.AcknowledgedAt is not null || await WriteAsync(ori, entry.Item with { AcknowledgedAt = now }, etag, cancel))
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

    private async Task<bool> WriteAsync(Ori ori, InboxItem item, string? etag, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new InboxEntry(item), PacketsJson.Default.InboxEntry);
        string all = "all|" + item.PacketId, open = "open|" + item.PacketId, sort = $"|{SortKey.Of(item.IssuedAt)}|{item.PacketId}";
        var outcome = await documents.CommitAsync(Containers.Inboxes, ori.Value,
        [
            etag is null ? DocumentWrite.Create(all, body, "all" + sort) : DocumentWrite.Replace(all, etag, body, "all" + sort),
            item.AcknowledgedAt is null ? DocumentWrite.Upsert(open, body, "open" + sort) : DocumentWrite.Delete(open),
        ], cancel);
        return outcome.Committed;
    }
}
