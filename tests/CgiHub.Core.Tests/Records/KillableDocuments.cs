using System.Collections.Concurrent;
using System.Text;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Records;

/// <summary>A document store whose process is killed when it has committed so many times; what was committed stays.</summary>
internal sealed class KillableDocuments(IDocumentStore documents) : IDocumentStore
{
    private readonly ConcurrentDictionary<(string Container, string Partition, string Id), byte> _touched = new();
    private int _left = int.MaxValue;
    private int _commits;

    /// <summary>Commits so far.</summary>
    public int Commits => _commits;

    /// <summary>After this many more commits every one fails, until called again.</summary>
    public void KillAfter(int commits) => _left = commits;

    /// <summary>Comes to life again.</summary>
    public void Restart() => _left = int.MaxValue;

    public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel) => documents.ReadAsync(container, partition, id, cancel);

    public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel) => documents.QueryAsync(query, cancel);

    public ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel) => documents.ReadChangesAsync(container, cursor, limit, cancel);

    public async ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel)
    {
        if (Interlocked.Decrement(ref _left) < 0)
        {
            throw new ProcessKilledException();
        }

        foreach (var write in writes)
        {
            _touched.TryAdd((container, partition, write.Id), 0);
        }

        Interlocked.Increment(ref _commits);
        return await documents.CommitAsync(container, partition, writes, cancel);
    }

    /// <summary>Every document that was ever written and is still there, in words.</summary>
    public async Task<string> ContentAsync()
    {
        var text = new StringBuilder();
        foreach (var (container, partition, id) in _touched.Keys.Order())
        {
            if (await documents.ReadAsync(container, partition, id, default) is { } document)
            {
                text.Append(container).Append(' ').Append(partition).Append(' ').Append(id).Append(' ').Append(document.Sort).Append(' ').AppendLine(Encoding.UTF8.GetString(document.Body.Span));
            }
        }

        return text.ToString();
    }
}
