using CgiHub.Core.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CgiHub.Embedded.Sqlite;

/// <summary>One connection to a database file, with statements that are prepared once and run without allocating.</summary>
internal sealed class Database : IDisposable
{
    private const int Patience = 30_000;
    private const int FoldingPatience = 250;

    private readonly SqliteConnection _connection;
    private readonly List<Statement> _statements = [];
    private readonly FileInfo _log;
    private long _mostLogBytes;

    private Database(SqliteConnection connection) => (_connection, _log) = (connection, new FileInfo(connection.DataSource + "-wal"));

    private sqlite3 Handle => _connection.Handle ?? throw new ObjectDisposedException(nameof(Database));

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    /// <summary>Opens a connection that writes: every commit is on disk before it returns, and what it deletes is overwritten.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="cacheBytes">Page cache.</param>
    /// <param name="checkpointBytes">Size of the write-ahead log at which it is folded into the database.</param>
    public static Database OpenWriter(string path, long cacheBytes, long checkpointBytes)
    {
        var database = Open(path, SqliteOpenMode.ReadWriteCreate);
        database._mostLogBytes = checkpointBytes * 2;
        database.Execute($"""
            PRAGMA page_size = {PageBytes};
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA secure_delete = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -{cacheBytes / 1024};
            PRAGMA journal_size_limit = {database._mostLogBytes};
            """);

        // Of the page size that it has: a database of an earlier hub keeps its own.
        database.Execute($"PRAGMA wal_autocheckpoint = {Math.Max(100, checkpointBytes / database.Ask("PRAGMA page_size"))}");
        return database;
    }

    /// <summary>Opens a connection that only reads, beside the writer.</summary>
    public static Database OpenReader(string path, long cacheBytes, long mapBytes)
    {
        var database = Open(path, SqliteOpenMode.ReadOnly);
        database.Execute($"""
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -{cacheBytes / 1024};
            PRAGMA mmap_size = {mapBytes};
            """);
        return database;
    }

    /// <summary>Page size of new databases: a commit writes each page that it touches, and most of what it touches of one is a few dozen bytes.</summary>
    public const int PageBytes = 4096;

    /// <summary>Prepares a statement; it lives as long as the connection.</summary>
    /// <remarks>
    /// Write a bound limit as <c>LIMIT ?1 + 0</c>. SQLite plans for the value of a bare one, and so prepares the statement again
    /// each time that it is bound: that takes several times as long as to run it.
    /// </remarks>
    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement), sql);
        var prepared = new Statement(this, statement);
        _statements.Add(prepared);
        return prepared;
    }

    /// <summary>Runs statements that return nothing of interest.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql), sql);

    /// <summary>The number that a statement answers, 0 where it answers none. For what is asked once in a while: it prepares the statement.</summary>
    public long Ask(string sql)
    {
        var statement = Prepare(sql);
        var number = statement.Step() ? statement.Int64(0) : 0;
        statement.Reset();
        return number;
    }

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Folds the write-ahead log into the database and empties it, as far as readers allow.</summary>
    public void Checkpoint() => raw.sqlite3_wal_checkpoint_v2(Handle, null, raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);

    /// <summary>
    /// Whether the write-ahead log has grown to twice its size. By itself SQLite begins a log anew only when nobody reads from it,
    /// which under load may be never.
    /// </summary>
    public bool LogIsLong()
    {
        _log.Refresh();
        return _log.Exists && _log.Length > _mostLogBytes;
    }

    /// <summary>Empties the write-ahead log, and waits a moment for who reads from it.</summary>
    public void EmptyLog()
    {
        raw.sqlite3_busy_timeout(Handle, FoldingPatience);
        Checkpoint();
        raw.sqlite3_busy_timeout(Handle, Patience);
    }

    internal void Check(int code, string doing)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return;
        }

        var message = raw.sqlite3_errmsg(Handle).utf8_to_string();
        throw Told(new SqliteException($"{message} ({doing})", code, raw.sqlite3_extended_errcode(Handle)));
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Finish();
        }

        _connection.Dispose();
    }

    /// <summary>A disk that is full, failing or not to be had is no fault of the caller's; everything else is one of ours.</summary>
    private static Exception Told(SqliteException failure) => failure.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_BUSY or raw.SQLITE_LOCKED
        or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_NOMEM or raw.SQLITE_PERM or raw.SQLITE_PROTOCOL
        ? new StoreUnavailableException($"The database does not answer: {failure.Message}", failure)
        : failure;

    private static Database Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = Patience / 1000 }.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle!, Patience);
            return new Database(connection);
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw Told(failure);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
