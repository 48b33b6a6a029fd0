using System.Runtime.InteropServices;

namespace CgiHub.Core.Records;

/// <summary>
/// Joins what was seen or heard to what happened near it in space and time (<see cref="NearRule"/>): exactly the pairs that a search
/// through all of them would find, poles and date line included.
/// </summary>
/// <remarks>
/// What was seen lies in cubes of a grid through the unit sphere, twice as wide as the rule reaches, in order of time within each:
/// a search opens at most eight cubes, and in each only the span of time. Where times alone leave few to compare there is no grid.
/// Immutable once made; memory is at most 112 bytes for each point seen.
/// </remarks>
public sealed class SpaceTimeJoin
{
    // So that three coordinates fit into one key.
    private const double NarrowestCube = 2.0 / (1 << 20);

    // Comparing so many costs about as much as opening eight cubes.
    private const int Few = 256;

    // Degrees, a tenth of a millimetre: more than rounding can do.
    private const double Hair = 1e-9;

    private readonly NearRule _rule;
    private readonly double _reach;
    private readonly double _side;
    private readonly SpaceTimePoint[] _points;
    private readonly long[] _times;
    private readonly int[] _inOrder;
    private readonly double[] _lats = [];
    private readonly Entry[] _entries = [];
    private readonly Dictionary<long, (int From, int To)>? _cubes;

    /// <summary>Sorts what was seen.</summary>
    /// <param name="seen">Alerts, reads, whatever was seen or heard.</param>
    /// <param name="rule">What near means.</param>
    /// <exception cref="ArgumentOutOfRangeException">A point that is no place on earth, such as NaN.</exception>
    public SpaceTimeJoin(IReadOnlyList<SpaceTimePoint> seen, NearRule rule)
    {
        ArgumentNullException.ThrowIfNull(seen);
        _rule = rule;
        _reach = rule.FurthestChord;
        _points = [.. seen];
        (_times, _inOrder) = (new long[_points.Length], new int[_points.Length]);
        for (var i = 0; i < _points.Length; i++)
        {
            SpherePoint.Require(_points[i].Lat, _points[i].Lon);
            (_times[i], _inOrder[i]) = (_points[i].At.UtcTicks, i);
        }

        Array.Sort(_times, _inOrder);
        if (IsSparse(_times, rule))
        {
            _lats = Array.ConvertAll(_inOrder, i => _points[i].Lat);
        }
        else
        {
            _side = Math.Max(2 * _reach, NarrowestCube);
            (_entries, _cubes) = InCubes();
        }
    }

    /// <summary>The positions of what was seen near something that happened, smallest first.</summary>
    /// <param name="happened">Where and when.</param>
    /// <exception cref="ArgumentOutOfRangeException">It happened at no place on earth.</exception>
    public IReadOnlyList<int> Find(SpaceTimePoint happened)
    {
        var found = new List<int>();
        Find(happened, found);
        return found;
    }

    /// <summary>The same into a list, which is emptied first.</summary>
    internal void Find(SpaceTimePoint happened, List<int> found)
    {
        found.Clear();
        var at = new SpherePoint(happened.Lat, happened.Lon);
        var ticks = happened.At.UtcTicks;
        var from = ticks - _rule.Before.Ticks;
        var to = _rule.After.Ticks > long.MaxValue - ticks ? long.MaxValue : ticks + _rule.After.Ticks;
        if (_cubes is null)
        {
            FindByTime(from, to, at, found);
        }
        else
        {
            FindInCubes(_cubes, from, to, at, found);
        }

        found.Sort();
    }

    private void FindInCubes(Dictionary<long, (int From, int To)> cubes, long from, long to, in SpherePoint at, List<int> found)
    {
        for (var x = Slot(at.X - _reach); x <= Slot(at.X + _reach); x++)
        {
            for (var y = Slot(at.Y - _reach); y <= Slot(at.Y + _reach); y++)
            {
                for (var z = Slot(at.Z - _reach); z <= Slot(at.Z + _reach); z++)
                {
                    if (cubes.TryGetValue(Cube(x, y, z), out var span))
                    {
                        Find(_entries.AsSpan(span.From, span.To - span.From), from, to, at, found);
                    }
                }
            }
        }
    }

    /// <summary>Where few are compared, most are told apart by their latitudes before anything is computed.</summary>
    private void FindByTime(long from, long to, in SpherePoint at, List<int> found)
    {
        var up = double.RadiansToDegrees(_rule.Metres / Geodesic.LeastRadius) + Hair;
        var start = _times.AsSpan().BinarySearch(from);
        start = start < 0 ? ~start : start;
        while (start > 0 && _times[start - 1] == from)
        {
            start--;
        }

        for (var i = start; i < _times.Length && _times[i] <= to; i++)
        {
            if (Math.Abs(_lats[i] - at.Lat) <= up && _rule.HoldsBetween(new SpherePoint(_lats[i], _points[_inOrder[i]].Lon), at))
            {
                found.Add(_inOrder[i]);
            }
        }
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

    /// <summary>Counted, then dealt out in order of time: each cube is in order without being sorted.</summary>
    private (Entry[] Entries, Dictionary<long, (int From, int To)> Cubes) InCubes()
    {
        var placed = new Entry[_points.Length];
        var cubes = new Dictionary<long, (int From, int To)>();
        for (var i = 0; i < placed.Length; i++)
        {
            ref readonly var point = ref _points[_inOrder[i]];
            placed[i] = new Entry(_times[i], _inOrder[i], new SpherePoint(point.Lat, point.Lon));
            CollectionsMarshal.GetValueRefOrAddDefault(cubes, CubeOf(placed[i].Place), out _).To++;
        }

        var start = 0;
        foreach (var cube in cubes.Keys)
        {
            ref var span = ref CollectionsMarshal.GetValueRefOrNullRef(cubes, cube);
            (span, start) = ((start, start), start + span.To);
        }

        var dealt = new Entry[placed.Length];
        foreach (ref readonly var entry in placed.AsSpan())
        {
            dealt[CollectionsMarshal.GetValueRefOrNullRef(cubes, CubeOf(entry.Place)).To++] = entry;
        }

        return (dealt, cubes);
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

    /// <summary>Whether on average, from where something was seen, little else was within the rule's span of time.</summary>
    private static bool IsSparse(long[] inOrder, NearRule rule)
    {
        var span = rule.Before > TimeSpan.MaxValue - rule.After ? long.MaxValue : (rule.Before + rule.After).Ticks;
        var (first, sum) = (0, 0L);
        for (var i = 0; i < inOrder.Length; i++)
        {
            while (inOrder[i] - inOrder[first] > span)
            {
                first++;
            }

            sum += i - first + 1;
        }

        return sum <= (long)Few * inOrder.Length;
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
