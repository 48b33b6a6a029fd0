using CgiHub.Core.Storage;
using CgiHub.Embedded;
using CgiHub.Embedded.Documents;

namespace CgiHub.Storage.Tests.Embedded;

public sealed class A_commit_that_yields : IAsyncLifetime
{
    private const string Container = Containers.Mentions;
    private const int Upload = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StoreDirectory _directory = new();
    private readonly byte[] _body = new byte[4096];
    private SqliteDocumentStore _store = null!;

    public Task InitializeAsync()
    {
        // Groups of a dozen commits, so that an upload is many of them.
        _store = new SqliteDocumentStore(_directory.Root, _directory.Time, new EmbeddedOptions { GroupBytes = 64 << 10, YieldingBytes = 8 << 10 });
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    private Task<CommitOutcome>[] BeginUpload() =>
        [.. Enumerable.Range(0, Upload).Select(i => _store.CommitYieldingAsync(Container, $"u{i}", [DocumentWrite.Create("d", _body)], default).AsTask())];

    [Fact]
    public async Task Stands_in_nobodys_way()
    {
        var upload = BeginUpload();
        await _store.CommitAsync(Container, "urgent", [DocumentWrite.Create("d", _body)], default);
        var waiting = upload.Count(u => !u.IsCompleted);
        await Task.WhenAll(upload);
        Assert.InRange(waiting, Upload / 2, Upload);
    }

    [Fact]
    public async Task Comes_on_however_busy_the_others_are()
    {
        using var over = new CancellationTokenSource();
        var others = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var n = 0; !over.IsCancellationRequested; n++)
            {
                await _store.CommitAsync(Container, $"o{i}", [DocumentWrite.Upsert($"d{n % 100}", _body)], default);
            }
        })).ToList();
        try
        {
            var outcomes = await Task.WhenAll(BeginUpload()).WaitAsync(Patience);
            Assert.All(outcomes, o => Assert.True(o.Committed));
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(others);
        }
    }

    [Fact]
    public async Task Conflicts_as_any_other()
    {
        Assert.True((await _store.CommitYieldingAsync(Container, "p", [DocumentWrite.Create("d", _body)], default)).Committed);
        Assert.Equal(CommitConflict.AlreadyExists, (await _store.CommitAsync(Container, "p", [DocumentWrite.Create("d", _body)], default)).Conflict);
        Assert.Equal(CommitConflict.AlreadyExists, (await _store.CommitYieldingAsync(Container, "p", [DocumentWrite.Create("d", _body)], default)).Conflict);
    }

    [Fact]
    public async Task Is_finished_when_the_store_is_closed()
    {
        var upload = BeginUpload();
        await _store.DisposeAsync();
        Assert.All(await Task.WhenAll(upload), o => Assert.True(o.Committed));
        _store = new SqliteDocumentStore(_directory.Root, _directory.Time, new EmbeddedOptions());
        Assert.NotNull(await _store.ReadAsync(Container, $"u{Upload - 1}", "d", default));
    }
}
