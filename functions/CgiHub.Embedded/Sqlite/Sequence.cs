namespace CgiHub.Embedded.Sqlite;

/// <summary>
/// Numbers that are each used once in the life of a database. They are set aside a million at a time,
/// in the transaction that first uses one of them, so that counting costs no writing.
/// </summary>
internal sealed class Sequence
{
    private const long Reserved = 1_000_000;

    private readonly Statement _reserve;
    private long _next;
    private long _end;

    /// <summary>Opens it, or begins at 1.</summary>
    public Sequence(Database database)
    {
        database.Execute("CREATE TABLE IF NOT EXISTS sequence (one INTEGER PRIMARY KEY CHECK (one = 1), reserved INTEGER NOT NULL)");
        database.Execute("INSERT OR IGNORE INTO sequence VALUES (1, 1)");
        var reserved = database.Prepare("SELECT reserved FROM sequence");
        reserved.Step();
        _next = _end = reserved.Int64(0);
        reserved.Reset();
        _reserve = database.Prepare("UPDATE sequence SET reserved = ?1");
    }

    /// <summary>The next number to be taken.</summary>
    public long Next => _next;

    /// <summary>Takes consecutive numbers; returns the first. Only inside a transaction.</summary>
    public long Take(int count)
    {
        if (_next + count > _end)
        {
            _end = _next + count + Reserved;
            _reserve.Bind(1, _end).Run();
        }

        var first = _next;
        _next += count;
        return first;
    }

    /// <summary>The reservation may have been rolled back: the next transaction makes a new one.</summary>
    public void RolledBack() => _end = _next;
}
