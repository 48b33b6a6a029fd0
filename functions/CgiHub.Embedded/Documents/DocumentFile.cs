using CgiHub.Core.Storage;
using CgiHub.Embedded.Sqlite;

namespace CgiHub.Embedded.Documents;

/// <summary>One database of documents: the thread that writes to it, and the connections that read beside it.</summary>
internal sealed class DocumentFile : IAsyncDisposable
{
    private const int PurgeAtOnce = 500;

    private readonly Database _database;
    private readonly GroupWriter<DocumentWriter> _writer;

    /// <summary>Opens it, or creates it.</summary>
    /// <param name="path">The file; its name without ending is the writing thread's.</param>
    /// <param name="containers">Which containers it holds, by what it holds already.</param>
    /// <param name="pages">What readers keep.</param>
    /// <param name="changed">Told the newest committed version of a container, once a transaction.</param>
    /// <param name="time">For expiry.</param>
    /// <param name="options">Limits.</param>
    public DocumentFile(string path, Func<Database, IReadOnlyList<string>> containers, PageCache pages, Action<string, long> changed, TimeProvider time, EmbeddedOptions options)
    {
        _database = Database.OpenWriter(path, options.DocumentCacheBytes, options.CheckpointBytes);
        try
        {
            Containers = containers(_database);
            var target = new DocumentWriter(_database, Containers, time, () => Readers!, pages, changed);
            Newest = Containers.Where(DocumentTable.HasChanges).ToDictionary(c => c, c => _database.Ask($"SELECT max(version) FROM {DocumentTable.Name(c)}"), StringComparer.Ordinal);
            Readers = new ReaderPool(() => new DocumentReader(Database.OpenReader(path, options.ReaderCacheBytes, options.MapBytes)), options.Readers);
            _writer = new GroupWriter<DocumentWriter>(Path.GetFileNameWithoutExtension(path), _database, target, options.WaitingCommits, options.GroupBytes, options.YieldingBytes);
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>The containers that it holds.</summary>
    public IReadOnlyList<string> Containers { get; }

    /// <summary>The newest version of each container with change feed when it was opened; 0 for none.</summary>
    public IReadOnlyDictionary<string, long> Newest { get; }

    /// <summary>Who reads.</summary>
    public ReaderPool Readers { get; }

    /// <summary>Commits; answers once that is on disk.</summary>
    public async ValueTask<CommitOutcome> CommitAsync(CommitJob job, CancellationToken cancel)
    {
        await _writer.EnqueueAsync(job, cancel);
        return await job.Answer;
    }

    /// <summary>Removes what has expired, and empties the log.</summary>
    public async Task PurgeAsync(CancellationToken closing)
    {
        _writer.EmptyLogNext();
        foreach (var container in Containers)
        {
            PurgeJob job;
            do
            {
                job = new PurgeJob(container, PurgeAtOnce);
                if (closing.IsCancellationRequested || !_writer.TryEnqueue(job))
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
        await _writer.DisposeAsync();
        await Readers.DisposeAsync();
        _database.Checkpoint();
        _database.Dispose();
    }
}
