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
/// during a commit everybody reads for themselves. Pages with documents that expire are not kept. Memory is bounded by bytes, what was made of the bodies counted in;
/// the pages that nobody used for longest go in halves.
/// </remarks>
internal sealed class PageCache(long mostBytes)
{
    // About what an object made of a body takes besides the body.
    private const int TimesABody = 4;
    private const int Overhead = 400;

    // A drawing of a busy gun rests on thousands of partitions, and a write to any that shares a counter with one of them undoes it: eight MiB of counters make that rare.
    private const int Counters = 1 << 20;

    private readonly long[] _counts = new long[Counters];
    private readonly List<int> _underWay = [];
    private readonly Lock _turning = new();
    private ConcurrentDictionary<DocumentQuery, Kept> _young = new();
    private ConcurrentDictionary<DocumentQuery, Kept> _old = new();
    private long _youngBytes;

    /// <summary>Whether pages of a container are kept at all.</summary>
    public bool Keeps(string container) => mostBytes > 0 && container is Containers.Mentions or Containers.Cells;

    /// <summary>A write to a partition begins. Only the writing thread calls this.</summary>
    public void Begins(string container, string partition)
    {
        var counter = CounterOf(container, partition);
        if (Keeps(container) && IsQuiet(_counts[counter]))
        {
            Interlocked.Increment(ref _counts[counter]);
            _underWay.Add(counter);
        }
    }

    /// <summary>Everything that began has ended, and whoever reads from now on sees how. Only the writing thread calls this.</summary>
    public void Ended()
    {
        foreach (var counter in _underWay)
        {
            Interlocked.Increment(ref _counts[counter]);
        }

        _underWay.Clear();
    }

    /// <summary>The count of a partition; give it to <see cref="Find"/> and <see cref="Keep"/>.</summary>
    public long CountOf(string container, string partition) => Interlocked.Read(ref _counts[CounterOf(container, partition)]);

    /// <summary>Whether no commit was under way at a count.</summary>
    public static bool IsQuiet(long count) => (count & 1) == 0;

    /// <summary>The page of a query that is still right at a count, or null.</summary>
    public DocumentPage? Find(DocumentQuery query, long count)
    {
        if (_young.TryGetValue(query, out var kept))
        {
            return kept.Count == count ? kept.Page : null;
        }

        if (_old.TryRemove(query, out kept) && kept.Count == count)
        {
            Add(query, kept);
            return kept.Page;
        }

        return null;
    }

    /// <summary>Keeps a page that was read after a count was taken.</summary>
    public void Keep(DocumentQuery query, DocumentPage page, long count)
    {
        if (IsQuiet(count) && CountOf(query.Container, query.Partition) == count)
        {
            Add(query, new Kept(page, count, CostOf(query, page)));
        }
    }

    private void Add(DocumentQuery query, Kept kept)
    {
        if (kept.Bytes > mostBytes / 16)
        {
            return;
        }

        _young[query] = kept;
        if (Interlocked.Add(ref _youngBytes, kept.Bytes) > mostBytes / 2)
        {
            lock (_turning)
            {
                if (Interlocked.Read(ref _youngBytes) > mostBytes / 2)
                {
                    (_old, _young) = (_young, new ConcurrentDictionary<DocumentQuery, Kept>());
                    Interlocked.Exchange(ref _youngBytes, 0);
                }
            }
        }
    }

    private static long CostOf(DocumentQuery query, DocumentPage page)
    {
        long bytes = Overhead + (2 * (query.Partition.Length + (query.From?.Length ?? 0) + (query.To?.Length ?? 0)));
        foreach (var document in page.Documents)
        {
            bytes += Overhead + (TimesABody * (long)document.Body.Length);
        }

        return bytes;
    }

    private static int CounterOf(string container, string partition) => HashCode.Combine(container, partition) & (Counters - 1);

    private sealed record Kept(DocumentPage Page, long Count, long Bytes);
}
