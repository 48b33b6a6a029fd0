using CgiHub.Core.Storage;
using CgiHub.Embedded.Documents;
using CgiHub.Storage.Tests.Documents;

namespace CgiHub.Storage.Tests.Embedded;

/// <summary>Documents in SQLite pass the contract.</summary>
public sealed class SqliteDocuments : DocumentFixture
{
    private readonly StoreDirectory _directory = new();
    private SqliteDocumentStore? _store;

    public override Task<IDocumentStore> OpenAsync() => Task.FromResult<IDocumentStore>(_store = new SqliteDocumentStore(_directory.Root, _directory.Time, StoreDirectory.Small));

    public override Task PassAsync(TimeSpan time)
    {
        _directory.Time.Advance(time);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await _store!.DisposeAsync();
        _directory.Dispose();
    }

    public sealed class A_document : A_document<SqliteDocuments>;

    public sealed class A_commit : A_commit<SqliteDocuments>;

    public sealed class A_query : A_query<SqliteDocuments>;

    public sealed class A_change_feed : A_change_feed<SqliteDocuments>;

    public sealed class Many_writers : Many_writers<SqliteDocuments>;

    public sealed class Any_sequence_of_commits : Any_sequence_of_commits<SqliteDocuments>;
}
