using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>The order of the triage list.</summary>
public enum LeadOrder
{
    /// <summary>Highest first.</summary>
    Priority,

    /// <summary>Newest first.</summary>
    Received,

    /// <summary>What is due first, first; leads whose clocks have all been reached are not in it.</summary>
    Breach,

    /// <summary>What nobody touched for longest, first; leads that are settled or eliminated are not in it.</summary>
    Untouched,
}

/// <summary>Which leads a caller wants; null filters let everything through.</summary>
/// <param name="Order">In which order.</param>
public sealed record LeadFilter(LeadOrder Order)
{
    /// <summary>Only this band.</summary>
    public Band? Band { get; init; }

    /// <summary>Only this status.</summary>
    public LeadStatus? Status { get; init; }

    /// <summary>Only leads whose clock of this name is in breach.</summary>
    public string? Clock { get; init; }

    /// <summary>Only leads with an event of this agency.</summary>
    public Ori? Agency { get; init; }

    /// <summary>Only leads whose number, a case number on their gun, or assignee contains this, compared by letters and digits.</summary>
    public string? Text { get; init; }
}

/// <summary>
/// The triage list. It follows the leads (<see cref="LeadFollowing"/>): whatever was committed to a lead comes to its entries,
/// also when the worker that committed it was killed right after.
/// </summary>
/// <remarks>Container <c>triage</c>, partition = region and order, id = lead id, so that a newer entry takes the older one's place.</remarks>
public sealed class LeadList(IDocumentStore documents, LeadTriage triage, IOptions<HubOptions> hub, IOptions<TriageOptions> options) : ILeadFollower
{
    private const int RowsOfOneRead = 200;

    /// <inheritdoc/>
    public Task FollowAsync(LeadDocument lead, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lead);
        var body = JsonSerializer.SerializeToUtf8Bytes(EntryOf(lead), TriageJson.Default.LeadEntry);
        return Task.WhenAll(Enum.GetValues<LeadOrder>().Select(order =>
            documents.CommitAsync(Containers.Triage, Partition(lead.Region, order), [DocumentWrite.Upsert(lead.LeadId, body, SortOf(lead, order))], cancel).AsTask()));
    }

    /// <summary>A page of the list. A page may be short of its limit where filters pass much over; go on as long as there is a cursor.</summary>
    public async Task<Result<Page<LeadEntry>>> ListAsync(LeadFilter filter, PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var items = new List<LeadEntry>(page.Limit);
        var continuation = page.Cursor;
        var scanned = 0;
        do
        {
            var read = await documents.QueryAsync(new DocumentQuery(Containers.Triage, Partition(hub.Value.Region, filter.Order))
            {
                Descending = filter.Order is LeadOrder.Priority or LeadOrder.Received,
                Limit = Math.Min(RowsOfOneRead, page.Limit - items.Count),
                Continuation = continuation,
            }, cancel);
            items.AddRange(read.Documents.Select(d => Now(JsonSerializer.Deserialize(d.Body.Span, TriageJson.Default.LeadEntry)!)).Where(e => Passes(e, filter)));
            scanned += read.Documents.Count;
            continuation = read.Continuation;
        }
        while (continuation is not null && items.Count < page.Limit && scanned < options.Value.MaxScanned);

        return new Page<LeadEntry>(items, continuation);
    }

    /// <summary>Open leads that nobody touched since before an instant, with since when; true where there are more than one request looks through.</summary>
    public async Task<(IReadOnlyList<(LeadEntry Entry, DateTimeOffset Since)> Leads, bool More)> UntouchedAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var found = new List<(LeadEntry Entry, DateTimeOffset Since)>();
        string? continuation = null;
        do
        {
            var read = await documents.QueryAsync(new DocumentQuery(Containers.Triage, Partition(hub.Value.Region, LeadOrder.Untouched)) { To = SortKey.Of(before), Limit = RowsOfOneRead, Continuation = continuation }, cancel);
            found.AddRange(read.Documents.Select(d => JsonSerializer.Deserialize(d.Body.Span, TriageJson.Default.LeadEntry)!).Select(e => (Now(e), e.TouchedAt ?? e.ReceivedAt)));
            continuation = read.Continuation;
        }
        while (continuation is not null && found.Count < options.Value.MaxScanned);

        return (found, continuation is not null);
    }

    private static LeadEntry EntryOf(LeadDocument lead) => new()
    {
        LeadId = lead.LeadId,
        LeadNumber = lead.LeadNumber,
        Site = lead.Site,
        Status = lead.Status,
        Band = lead.Priority.Band,
        Score = lead.Priority.Score,
        Because = [.. lead.Priority.Factors.Take(3).Select(f => f.Because)],
        TraffickingIndex = lead.Priority.TraffickingIndex,
        ReceivedAt = lead.Times.LeadReceived,
        Version = lead.Version,
        Cases = lead.Cases,
        Owners = lead.Owners,
        AssignedTo = lead.AssignedTo,
        Breached = [],
        Points = lead.Priority.Points,
        Since = lead.Priority.Since,
        Times = lead.Times,
        TouchedAt = lead.TouchedAt,
    };

    // What moves with time is computed when somebody looks.
    private LeadEntry Now(LeadEntry stored)
    {
        var (score, band) = triage.ScoreOf(stored.Points ?? 0, stored.Since ?? stored.ReceivedAt);
        var clocks = stored.Times is { } times ? triage.ClocksOf(times) : [];
        return stored with
        {
            Score = Math.Round(score, 2),
            Band = band,
            NextClock = LeadClocks.Next(clocks),
            Breached = [.. clocks.Where(c => c.Breached).Select(c => c.Name)],
            Points = null,
            Since = null,
            Times = null,
        };
    }

    private string? SortOf(LeadDocument lead, LeadOrder order) => order switch
    {
        LeadOrder.Priority => lead.Priority.SortKey,
        LeadOrder.Received => SortKey.Of(lead.Times.LeadReceived),
        LeadOrder.Untouched => lead.Status != LeadStatus.Eliminated && !lead.Settled ? SortKey.Of(lead.TouchedAt ?? lead.Times.LeadReceived) : null,
        _ => LeadClocks.Next(triage.ClocksOf(lead.Times)) is { DueAt: { } due } && lead.Status != LeadStatus.Eliminated ? SortKey.Of(due) : null,
    };

    private static bool Passes(LeadEntry entry, LeadFilter filter) =>
        (filter.Band is null || entry.Band == filter.Band)
        && (filter.Status is null || entry.Status == filter.Status)
        && (filter.Clock is null || entry.Breached.Contains(filter.Clock, StringComparer.Ordinal))
        && (filter.Agency is not { } agency || entry.Owners.Contains(agency))
        && (filter.Text is not { } text || Contains(entry, EntityKey.Normalise(text)));

    private static bool Contains(LeadEntry entry, string text) =>
        string.Equals(EntityKey.Normalise(entry.LeadId), text, StringComparison.Ordinal)
        || Holds(entry.LeadNumber, text)
        || entry.Cases.Any(c => Holds(c, text))
        || (entry.AssignedTo is { } who && Holds(who, text));

    private static bool Holds(string value, string text) => EntityKey.Normalise(value).Contains(text, StringComparison.Ordinal);

    /// <summary>Where the list of a region stands in some order.</summary>
    internal static string Partition(string region, LeadOrder order) => order switch
    {
        LeadOrder.Priority => $"{region}|priority",
        LeadOrder.Received => $"{region}|received",
        LeadOrder.Untouched => $"{region}|untouched",
        _ => $"{region}|breach",
    };
}
