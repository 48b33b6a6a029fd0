using System.Runtime.InteropServices;

namespace CgiHub.Core.Records;

/// <summary>
/// Joins what was seen or heard to what happened near it in space and time (<see cref="NearRule"/>): exactly the pairs that a search
/// through all of them would find, poles and date line included.
/// </summary>
/// <remarks>
/// What was seen lies in cubes of a grid through the unit sphere, twice as wide as the rule reaches, in order of time within each:
/// a search opens at most eight cubes, and in each only the span of time. Immutable once made; memory is 64 bytes for each point seen.
/// </remarks>
public sealed class SpaceTimeJoin
{
    // So that three coordinates fit into one key.
    private const double NarrowestCube = 2.0 / (1 << 20);

    private readonly NearRule _rule;
    private readonly double _reach;
    private readonly double _side;
    private readonly Entry[] _entries;
    private readonly Dictionary<long, (int From, int To)> _cubes = [];

    /// <summary>Sorts what was seen.</summary>
    /// <param name="seen">Alerts, reads, whatever was seen or heard.</param>
    /// <param name="rule">What near means.</param>
    /// <exception cref="ArgumentOutOfRangeException">A point that is no place on earth, such as NaN.</exception>
    public SpaceTimeJoin(IReadOnlyList<SpaceTimePoint> seen, NearRule rule)
    {
        ArgumentNullException.ThrowIfNull(seen);
        _rule = rule;
        _reach = rule.FurthestChord;
        _side = Math.Max(2 * _reach, NarrowestCube);
        _entries = new Entry[seen.Count];

        var times = new long[seen.Count];
        var inOrder = new int[seen.Count];
        for (var i = 0; i < seen.Count; i++)
        {
            (times[i], inOrder[i]) = (seen[i].At.UtcTicks, i);
        }

        Array.Sort(times, inOrder);

        // Counted, then dealt out in order of time: each cube is in order without being sorted.
        var placed = new Entry[seen.Count];
        for (var i = 0; i < placed.Length; i++)
        {
            var point = seen[inOrder[i]];
            placed[i] = new Entry(times[i], inOrder[i], new SpherePoint(point.Lat, point.Lon));
            CollectionsMarshal.GetValueRefOrAddDefault(_cubes, CubeOf(placed[i].Place), out _).To++;
        }

        var start = 0;
        foreach (var cube in _cubes.Keys)
        {
            ref var span = ref CollectionsMarshal.GetValueRefOrNullRef(_cubes, cube);
            (span, start) = ((start, start), start + span.To);
        }

        foreach (var entry in placed)
        {
            _entries[CollectionsMarshal.GetValueRefOrNullRef(_cubes, CubeOf(entry.Place)).To++] = entry;
        }
    }

    /// <summary>Finds what belongs to something that happened.</summary>
    /// <param name="happened">Where and when.</param>
    /// <param name="found">Emptied, then the positions of what was seen near it, smallest first.</param>
    /// <exception cref="ArgumentOutOfRangeException">It happened at no place on earth.</exception>
    public void Find(SpaceTimePoint happened, List<int> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        found.Clear();
        var at = new SpherePoint(happened.Lat, happened.Lon);
        var ticks = happened.At.UtcTicks;
        var from = ticks - _rule.Before.Ticks;
        var to = _rule.After.Ticks > long.MaxValue - ticks ? long.MaxValue : ticks + _rule.After.Ticks;
        for (var x = Slot(at.X - _reach); x <= Slot(at.X + _reach); x++)
        {
            for (var y = Slot(at.Y - _reach); y <= Slot(at.Y + _reach); y++)
            {
                for (var z = Slot(at.Z - _reach); z <= Slot(at.Z + _reach); z++)
                {
                    if (_cubes.TryGetValue(Cube(x, y, z), out var span))
                    {
                        Find(_entries.AsSpan(span.From, span.To - span.From), from, to, at, found);
                    }
                }
            }
        }

        found.Sort();
    }

    /// <summary>All pairs, by what happened, then by what was seen. Its memory grows with the number of pairs.</summary>
    public IReadOnlyList<(int Seen, int Happened)> Pairs(IReadOnlyList<SpaceTimePoint> happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var pairs = new List<(int Seen, int Happened)>();
        var found = new List<int>();
        for (var i = 0; i < happened.Count; i++)
        {
            Find(happened[i], found);
            foreach (var seen in found)
            {
                pairs.Add((seen, i));
            }
        }

        return pairs;
    }

    private void Find(ReadOnlySpan<Entry> cube, long from, long to, in SpherePoint at, List<int> found)
    {
        for (var i = First(cube, from); i < cube.Length && cube[i].Ticks <= to; i++)
        {
            if (_rule.HoldsBetween(cube[i].Place, at))
            {
                found.Add(cube[i].Index);
            }
        }
    }

    /// <summary>The first entry that is not before a time.</summary>
    private static int First(ReadOnlySpan<Entry> inOrder, long from)
    {
        var (least, most) = (0, inOrder.Length);
        while (least < most)
        {
            var middle = (int)(((uint)least + (uint)most) / 2);
            (least, most) = inOrder[middle].Ticks < from ? (middle + 1, most) : (least, middle);
        }

        return least;
    }

    private int Slot(double coordinate) => (int)Math.Floor((coordinate + 1) / _side);

    private long CubeOf(in SpherePoint place) => Cube(Slot(place.X), Slot(place.Y), Slot(place.Z));

    // From -1, which lies beyond the sphere, to 2^20 + 1.
    private static long Cube(int x, int y, int z) => ((long)(x + 1) << 42) | ((long)(y + 1) << 21) | (long)(z + 1);

    private readonly record struct Entry(long Ticks, int Index, SpherePoint Place);
}
