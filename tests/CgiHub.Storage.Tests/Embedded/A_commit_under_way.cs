using CgiHub.Core.Storage;
using CgiHub.Embedded;
using CgiHub.Embedded.Documents;

namespace CgiHub.Storage.Tests.Embedded;

/// <summary>
/// SQLite shows a commit to new snapshots before it returns from it, and with a log as short as here it folds it in between. Whoever acts on
/// what one reader saw then (the outbox: a message is sent, its worker looks for the packet) must not be told by the next that there is nothing.
/// </summary>
public sealed class A_commit_under_way : IAsyncLifetime
{
    private const string Fed = Containers.Leads;
    private const int Commits = 600;
    private const int Readers = 4;

    private readonly StoreDirectory _directory = new();
    private readonly byte[] _body = new byte[16 * 1024];
    private SqliteDocumentStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = new SqliteDocumentStore(_directory.Root, _directory.Time, new EmbeddedOptions { CheckpointBytes = 1 << 20 });
        for (var i = 0; i < 50; i++)
        {
            await _store.CommitAsync(Fed, "large", [DocumentWrite.Create($"l{i}", _body, SortKey.Of(i))], default);
        }
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Is_seen_by_every_reader_once_the_change_feed_has_told_it()
    {
        var (told, missing) = (0, 0);
        await Task.WhenAll([Task.Run(WriteAsync), Task.Run(FollowAsync), .. Enumerable.Range(0, Readers).Select(_ => Task.Run(ReadAsync))]);
        Assert.Equal((Commits, 0), (told, missing));

        async Task WriteAsync()
        {
            for (var i = 0; i < Commits; i++)
            {
                await _store.CommitAsync(Fed, "p", [DocumentWrite.Create($"d{i}", _body)], default);
            }
        }

        async Task FollowAsync()
        {
            for (string? cursor = null; told < Commits;)
            {
                var page = await _store.ReadChangesAsync(Fed, cursor, 100, default);
                foreach (var change in page.Changes)
                {
                    told += change.Partition == "p" ? 1 : 0;
                    missing += await _store.ReadAsync(Fed, change.Partition, change.Document.Id, default) is null ? 1 : 0;
                }

                cursor = page.Cursor;
            }
        }

        // They keep what they see from one read to the next, and each takes long enough for others to need a connection of their own.
        async Task ReadAsync()
        {
            while (Volatile.Read(ref told) < Commits)
            {
                await _store.QueryAsync(new DocumentQuery(Fed, "large"), default);
                await Task.Delay(1);
            }
        }
    }
}
