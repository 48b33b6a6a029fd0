using CgiHub.Core.Storage;
using CgiHub.Embedded.Sqlite;

namespace CgiHub.Embedded.Documents;

/// <summary>One caller's commit, inside a transaction shared with others: a conflict undoes this one only.</summary>
internal sealed class CommitJob(string container, string partition, IReadOnlyList<DocumentWrite> writes, long cost, bool yields) : WriteJob<DocumentWriter>
{
    private readonly TaskCompletionSource<CommitOutcome> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommitOutcome? _outcome;

    /// <summary>The caller's answer, given once the transaction is on disk.</summary>
    public Task<CommitOutcome> Answer => _answer.Task;

    public string Container => container;

    public override long Cost => cost;

    public override bool Yields => yields;

    public override void Apply(DocumentWriter target)
    {
        target.Begins(container, partition);
        var table = target.Table(container);
        var now = target.Now;
        var first = target.TakeVersions(writes.Count);
        _outcome = Blocked(table, now) ?? Write(table, first, now);
        if (_outcome.Committed)
        {
            target.Wrote(container, writes);
            target.Touched(container, first + writes.Count - 1);
        }
    }

    public override void Committed() => _answer.SetResult(_outcome!);

    public override void Failed(Exception exception) => _answer.SetException(exception);

    /// <summary>A guarded write that finds another version than its own stops the commit before anything is written.</summary>
    private CommitOutcome? Blocked(DocumentTable table, long now)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            if (writes[i].ETag is not null && Conflict(table, writes[i], now) is not null)
            {
                return FirstConflict(table, now);
            }
        }

        return null;
    }

    private CommitOutcome Write(DocumentTable table, long first, long now)
    {
        // Documents to create come first: only they can still fail, and what was created before the failure is easily undone.
        for (var i = 0; i < writes.Count; i++)
        {
            if (writes[i].Kind == WriteKind.Create && !table.Create(partition, writes[i], first + i, now))
            {
                for (var undo = 0; undo < i; undo++)
                {
                    if (writes[undo].Kind == WriteKind.Create)
                    {
                        table.Delete(partition, writes[undo].Id);
                    }
                }

                return FirstConflict(table, now);
            }
        }

        for (var i = 0; i < writes.Count; i++)
        {
            switch (writes[i].Kind)
            {
                case WriteKind.Upsert or WriteKind.Replace:
                    table.Upsert(partition, writes[i], first + i, now);
                    break;
                case WriteKind.Delete:
                    table.Delete(partition, writes[i].Id);
                    break;
            }
        }

        return new CommitOutcome(null, -1, new ETagRange(first, writes));
    }

    private CommitOutcome FirstConflict(DocumentTable table, long now)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            if (Conflict(table, writes[i], now) is { } conflict)
            {
                return new CommitOutcome(conflict, i, []);
            }
        }

        throw new InvalidOperationException("A commit failed without a conflict.");
    }

    private CommitConflict? Conflict(DocumentTable table, DocumentWrite write, long now) => write.Kind switch
    {
        WriteKind.Create => table.Find(partition, write.Id, now) is null ? null : CommitConflict.AlreadyExists,
        WriteKind.Replace or WriteKind.Delete when write.ETag is { } etag => table.Find(partition, write.Id, now) switch
        {
            null => CommitConflict.Missing,
            { } version => version == ETagRange.Parse(etag) ? null : CommitConflict.ETagMismatch,
        },
        _ => null,
    };
}

/// <summary>Removes expired documents of one container, some at a time.</summary>
internal sealed class PurgeJob(string container, int most) : WriteJob<DocumentWriter>
{
    private readonly TaskCompletionSource<int> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _purged;

    /// <summary>How many were removed.</summary>
    public Task<int> Answer => _answer.Task;

    public override long Cost => most * 100L;

    public override bool Yields => true;

    public override void Apply(DocumentWriter target) => _purged = target.Table(container).Purge(target.Now, most);

    public override void Committed() => _answer.SetResult(_purged);

    public override void Failed(Exception exception) => _answer.SetException(exception);
}
