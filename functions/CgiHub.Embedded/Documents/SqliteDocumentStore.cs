using System.Globalization;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Sqlite;

namespace CgiHub.Embedded.Documents;

/// <summary>
/// Documents in SQLite files: a write-ahead log that is forced to disk once for many callers' commits, and reading connections beside it.
/// </summary>
/// <remarks>
/// Records of high volume lie in a file of their own, <c>reads.db</c>, with a writer of its own: an upload of plate reads is thousands of documents a second,
/// and a lead's few commits would wait behind them. Where an earlier hub put such records into <c>documents.db</c>, they stay there until the last of them has expired.
/// Memory is bounded by <see cref="EmbeddedOptions"/>: page caches, kept pages of records, the reading connections, and the commits that wait.
/// </remarks>
public sealed class SqliteDocumentStore : IDocumentStore, IAsyncDisposable
{
    private static readonly IReadOnlyList<string> HighVolume = [Containers.Reads, Containers.Cells];

    private readonly List<DocumentFile> _files = [];
    private readonly Dictionary<string, DocumentFile> _fileOf = new(StringComparer.Ordinal);
    private readonly PageCache _pages;
    private readonly Dictionary<string, ChangeSignal> _signals = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ITimer _purge;
    private readonly CancellationTokenSource _closing = new();
    private Task _purging = Task.CompletedTask;
    private bool _disposed;

    /// <summary>Opens the documents in a directory, or creates them.</summary>
    public SqliteDocumentStore(string directory, TimeProvider time, EmbeddedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Directory.CreateDirectory(directory);
        _time = time;
        _pages = new PageCache(options.PageCacheBytes);
        try
        {
            Open("documents.db", database => HighVolume.Any(c => DocumentTable.HoldsAny(database, c)) ? Containers.All : [.. Containers.All.Except(HighVolume, StringComparer.Ordinal)]);
            if (!_fileOf.ContainsKey(HighVolume[0]))
            {
                Open("reads.db", _ => HighVolume);
            }
        }
        catch
        {
            _files.ForEach(f => f.DisposeAsync().AsTask().GetAwaiter().GetResult());
            throw;
        }

        _purge = time.CreateTimer(_ => _purging = PurgeAsync(), null, options.PurgeEvery, options.PurgeEvery);

        void Open(string name, Func<Database, IReadOnlyList<string>> containers)
        {
            var file = new DocumentFile(Path.Combine(directory, name), containers, _pages, (container, version) => _signals.GetValueOrDefault(container)?.Raise(version), time, options);
            _files.Add(file);
            foreach (var container in file.Containers)
            {
                _fileOf[container] = file;
            }

            foreach (var (container, newest) in file.Newest)
            {
                _signals[container] = new ChangeSignal(newest);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel)
    {
        var file = FileOf(container, partition);
        ArgumentException.ThrowIfNullOrEmpty(id);
        return file.Readers.ReadAsync(static (reader, at) => reader.Read(at.container, at.partition, at.id, at.now), (container, partition, id, now: Now), cancel);
    }

    /// <inheritdoc/>
    public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (!_pages.Keeps(query.Container))
        {
            return ReadPageAsync(query, null, cancel);
        }

        var count = _pages.CountOf(query.Container, query.Partition);
        return !_disposed && _pages.Find(query, count) is { } page ? new(page) : ReadPageAsync(query, count, cancel);
    }

    /// <summary>Reads a page, and keeps it where a count says since when.</summary>
    private async ValueTask<DocumentPage> ReadPageAsync(DocumentQuery query, long? count, CancellationToken cancel)
    {
        var file = FileOf(query.Container, query.Partition);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1000);
        Continuation? from = query.Continuation is null ? null : Continuation.Parse(query.Continuation, query);
        var (page, lasts) = await file.Readers.ReadAsync(static (reader, at) => reader.Query(at.query, at.from, at.now), (query, from, now: Now), cancel);
        if (!lasts || count is not { } since || !PageCache.IsQuiet(since))
        {
            return page;
        }

        return _pages.Keep(query, page with { Stamp = since }, since);
    }

    /// <inheritdoc/>
    public bool Stands(string container, string partition, long stamp) => _pages.Keeps(container) && _pages.CountOf(container, partition) == stamp;

    /// <inheritdoc/>
    public ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel) =>
        CommitAsync(container, partition, writes, yields: false, cancel);

    /// <inheritdoc/>
    public ValueTask<CommitOutcome> CommitYieldingAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel) =>
        CommitAsync(container, partition, writes, yields: true, cancel);

    private async ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, bool yields, CancellationToken cancel)
    {
        var file = FileOf(container, partition);
        var cost = DocumentWrite.Check(writes);
        if (writes.Count == 0)
        {
            return new CommitOutcome(null, -1, []);
        }

        return await file.CommitAsync(new CommitJob(container, partition, writes, cost, yields), cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel)
    {
        CheckChanges(container);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var after = ParseCursor(cursor);

        // What was newest before the read has been told or is gone again: who finds nothing need not look there twice.
        var newest = Math.Max(after, _signals[container].Newest);
        var changes = await _fileOf[container].Readers.ReadAsync(static (reader, at) => reader.Changes(at.container, at.after, at.limit, at.now), (container, after, limit, now: Now), cancel);
        return new ChangePage([.. changes.Select(c => c.Change)], ToCursor(changes.Count == 0 ? newest : changes[^1].Version));
    }

    /// <summary>Waits until a container has something newer than a cursor (null: anything at all). It may turn out to be gone again.</summary>
    public Task WaitForChangesAsync(string container, string? cursor, CancellationToken cancel)
    {
        CheckChanges(container);
        return _signals[container].WaitBeyondAsync(ParseCursor(cursor), cancel);
    }

    /// <summary>Removes what has expired from disk; reads leave it out already before. Runs on a timer as well.</summary>
    public async Task PurgeAsync()
    {
        foreach (var file in _files)
        {
            await file.PurgeAsync(_closing.Token);
        }
    }

    /// <summary>Finishes what was handed over, folds the write-ahead logs into their databases and closes them.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _closing.CancelAsync();
        await _purge.DisposeAsync();
        foreach (var file in _files)
        {
            await file.DisposeAsync();
        }

        await _purging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string ToCursor(long version) => "v" + version.ToString(CultureInfo.InvariantCulture);

    private static long ParseCursor(string? cursor)
    {
        if (cursor is null)
        {
            return 0;
        }

        return cursor.StartsWith('v') && long.TryParse(cursor.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new BadContinuationException();
    }

    private DocumentFile FileOf(string container, string partition)
    {
        if (!_fileOf.TryGetValue(container, out var file))
        {
            throw new ArgumentException("There is no such container.", nameof(container));
        }

        DocumentKey.CheckPartition(partition);
        return file;
    }

    private static void CheckChanges(string container)
    {
        if (!DocumentTable.HasChanges(container))
        {
            throw new ArgumentException("The container keeps no changes.", nameof(container));
        }
    }
}
