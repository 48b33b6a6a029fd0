using CgiHub.Embedded;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Core.Tests;

/// <summary>Real stores in a directory of their own, and a clock that the test turns.</summary>
public sealed class TestStores : IAsyncLifetime
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "cgihub-tests", Guid.NewGuid().ToString("n"));
    private EmbeddedStores? _stores;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public EmbeddedStores Stores => _stores ??= new EmbeddedStores(_directory, Time, Options);

    public Embedded.Documents.SqliteDocumentStore Documents => Stores.Documents;

    public Embedded.Blobs.FileBlobStore Blobs => Stores.Blobs;

    public Embedded.Queues.SqliteMessageQueue Queue => Stores.Queue;

    /// <summary>Small caches: many tests run at once.</summary>
    public EmbeddedOptions Options { get; } = new() { DocumentCacheBytes = 4 << 20, QueueCacheBytes = 2 << 20, ReaderCacheBytes = 1 << 20, MapBytes = 16 << 20 };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_stores is not null)
        {
            await _stores.DisposeAsync();
        }

        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}
