using CgiHub.Core.Storage;

namespace CgiHub.Core.Feeds;

/// <summary>
/// Knows CloudEvents again by source and id. An event is remembered once all its rows are in; one with a rejected row is not,
/// so that it can be mended and sent again under the same id.
/// </summary>
internal sealed class EventMemory(IDocumentStore documents, string scope, TimeSpan remember)
{
    private readonly List<string> _whole = [];
    private string? _current;
    private bool _known;
    private bool _good;

    /// <summary>Whether the event of the next row came before. Rows of one event follow each other.</summary>
    public async ValueTask<bool> KnowsAsync(string id, CancellationToken cancel)
    {
        if (id != _current)
        {
            Close();
            (_current, _good) = (id, true);
            _known = _whole.Contains(id) || await documents.ReadAsync(Containers.Idempotency, Partition(id), id, cancel) is not null;
        }

        return _known;
    }

    /// <summary>The row just asked about was refused.</summary>
    public void Refused() => _good = false;

    /// <summary>Remembers the events whose rows have all landed; at the end, the last one too.</summary>
    public async Task KeepAsync(bool atEnd, CancellationToken cancel)
    {
        if (atEnd)
        {
            Close();
        }

        await Task.WhenAll(_whole.Select(id => documents.CommitAsync(Containers.Idempotency, Partition(id), [DocumentWrite.Upsert(id, "{}"u8.ToArray(), timeToLive: remember)], cancel).AsTask()));
        _whole.Clear();
    }

    private void Close()
    {
        if (_current is { } id && _good && !_known)
        {
            _whole.Add(id);
        }

        _current = null;
    }

    private string Partition(string id) => $"event|{scope}|{id}";
}
