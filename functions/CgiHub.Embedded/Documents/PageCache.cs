using System.Collections.Concurrent;
using CgiHub.Core.Storage;

namespace CgiHub.Embedded.Documents;

/// <summary>
/// Pages of queries over records, kept until somebody writes to their partition. Most of what a case map asks for has not changed since it was asked for last,
/// and much of it is that there is nothing.
/// </summary>
/// <remarks>
/// A page is never older than what is committed. Each partition shares a counter with a few others: odd while a commit to one of them is under way, one further
/// when it has ended, either way, and every reader sees it. A page is kept with the even count that stood before and after it was read, and used only while that count stands:
/// during a commit everybody reads for themselves. Pages with documents that expire are not kept. A record lies in a partition for each entity that it mentions, a dozen and more:
/// its body, and what is made of it, is in memory once for all of them. Memory is bounded by bytes, what was made of the bodies counted in; the pages that nobody used for longest go in halves.
/// </remarks>
internal sealed class PageCache(long mostBytes)
{
    // About what an object made of a body takes besides the body.
    private const int TimesABody = 4;
    private const int Overhead = 400;

    // A document whose body is known from another page: its own version and sort key.
    private const int OverheadOfShared = 200;

    // A drawing of a busy gun rests on thousands of partitions, and a write to any that shares a counter with one of them undoes it: eight MiB of counters make that rare.
    private const int Counters = 1 << 20;

    private readonly long[] _counts = new long[Counters];
    private readonly Lock _turning = new();
    private Half _young = new();
    private Half _old = new();

    /// <summary>Whether pages of a container are kept at all.</summary>
    public bool Keeps(string container) => mostBytes > 0 && container is Containers.Mentions or Containers.Cells;

    /// <summary>A write to a partition begins. Only the container's writing thread calls this, with what it has under way.</summary>
    public void Begins(string container, string partition, List<int> underWay)
    {
        var counter = CounterOf(container, partition);
        if (Keeps(container) && IsQuiet(_counts[counter]))
        {
            Interlocked.Increment(ref _counts[counter]);
            underWay.Add(counter);
        }
    }

    /// <summary>A document is written or deleted: its body as it was is shared no longer.</summary>
    public void Forget(string container, string id)
    {
        if (Keeps(container))
        {
            Volatile.Read(ref _young).Bodies.TryRemove(id, out _);
            Volatile.Read(ref _old).Bodies.TryRemove(id, out _);
        }
    }

    /// <summary>Everything that began has ended, and whoever reads from now on sees how. Only the thread calls this whose it is.</summary>
    public void Ended(List<int> underWay)
    {
        foreach (var counter in underWay)
        {
            Interlocked.Increment(ref _counts[counter]);
        }

        underWay.Clear();
    }

    /// <summary>The count of a partition; give it to <see cref="Find"/> and <see cref="Keep"/>.</summary>
    public long CountOf(string container, string partition) => Interlocked.Read(ref _counts[CounterOf(container, partition)]);

    /// <summary>Whether no commit was under way at a count.</summary>
    public static bool IsQuiet(long count) => (count & 1) == 0;

    /// <summary>The page of a query that is still right at a count, or null.</summary>
    public DocumentPage? Find(DocumentQuery query, long count)
    {
        var (young, old) = (Volatile.Read(ref _young), Volatile.Read(ref _old));
        if (young.Pages.TryGetValue(query, out var kept))
        {
            return kept.Count == count ? kept.Page : null;
        }

        return old.Pages.TryRemove(query, out kept) && kept.Count == count ? Add(query, kept.Page, count) : null;
    }

    /// <summary>Keeps a page that was read after a count was taken, if that still stands. Answers the page as it is kept.</summary>
    public DocumentPage Keep(DocumentQuery query, DocumentPage page, long count) =>
        IsQuiet(count) && CountOf(query.Container, query.Partition) == count && CostOf(query) + page.Documents.Sum(CostOf) <= mostBytes / 16 ? Add(query, page, count) : page;

    private DocumentPage Add(DocumentQuery query, DocumentPage page, long count)
    {
        var (young, old) = (Volatile.Read(ref _young), Volatile.Read(ref _old));
        var bytes = CostOf(query);
        var documents = new StoredDocument[page.Documents.Count];
        for (var i = 0; i < documents.Length; i++)
        {
            var document = page.Documents[i];
            if (!young.Bodies.TryGetValue(document.Id, out var known))
            {
                old.Bodies.TryGetValue(document.Id, out known);
                documents[i] = known is null ? document : document.Sharing(known);
                young.Bodies[document.Id] = documents[i];
                bytes += CostOf(document);
                continue;
            }

            documents[i] = document.Sharing(known);
            if (documents[i].Body.Equals(known.Body))
            {
                bytes += OverheadOfShared;
                continue;
            }

            // Another version: the newest that was read is the one to share.
            young.Bodies[document.Id] = document;
            bytes += CostOf(document);
        }

        page = page with { Documents = documents };
        young.Pages[query] = new Kept(page, count);
        if (Interlocked.Add(ref young.Bytes, bytes) > mostBytes / 2)
        {
            lock (_turning)
            {
                if (young == _young)
                {
                    Volatile.Write(ref _old, young);
                    Volatile.Write(ref _young, new Half());
                }
            }
        }

        return page;
    }

    private static long CostOf(DocumentQuery query) => Overhead + (2 * (query.Partition.Length + (query.From?.Length ?? 0) + (query.To?.Length ?? 0)));

    private static long CostOf(StoredDocument document) => Overhead + (TimesABody * (long)document.Body.Length);

    /// <summary>The two containers share no counter: they may have a writing thread each, and of one counter only one thread can say when all has ended.</summary>
    private static int CounterOf(string container, string partition) => (HashCode.Combine(container, partition) & (Counters - 2)) | (container == Containers.Cells ? 1 : 0);

    private sealed record Kept(DocumentPage Page, long Count);

    private sealed class Half
    {
        public long Bytes;

        public ConcurrentDictionary<DocumentQuery, Kept> Pages { get; } = new();

        /// <summary>By a document's id, one whose body the others share.</summary>
        public ConcurrentDictionary<string, StoredDocument> Bodies { get; } = new(StringComparer.Ordinal);
    }
}
