using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Sqlite;

namespace CgiHub.Embedded.Queues;

/// <summary>What the writing thread of the queues writes to. Times are Unix milliseconds.</summary>
/// <remarks>
/// A message with <c>due</c> is scheduled; when its time comes it gets a new sequence and none. So messages that are ready have the order of their sequences.
/// </remarks>
internal sealed class QueueTables : IWriteTarget
{
    private const string Carried = "queue, id, session, subject, type, properties, enqueued, body";

    private readonly Sequence _sequence;
    private readonly TimeProvider _time;
    private readonly Statement _remember;
    private readonly Statement _insert;
    private readonly Statement _remove;
    private readonly Statement _delivered;
    private readonly Statement _retry;
    private readonly Statement _due;
    private readonly Statement _nextDue;
    private readonly Statement _activate;
    private readonly Statement _bury;
    private readonly Statement _raise;
    private readonly Statement _unbury;
    private readonly Statement _forget;

    public QueueTables(Database database, TimeProvider time)
    {
        _time = time;
        database.Execute("BEGIN IMMEDIATE");
        _sequence = new Sequence(database);
        FirstNew = _sequence.Next;
        database.Execute("""
            CREATE TABLE IF NOT EXISTS messages (
              sequence INTEGER PRIMARY KEY, queue TEXT NOT NULL, id TEXT NOT NULL, session TEXT, subject TEXT, type TEXT NOT NULL, properties TEXT,
              enqueued INTEGER NOT NULL, due INTEGER, deliveries INTEGER NOT NULL, body BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS messages_due ON messages (queue, due);
            CREATE INDEX IF NOT EXISTS messages_session ON messages (queue, session) WHERE session IS NOT NULL AND due IS NULL;
            CREATE TABLE IF NOT EXISTS seen (queue TEXT NOT NULL, id TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (queue, id)) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS seen_until ON seen (until);
            CREATE TABLE IF NOT EXISTS dead (
              sequence INTEGER PRIMARY KEY, queue TEXT NOT NULL, id TEXT NOT NULL, session TEXT, subject TEXT, type TEXT NOT NULL, properties TEXT,
              enqueued INTEGER NOT NULL, deliveries INTEGER NOT NULL, body BLOB NOT NULL, reason TEXT NOT NULL, died INTEGER NOT NULL);
            CREATE INDEX IF NOT EXISTS dead_queue ON dead (queue);
            """);
        database.Execute("COMMIT");
        _remember = database.Prepare("INSERT INTO seen (queue, id, until) VALUES (?1, ?2, ?3) ON CONFLICT (queue, id) DO UPDATE SET until = excluded.until WHERE seen.until <= ?4");
        _insert = database.Prepare("INSERT INTO messages (sequence, queue, id, session, subject, type, properties, enqueued, due, deliveries, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10)");
        _remove = database.Prepare("DELETE FROM messages WHERE sequence = ?1");
        _delivered = database.Prepare("UPDATE messages SET deliveries = ?2 WHERE sequence = ?1");
        _retry = database.Prepare("UPDATE messages SET deliveries = ?2, due = ?3 WHERE sequence = ?1");
        _due = database.Prepare("SELECT sequence FROM messages WHERE queue = ?1 AND due <= ?2 ORDER BY due, sequence LIMIT ?3 + 0");
        _nextDue = database.Prepare(QueueReader.NextDueOfQueue);
        _activate = database.Prepare("UPDATE messages SET sequence = ?2, due = NULL WHERE sequence = ?1");
        _bury = database.Prepare($"INSERT INTO dead (sequence, {Carried}, deliveries, reason, died) SELECT ?2, {Carried}, ?3, ?4, ?5 FROM messages WHERE sequence = ?1");
        _raise = database.Prepare($"INSERT INTO messages (sequence, {Carried}, deliveries) SELECT ?2, {Carried}, 0 FROM dead WHERE sequence = ?1 RETURNING queue");
        _unbury = database.Prepare("DELETE FROM dead WHERE sequence = ?1");
        _forget = database.Prepare("DELETE FROM seen WHERE (queue, id) IN (SELECT queue, id FROM seen WHERE until <= ?1 ORDER BY until LIMIT ?2 + 0)");
    }

    /// <summary>Messages that became ready since the tables were opened have this sequence or a later one.</summary>
    public long FirstNew { get; }

    /// <summary>Unix milliseconds.</summary>
    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Notes that a message id was sent; false where it was within the window already.</summary>
    public bool Remember(string queue, string id, long window)
    {
        var now = Now;
        return _remember.BindText(1, queue).BindText(2, id).Bind(3, now + window).Bind(4, now).Run() > 0;
    }

    /// <summary>Adds a message; returns its sequence.</summary>
    public long Insert(string queue, QueueMessage message, long enqueued, long? due)
    {
        var sequence = _sequence.Take(1);
        _insert.Bind(1, sequence).BindText(2, queue).BindText(3, message.Id).BindText(4, message.SessionId).BindText(5, message.Subject).BindText(6, message.ContentType);
        if (message.Properties.Count == 0)
        {
            _insert.BindNull(7);
        }
        else
        {
            _insert.BindText(7, JsonSerializer.SerializeToUtf8Bytes(message.Properties, QueueJson.Default.IReadOnlyDictionaryStringString));
        }

        _insert.Bind(8, enqueued).Bind(9, due).BindBlob(10, message.Body.Span).Run();
        return sequence;
    }

    /// <summary>Removes a message.</summary>
    public void Remove(long sequence) => _remove.Bind(1, sequence).Run();

    /// <summary>Notes how often a message was delivered.</summary>
    public void Delivered(long sequence, int deliveries) => _delivered.Bind(1, sequence).Bind(2, deliveries).Run();

    /// <summary>Schedules a message again.</summary>
    public void Retry(long sequence, int deliveries, long due) => _retry.Bind(1, sequence).Bind(2, deliveries).Bind(3, due).Run();

    /// <summary>Makes messages whose time has come ready, in the order of their times; tells how many.</summary>
    public int Activate(string queue, int most)
    {
        var due = new List<long>();
        for (_due.BindText(1, queue).Bind(2, Now).Bind(3, most); _due.Step();)
        {
            due.Add(_due.Int64(0));
        }

        _due.Reset();
        foreach (var sequence in due)
        {
            _activate.Bind(1, sequence).Bind(2, _sequence.Take(1)).Run();
        }

        return due.Count;
    }

    /// <summary>When the next scheduled message is due, or null.</summary>
    public long? NextDue(string queue)
    {
        long? due = _nextDue.BindText(1, queue).Step() && !_nextDue.IsNull(0) ? _nextDue.Int64(0) : null;
        _nextDue.Reset();
        return due;
    }

    /// <summary>Makes a message a dead letter.</summary>
    public void Bury(long sequence, int deliveries, string reason)
    {
        _bury.Bind(1, sequence).Bind(2, _sequence.Take(1)).Bind(3, deliveries).BindText(4, reason).Bind(5, Now).Run();
        Remove(sequence);
    }

    /// <summary>Makes a dead letter a message again; returns its queue, or null where there is no such dead letter.</summary>
    public string? Raise(long sequence)
    {
        var queue = _raise.Bind(1, sequence).Bind(2, _sequence.Take(1)).Step() ? _raise.Text(0) : null;
        _raise.Reset();
        if (queue is not null)
        {
            Unbury(sequence);
        }

        return queue;
    }

    /// <summary>Removes a dead letter; false where there is none.</summary>
    public bool Unbury(long sequence) => _unbury.Bind(1, sequence).Run() > 0;

    /// <summary>Forgets message ids whose window has passed; tells how many.</summary>
    public int Forget(int most) => _forget.Bind(1, Now).Bind(2, most).Run();

    public void Committing()
    {
        // Nobody keeps what they read of the queues.
    }

    public void Committed()
    {
        // Each job tells the queues that it touched.
    }

    public void RolledBack() => _sequence.RolledBack();

    public void LogFolds(bool begins)
    {
        // Who reads the queues lets go after each statement.
    }
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class QueueJson : JsonSerializerContext;
