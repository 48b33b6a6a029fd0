using CgiHub.Core.CaseMaps;
using CsCheck;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>Exhibits joined into guns, whatever was linked and withdrawn before, and in whatever order.</summary>
public sealed class Gun_components
{
    private static readonly Gen<string> Exhibit = Gen.Int[0, 11].Select(i => "e" + (char)('a' + ((i * 7) % 12)));

    private static readonly Gen<(string A, string B)> Pair = Gen.Select(Exhibit, Exhibit);

    private static readonly Gen<(string A, string B, bool Withdraw)[]> Story = Gen.Select(Exhibit, Exhibit, Gen.Int[0, 2]).Select((a, b, w) => (a, b, w == 0)).Array[0, 60];

    private static GunComponents Of(IEnumerable<(string A, string B)> links)
    {
        var guns = new GunComponents();
        foreach (var (a, b) in links)
        {
            guns.Link(a, b);
        }

        return guns;
    }

    /// <summary>The names of all exhibits' guns, from a search of its own over links that stand.</summary>
    private static Dictionary<string, string> Searched(IEnumerable<string> exhibits, IReadOnlyCollection<(string A, string B)> links)
    {
        var names = new Dictionary<string, string>();
        foreach (var start in exhibits.Order(StringComparer.Ordinal).Where(e => !names.ContainsKey(e)))
        {
            var queue = new Queue<string>([start]);
            names[start] = start;
            while (queue.TryDequeue(out var at))
            {
                foreach (var next in links.Where(l => l.A == at).Select(l => l.B).Concat(links.Where(l => l.B == at).Select(l => l.A)).Where(n => names.TryAdd(n, start)))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return names;
    }

    private static Dictionary<string, string> Named(GunComponents guns) => guns.All().ToDictionary(g => g.Exhibit, g => g.Gun);

    [Fact]
    public void Equal_a_fresh_search_after_every_link_and_withdrawal() => Story.Sample(story =>
    {
        var guns = new GunComponents();
        var standing = new List<(string A, string B)>();
        var seen = new HashSet<string>();
        foreach (var (a, b, withdraw) in story)
        {
            var before = Searched(seen.Append(a).Append(b), standing).Values.Distinct().Count();
            bool changed;
            if (withdraw)
            {
                changed = guns.Withdraw(a, b);
                if (standing.FindIndex(l => l == (a, b) || l == (b, a)) is >= 0 and var at)
                {
                    standing.RemoveAt(at);
                }
            }
            else
            {
                seen.UnionWith([a, b]);
                changed = guns.Link(a, b);
                standing.Add((a, b));
            }

            var expected = Searched(seen, standing);
            Assert.Equal(expected, Named(guns));
            Assert.Equal(expected.Values.Distinct().Count(), guns.Count);
            Assert.Equal(changed, withdraw ? expected.Values.Distinct().Count() > before - new[] { a, b }.Distinct().Count(e => !seen.Contains(e)) : expected.Values.Distinct().Count() < before);
            Assert.All(seen, e => Assert.Equal(expected.Where(n => n.Value == expected[e]).Select(n => n.Key).Order(StringComparer.Ordinal), guns.MembersOf(e)));
        }
    });

    [Fact]
    public void Are_the_same_for_any_order_of_links() => Gen.Select(Pair.Array[0, 40], Gen.Int).Sample((links, seed) =>
    {
        var shuffled = links.ToArray();
        new Random(seed).Shuffle(shuffled);
        Assert.Equal(Named(Of(links)), Named(Of(shuffled)));
    });

    [Fact]
    public void Are_as_if_a_link_had_never_been_once_it_is_withdrawn() => Gen.Select(Pair.Array[1, 40], Pair, Gen.Int[0, 40]).Sample((links, extra, at) =>
    {
        var guns = Of(links.Take(at).Append(extra).Concat(links.Skip(at)));
        guns.Withdraw(extra.B, extra.A);
        var never = Of(links);
        never.NumberOf(extra.A);
        never.NumberOf(extra.B);
        Assert.Equal(Named(never), Named(guns));
        Assert.Equal(never.Links, guns.Links);
    });

    [Fact]
    public void Equal_sets_that_only_grow_where_nothing_is_withdrawn() => Gen.Select(Gen.Int[0, 29], Gen.Int[0, 29]).Array[0, 60].Sample(links =>
    {
        var guns = new GunComponents();
        for (var i = 0; i < 30; i++)
        {
            guns.NumberOf($"{i:d2}");
        }

        foreach (var (a, b) in links)
        {
            guns.Link(a, b);
        }

        var labels = DisjointSets.LabelsOf(30, [.. links.Select(l => l.Item1)], [.. links.Select(l => l.Item2)]);
        Assert.Equal(Named(guns).Values.Select(int.Parse), labels);
    });

    [Fact]
    public void Hold_a_pair_until_every_lead_has_withdrawn_it()
    {
        var guns = Of([("a", "b"), ("b", "a")]);
        Assert.Equal(2, guns.Held("a", "b"));
        Assert.False(guns.Withdraw("a", "b"));
        Assert.True(guns.AreOne("a", "b"));
        Assert.True(guns.Withdraw("a", "b"));
        Assert.False(guns.AreOne("a", "b"));
        Assert.False(guns.Withdraw("a", "b"));
    }

    [Fact]
    public void Stay_one_around_a_triangle_that_lost_a_side()
    {
        var guns = Of([("a", "b"), ("b", "c"), ("c", "a")]);
        Assert.False(guns.Withdraw("c", "a"));
        Assert.Equal("a", guns.NameOf("c"));
        Assert.True(guns.Withdraw("b", "c"));
        Assert.Equal("c", guns.NameOf("c"));
    }

    [Fact]
    public void Are_called_by_their_smallest_exhibit_on_both_sides_of_a_split()
    {
        var guns = Of([("b", "c"), ("c", "a"), ("a", "d"), ("d", "e")]);
        Assert.Equal("a", guns.NameOf("e"));
        Assert.True(guns.Withdraw("a", "d"));
        Assert.Equal(["a", "a", "a", "d", "d"], guns.All().Select(g => g.Gun));
    }

    [Fact]
    public void Know_an_exhibit_that_is_linked_to_itself_as_a_gun_of_its_own()
    {
        var guns = Of([("a", "a")]);
        Assert.Equal(["a"], guns.MembersOf("a"));
        Assert.Equal(0, guns.Links);
        Assert.False(guns.Withdraw("a", "a"));
    }

    [Fact]
    public void Split_a_long_chain_link_by_link()
    {
        var guns = Of(Enumerable.Range(0, 2000).Select(i => ($"{i:d5}", $"{i + 1:d5}")));
        for (var i = 1; i < 2000; i += 2)
        {
            Assert.True(guns.Withdraw($"{i:d5}", $"{i + 1:d5}"));
        }

        Assert.Equal(1001, guns.Count);
        Assert.Equal("01000", guns.NameOf("01001"));
    }
}
