using CgiHub.Core.Storage;
using CgiHub.Embedded.Documents;
using Microsoft.Data.Sqlite;

namespace CgiHub.Storage.Tests.Embedded;

/// <summary>Plate reads and gunshots, which come by the thousand, in the store of one machine.</summary>
public sealed class Records_of_high_volume : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StoreDirectory _directory = new();
    private SqliteDocumentStore _store = null!;

    private string Reads => Path.Combine(_directory.Root, "reads.db");

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(_directory.Root);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _directory.Dispose();
    }

    private void Open() => _store = new SqliteDocumentStore(_directory.Root, _directory.Time, StoreDirectory.Small);

    private Task<CommitOutcome> WriteAsync(string container, string id, TimeSpan? life = null) =>
        _store.CommitAsync(container, "p", [DocumentWrite.Create(id, "{}"u8.ToArray(), id, life)], default).AsTask();

    /// <summary>An earlier hub kept all containers in one file.</summary>
    private void MakeEarlierFile()
    {
        foreach (var table in new[] { "documents_reads", "documents_cells" })
        {
            _directory.Ask($"CREATE TABLE {table} (key TEXT NOT NULL UNIQUE, sort TEXT, version INTEGER NOT NULL, expires INTEGER, body BLOB NOT NULL)");
        }
    }

    private void PutIntoEarlierFile(string id, DateTimeOffset? expires) =>
        _directory.Ask($"INSERT INTO documents_cells VALUES ('p' || char(31) || '{id}', 'p' || char(31) || '{id}', 1, {expires?.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "NULL"}, CAST('{{}}' AS BLOB))");

    private async Task<IReadOnlyList<string>> IdsAsync() => [.. (await _store.QueryAsync(new DocumentQuery(Containers.Cells, "p"), default)).Documents.Select(d => d.Id)];

    [Theory]
    [InlineData(Containers.Reads)]
    [InlineData(Containers.Cells)]
    public async Task Do_not_hold_up_what_a_lead_writes(string container)
    {
        Open();
        await using var other = new SqliteConnection($"Data Source={Reads};Pooling=False");
        other.Open();
        await using var upload = other.BeginTransaction();
        var read = WriteAsync(container, "read");
        Assert.True((await WriteAsync(Containers.Leads, "lead").WaitAsync(Patience)).Committed);
        Assert.False(read.IsCompleted);
        await upload.RollbackAsync();
        Assert.True((await read.WaitAsync(Patience)).Committed);
    }

    [Fact]
    public async Task Are_still_there_where_an_earlier_hub_put_them()
    {
        MakeEarlierFile();
        PutIntoEarlierFile("earlier", expires: null);
        Open();
        await WriteAsync(Containers.Cells, "later");
        Assert.Equal(["earlier", "later"], await IdsAsync());
        Assert.False(File.Exists(Reads));
    }

    [Fact]
    public async Task Are_not_written_anew_where_an_earlier_hub_put_them()
    {
        MakeEarlierFile();
        PutIntoEarlierFile("earlier", expires: null);
        Open();
        Assert.Equal(CommitConflict.AlreadyExists, (await WriteAsync(Containers.Cells, "earlier")).Conflict);
    }

    [Fact]
    public async Task Get_their_own_file_once_the_last_of_an_earlier_hub_has_gone()
    {
        MakeEarlierFile();
        PutIntoEarlierFile("earlier", _directory.Time.GetUtcNow().AddHours(1));
        Open();
        _directory.Time.Advance(TimeSpan.FromHours(2));
        await _store.PurgeAsync();
        await _store.DisposeAsync();
        Open();
        await WriteAsync(Containers.Cells, "later");
        Assert.Equal(["later"], await IdsAsync());
        Assert.True(File.Exists(Reads));
    }

    [Fact]
    public async Task Are_removed_from_their_file_when_they_have_expired()
    {
        Open();
        await WriteAsync(Containers.Cells, "read", TimeSpan.FromHours(1));
        _directory.Time.Advance(TimeSpan.FromHours(2));
        await _store.PurgeAsync();
        await using var connection = new SqliteConnection($"Data Source={Reads};Pooling=False");
        connection.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM documents_cells";
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }
}
