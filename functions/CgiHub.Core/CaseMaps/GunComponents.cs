namespace CgiHub.Core.CaseMaps;

/// <summary>
/// Presumed guns as connected components over links between exhibits, kept while links are made and withdrawn.
/// What it answers follows from the links that stand, never from the order in which they came or went.
/// </summary>
/// <remarks>
/// To link costs time in the smaller of the two components. To withdraw searches from both ends in turns, one link each, until they meet
/// (nothing changed) or one of them has nowhere to go: that is the smaller side, and only it is named anew.
/// Memory is some 70 bytes a link and 40 an exhibit beside its id. Not thread-safe.
/// </remarks>
public sealed class GunComponents
{
    private const int None = -1;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];

    // By exhibit: its component, its neighbours in the ring of the component's members, the first of its link ends, when a search last saw it.
    private int[] _component = [];
    private int[] _next = [];
    private int[] _previous = [];
    private int[] _firstEnd = [];
    private int[] _seen = [];

    // Link k has two ends, 2k at one exhibit and 2k + 1 at the other: each knows the exhibit at the other end and stands in a chain of its own exhibit's ends.
    private int[] _across = [];
    private int[] _nextEnd = [];
    private int[] _previousEnd = [];
    private int[] _held = [];
    private readonly Dictionary<(int A, int B), int> _links = [];
    private readonly Stack<int> _freeLinks = [];
    private int _linkRoom;

    // By component: members, any one of them, and its smallest where that is known.
    private readonly List<int> _size = [];
    private readonly List<int> _member = [];
    private readonly List<int> _smallest = [];
    private readonly Stack<int> _freeComponents = [];

    private readonly Search _here = new();
    private readonly Search _there = new();
    private int _stamp;

    /// <summary>Exhibits that were ever named.</summary>
    public int Exhibits => _ids.Count;

    /// <summary>Pairs that stand; a pair that several leads hold counts once.</summary>
    public int Links => _links.Count;

    /// <summary>Guns: components, single exhibits included.</summary>
    public int Count => _size.Count - _freeComponents.Count;

    /// <summary>Makes room, so that building from very many links need not move what it has.</summary>
    public void Reserve(int exhibits, int links)
    {
        _numbers.EnsureCapacity(exhibits);
        _ids.EnsureCapacity(exhibits);
        _links.EnsureCapacity(links);
        GrowExhibits(exhibits);
        GrowLinks(links);
    }

    /// <summary>The number of an exhibit, counted from 0 as they were first named. One that was never named before is a gun by itself.</summary>
    public int NumberOf(string exhibit)
    {
        if (!_numbers.TryGetValue(exhibit, out var number))
        {
            _numbers[exhibit] = number = _ids.Count;
            _ids.Add(exhibit);
            GrowExhibits(number + 1);
            _firstEnd[number] = None;
            _next[number] = _previous[number] = number;
            _component[number] = NewComponent(1, number, number);
        }

        return number;
    }

    /// <summary>A link between two exhibits, once more than before; true where it made one gun of two. An exhibit's link to itself only names it.</summary>
    public bool Link(string a, string b) => Link(NumberOf(a), NumberOf(b));

    /// <summary>The same by numbers.</summary>
    public bool Link(int a, int b)
    {
        Check(a, b);
        if (a == b)
        {
            return false;
        }

        if (_links.TryGetValue(Key(a, b), out var link))
        {
            _held[link]++;
            return false;
        }

        AddLink(a, b);
        return Merge(a, b);
    }

    /// <summary>Takes one link between two exhibits back; true where that split their gun. One that does not stand is none to take back.</summary>
    public bool Withdraw(string a, string b) => _numbers.TryGetValue(a, out var one) && _numbers.TryGetValue(b, out var other) && Withdraw(one, other);

    /// <summary>The same by numbers.</summary>
    public bool Withdraw(int a, int b)
    {
        Check(a, b);
        if (!_links.TryGetValue(Key(a, b), out var link) || --_held[link] > 0)
        {
            return false;
        }

        RemoveLink(a, b, link);
        if (SmallerSide(a, b) is not { } side)
        {
            return false;
        }

        Split(side, side.Reached[0] == a ? b : a);
        return true;
    }

    /// <summary>How many links hold a pair.</summary>
    public int Held(string a, string b) => _numbers.TryGetValue(a, out var one) && _numbers.TryGetValue(b, out var other) && _links.TryGetValue(Key(one, other), out var link) ? _held[link] : 0;

    /// <summary>What the gun of an exhibit is called: the id of its smallest exhibit, by ordinal comparison.</summary>
    public string NameOf(string exhibit) => _ids[SmallestOf(_component[_numbers[exhibit]])];

    /// <summary>Whether two exhibits are on one gun.</summary>
    public bool AreOne(string a, string b) => a == b || (_numbers.TryGetValue(a, out var one) && _numbers.TryGetValue(b, out var other) && _component[one] == _component[other]);

    /// <summary>The exhibits on the gun of an exhibit, in ordinal order.</summary>
    public IReadOnlyList<string> MembersOf(string exhibit)
    {
        var members = new List<string>();
        foreach (var member in Ring(_numbers[exhibit]))
        {
            members.Add(_ids[member]);
        }

        members.Sort(StringComparer.Ordinal);
        return members;
    }

    /// <summary>Every exhibit with the name of its gun, in ordinal order.</summary>
    public IEnumerable<(string Exhibit, string Gun)> All()
    {
        var inOrder = Enumerable.Range(0, _ids.Count).ToArray();
        Array.Sort(inOrder, (a, b) => string.CompareOrdinal(_ids[a], _ids[b]));
        return inOrder.Select(number => (_ids[number], _ids[SmallestOf(_component[number])]));
    }

    private static (int A, int B) Key(int a, int b) => a < b ? (a, b) : (b, a);

    private void Check(int a, int b)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)a, (uint)_ids.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)b, (uint)_ids.Count);
    }

    private IEnumerable<int> Ring(int member)
    {
        var at = member;
        do
        {
            yield return at;
            at = _next[at];
        }
        while (at != member);
    }

    /// <summary>Found when asked for: whoever links and withdraws millions need not know it in between.</summary>
    private int SmallestOf(int component)
    {
        if (_smallest[component] == None)
        {
            var smallest = _member[component];
            foreach (var member in Ring(smallest))
            {
                smallest = string.CompareOrdinal(_ids[member], _ids[smallest]) < 0 ? member : smallest;
            }

            _smallest[component] = smallest;
        }

        return _smallest[component];
    }

    private bool Merge(int a, int b)
    {
        var (kept, gone) = (_component[a], _component[b]);
        if (kept == gone)
        {
            return false;
        }

        if (_size[kept] < _size[gone])
        {
            (kept, gone) = (gone, kept);
        }

        foreach (var member in Ring(_member[gone]))
        {
            _component[member] = kept;
        }

        // Two rings become one where each is cut open.
        var (afterA, afterB) = (_next[a], _next[b]);
        (_next[a], _previous[afterB]) = (afterB, a);
        (_next[b], _previous[afterA]) = (afterA, b);
        _size[kept] += _size[gone];
        _smallest[kept] = _smallest[kept] == None || _smallest[gone] == None
            ? None
            : string.CompareOrdinal(_ids[_smallest[kept]], _ids[_smallest[gone]]) < 0 ? _smallest[kept] : _smallest[gone];
        _freeComponents.Push(gone);
        return true;
    }

    private void Split(Search side, int left)
    {
        var old = _component[left];
        var component = NewComponent(side.Reached.Count, side.Reached[0], None);
        var last = None;
        foreach (var member in side.Reached)
        {
            (_next[_previous[member]], _previous[_next[member]]) = (_next[member], _previous[member]);
            _component[member] = component;
            if (last == None)
            {
                _next[member] = _previous[member] = member;
            }
            else
            {
                (_next[member], _previous[member]) = (_next[last], last);
                _previous[_next[last]] = member;
                _next[last] = member;
            }

            last = member;
        }

        _size[old] -= side.Reached.Count;
        _member[old] = left;
        if (_smallest[old] != None && _component[_smallest[old]] == component)
        {
            _smallest[component] = _smallest[old];
            _smallest[old] = None;
        }
    }

    private int NewComponent(int size, int member, int smallest)
    {
        if (_freeComponents.TryPop(out var component))
        {
            (_size[component], _member[component], _smallest[component]) = (size, member, smallest);
            return component;
        }

        _size.Add(size);
        _member.Add(member);
        _smallest.Add(smallest);
        return _size.Count - 1;
    }

    /// <summary>The smaller of what is left on both sides of a link that was taken away, all of it; null where the sides still hang together.</summary>
    private Search? SmallerSide(int a, int b)
    {
        if (_stamp > int.MaxValue - 2)
        {
            Array.Clear(_seen);
            _stamp = 0;
        }

        _stamp += 2;
        _here.Begin(a, _stamp - 1, _seen);
        _there.Begin(b, _stamp, _seen);
        var (own, other) = (_here, _there);
        while (true)
        {
            if (own.Find(_firstEnd, _nextEnd) is var end && end == None)
            {
                return own;
            }

            var reached = _across[end];
            if (_seen[reached] == other.Mark)
            {
                return null;
            }

            if (_seen[reached] != own.Mark)
            {
                _seen[reached] = own.Mark;
                own.Reached.Add(reached);
            }

            (own, other) = (other, own);
        }
    }

    private void AddLink(int a, int b)
    {
        if (!_freeLinks.TryPop(out var link))
        {
            link = _linkRoom++;
            GrowLinks(_linkRoom);
        }

        _links[Key(a, b)] = link;
        _held[link] = 1;
        AddEnd(2 * link, a, b);
        AddEnd((2 * link) + 1, b, a);
    }

    private void AddEnd(int end, int at, int across)
    {
        _across[end] = across;
        _previousEnd[end] = None;
        _nextEnd[end] = _firstEnd[at];
        if (_firstEnd[at] != None)
        {
            _previousEnd[_firstEnd[at]] = end;
        }

        _firstEnd[at] = end;
    }

    private void RemoveLink(int a, int b, int link)
    {
        _links.Remove(Key(a, b));
        _freeLinks.Push(link);
        RemoveEnd(2 * link);
        RemoveEnd((2 * link) + 1);
    }

    private void RemoveEnd(int end)
    {
        var (next, previous) = (_nextEnd[end], _previousEnd[end]);
        if (next != None)
        {
            _previousEnd[next] = previous;
        }

        if (previous != None)
        {
            _nextEnd[previous] = next;
        }
        else
        {
            // It stands at the exhibit that lies across from its other end.
            _firstEnd[_across[end ^ 1]] = next;
        }
    }

    private void GrowExhibits(int exhibits)
    {
        if (exhibits > _component.Length)
        {
            var room = Math.Max(exhibits, Math.Max(16, _component.Length * 2));
            Array.Resize(ref _component, room);
            Array.Resize(ref _next, room);
            Array.Resize(ref _previous, room);
            Array.Resize(ref _firstEnd, room);
            Array.Resize(ref _seen, room);
        }
    }

    private void GrowLinks(int links)
    {
        if (links > _held.Length)
        {
            var room = Math.Max(links, Math.Max(16, _held.Length * 2));
            Array.Resize(ref _held, room);
            Array.Resize(ref _across, 2 * room);
            Array.Resize(ref _nextEnd, 2 * room);
            Array.Resize(ref _previousEnd, 2 * room);
        }
    }

    /// <summary>One half of a search: what it has reached, in the order in which it goes on from there.</summary>
    private sealed class Search
    {
        private int _at;
        private int _end;

        public List<int> Reached { get; } = [];

        public int Mark { get; private set; }

        public void Begin(int exhibit, int mark, int[] seen)
        {
            Reached.Clear();
            Reached.Add(exhibit);
            (_at, _end, Mark) = (0, None, mark);
            seen[exhibit] = mark;
        }

        /// <summary>The next link end to follow; none where everything was followed.</summary>
        public int Find(int[] firstEnd, int[] nextEnd)
        {
            while (_end == None && _at < Reached.Count)
            {
                _end = firstEnd[Reached[_at++]];
            }

            var end = _end;
            _end = end == None ? None : nextEnd[end];
            return end;
        }
    }
}
