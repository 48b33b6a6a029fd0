using CgiHub.Core.Storage;
using CgiHub.Embedded;
using CgiHub.Embedded.Documents;
using Microsoft.Data.Sqlite;

namespace CgiHub.Storage.Tests.Embedded;

public sealed class A_sqlite_document_store : IAsyncLifetime
{
    private const string Fed = Containers.Records;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StoreDirectory _directory = new();
    private SqliteDocumentStore _store = null!;

    public Task InitializeAsync()
    {
        _store = Open(StoreDirectory.Small);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    private SqliteDocumentStore Open(EmbeddedOptions options, StoreDirectory? directory = null) => new((directory ?? _directory).Root, _directory.Time, options);

    private async Task ReopenAsync(EmbeddedOptions options)
    {
        await _store.DisposeAsync();
        _store = Open(options);
    }

    private async Task<string?> WriteAsync(DocumentWrite write, string container = Fed)
    {
        var outcome = await _store.CommitAsync(container, "p", [write], default);
        Assert.True(outcome.Committed);
        return outcome.ETags[0];
    }

    private static byte[] Bytes(int count) => new byte[count];

    private async Task<string> ToEndAsync(string? cursor = null)
    {
        var page = await _store.ReadChangesAsync(Fed, cursor, 100, default);
        return page.Changes.Count == 0 ? page.Cursor : await ToEndAsync(page.Cursor);
    }

    [Fact]
    public async Task Wakes_who_waits_for_changes()
    {
        await WriteAsync(DocumentWrite.Create("a", Bytes(1)));
        var waiting = _store.WaitForChangesAsync(Fed, await ToEndAsync(), default);
        Assert.False(waiting.IsCompleted);
        await WriteAsync(DocumentWrite.Create("other", Bytes(1)), Containers.Leads);
        Assert.False(waiting.IsCompleted);
        await WriteAsync(DocumentWrite.Create("b", Bytes(1)));
        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task Lets_nobody_wait_for_changes_that_are_there()
    {
        await WriteAsync(DocumentWrite.Create("a", Bytes(1)));
        await _store.WaitForChangesAsync(Fed, null, default).WaitAsync(Patience);
    }

    [Fact]
    public async Task Lets_wait_who_read_to_the_end_also_when_the_newest_were_deleted()
    {
        await WriteAsync(DocumentWrite.Create("a", Bytes(1)));
        var cursor = await ToEndAsync();
        await WriteAsync(DocumentWrite.Create("b", Bytes(1)));
        await WriteAsync(DocumentWrite.Delete("b"));
        var waiting = _store.WaitForChangesAsync(Fed, await ToEndAsync(cursor), default);
        Assert.False(waiting.IsCompleted);
        await WriteAsync(DocumentWrite.Create("c", Bytes(1)));
        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stops_waiting_when_that_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = _store.WaitForChangesAsync(Fed, null, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Has_everything_again_when_it_opens(bool killed)
    {
        var etag = await WriteAsync(DocumentWrite.Create("a", Bytes(3), "s"));
        await WriteAsync(DocumentWrite.Create("short", Bytes(1), timeToLive: TimeSpan.FromMinutes(1)));
        var cursor = await ToEndAsync();
        await WriteAsync(DocumentWrite.Create("b", Bytes(1)));
        using var copy = _directory.Copy();
        await _store.DisposeAsync();
        _store = Open(StoreDirectory.Small, killed ? copy : null);

        var found = await _store.ReadAsync(Fed, "p", "a", default);
        Assert.Equal(("s", etag, 3), (found!.Sort, found.ETag, found.Body.Length));
        Assert.Equal("b", Assert.Single((await _store.ReadChangesAsync(Fed, cursor, 10, default)).Changes).Document.Id);
        _directory.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await _store.ReadAsync(Fed, "p", "short", default));
        await _store.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Never_gives_an_etag_again_nor_a_place_in_the_feed(bool killed)
    {
        var seen = new List<string?>();
        var cursor = await ToEndAsync();
        for (var turn = 0; turn < 3; turn++)
        {
            seen.Add(await WriteAsync(DocumentWrite.Create("a", Bytes(1))));
            Assert.Single((await _store.ReadChangesAsync(Fed, cursor, 10, default)).Changes);
            cursor = await ToEndAsync(cursor);

            // Nothing is left that could tell which number was the last.
            await WriteAsync(DocumentWrite.Delete("a"));
            using var copy = killed ? _directory.Copy() : null;
            await _store.DisposeAsync();
            foreach (var file in copy?.Files() ?? [])
            {
                File.Copy(Path.Combine(copy!.Root, file), Path.Combine(_directory.Root, file), overwrite: true);
            }

            _store = Open(StoreDirectory.Small);
        }

        Assert.Equal(3, seen.Distinct().Count());
    }

    [Fact]
    public async Task Removes_what_has_expired_from_disk()
    {
        await _store.CommitAsync(Containers.Receipts, "p", [.. Enumerable.Range(0, 100).Select(i => DocumentWrite.Create($"d{i}", Bytes(1), timeToLive: i % 2 == 0 ? TimeSpan.FromSeconds(10) : null))], default);
        _directory.Time.Advance(TimeSpan.FromSeconds(11));
        await _store.PurgeAsync();
        Assert.Equal(50, _directory.Ask("SELECT count(*) FROM documents_receipts"));
    }

    [Fact]
    public async Task Goes_on_in_another_page_when_bodies_are_large()
    {
        for (var i = 0; i < 40; i++)
        {
            await _store.CommitAsync(Containers.Exhibits, "p", [DocumentWrite.Create($"d{i:d2}", Bytes(1 << 20), $"{i:d2}")], default);
        }

        var query = new DocumentQuery(Containers.Exhibits, "p") { Limit = 1000 };
        var found = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var page = await _store.QueryAsync(query with { Continuation = next.Length == 0 ? null : next }, default);
            Assert.InRange(page.Documents.Sum(d => (long)d.Body.Length), 1, 20 << 20);
            found.AddRange(page.Documents.Select(d => d.Id));
            next = page.Continuation;
        }

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"d{i:d2}"), found);
    }

    [Fact]
    public async Task Lets_its_log_not_grow_while_others_read_all_the_time()
    {
        await ReopenAsync(new EmbeddedOptions { CheckpointBytes = 1 << 20, DocumentCacheBytes = 1 << 20, ReaderCacheBytes = 1 << 16, MapBytes = 0 });
        using var enough = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await _store.QueryAsync(new DocumentQuery(Containers.Exhibits, "p") { Limit = 5 }, default);
            }
        })).ToList();
        long largest = 0;
        for (var i = 0; i < 100; i++)
        {
            await WriteAsync(DocumentWrite.Upsert($"d{i % 100}", Bytes(100_000), $"{i % 100}"), Containers.Exhibits);
            largest = Math.Max(largest, new FileInfo(_directory.Documents + "-wal").Length);
        }

        await enough.CancelAsync();
        await Task.WhenAll(readers);
        Assert.InRange(largest, 1, 4 << 20);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(8192)]
    public async Task Folds_its_log_in_at_its_size_whatever_its_pages_have(int pageBytes)
    {
        using var directory = new StoreDirectory();
        Directory.CreateDirectory(directory.Root);
        directory.Ask($"PRAGMA page_size = {pageBytes}", "PRAGMA journal_mode = WAL", "CREATE TABLE earlier (one)");
        await using var store = Open(new EmbeddedOptions { CheckpointBytes = 1 << 20 }, directory);
        long largest = 0;
        for (var i = 0; i < 200; i++)
        {
            await store.CommitAsync(Containers.Exhibits, "p", [DocumentWrite.Upsert($"d{i}", Bytes(20_000))], default);
            largest = Math.Max(largest, new FileInfo(directory.Documents + "-wal").Length);
        }

        Assert.Equal(pageBytes, directory.Ask("PRAGMA page_size"));
        Assert.InRange(largest, 3 << 18, 5 << 18);
    }

    [Fact]
    public async Task Fails_the_one_commit_that_cannot_be_written_and_no_other()
    {
        _directory.Ask("DROP TABLE documents_guns");
        var commits = Enumerable.Range(0, 60).Select(i => (Good: i % 4 != 0, Task: _store.CommitAsync(i % 4 == 0 ? Containers.Guns : Containers.Exhibits, "p", [DocumentWrite.Create($"d{i}", Bytes(1))], default).AsTask())).ToList();
        foreach (var (good, commit) in commits)
        {
            if (good)
            {
                Assert.True((await commit).Committed);
            }
            else
            {
                await Assert.ThrowsAsync<SqliteException>(() => commit);
            }
        }

        Assert.Equal(45, _directory.Ask("SELECT count(*) FROM documents_exhibits"));
    }

    [Fact]
    public async Task Says_that_it_is_away_when_its_file_is_no_database()
    {
        await _store.DisposeAsync();
        await File.WriteAllTextAsync(_directory.Documents, new string('x', 10_000));
        Assert.Throws<StoreUnavailableException>(() => Open(StoreDirectory.Small));
    }

    [Fact]
    public async Task Takes_and_gives_nothing_when_it_is_closed()
    {
        await _store.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync(DocumentWrite.Create("a", Bytes(1))));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await _store.ReadAsync(Fed, "p", "a", default));
    }
}
