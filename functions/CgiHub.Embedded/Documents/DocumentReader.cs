using System.Text;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Sqlite;

namespace CgiHub.Embedded.Documents;

/// <summary>One reading connection with its statements; used by one caller at a time.</summary>
internal sealed class DocumentReader(Database database) : IDisposable
{
    private const int MostPageBytes = 16 * 1024 * 1024;
    private const string Living = "(expires IS NULL OR expires > ?1)";

    private readonly Dictionary<string, Statement> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Statement> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Container, bool Descending, bool GoingOn), Statement> _query = [];

    private readonly Statement _begin = database.Prepare("BEGIN");
    private readonly Statement _end = database.Prepare("COMMIT");
    private long _seen;

    /// <summary>Reads from now on see what they saw before, if that was after as many commits; otherwise what is committed now.</summary>
    public void See(long commits)
    {
        if (_seen == commits && database.InTransaction)
        {
            return;
        }

        LetGo();
        _begin.Run();
        _seen = commits;
    }

    /// <summary>Holds on to nothing that was read.</summary>
    public void LetGo()
    {
        if (database.InTransaction)
        {
            _end.Run();
        }
    }

    public StoredDocument? Read(string container, string partition, string id, long now)
    {
        var statement = Prepare(_read, container, c => $"SELECT sort, version, body FROM {DocumentTable.Name(c)} WHERE key = ?2 AND {Living}");
        var most = DocumentKey.MostBytes(partition, id);
        Span<byte> key = most <= 512 ? stackalloc byte[most] : new byte[most];
        try
        {
            return statement.Bind(1, now).BindText(2, key[..DocumentKey.Write(key, partition, id)]).Step()
                ? new StoredDocument(id, Sort(statement, 0), ETagRange.Of(statement.Int64(1)), statement.Bytes(2).ToArray())
                : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>A page, and whether nothing on it expires.</summary>
    public (DocumentPage Page, bool Lasts) Query(DocumentQuery query, Continuation? from, long now)
    {
        var shape = (query.Container, query.Descending, from is not null);
        if (!_query.TryGetValue(shape, out var statement))
        {
            var (compare, order) = query.Descending ? ("<", "DESC") : (">", "ASC");
            var going = from is null ? "" : $" AND (sort, key) {compare} (?5, ?6)";
            statement = _query[shape] = database.Prepare(
                $"SELECT key, sort, version, body, expires FROM {DocumentTable.Name(query.Container)} WHERE sort >= ?2 AND sort < ?3{going} AND {Living} ORDER BY sort {order}, key {order} LIMIT ?4 + 0");
        }

        try
        {
            var low = DocumentKey.Of(query.Partition, query.From ?? "");
            var end = query.To is null ? DocumentKey.EndOf(query.Partition) : DocumentKey.Of(query.Partition, query.To);
            if (from is { } place)
            {
                var at = DocumentKey.Of(query.Partition, place.Sort);
                statement.BindText(5, at).BindText(6, DocumentKey.Of(query.Partition, place.Id));

                // SQLite looks for its place by one bound on each side, and with the query's own would pass over every page before this one.
                (low, end) = query.Descending ? (low, DocumentKey.Earlier(end, [.. at, 0])) : (DocumentKey.Later(low, at), end);
            }

            statement.Bind(1, now).BindText(2, low).BindText(3, end).Bind(4, query.Limit + 1);
            return Page(statement, query);
        }
        finally
        {
            statement.Reset();
        }
    }

    public IReadOnlyList<(long Version, DocumentChange Change)> Changes(string container, long after, int limit, long now)
    {
        var statement = Prepare(_changes, container, c => $"SELECT key, sort, version, body FROM {DocumentTable.Name(c)} WHERE version > ?2 AND {Living} ORDER BY version LIMIT ?3 + 0");
        var changes = new List<(long, DocumentChange)>(Math.Min(limit, 256));
        try
        {
            statement.Bind(1, now).Bind(2, after).Bind(3, limit);
            for (long bytes = 0; bytes < MostPageBytes && statement.Step();)
            {
                var document = Document(statement);
                changes.Add((statement.Int64(2), new DocumentChange(DocumentKey.Partition(statement.Bytes(0)), document)));
                bytes += document.Body.Length;
            }
        }
        finally
        {
            statement.Reset();
        }

        return changes;
    }

    public void Dispose() => database.Dispose();

    private static (DocumentPage Page, bool Lasts) Page(Statement statement, DocumentQuery query)
    {
        var documents = new List<StoredDocument>(Math.Min(query.Limit, 256));
        long bytes = 0;
        var lasts = true;
        while (statement.Step())
        {
            if (documents.Count == query.Limit || bytes >= MostPageBytes)
            {
                var last = documents[^1];
                return (new DocumentPage(documents, new Continuation(last.Sort!, last.Id).ToText(query)), lasts);
            }

            documents.Add(Document(statement));
            bytes += documents[^1].Body.Length;
            lasts &= statement.IsNull(4);
        }

        return (new DocumentPage(documents, null), lasts);
    }

    private static StoredDocument Document(Statement statement) =>
        new(DocumentKey.Rest(statement.Bytes(0)), Sort(statement, 1), ETagRange.Of(statement.Int64(2)), statement.Bytes(3).ToArray());

    private static string? Sort(Statement statement, int column) => statement.IsNull(column) ? null : DocumentKey.Rest(statement.Bytes(column));

    private Statement Prepare(Dictionary<string, Statement> statements, string container, Func<string, string> sql)
    {
        if (!statements.TryGetValue(container, out var statement))
        {
            statement = statements[container] = database.Prepare(sql(container));
        }

        return statement;
    }
}
