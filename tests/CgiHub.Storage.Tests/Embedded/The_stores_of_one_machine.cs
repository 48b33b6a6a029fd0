using CgiHub.Core.Storage;
using CgiHub.Embedded;

namespace CgiHub.Storage.Tests.Embedded;

public sealed class The_stores_of_one_machine : IDisposable
{
    private readonly StoreDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private EmbeddedStores Open() => new(_directory.Root, _directory.Time, StoreDirectory.Small);

    [Fact]
    public async Task Are_held_by_one_at_a_time()
    {
        await using (Open())
        {
            Assert.Contains("in use", Assert.Throws<IOException>(Open).Message, StringComparison.Ordinal);
        }

        await using var next = Open();
    }

    [Fact]
    public async Task Are_free_again_when_one_of_them_could_not_be_opened()
    {
        Directory.CreateDirectory(Path.Combine(_directory.Root, "queues.db"));
        Assert.Throws<StoreUnavailableException>(Open);
        Assert.DoesNotContain(_directory.Files(), f => f.EndsWith("-wal", StringComparison.Ordinal));
        Directory.Delete(Path.Combine(_directory.Root, "queues.db"));
        await using var again = Open();
    }

    [SkippableFact]
    public async Task Are_shown_to_their_owner_only()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has access lists instead of file modes.");
        await using var stores = Open();
#pragma warning disable CA1416 // Windows was left above.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory.Root));
#pragma warning restore CA1416
    }

    [Fact]
    public async Task May_be_closed_twice()
    {
        var stores = Open();
        await stores.DisposeAsync();
        await stores.DisposeAsync();
        await stores.Documents.DisposeAsync();
        await stores.Queue.DisposeAsync();
    }
}
