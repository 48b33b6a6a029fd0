using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>How a record stands with its period; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RetentionState>))]
public enum RetentionState
{
    /// <summary>Its time is not near.</summary>
    [JsonStringEnumMemberName("kept")] Kept,

    /// <summary>It is to be reviewed: validated, or left to go.</summary>
    [JsonStringEnumMemberName("review")] Review,

    /// <summary>Its time is over; the next sweep purges it.</summary>
    [JsonStringEnumMemberName("due")] Due,

    /// <summary>It is purged.</summary>
    [JsonStringEnumMemberName("purged")] Purged,
}

/// <summary>A record and its period; nothing of what it says.</summary>
/// <param name="RecordId"><c>rc-…</c></param>
/// <param name="Feed">The feed.</param>
/// <param name="Agency">Who sent it.</param>
/// <param name="ReceivedAt">When the hub got it first.</param>
/// <param name="Basis">The rule by which it goes, or went.</param>
/// <param name="State">How it stands.</param>
public sealed record RetentionItem(string RecordId, string Feed, Ori Agency, DateTimeOffset ReceivedAt, string Basis, RetentionState State)
{
    /// <summary>From when on it is to be reviewed; null: it does not go by itself.</summary>
    public DateTimeOffset? ReviewBy { get; init; }

    /// <summary>When it is purged unless a person validates it; null: it does not go by itself.</summary>
    public DateTimeOffset? PurgeAt { get; init; }

    /// <summary>The last validation; null: there was none.</summary>
    public RecordValidation? Validated { get; init; }
}

/// <summary>A person found that a record is still good.</summary>
public sealed record ValidateRequest
{
    /// <summary>Why, in a sentence. It is kept: no names in it.</summary>
    public string? Reason { get; init; }

    /// <summary>Until when; null: one period from now, which is the most.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A person decides that a record must go.</summary>
public sealed record PurgeRequest
{
    /// <summary>Why, in a sentence. It is kept: no names in it.</summary>
    public string? Reason { get; init; }
}

/// <summary>What supervisors and administrators do about how long records are kept (28 CFR 23.20(h)): see what is due, validate it, purge it.</summary>
public sealed class RetentionDesk(RetentionBook book, RecordPurge purge, IOptions<RetentionOptions> options, IOptions<PacketOptions> packets, TimeProvider time)
{
    private const string Decision = "decision of the center";

    /// <summary>What goes by itself, soonest first. Where an agency has little of it, a page may be short; go on as long as there is a cursor.</summary>
    /// <param name="feed">Only this feed's; null for all.</param>
    /// <param name="agency">Only this agency's; null for all.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Result<Page<RetentionItem>>> ListAsync(string? feed, string? agency, PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (feed is not null && !RetentionOptions.Feeds.Contains(feed))
        {
            return Errors.BadFilter("feed", string.Join(", ", RetentionOptions.Feeds));
        }

        Ori? only = null;
        if (agency is not null)
        {
            if (!Ori.TryParse(agency, out var ori))
            {
                return Errors.BadFilter("agency", "an ORI");
            }

            only = ori;
        }

        return (await book.ListAsync(feed, only, page, cancel)).Then<Page<RetentionItem>>(found => new Page<RetentionItem>([.. found.Items.Select(ItemOf)], found.Next));
    }

    /// <summary>Prolongs a record's period because a person found it still good. Nothing else prolongs it.</summary>
    public async Task<Result<RetentionItem>> ValidateAsync(Caller caller, string recordId, ValidateRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (FaultOf(request.Reason) is { } fault)
        {
            return fault;
        }

        for (var attempt = 0; attempt < packets.Value.MaxAttempts; attempt++)
        {
            if (await book.FindPurgeAsync(recordId, cancel) is not null)
            {
                return Errors.RecordPurged();
            }

            if (await book.FindAsync(recordId, cancel) is not { } found)
            {
                return Errors.NotFound("record");
            }

            if (options.Value.Of(found.Entry.Feed) is not { } period)
            {
                return Errors.NothingToValidate();
            }

            var now = time.GetUtcNow();
            var until = request.Until ?? now + period;
            if (until <= now || until > now + period)
            {
                return Errors.ValidTooLong(now + period);
            }

            var entry = found.Entry with { Since = until - period, Validated = new RecordValidation(now, caller.Subject, request.Reason!.Trim()) };
            if (await book.MoveAsync(entry, found.ETag))
            {
                return await book.FindPurgeAsync(recordId, CancellationToken.None) is null ? ItemOf(entry) : Errors.RecordPurged();
            }
        }

        return Errors.LeadBusy();
    }

    /// <summary>Purges a record now. Asked again while that is under way, it goes on with it.</summary>
    public async Task<Result<RetentionItem>> PurgeAsync(Caller caller, string recordId, PurgeRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (FaultOf(request.Reason) is { } fault)
        {
            return fault;
        }

        if (await book.FindAsync(recordId, cancel) is not { Entry: var entry })
        {
            return StableId.Suffix("rc", recordId) is not null && await book.FindPurgeAsync(recordId, cancel) is not null ? Errors.RecordPurged() : Errors.NotFound("record");
        }

        var stone = new RecordTombstone(time.GetUtcNow(), Decision, caller.Subject) { Reason = request.Reason!.Trim() };
        var plan = await book.BeginAsync(new PurgePlan(recordId, entry.Agency, entry.Feed, stone), cancel);
        await purge.RunAsync(plan, cancel);
        return ItemOf(entry) with { Basis = plan.Tombstone.Rule, State = RetentionState.Purged, ReviewBy = null, PurgeAt = plan.Tombstone.At };
    }

    private Error? FaultOf(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? Errors.Invalid([new FieldFault("/reason", "required", "Say why; it is kept.")])
        : reason.Length > packets.Value.MaxNote ? Errors.Invalid([new FieldFault("/reason", "tooLong", $"At most {packets.Value.MaxNote} characters.")])
        : null;

    private RetentionItem ItemOf(RetentionEntry entry)
    {
        var now = time.GetUtcNow();
        var due = book.DueAt(entry);
        var review = due - options.Value.ReviewBefore;
        return new RetentionItem(entry.RecordId, entry.Feed, entry.Agency, entry.ReceivedAt, RetentionOptions.RuleOf(entry.Feed), due <= now ? RetentionState.Due : review <= now ? RetentionState.Review : RetentionState.Kept)
        {
            ReviewBy = review,
            PurgeAt = due,
            Validated = entry.Validated,
        };
    }
}
