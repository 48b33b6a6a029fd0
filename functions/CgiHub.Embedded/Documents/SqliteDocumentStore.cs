using System.Globalization;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Sqlite;

namespace CgiHub.Embedded.Documents;

/// <summary>
/// Documents in one SQLite file: a write-ahead log that is forced to disk once for many callers' commits, and reading connections beside it.
/// </summary>
/// <remarks>Memory is bounded by <see cref="EmbeddedOptions"/>: page caches, kept pages of records, the reading connections, and the commits that wait.</remarks>
public sealed class SqliteDocumentStore : IDocumentStore, IAsyncDisposable
{
    private const int PurgeAtOnce = 500;

    private readonly Database _database;
    private readonly GroupWriter<DocumentWriter> _writer;
    private readonly ReaderPool _readers;
    private readonly PageCache _pages;
    private readonly Dictionary<string, ChangeSignal> _signals = new(StringComparer.Ordinal);
    private readonly HashSet<string> _containers = new(Containers.All, StringComparer.Ordinal);
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
        var path = Path.Combine(directory, "documents.db");
        _time = time;
        _database = Database.OpenWriter(path, options.DocumentCacheBytes, options.CheckpointBytes);
        _pages = new PageCache(options.PageCacheBytes);
        var target = new DocumentWriter(_database, time, () => _readers!, _pages, (container, version) => _signals.GetValueOrDefault(container)?.Raise(version));
        _readers = new ReaderPool(() => new DocumentReader(Database.OpenReader(path, options.ReaderCacheBytes, options.MapBytes)), options.Readers);
        using (var reader = new DocumentReader(Database.OpenReader(path, options.ReaderCacheBytes, 0)))
        {
            foreach (var container in Containers.WithChangeFeed)
            {
                _signals[container] = new ChangeSignal(reader.Newest(container));
            }
        }

        _writer = new GroupWriter<DocumentWriter>("documents", _database, target, options.WaitingCommits, options.GroupBytes);
        _purge = time.CreateTimer(_ => _purging = PurgeAsync(), null, options.PurgeEvery, options.PurgeEvery);
    }

    /// <inheritdoc/>
    public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel)
    {
        Check(container, partition);
        ArgumentException.ThrowIfNullOrEmpty(id);
        return _readers.ReadAsync(static (reader, at) => reader.Read(at.container, at.partition, at.id, at.now), (container, partition, id, now: Now), cancel);
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
        Check(query.Container, query.Partition);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1000);
        Continuation? from = query.Continuation is null ? null : Continuation.Parse(query.Continuation, query);
        var (page, lasts) = await _readers.ReadAsync(static (reader, at) => reader.Query(at.query, at.from, at.now), (query, from, now: Now), cancel);
        if (!lasts || count is not { } since || !PageCache.IsQuiet(since))
        {
            return page;
        }

        return _pages.Keep(query, page with { Stamp = since }, since);
    }

    /// <inheritdoc/>
    public bool Stands(string container, string partition, long stamp) => _pages.Keeps(container) && _pages.CountOf(container, partition) == stamp;

    /// <inheritdoc/>
    public async ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
    {
        Check(container, partition);
        var cost = DocumentWrite.Check(writes);
        if (writes.Count == 0)
        {
            return new CommitOutcome(null, -1, []);
        }

        var job = new CommitJob(container, partition, writes, cost);
        await _writer.EnqueueAsync(job, cancel);
        return await job.Answer;
    }

    /// <inheritdoc/>
    public async ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel)
    {
        CheckChanges(container);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var after = ParseCursor(cursor);

        // What was newest before the read has been told or is gone again: who finds nothing need not look there twice.
        var newest = Math.Max(after, _signals[container].Newest);
        var changes = await _readers.ReadAsync(static (reader, at) => reader.Changes(at.container, at.after, at.limit, at.now), (container, after, limit, now: Now), cancel);
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
        _writer.EmptyLogNext();
        foreach (var container in Containers.All)
        {
            PurgeJob job;
            do
            {
                job = new PurgeJob(container, PurgeAtOnce);
                if (_closing.IsCancellationRequested || !_writer.TryEnqueue(job))
                {
                    // Closing, or busy with callers: the next run goes on.
                    return;
                }
            }
            while (await job.Answer == PurgeAtOnce);
        }
    }

    /// <summary>Finishes what was handed over, folds the write-ahead log into the database and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _closing.CancelAsync();
        await _purge.DisposeAsync();
        await _writer.DisposeAsync();
        await _purging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _readers.DisposeAsync();
        _database.Checkpoint();
        _database.Dispose();
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

    private void Check(string container, string partition)
    {
        if (!_containers.Contains(container))
        {
            throw new ArgumentException("There is no such container.", nameof(container));
        }

        DocumentKey.CheckPartition(partition);
    }

    private static void CheckChanges(string container)
    {
        if (!DocumentTable.HasChanges(container))
        {
            throw new ArgumentException("The container keeps no changes.", nameof(container));
        }
    }
}
