namespace CgiHub.Core.CaseMaps;

/// <summary>Disjoint sets of items numbered from 0, which only ever grow together. Four bytes an item.</summary>
/// <remarks>
/// Rem's algorithm with splicing: a parent is never a greater number than its child, so a set is named by its smallest item,
/// in whatever order the sets were joined. What can come apart again is for <see cref="GunComponents"/>.
/// </remarks>
/// <param name="capacity">Items to make room for.</param>
public sealed class DisjointSets(int capacity = 0)
{
    private int[] _parents = new int[capacity];

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an item, alone in its set; answers its number.</summary>
    public int Add()
    {
        if (Count == _parents.Length)
        {
            Array.Resize(ref _parents, Math.Max(16, Count * 2));
        }

        _parents[Count] = Count;
        return Count++;
    }

    /// <summary>The smallest item of the set that holds an item.</summary>
    public int Find(int item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(item, Count);
        var parents = _parents;
        while (parents[item] != item)
        {
            item = parents[item] = parents[parents[item]];
        }

        return item;
    }

    /// <summary>Makes one set of two; false where they were one already.</summary>
    public bool Join(int a, int b)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(a, Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(b, Count);
        return Join(_parents, a, b);
    }

    /// <summary>For each of some items the smallest item that links connect it to: linear in memory, nearly linear in time.</summary>
    /// <param name="items">How many items there are.</param>
    /// <param name="from">One end of each link.</param>
    /// <param name="to">The other end of each link.</param>
    public static int[] LabelsOf(int items, ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(to.Length, from.Length);
        var labels = new int[items];
        for (var i = 0; i < items; i++)
        {
            labels[i] = i;
        }

        for (var i = 0; i < from.Length; i++)
        {
            Join(labels, from[i], to[i]);
        }

        // Parents come before their children, so theirs are right already.
        for (var i = 0; i < items; i++)
        {
            labels[i] = labels[labels[i]];
        }

        return labels;
    }

    private static bool Join(int[] parents, int a, int b)
    {
        while (true)
        {
            var (above, beside) = (parents[a], parents[b]);
            if (above == beside)
            {
                return false;
            }

            if (above < beside)
            {
                (a, b, above, beside) = (b, a, beside, above);
            }

            parents[a] = beside;
            if (a == above)
            {
                return true;
            }

            a = above;
        }
    }
}

/// <summary>Disjoint sets of whatever can be told apart.</summary>
internal sealed class UnionFind<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _numbers = [];
    private readonly List<T> _items = [];
    private readonly DisjointSets _sets = new();

    public void Add(T item) => NumberOf(item);

    /// <summary>The item of the set that was added first.</summary>
    public T Find(T item) => _items[_sets.Find(NumberOf(item))];

    public void Join(T a, T b) => _sets.Join(NumberOf(a), NumberOf(b));

    private int NumberOf(T item)
    {
        if (!_numbers.TryGetValue(item, out var number))
        {
            _numbers[item] = number = _sets.Add();
            _items.Add(item);
        }

        return number;
    }
}
