using CgiHub.Core.Storage;

namespace CgiHub.Core.Records;

/// <summary>The partitions that something was made from, each as it stood then: so that it can be asked later whether the same would come of them again.</summary>
/// <remarks>Written by one reader at a time.</remarks>
public sealed class ReadLog
{
    private readonly Dictionary<(string Container, string Partition), long> _stamps = [];
    private readonly SortedDictionary<string, OriginatorControl> _controls = new(StringComparer.Ordinal);
    private bool _untold;

    /// <summary>How many partitions were read.</summary>
    public int Count => _stamps.Count;

    /// <summary>Under which controls records stood that were met, whatever came of them: each once, in an order of their own.</summary>
    public IReadOnlyList<OriginatorControl> Controls => [.. _controls.Values];

    /// <summary>Whether nothing that was read has changed; false also where the store cannot tell.</summary>
    public bool Stands(IDocumentStore documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (_untold)
        {
            return false;
        }

        foreach (var ((container, partition), stamp) in _stamps)
        {
            if (!documents.Stands(container, partition, stamp))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Something was read that the store stamps in no way.</summary>
    internal void Untold() => _untold = true;

    /// <summary>A record was met.</summary>
    internal void Met(StoredRecord record)
    {
        if (OriginatorControl.Of(record) is { } control)
        {
            _controls.TryAdd($"{control.Originator}: {string.Join(' ', control.ReleasableTo.Select(o => o.Value).Order(StringComparer.Ordinal))}", control);
        }
    }

    /// <summary>A page was read.</summary>
    internal void Note(DocumentQuery query, DocumentPage page)
    {
        var at = (query.Container, query.Partition);
        if (page.Stamp is not { } stamp || (!_stamps.TryAdd(at, stamp) && _stamps[at] != stamp))
        {
            _untold = true;
        }
    }
}
