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
    private readonly Dictionary<(EntityKey Exhibit, PathParts Map, string? Sight), Kept> _byExhibit = [];
    private readonly LinkedList<Kept> _recent = [];
    private int _reads;

    /// <summary>The path of the guns that hold some exhibits: as it was drawn before, if it was drawn with what is wanted and still stands.</summary>
    /// <remarks>When a busy gun has changed, all of its leads ask at the same moment: one draws it, the others wait for that and look again.</remarks>
    internal async Task<DrawnPath> OfAsync(IReadOnlyList<LeadExhibit> exhibits, PathParts wanted, RecordSight? sight, Func<ReadLog, Task<DrawnPath>> draw, CancellationToken cancel)
    {
        if (Find(exhibits, wanted, sight, out var before) is { } known)
        {
            return known;
        }

        var others = before?.Begin();
        try
        {
            if (others is not null)
            {
                await others.WaitAsync(cancel);
            }

            // Somebody may have drawn it just now, also where nobody is drawing any more.
            if (before is not null && Find(exhibits, wanted, sight, out _) is { } drawn)
            {
                return drawn;
            }

            var read = new ReadLog();
            var path = await draw(read);
            Keep(path, read);
            return path;
        }
        finally
        {
            if (others is null)
            {
                before?.End();
            }
        }
    }

    private DrawnPath? Find(IReadOnlyList<LeadExhibit> exhibits, PathParts wanted, RecordSight? sight, out Kept? kept)
    {
        lock (_turn)
        {
            kept = _byExhibit.GetValueOrDefault((exhibits[0].Key, wanted & PathParts.Map, sight?.Key));
            if (kept is not null)
            {
                _recent.Remove(kept.Place);
                _recent.AddFirst(kept.Place);
            }
        }

        var found = kept;
        return found is not null && found.Path.Parts.HasFlag(wanted) && exhibits.All(e => found.Exhibits.Contains(e.Key)) && found.Read.Stands(documents) ? found.Path : null;
    }

    /// <summary>Keeps a path of one gun, in the place of whatever was kept of its exhibits.</summary>
    private void Keep(DrawnPath path, ReadLog read)
    {
        if (path.Facts.Trails.Count != 1 || Weight(path, read) > options.Value.MaxKeptReads || !read.Stands(documents))
        {
            return;
        }

        var kept = new Kept(path, [.. path.Facts.Trails[0].Gun.Exhibits.Select(e => e.Key)], read);
        lock (_turn)
        {
            foreach (var exhibit in kept.Exhibits)
            {
                if (_byExhibit.TryGetValue((exhibit, kept.Map, kept.Sight), out var before))
                {
                    _recent.Remove(before.Place);
                    Forget(before);
                }
            }

            foreach (var exhibit in kept.Exhibits)
            {
                _byExhibit[(exhibit, kept.Map, kept.Sight)] = kept;
            }

            _recent.AddFirst(kept.Place);
            _reads += Weight(path, read);
            while (_reads > options.Value.MaxKeptReads && _recent.Last is { } oldest)
            {
                _recent.RemoveLast();
                Forget(oldest.Value);
            }
        }
    }

    /// <summary>What a kept path takes memory by: the partitions that it rests on, and the records that were read of them.</summary>
    private static int Weight(DrawnPath path, ReadLog read) => read.Count + path.Refs.Count;

    private void Forget(Kept kept)
    {
        _reads -= Weight(kept.Path, kept.Read);
        foreach (var exhibit in kept.Exhibits)
        {
            _byExhibit.Remove((exhibit, kept.Map, kept.Sight));
        }
    }

    private sealed class Kept
    {
        private readonly Lock _turn = new();
        private TaskCompletionSource? _drawing;

        public Kept(DrawnPath path, HashSet<EntityKey> exhibits, ReadLog read)
        {
            (Path, Exhibits, Read) = (path, exhibits, read);
            Place = new LinkedListNode<Kept>(this);
        }

        public DrawnPath Path { get; }

        public HashSet<EntityKey> Exhibits { get; }

        public ReadLog Read { get; }

        public PathParts Map => Path.Parts & PathParts.Map;

        public string? Sight => Path.Sight?.Key;

        public LinkedListNode<Kept> Place { get; }

        /// <summary>Claims the drawing of what comes after; or, where somebody has, what to wait for.</summary>
        public Task? Begin()
        {
            lock (_turn)
            {
                if (_drawing is { Task.IsCompleted: false })
                {
                    return _drawing.Task;
                }

                _drawing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return null;
            }
        }

        /// <summary>Lets those that wait look again, whatever came of it.</summary>
        public void End() => _drawing!.SetResult();
    }
}
