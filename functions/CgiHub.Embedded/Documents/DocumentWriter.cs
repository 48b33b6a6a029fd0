using CgiHub.Core.Storage;
using CgiHub.Embedded.Sqlite;

namespace CgiHub.Embedded.Documents;

/// <summary>What the writing thread of the document store writes to: the tables, and the count of versions.</summary>
internal sealed class DocumentWriter : IWriteTarget
{
    private readonly Dictionary<string, DocumentTable> _tables;
    private readonly Dictionary<string, long> _touched = new(StringComparer.Ordinal);
    private readonly Action<string, long> _changed;
    private readonly Func<ReaderPool> _readers;
    private readonly PageCache _pages;
    private readonly List<int> _underWay = [];
    private readonly Sequence _versions;
    private readonly TimeProvider _time;

    /// <param name="database">The writing connection.</param>
    /// <param name="containers">What it holds.</param>
    /// <param name="time">For expiry.</param>
    /// <param name="readers">Who reads beside it.</param>
    /// <param name="pages">What they keep of it.</param>
    /// <param name="changed">Told the newest committed version of a container, once a transaction.</param>
    public DocumentWriter(Database database, IReadOnlyList<string> containers, TimeProvider time, Func<ReaderPool> readers, PageCache pages, Action<string, long> changed)
    {
        (_time, _readers, _pages, _changed) = (time, readers, pages, changed);
        database.Execute("BEGIN IMMEDIATE");
        _versions = new Sequence(database);
        _tables = containers.ToDictionary(c => c, c => new DocumentTable(database, c), StringComparer.Ordinal);
        database.Execute("COMMIT");
    }

    /// <summary>Unix milliseconds.</summary>
    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public DocumentTable Table(string container) => _tables[container];

    /// <summary>Takes consecutive versions; returns the first.</summary>
    public long TakeVersions(int count) => _versions.Take(count);

    /// <summary>A partition is about to be written to.</summary>
    public void Begins(string container, string partition) => _pages.Begins(container, partition, _underWay);

    /// <summary>Documents were written or deleted.</summary>
    public void Wrote(string container, IReadOnlyList<DocumentWrite> writes)
    {
        foreach (var write in writes)
        {
            _pages.Forget(container, write.Id);
        }
    }

    /// <summary>Remembers the newest version of a container in this transaction.</summary>
    public void Touched(string container, long version) => _touched[container] = version;

    public void Committing() => _readers().Committing();

    public void Committed()
    {
        _readers().Settled();
        _pages.Ended(_underWay);
        foreach (var (container, version) in _touched)
        {
            _changed(container, version);
        }

        _touched.Clear();
    }

    public void LogFolds(bool begins) => _readers().LogFolds(begins);

    public void RolledBack()
    {
        _readers().Settled();
        _versions.RolledBack();
        _pages.Ended(_underWay);
        _touched.Clear();
    }
}
