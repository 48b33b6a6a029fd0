using CgiHub.Core.Storage;
using CgiHub.Embedded.Sqlite;

namespace CgiHub.Embedded.Documents;

/// <summary>One container's table, as the writer sees it. Times are Unix milliseconds.</summary>
/// <remarks>
/// The rows lie in the order in which they came, so what one commit writes fills a page after the other; only the indexes are touched at
/// random places, and these hold no bodies. The indexes on sort key and expiry are partial: a document without sort key and time-to-live
/// costs none but its key's. A table that an earlier hub made, in the order of its keys, works as it is.
/// </remarks>
internal sealed class DocumentTable
{
    private readonly Statement _create;
    private readonly Statement _upsert;
    private readonly Statement _delete;
    private readonly Statement _find;
    private readonly Statement _purge;
    private byte[] _key = new byte[512];
    private byte[] _sort = new byte[512];

    public DocumentTable(Database database, string container)
    {
        var table = Name(container);
        database.Execute($"""
            CREATE TABLE IF NOT EXISTS {table} (key TEXT NOT NULL UNIQUE, sort TEXT, version INTEGER NOT NULL, expires INTEGER, body BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS {table}_sort ON {table} (sort, key) WHERE sort IS NOT NULL;
            CREATE INDEX IF NOT EXISTS {table}_expires ON {table} (expires) WHERE expires IS NOT NULL;
            """);
        if (HasChanges(container))
        {
            database.Execute($"CREATE UNIQUE INDEX IF NOT EXISTS {table}_version ON {table} (version)");
        }

        const string Set = "DO UPDATE SET sort = excluded.sort, version = excluded.version, expires = excluded.expires, body = excluded.body";
        var insert = $"INSERT INTO {table} (key, sort, version, expires, body) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (key) {Set}";
        _create = database.Prepare($"{insert} WHERE {table}.expires <= ?6");
        _upsert = database.Prepare(insert);
        _delete = database.Prepare($"DELETE FROM {table} WHERE key = ?1");
        _find = database.Prepare($"SELECT version FROM {table} WHERE key = ?1 AND (expires IS NULL OR expires > ?2)");
        _purge = database.Prepare($"DELETE FROM {table} WHERE key IN (SELECT key FROM {table} WHERE expires <= ?1 ORDER BY expires LIMIT ?2 + 0)");
    }

    /// <summary>The table's name: containers are ours, and plain words.</summary>
    public static string Name(string container) => "documents_" + container;

    /// <summary>Whether a database has anything of a container, expired or not.</summary>
    public static bool HoldsAny(Database database, string container) =>
        database.Ask($"SELECT count(*) FROM sqlite_schema WHERE name = '{Name(container)}'") > 0 && database.Ask($"SELECT EXISTS (SELECT 1 FROM {Name(container)})") > 0;

    /// <summary>Whether the container keeps changes.</summary>
    public static bool HasChanges(string container) => Containers.WithChangeFeed.Contains(container);

    /// <summary>Writes a document that must not exist; false where it does.</summary>
    public bool Create(string partition, DocumentWrite write, long version, long now)
    {
        _create.Bind(6, now);
        return Put(_create, partition, write, version, now) > 0;
    }

    /// <summary>Writes a document.</summary>
    public void Upsert(string partition, DocumentWrite write, long version, long now) => Put(_upsert, partition, write, version, now);

    /// <summary>Removes a document, if it is there.</summary>
    public void Delete(string partition, string id) => _delete.BindText(1, Key(partition, id)).Run();

    /// <summary>The version of a living document, or null.</summary>
    public long? Find(string partition, string id, long now)
    {
        long? version = _find.BindText(1, Key(partition, id)).Bind(2, now).Step() ? _find.Int64(0) : null;
        _find.Reset();
        return version;
    }

    /// <summary>Removes some expired documents; tells how many.</summary>
    public int Purge(long now, int most) => _purge.Bind(1, now).Bind(2, most).Run();

    private int Put(Statement statement, string partition, DocumentWrite write, long version, long now)
    {
        statement.BindText(1, Key(partition, write.Id));
        if (write.Sort is { } sort)
        {
            statement.BindText(2, Encode(ref _sort, partition, sort));
        }
        else
        {
            statement.BindNull(2);
        }

        statement.Bind(3, version);
        if (write.TimeToLive is { } life)
        {
            statement.Bind(4, now + (long)Math.Max(0, life.TotalMilliseconds));
        }
        else
        {
            statement.BindNull(4);
        }

        return statement.BindBlob(5, write.Body.Span).Run();
    }

    private ReadOnlySpan<byte> Key(string partition, string id) => Encode(ref _key, partition, id);

    private static ReadOnlySpan<byte> Encode(ref byte[] buffer, string partition, string rest)
    {
        var most = DocumentKey.MostBytes(partition, rest);
        if (buffer.Length < most)
        {
            buffer = new byte[most];
        }

        return buffer.AsSpan(0, DocumentKey.Write(buffer, partition, rest));
    }
}
