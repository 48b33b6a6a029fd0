using System.Globalization;
using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Evidence;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>What to ask for again.</summary>
public sealed record LostMessagesRequest
{
    /// <summary>Whatever landed, was imaged or changed from then on; some hours before messages were lost.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Where the call before ended, as its <c>next</c> gave it; null: from the beginning.</summary>
    public string? Cursor { get; init; }
}

/// <summary>What one call asked for again.</summary>
/// <param name="Records">Records to link.</param>
/// <param name="Exhibits">Changes of exhibits to follow.</param>
/// <param name="Leads">Leads to look at and to list.</param>
public sealed record AskedAgain(int Records, int Exhibits, int Leads)
{
    /// <summary>The cursor of the next call; null: everything was asked for.</summary>
    public string? Next { get; init; }
}

/// <summary>Asks again for all the work that follows from the hub's documents, after messages were lost with their queues: a namespace that is gone, a data directory that was put together from two backups.</summary>
/// <remarks>
/// It walks the changes of the three containers whose changes ask for work, and sends what their outbox entries had sent. Each step may run any number of times, so what was done before is not done twice;
/// a version that was issued and never left is issued anew by the look at its lead (<see cref="LostPackets"/>). Records and leads go behind what is new, by the queues of histories; what exhibits and sealed records ask for does not wait.
/// What it cannot know: which entities a record mentioned before its newest version, and pushes to webhooks.
/// </remarks>
public sealed class LostMessages(IDocumentStore documents, IMessageQueue queue, LinkDesk desk, IOptions<PacketOptions> options, TimeProvider time)
{
    private static readonly string[] Walk = [Containers.Exhibits, Containers.Records, Containers.Leads];

    /// <summary>Goes one step of the walk: asks for what up to <see cref="PacketOptions.MaxAskedAgain"/> changes ask for. Call it with each <c>next</c> until there is none.</summary>
    public async Task<Result<AskedAgain>> AskAsync(LostMessagesRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Since is not { } since)
        {
            return Errors.Invalid([new FieldFault("/since", "required", "Say from when on; some hours before the messages were lost.")]);
        }

        if ((request.Cursor is null ? new Place(time.GetUtcNow(), 0, null) : Place.Read(request.Cursor)) is not { } place)
        {
            return Errors.BadCursor();
        }

        var page = await documents.ReadChangesAsync(Walk[place.At], place.Cursor, options.Value.MaxAskedAgain, cancel);
        var span = new Span(since, place.Began);
        var (asked, isPast) = Walk[place.At] switch
        {
            Containers.Exhibits => await ExhibitsAsync(page.Changes, span, cancel),
            Containers.Records => await RecordsAsync(page.Changes, span, cancel),
            _ => await LeadsAsync(page.Changes, span, cancel),
        };
        var next = page.Changes.Count > 0 && !isPast ? place with { Cursor = page.Cursor } : new Place(place.Began, place.At + 1, null);
        return asked with { Next = next.At < Walk.Length ? next.ToText() : null };
    }

    private async Task<(AskedAgain Asked, bool IsPast)> ExhibitsAsync(IReadOnlyList<DocumentChange> changes, Span span, CancellationToken cancel)
    {
        var clocked = changes.Select(c => (Change: c, At: ExhibitReader.ClockedAt(c.Document))).Where(c => c.At is not null);
        var (late, isPast) = Span.Among(clocked, c => c.At >= span.Since, c => c.At > span.Began);
        await desk.FollowExhibitsAsync([.. late.Select(c => c.Change)], cancel);
        return (new AskedAgain(0, late.Count, 0), isPast);
    }

    private async Task<(AskedAgain Asked, bool IsPast)> RecordsAsync(IReadOnlyList<DocumentChange> changes, Span span, CancellationToken cancel)
    {
        var (late, isPast) = Span.Among(changes.Select(LandedRecord.Read).OfType<LandedRecord>(), r => r.ReceivedAt >= span.Since, r => r.ReceivedAt > span.Began);

        // What landed together is one landing again: one agency, one feed, one moment.
        var requests = late.GroupBy(r => (r.Agency, r.Feed, r.ReceivedAt, r.IsSealed, Again: r.Version > 1)).SelectMany(landing => KeysOf(landing).Select((keys, number) => new LinkRequest(keys, landing.Key.Feed, landing.Key.Again)
        {
            Agency = landing.Key.Agency,
            At = landing.Key.ReceivedAt,
            Records = number == 0 && RetentionOptions.Feeds.Contains(landing.Key.Feed) ? [.. landing.Select(r => r.Id)] : null,
            Sealed = landing.Key.IsSealed,
        }));
        foreach (var way in requests.GroupBy(r => r.Sealed ? Queues.Links : Queues.BulkLinks))
        {
            await queue.SendAsync(way.Key, [.. way.Select(r => new QueueMessage(NewId(), JsonSerializer.SerializeToUtf8Bytes(r, CaseMapsJson.Default.LinkRequest)) { Subject = r.Feed, Properties = TraceParent.Carried() })], cancel);
        }

        return (new AskedAgain(late.Count, 0, 0), isPast);
    }

    /// <summary>What each message of a landing asks to link; of sealed records, which mention nothing, there is one that asks for nothing.</summary>
    private static IEnumerable<IReadOnlyList<string>> KeysOf(IEnumerable<LandedRecord> landing) =>
        landing.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Chunk(LandedRecord.KeysInOneMessage).DefaultIfEmpty([]);

    private async Task<(AskedAgain Asked, bool IsPast)> LeadsAsync(IReadOnlyList<DocumentChange> changes, Span span, CancellationToken cancel)
    {
        var leads = changes.Where(c => c.Document.Id == LeadDocument.DocumentId).Select(c => JsonSerializer.Deserialize(c.Document.Body.Span, TriageJson.Default.LeadDocument)!);
        var (late, isPast) = Span.Among(leads, l => l.ChangedSince(span.Since), l => l.IssuedAt > span.Began || l.Times.PacketSent > span.Began);
        if (late.Count > 0)
        {
            await queue.SendAsync(Queues.Lists, [.. late.Select(l => new QueueMessage(NewId(), JsonSerializer.SerializeToUtf8Bytes(new FollowRequest(l.LeadId), TriageJson.Default.FollowRequest)) { Subject = "again", Properties = TraceParent.Carried() })], cancel);
            await queue.SendAsync(Queues.BulkLeads, [.. late.Select(l => new LeadRequest(l.LeadId).ToMessage(NewId(), "again") with { Properties = TraceParent.Carried() })], cancel);
        }

        return (new AskedAgain(0, 0, late.Count), isPast);
    }

    /// <summary>A message of its own each time: one with the old id might be taken for that which was lost.</summary>
    private static string NewId() => Guid.CreateVersion7().ToString("n");

    /// <summary>Where a walk is.</summary>
    /// <param name="Began">When it began.</param>
    /// <param name="At">In which container of <see cref="Walk"/>.</param>
    /// <param name="Cursor">After which change there; null: at the first.</param>
    private sealed record Place(DateTimeOffset Began, int At, string? Cursor)
    {
        public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Began.UtcTicks}|{Walk[At]}|{Cursor}");

        /// <summary>A place as a caller gives it back; null where it is none.</summary>
        public static Place? Read(string text) =>
            text.Split('|', 3) is [var began, var container, var cursor] && long.TryParse(began, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks && Array.IndexOf(Walk, container) is >= 0 and var index
                ? new Place(new DateTimeOffset(ticks, TimeSpan.Zero), index, cursor.Length == 0 ? null : cursor)
                : null;
    }

    /// <summary>What a walk asks for: what is no older than an instant, and what was there when it began. Whatever comes later has its messages, and the walk would never catch up with it.</summary>
    private sealed record Span(DateTimeOffset Since, DateTimeOffset Began)
    {
        /// <summary>Which of some changes it asks for, and whether all of them came after it began.</summary>
        public static (List<T> Late, bool IsPast) Among<T>(IEnumerable<T> changes, Func<T, bool> isLate, Func<T, bool> isNew)
        {
            var all = changes.ToList();
            List<T> old = [.. all.Where(c => !isNew(c))];
            return ([.. old.Where(isLate)], all.Count > 0 && old.Count == 0);
        }
    }
}
