using System.Text;
using System.Text.Json;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Audit;

/// <summary>Which attempts an admin wants to see.</summary>
public sealed record AuditFilter
{
    /// <summary>Recorded at or after this.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Recorded before this.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only this subject's.</summary>
    public string? Subject { get; init; }

    /// <summary>Only this function's.</summary>
    public string? Function { get; init; }

    /// <summary>Only those that ended like this: <c>ok</c>, <c>refused</c> (4xx), <c>failed</c> (5xx), or a status such as <c>404</c>.</summary>
    public string? Outcome { get; init; }

    internal bool Takes(AuditAttempt attempt) =>
        (Subject is null || Subject == attempt.Subject)
        && (Function is null || string.Equals(Function, attempt.Function, StringComparison.OrdinalIgnoreCase))
        && Outcome switch
        {
            null => true,
            "ok" => attempt.Status < 400,
            "refused" => attempt.Status is >= 400 and < 500,
            "failed" => attempt.Status >= 500,
            _ => Outcome == attempt.Status.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
}

/// <summary>Whether the audit chain is whole.</summary>
/// <param name="Intact">Every entry is there, in its place, as it was written.</param>
/// <param name="Entries">Entries that were checked.</param>
/// <param name="Writers">Chains that were checked.</param>
/// <param name="Break">Where it breaks first; null when it is whole.</param>
public sealed record AuditVerification(bool Intact, long Entries, int Writers, AuditBreak? Break);

/// <summary>Where the chain breaks.</summary>
/// <param name="Writer">Whose chain.</param>
/// <param name="Day">On which day.</param>
/// <param name="Sequence">At which entry.</param>
/// <param name="What">What is wrong there.</param>
public sealed record AuditBreak(string Writer, string Day, long Sequence, string What);

/// <summary>Reads the audit trail: lists attempts, and checks the chain.</summary>
public sealed class AuditReader(IDocumentStore documents, IOptions<AuditOptions> options)
{
    private const int PageSize = 500;

    /// <summary>Attempts, newest first.</summary>
    /// <remarks>A page may be short and still have a cursor: the filter looked at as many entries as it may for one page.</remarks>
    public async Task<Result<Page<AuditEntry>>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var before = Position.Parse(page.Cursor);
        if (page.Cursor is not null && before is null)
        {
            return Errors.BadCursor();
        }

        var items = new List<AuditEntry>(page.Limit);
        var looked = 0;
        Position? last = null;
        await foreach (var entry in NewestFirstAsync(filter, before, cancel))
        {
            last = new Position(AuditTrail.EntrySort(entry), entry.Writer);
            if (filter.Takes(entry.Attempt))
            {
                items.Add(entry);
            }

            if (items.Count == page.Limit || ++looked >= options.Value.MaxScan)
            {
                return new Page<AuditEntry>(items, last.ToString());
            }
        }

        return new Page<AuditEntry>(items, null);
    }

    /// <summary>Walks every chain from its first entry and tells the first place where one breaks.</summary>
    public async Task<AuditVerification> VerifyAsync(CancellationToken cancel)
    {
        long entries = 0;
        var writers = await WritersAsync(cancel);

        // The list of writers can be tampered with, too; a host knows at least that its own chain must be on it.
        var own = options.Value.Writer;
        if (!writers.Exists(w => w.Writer == own) && await DaysAsync(own, cancel) is [var first, ..])
        {
            return new AuditVerification(false, 0, writers.Count, new AuditBreak(own, first.Day, first.Sequence + 1, "the writer is no longer listed"));
        }

        foreach (var writer in writers)
        {
            var walk = new AuditWalk(writer.Writer);
            var days = await DaysAsync(writer.Writer, cancel);
            foreach (var day in days)
            {
                await WalkDayAsync(walk, day, writer, cancel);
                if (walk.Break is not null)
                {
                    return new AuditVerification(false, entries + walk.Entries, writers.Count, walk.Break);
                }
            }

            if (writer.Begun && (days.Count == 0 || string.CompareOrdinal(days[^1].Day, writer.LastDay) < 0))
            {
                return new AuditVerification(false, entries + walk.Entries, writers.Count, new AuditBreak(writer.Writer, writer.LastDay, walk.Sequence, "the newest day is missing"));
            }

            entries += walk.Entries;
        }

        return new AuditVerification(true, entries, writers.Count, null);
    }

    private async Task WalkDayAsync(AuditWalk walk, AuditDay day, AuditWriter writer, CancellationToken cancel)
    {
        var partition = AuditTrail.Partition(writer.Writer, day.Day);
        var headBefore = await HeadAsync(partition, cancel);
        walk.BeginDay(day, headBefore is null && writer.Begun && writer.LastDay == day.Day);
        string? continuation = null;
        do
        {
            var page = await documents.QueryAsync(new DocumentQuery(Containers.Audit, partition) { Limit = PageSize, Continuation = continuation }, cancel);
            foreach (var document in page.Documents)
            {
                walk.Take(document);
                if (walk.Break is not null)
                {
                    return;
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        walk.EndDay(headBefore, await HeadAsync(partition, cancel));
    }

    private async IAsyncEnumerable<AuditEntry> NewestFirstAsync(AuditFilter filter, Position? before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var streams = new List<IAsyncEnumerator<AuditEntry>>();
        try
        {
            var order = new PriorityQueue<IAsyncEnumerator<AuditEntry>, Position>(Comparer<Position>.Create((a, b) => b.CompareTo(a)));
            foreach (var writer in await WritersAsync(cancel))
            {
                var stream = OfWriterAsync(writer.Writer, filter, before, cancel).GetAsyncEnumerator(cancel);
                streams.Add(stream);
                await PushAsync(stream);
            }

            while (order.TryDequeue(out var stream, out _))
            {
                yield return stream.Current;
                await PushAsync(stream);
            }

            async Task PushAsync(IAsyncEnumerator<AuditEntry> stream)
            {
                if (await stream.MoveNextAsync())
                {
                    order.Enqueue(stream, new Position(AuditTrail.EntrySort(stream.Current), stream.Current.Writer));
                }
            }
        }
        finally
        {
            foreach (var stream in streams)
            {
                await stream.DisposeAsync();
            }
        }
    }

    private async IAsyncEnumerable<AuditEntry> OfWriterAsync(string writer, AuditFilter filter, Position? before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var from = filter.From is { } since ? SortKey.Of(since) : null;
        var to = filter.To is { } until ? SortKey.Of(until) : null;
        if (before is not null && (to is null || string.CompareOrdinal(before.Sort, to) < 0))
        {
            // Entries of another writer at the very place of the cursor come after it when their name is smaller.
            to = string.CompareOrdinal(writer, before.Writer) < 0 ? before.Sort + "~" : before.Sort;
        }

        var days = await DaysAsync(writer, cancel);
        for (var i = days.Count - 1; i >= 0; i--)
        {
            if (to is not null && string.CompareOrdinal(days[i].Day, to) > 0)
            {
                continue;
            }

            if (from is not null && string.CompareOrdinal(days[i].Day, from[..8]) < 0)
            {
                yield break;
            }

            string? continuation = null;
            do
            {
                var page = await documents.QueryAsync(new DocumentQuery(Containers.Audit, AuditTrail.Partition(writer, days[i].Day)) { From = from, To = to, Descending = true, Limit = PageSize, Continuation = continuation }, cancel);
                foreach (var document in page.Documents)
                {
                    // What is no entry any more does not hide the others; verification tells where it is.
                    if (AuditWalk.Read(document) is { } entry)
                    {
                        yield return entry;
                    }
                }

                continuation = page.Continuation;
            }
            while (continuation is not null);
        }
    }

    private async Task<List<AuditWriter>> WritersAsync(CancellationToken cancel) =>
        await AllAsync("writers", d => JsonSerializer.Deserialize(d.Body.Span, AuditJson.Default.AuditWriter)!, cancel);

    private async Task<List<AuditDay>> DaysAsync(string writer, CancellationToken cancel) =>
        await AllAsync($"days|{writer}", d => JsonSerializer.Deserialize(d.Body.Span, AuditJson.Default.AuditDay)!, cancel);

    private async Task<List<T>> AllAsync<T>(string partition, Func<StoredDocument, T> read, CancellationToken cancel)
    {
        var all = new List<T>();
        string? continuation = null;
        do
        {
            var page = await documents.QueryAsync(new DocumentQuery(Containers.Audit, partition) { Limit = PageSize, Continuation = continuation }, cancel);
            all.AddRange(page.Documents.Select(read));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        return all;
    }

    private async Task<AuditHead?> HeadAsync(string partition, CancellationToken cancel) =>
        await documents.ReadAsync(Containers.Audit, partition, "head", cancel) is { } head ? JsonSerializer.Deserialize(head.Body.Span, AuditJson.Default.AuditHead) : null;

    /// <summary>A place in the order of all entries: time and sequence, then writer.</summary>
    private sealed record Position(string Sort, string Writer) : IComparable<Position>
    {
        public static Position? Parse(string? cursor)
        {
            var bytes = new byte[256];
            if (cursor is null || cursor.Length > 200 || !Convert.TryFromBase64String(cursor.Replace('-', '+').Replace('_', '/'), bytes, out var length))
            {
                return null;
            }

            var parts = Encoding.UTF8.GetString(bytes, 0, length).Split('\n');
            return parts.Length == 2 && parts[0].Length is > 20 and < 60 ? new Position(parts[0], parts[1]) : null;
        }

        public int CompareTo(Position? other) =>
            string.CompareOrdinal(Sort, other?.Sort) is var bySort and not 0 ? bySort : string.CompareOrdinal(Writer, other?.Writer);

        public override string ToString() => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Sort}\n{Writer}")).Replace('+', '-').Replace('/', '_');
    }
}
