using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Sqlite;

namespace CgiHub.Embedded.Queues;

/// <summary>Reads the queues beside their writer; one caller at a time.</summary>
internal sealed class QueueReader(Database database) : IDisposable
{
    /// <summary>Asks when the next scheduled message of a queue is due; null for none.</summary>
    public const string NextDueOfQueue = "SELECT min(due) FROM messages WHERE queue = ?1 AND due IS NOT NULL";

    private const long MostBytes = 16 * 1024 * 1024;
    private const string Columns = "sequence, id, session, subject, type, properties, enqueued, due, deliveries, body";

    private readonly Lock _lock = new();
    private bool _closed;
    private readonly Statement _ready = database.Prepare($"SELECT {Columns} FROM messages WHERE queue = ?1 AND due IS NULL AND sequence > ?2 ORDER BY sequence LIMIT ?3 + 0");
    private readonly Statement _session = database.Prepare($"SELECT {Columns} FROM messages WHERE queue = ?1 AND session = ?2 AND due IS NULL AND sequence > ?3 AND sequence <= ?4 ORDER BY sequence LIMIT ?5 + 0");

    // Messages are large: these find and count them by their index alone, ready ones and scheduled ones apart.
    private readonly Statement _peek = database.Prepare($"""
        SELECT {Columns} FROM messages WHERE sequence IN (
          SELECT sequence FROM messages WHERE queue = ?1 AND due IS NULL AND sequence > ?2
          UNION ALL SELECT sequence FROM messages WHERE queue = ?1 AND due IS NOT NULL AND sequence > ?2
          ORDER BY sequence LIMIT ?3 + 0)
        ORDER BY sequence
        """);
    private readonly Statement _counts = database.Prepare("SELECT queue, count(*), sum(ifnull(due, 0) > ?1) FROM messages INDEXED BY messages_due GROUP BY queue");
    private readonly Statement _oldest = database.Prepare("SELECT enqueued FROM messages WHERE queue = ?1 AND due IS NULL ORDER BY sequence LIMIT 1");
    private readonly Statement _nextDue = database.Prepare(NextDueOfQueue);
    private readonly Statement _deadCounts = database.Prepare("SELECT queue, count(*) FROM dead GROUP BY queue");
    private readonly Statement _dead = database.Prepare("SELECT sequence, queue, id, subject, reason, deliveries, died FROM dead WHERE sequence < ?1 ORDER BY sequence DESC LIMIT ?2 + 0");

    /// <summary>Messages that are ready, behind a sequence, and whether these are all; fewer where their bodies are large.</summary>
    public (List<HeldMessage> Messages, bool Ended) Ready(string queue, long after, int most) => Held(_ready, s => s.BindText(1, queue).Bind(2, after).Bind(3, most), most);

    /// <summary>Messages of one session that are ready, behind one sequence and up to another.</summary>
    public (List<HeldMessage> Messages, bool Ended) Session(string queue, string session, long after, long upTo, int most) =>
        Held(_session, s => s.BindText(1, queue).BindText(2, session).Bind(3, after).Bind(4, upTo).Bind(5, most), most);

    /// <summary>When the next scheduled message is due, or null.</summary>
    public long? NextDue(string queue)
    {
        using (Enter())
        {
            long? due = _nextDue.BindText(1, queue).Step() && !_nextDue.IsNull(0) ? _nextDue.Int64(0) : null;
            _nextDue.Reset();
            return due;
        }
    }

    /// <summary>All messages of a queue, scheduled ones included.</summary>
    public PeekPage Peek(string queue, int most, string? continuation)
    {
        var items = new List<PeekedMessage>();
        long last = 0;
        using (Enter())
        {
            try
            {
                for (_peek.BindText(1, queue).Bind(2, Place(continuation) ?? 0).Bind(3, most); _peek.Step();)
                {
                    last = _peek.Int64(0);
                    DateTimeOffset? due = _peek.IsNull(7) ? null : DateTimeOffset.FromUnixTimeMilliseconds(_peek.Int64(7));
                    items.Add(new PeekedMessage(Message(_peek), DateTimeOffset.FromUnixTimeMilliseconds(_peek.Int64(6)), due, (int)_peek.Int64(8)));
                }
            }
            finally
            {
                _peek.Reset();
            }
        }

        return new PeekPage(items, items.Count == most ? Place(last) : null);
    }

    /// <summary>How much each queue holds.</summary>
    public Dictionary<string, QueueCounts> Counts(long now)
    {
        var counts = new Dictionary<string, QueueCounts>(StringComparer.Ordinal);
        using (Enter())
        {
            for (_counts.Bind(1, now); _counts.Step();)
            {
                counts[_counts.Text(0)] = new QueueCounts(_counts.Int64(1) - _counts.Int64(2), _counts.Int64(2), 0);
            }

            _counts.Reset();
            while (_deadCounts.Step())
            {
                var queue = _deadCounts.Text(0);
                counts[queue] = (counts.GetValueOrDefault(queue) ?? new QueueCounts(0, 0, 0)) with { Dead = _deadCounts.Int64(1) };
            }

            _deadCounts.Reset();
        }

        return counts;
    }

    /// <summary>When the message at the head of a queue was sent (Unix milliseconds), or null where none is ready.</summary>
    public long? Oldest(string queue)
    {
        using (Enter())
        {
            long? sent = _oldest.BindText(1, queue).Step() ? _oldest.Int64(0) : null;
            _oldest.Reset();
            return sent;
        }
    }

    /// <summary>Dead letters, newest first.</summary>
    public DeadLetterPage Dead(int most, string? continuation)
    {
        var items = new List<DeadLetter>();
        long last = 0;
        using (Enter())
        {
            try
            {
                for (_dead.Bind(1, Place(continuation) ?? long.MaxValue).Bind(2, most); _dead.Step();)
                {
                    last = _dead.Int64(0);
                    items.Add(new DeadLetter(DeadId(last), _dead.Text(1), _dead.Text(2), _dead.TextOrNull(3), _dead.Text(4), (int)_dead.Int64(5), DateTimeOffset.FromUnixTimeMilliseconds(_dead.Int64(6))));
                }
            }
            finally
            {
                _dead.Reset();
            }
        }

        return new DeadLetterPage(items, items.Count == most ? Place(last) : null);
    }

    /// <summary>The sequence that a dead letter's id names, or null.</summary>
    public static long? DeadSequence(string id) =>
        id.StartsWith("dl-", StringComparison.Ordinal) && long.TryParse(id.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && DeadId(sequence) == id ? sequence : null;

    /// <summary>Lets who reads finish, and closes the connection.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            database.Dispose();
        }
    }

    private Lock.Scope Enter()
    {
        var scope = _lock.EnterScope();
        if (_closed)
        {
            scope.Dispose();
            throw new StoreUnavailableException("The store is closed.", null);
        }

        return scope;
    }

    private static string DeadId(long sequence) => string.Create(CultureInfo.InvariantCulture, $"dl-{sequence}");

    private static string Place(long sequence) => string.Create(CultureInfo.InvariantCulture, $"s{sequence}");

    private static long? Place(string? continuation)
    {
        if (continuation is null)
        {
            return null;
        }

        return continuation.StartsWith('s') && long.TryParse(continuation.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : throw new BadContinuationException();
    }

    private static QueueMessage Message(Statement row) => new(row.Text(1), row.Bytes(9).ToArray())
    {
        SessionId = row.TextOrNull(2),
        Subject = row.TextOrNull(3),
        ContentType = row.Text(4),
        Properties = row.IsNull(5) ? ImmutableDictionary<string, string>.Empty : JsonSerializer.Deserialize(row.Bytes(5), QueueJson.Default.DictionaryStringString)!,
    };

    private (List<HeldMessage> Messages, bool Ended) Held(Statement statement, Action<Statement> bind, int most)
    {
        var held = new List<HeldMessage>();
        long bytes = 0;
        using (Enter())
        {
            try
            {
                bind(statement);
                while (bytes < MostBytes && statement.Step())
                {
                    held.Add(new HeldMessage(statement.Int64(0), Message(statement), statement.Int64(6), (int)statement.Int64(8)));
                    bytes += held[^1].Message.Body.Length;
                }
            }
            finally
            {
                statement.Reset();
            }
        }

        return (held, bytes < MostBytes && held.Count < most);
    }
}
