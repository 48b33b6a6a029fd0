using CgiHub.Core.Storage;
using CgiHub.Embedded.Documents;
using CgiHub.Storage.Tests.Documents;

namespace CgiHub.Storage.Tests.Embedded;

/// <summary>A database whose tables an earlier hub made, in the order of their keys and on larger pages, passes the contract as well.</summary>
public sealed class EarlierDocuments : DocumentFixture
{
    private readonly StoreDirectory _directory = new();
    private SqliteDocumentStore? _store;

    public override Task<IDocumentStore> OpenAsync()
    {
        Directory.CreateDirectory(_directory.Root);
        _directory.Ask("PRAGMA page_size = 8192", "PRAGMA journal_mode = WAL");
        foreach (var table in Containers.All.Select(c => "documents_" + c))
        {
            _directory.Ask(
                $"CREATE TABLE {table} (key TEXT PRIMARY KEY NOT NULL, sort TEXT, version INTEGER NOT NULL, expires INTEGER, body BLOB NOT NULL) WITHOUT ROWID",
                $"CREATE INDEX {table}_sort ON {table} (sort) WHERE sort IS NOT NULL",
                $"CREATE INDEX {table}_expires ON {table} (expires) WHERE expires IS NOT NULL");
        }

        // Without one of them, records of high volume would get a file of their own.
        _directory.Ask("INSERT INTO documents_reads VALUES ('elsewhere' || char(31) || 'read', NULL, 1, NULL, CAST('{}' AS BLOB))");
        return Task.FromResult<IDocumentStore>(_store = new SqliteDocumentStore(_directory.Root, _directory.Time, StoreDirectory.Small));
    }

    public override Task PassAsync(TimeSpan time)
    {
        _directory.Time.Advance(time);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await _store!.DisposeAsync();
        Assert.Equal(Containers.All.Count, _directory.Ask("SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%WITHOUT ROWID'"));
        Assert.Equal(8192, _directory.Ask("PRAGMA page_size"));
        Assert.DoesNotContain("reads.db", _directory.Files());
        _directory.Dispose();
    }

    public sealed class A_document : A_document<EarlierDocuments>;

    public sealed class A_commit : A_commit<EarlierDocuments>;

    public sealed class A_query : A_query<EarlierDocuments>;

    public sealed class A_change_feed : A_change_feed<EarlierDocuments>;

    public sealed class Any_sequence_of_commits : Any_sequence_of_commits<EarlierDocuments>;
}
