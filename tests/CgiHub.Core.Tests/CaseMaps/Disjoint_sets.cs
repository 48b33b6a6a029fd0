using CgiHub.Core.CaseMaps;
using CsCheck;

namespace CgiHub.Core.Tests.CaseMaps;

public sealed class Disjoint_sets
{
    [Fact]
    public void Are_called_by_their_smallest_item_in_whatever_order_they_were_joined() =>
        Gen.Select(Gen.Select(Gen.Int[0, 19], Gen.Int[0, 19]).Array[0, 30], Gen.Int).Sample((joins, seed) =>
        {
            var shuffled = joins.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(Labels(joins), Labels(shuffled));
            Assert.All(Labels(joins).Select((label, item) => (label, item)), l => Assert.True(l.label <= l.item));
        });

    [Fact]
    public void Say_whether_two_became_one()
    {
        var sets = new DisjointSets();
        var (a, b) = (sets.Add(), sets.Add());
        Assert.True(sets.Join(b, a));
        Assert.False(sets.Join(a, b));
        Assert.Equal(a, sets.Find(b));
    }

    [Fact]
    public void Refuse_an_item_that_nobody_added() => Assert.Throws<ArgumentOutOfRangeException>(() => new DisjointSets(8).Find(3));

    private static int[] Labels((int A, int B)[] joins)
    {
        var sets = new DisjointSets();
        for (var i = 0; i < 20; i++)
        {
            sets.Add();
        }

        foreach (var (a, b) in joins)
        {
            sets.Join(a, b);
        }

        return [.. Enumerable.Range(0, 20).Select(sets.Find)];
    }
}
