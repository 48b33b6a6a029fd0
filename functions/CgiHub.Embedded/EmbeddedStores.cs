using CgiHub.Embedded.Blobs;
using CgiHub.Embedded.Documents;
using CgiHub.Embedded.Queues;

namespace CgiHub.Embedded;

/// <summary>All stores of one machine in one directory, which one process holds at a time.</summary>
public sealed class EmbeddedStores : IAsyncDisposable
{
    private readonly FileStream _lock;

    /// <summary>Opens the stores in a directory, or creates them.</summary>
    /// <param name="directory">Where they lie.</param>
    /// <param name="time">The clock of expiry, locks and schedules.</param>
    /// <param name="options">Limits; defaults where null.</param>
    /// <exception cref="IOException">Another process holds the directory.</exception>
    public EmbeddedStores(string directory, TimeProvider time, EmbeddedOptions? options = null)
    {
        options ??= new EmbeddedOptions();
        CreatePrivate(directory);
        _lock = Hold(directory);
        try
        {
            Blobs = new FileBlobStore(directory, time);
            Documents = new SqliteDocumentStore(directory, time, options);
            Queue = new SqliteMessageQueue(directory, time, options);
        }
        catch
        {
            Documents?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Documents.</summary>
    public SqliteDocumentStore Documents { get; }

    /// <summary>Blobs.</summary>
    public FileBlobStore Blobs { get; }

    /// <summary>Queues.</summary>
    public SqliteMessageQueue Queue { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        await Documents.DisposeAsync();
        await _lock.DisposeAsync();
    }

    /// <summary>Makes a directory that only its owner may enter, durably; one that exists stays as it is.</summary>
    public static void CreatePrivate(string directory) => DurableFiles.CreateDirectory(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));

    private static FileStream Hold(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, "in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held)
        {
            throw new IOException($"The data in {directory} is in use by another process. Stop it, or choose another directory.", held);
        }
    }
}
