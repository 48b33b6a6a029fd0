using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.CaseMaps;

/// <summary>
/// Paths that were drawn, for as long as every partition they were drawn from stands unchanged: all leads of a gun share one, and so does whoever looks at it again.
/// </summary>
/// <remarks>
/// Only where the store can tell whether a partition stands (<see cref="IDocumentStore.Stands"/>); elsewhere nothing is found here.
/// Bounded by <see cref="CaseMapOptions.MaxKeptReads"/>; the paths that nobody asked for go first.
/// </remarks>
public sealed class KeptPaths(IDocumentStore documents, IOptions<CaseMapOptions> options)
{
    private readonly Lock _turn = new();
    private readonly Dictionary<(EntityKey Exhibit, PathParts Map), Kept> _byExhibit = [];
    private readonly LinkedList<Kept> _recent = [];
    private int _reads;

    /// <summary>The path of the gun that holds all of some exhibits, if it was drawn with what is wanted and still stands.</summary>
    internal DrawnPath? Find(IReadOnlyList<LeadExhibit> exhibits, PathParts wanted)
    {
        Kept? kept;
        lock (_turn)
        {
            kept = _byExhibit.GetValueOrDefault((exhibits[0].Key, wanted & PathParts.Map));
        }

        if (kept is null || !kept.Path.Parts.HasFlag(wanted) || !exhibits.All(e => kept.Exhibits.Contains(e.Key)))
        {
            return null;
        }

        var stands = kept.Read.Stands(documents);
        lock (_turn)
        {
            if (kept.Place.List is not null)
            {
                _recent.Remove(kept.Place);
                if (stands)
                {
                    _recent.AddFirst(kept.Place);
                }
                else
                {
                    Forget(kept);
                }
            }
        }

        return stands ? kept.Path : null;
    }

    /// <summary>Keeps a path of one gun.</summary>
    internal void Keep(DrawnPath path, ReadLog read)
    {
        if (path.Facts.Trails.Count != 1 || read.Count > options.Value.MaxKeptReads || !read.Stands(documents))
        {
            return;
        }

        var kept = new Kept(path, [.. path.Facts.Trails[0].Gun.Exhibits.Select(e => e.Key)], read);
        lock (_turn)
        {
            foreach (var exhibit in kept.Exhibits)
            {
                if (_byExhibit.TryGetValue((exhibit, kept.Map), out var before))
                {
                    _recent.Remove(before.Place);
                    Forget(before);
                }
            }

            foreach (var exhibit in kept.Exhibits)
            {
                _byExhibit[(exhibit, kept.Map)] = kept;
            }

            _recent.AddFirst(kept.Place);
            _reads += read.Count;
            while (_reads > options.Value.MaxKeptReads && _recent.Last is { } oldest)
            {
                _recent.RemoveLast();
                Forget(oldest.Value);
            }
        }
    }

    private void Forget(Kept kept)
    {
        _reads -= kept.Read.Count;
        foreach (var exhibit in kept.Exhibits)
        {
            _byExhibit.Remove((exhibit, kept.Map));
        }
    }

    private sealed class Kept
    {
        public Kept(DrawnPath path, HashSet<EntityKey> exhibits, ReadLog read)
        {
            (Path, Exhibits, Read) = (path, exhibits, read);
            Place = new LinkedListNode<Kept>(this);
        }

        public DrawnPath Path { get; }

        public HashSet<EntityKey> Exhibits { get; }

        public ReadLog Read { get; }

        public PathParts Map => Path.Parts & PathParts.Map;

        public LinkedListNode<Kept> Place { get; }
    }
}
