namespace CgiHub.Core.Records.Matching;

/// <summary>What came of resolving many descriptions.</summary>
/// <param name="Clusters">Groups of places in the list that was given; each place in one of them.</param>
/// <param name="Possible">Pairs that may be one person and were not joined.</param>
/// <param name="Compared">Pairs that were compared.</param>
/// <param name="Blocks">Keys under which more than one description stands.</param>
/// <param name="Oversized">Keys with too many descriptions, which were passed over.</param>
public sealed record Resolved(IReadOnlyList<IReadOnlyList<int>> Clusters, IReadOnlyList<MatchedPair> Possible, long Compared, int Blocks, int Oversized);

/// <summary>Resolves many descriptions at once into persons, through the same keys, comparison and grouping as the hub's drawings.</summary>
public sealed class PersonResolution(PersonComparer comparer, int mostInBlock = 200)
{
    /// <summary>Puts descriptions together. Their order is that of their names: it settles ties and nothing else.</summary>
    public Resolved Resolve(IReadOnlyList<PersonTraits> traits, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(traits);
        var (keys, starts) = Keys(traits, cancel);
        var entries = new (ulong Key, int Of)[keys.Length];
        for (var i = 0; i < traits.Count; i++)
        {
            for (var k = starts[i]; k < starts[i + 1]; k++)
            {
                entries[k] = (keys[k], i);
            }
        }

        Array.Sort(entries, static (x, y) => x.Key != y.Key ? x.Key.CompareTo(y.Key) : x.Of.CompareTo(y.Of));
        var blocks = new List<(int From, int To)>();
        var oversized = new HashSet<ulong>();
        for (var from = 0; from < entries.Length;)
        {
            var to = from + 1;
            while (to < entries.Length && entries[to].Key == entries[from].Key)
            {
                to++;
            }

            if (to - from > mostInBlock)
            {
                oversized.Add(entries[from].Key);
            }
            else if (to - from > 1)
            {
                blocks.Add((from, to));
            }

            from = to;
        }

        var found = new List<MatchedPair>();
        var possible = new List<MatchedPair>();
        long compared = 0;
        Parallel.ForEach(
            System.Collections.Concurrent.Partitioner.Create(0, Math.Max(1, blocks.Count), blocks.Count / 64 + 1),
            new ParallelOptions { CancellationToken = cancel },
            range =>
            {
                List<MatchedPair> mine = [], maybe = [];
                long count = 0;
                for (var b = range.Item1; b < Math.Min(range.Item2, blocks.Count); b++)
                {
                    var (from, to) = blocks[b];
                    for (var x = from; x < to; x++)
                    {
                        for (var y = x + 1; y < to; y++)
                        {
                            var (one, other) = (entries[x].Of, entries[y].Of);
                            if (MeetEarlier(keys, starts, one, other, entries[x].Key, oversized))
                            {
                                continue;
                            }

                            count++;
                            var comparison = comparer.Compare(traits[one], traits[other]);
                            if (comparison.Band != MatchBand.None)
                            {
                                (comparison.Band == MatchBand.Match ? mine : maybe).Add(new MatchedPair(one, other, comparison.Weight));
                            }
                        }
                    }
                }

                lock (found)
                {
                    found.AddRange(mine);
                    possible.AddRange(maybe);
                    compared += count;
                }
            });

        var grouping = new PersonClusters(comparer);
        var clusters = grouping.Of(traits, grouping.Clear(traits, found));
        var at = new int[traits.Count];
        for (var c = 0; c < clusters.Count; c++)
        {
            foreach (var member in clusters[c])
            {
                at[member] = c;
            }
        }

        var apart = possible.Concat(found).Where(p => at[p.A] != at[p.B]).OrderByDescending(p => p.Weight).ThenBy(p => p.A).ThenBy(p => p.B).ToList();
        return new Resolved(clusters, apart, compared, blocks.Count, oversized.Count);
    }

    /// <summary>Each description's keys as 64 bits, sorted, one after the other.</summary>
    private static (ulong[] Keys, int[] Starts) Keys(IReadOnlyList<PersonTraits> traits, CancellationToken cancel)
    {
        var own = new ulong[traits.Count][];
        Parallel.For(0, traits.Count, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            ulong[] keys = [.. PersonBlocks.TextOf(traits[i]).Select(Hash)];
            Array.Sort(keys);
            own[i] = keys;
        });
        var starts = new int[traits.Count + 1];
        for (var i = 0; i < own.Length; i++)
        {
            starts[i + 1] = starts[i] + own[i].Length;
        }

        var all = new ulong[starts[^1]];
        for (var i = 0; i < own.Length; i++)
        {
            own[i].CopyTo(all, starts[i]);
        }

        return (all, starts);
    }

    /// <summary>Whether two meet under a smaller key already, so that each pair is compared once.</summary>
    private static bool MeetEarlier(ulong[] keys, int[] starts, int a, int b, ulong here, HashSet<ulong> oversized)
    {
        int i = starts[a], j = starts[b];
        while (i < starts[a + 1] && j < starts[b + 1])
        {
            if (keys[i] == keys[j])
            {
                if (keys[i] >= here)
                {
                    return false;
                }

                if (oversized.Count == 0 || !oversized.Contains(keys[i]))
                {
                    return true;
                }

                (i, j) = (i + 1, j + 1);
            }
            else if (keys[i] < keys[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return false;
    }

    // FNV-1a: the same on every machine, and good enough to sort by; two keys that meet by chance cost a comparison.
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var sign in text)
        {
            hash = (hash ^ sign) * 1099511628211UL;
        }

        return hash;
    }
}
