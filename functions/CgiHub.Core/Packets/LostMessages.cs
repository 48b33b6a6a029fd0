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
/// a version that was issued and never left goes out by the look at its lead (<see cref="LostPackets"/>). Records and leads go behind what is new, by the queues of histories; what exhibits and sealed records ask for does not wait.
/// What it cannot know: which entities a record mentioned before its newest version, and pushes to webhooks.
/// </remarks>
public sealed class LostMessages(IDocumentStore documents, IMessageQueue queue, LinkDesk desk, IOptions<PacketOptions> options)
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

        var place = (request.Cursor ?? Walk[0]).Split('|', 2);
        var at = Array.IndexOf(Walk, place[0]);
        if (at < 0)
        {
            return Errors.BadCursor();
        }

        var page = await documents.ReadChangesAsync(Walk[at], place.ElementAtOrDefault(1), options.Value.MaxAskedAgain, cancel);
        if (page.Changes.Count == 0)
        {
            return new AskedAgain(0, 0, 0) { Next = Walk.ElementAtOrDefault(at + 1) };
        }

        var asked = Walk[at] switch
        {
            Containers.Exhibits => new AskedAgain(0, await ExhibitsAsync(page.Changes, since, cancel), 0),
            Containers.Records => new AskedAgain(await RecordsAsync(page.Changes, since, cancel), 0, 0),
            _ => new AskedAgain(0, 0, await LeadsAsync(page.Changes, since, cancel)),
        };
        return asked with { Next = $"{Walk[at]}|{page.Cursor}" };
    }

    private async Task<int> ExhibitsAsync(IReadOnlyList<DocumentChange> changes, DateTimeOffset since, CancellationToken cancel)
    {
        List<DocumentChange> late = [.. changes.Where(c => ExhibitReader.ClockedAt(c.Document) >= since)];
        await desk.FollowExhibitsAsync(late, cancel);
        return late.Count;
    }

    private async Task<int> RecordsAsync(IReadOnlyList<DocumentChange> changes, DateTimeOffset since, CancellationToken cancel)
    {
        List<LandedRecord> late = [.. changes.Select(LandedRecord.Read).OfType<LandedRecord>().Where(r => r.ReceivedAt >= since)];

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

        return late.Count;
    }

    /// <summary>What each message of a landing asks to link; of sealed records, which mention nothing, there is one that asks for nothing.</summary>
    private static IEnumerable<IReadOnlyList<string>> KeysOf(IEnumerable<LandedRecord> landing)
    {
        var linked = new LinkedKeys();
        foreach (var record in landing)
        {
            linked.TryAdd(record.Keys);
        }

        return linked.Messages.Select(m => m.ToList()).DefaultIfEmpty([]);
    }

    private async Task<int> LeadsAsync(IReadOnlyList<DocumentChange> changes, DateTimeOffset since, CancellationToken cancel)
    {
        List<string> late = [.. changes.Where(c => c.Document.Id == LeadDocument.DocumentId)
            .Select(c => JsonSerializer.Deserialize(c.Document.Body.Span, TriageJson.Default.LeadDocument)!).Where(l => l.ChangedSince(since)).Select(l => l.LeadId)];
        if (late.Count > 0)
        {
            await queue.SendAsync(Queues.Lists, [.. late.Select(l => new QueueMessage(NewId(), JsonSerializer.SerializeToUtf8Bytes(new FollowRequest(l), TriageJson.Default.FollowRequest)) { Subject = "again", Properties = TraceParent.Carried() })], cancel);
            await queue.SendAsync(Queues.BulkLeads, [.. late.Select(l => new LeadRequest(l).ToMessage(NewId(), "again") with { Properties = TraceParent.Carried() })], cancel);
        }

        return late.Count;
    }

    /// <summary>A message of its own each time: one with the old id might be taken for that which was lost.</summary>
    private static string NewId() => Guid.CreateVersion7().ToString("n");
}
