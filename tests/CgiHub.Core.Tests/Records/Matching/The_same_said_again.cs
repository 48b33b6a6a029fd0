using CgiHub.Core.Records;
using CgiHub.Core.Records.Matching;
using CsCheck;

namespace CgiHub.Core.Tests.Records.Matching;

/// <summary>Somebody who is known for years has hundreds of records, most of which say the same: they are compared once.</summary>
public sealed class The_same_said_again
{
    private static readonly PersonComparer Comparer = PersonComparer.Estimated;

    /// <summary>One record: who of those described, whether it comes last, by which key it is joined for certain (0: by none).</summary>
    private static readonly Gen<(int Who, bool Last, int Key)> Telling = Gen.Select(Gen.Int[0, 4], Gen.Bool, Gen.Int[0, 4], (who, last, key) => (who, last, key));

    [Fact]
    public void Under_a_rule_changes_nothing_of_how_open_records_stand_together() =>
        Gen.Select(Describing.Person.Array[5], Telling.Array[2, 16]).Sample((people, tellings) =>
        {
            var named = tellings.Select((t, i) => ($"r{i:d2}", t)).ToArray();
            var late = named.Where(n => n.t.Last).Select(n => n.Item1).ToHashSet();
            var without = Together(people, [.. named.Where(n => !n.t.Last)]);
            var with = Together(people, named).Select(g => g.Split(' ').Where(n => !late.Contains(n)).ToArray()).Where(g => g.Length > 0).Select(g => string.Join(' ', g));
            Assert.All(without, group => Assert.Contains(with, g => group.Split(' ').All(g.Split(' ').Contains)));
        });

    [Fact]
    public void Stands_with_its_like_and_never_with_what_contradicts_it() =>
        Gen.Select(Describing.Person.Array[5], Telling.Array[2, 16]).Sample((people, tellings) =>
        {
            var named = tellings.Select((t, i) => ($"r{i:d2}", t with { Key = 0 })).ToArray();
            var groups = Together(people, named).Select(g => g.Split(' ').Select(n => people[named.First(m => m.Item1 == n).Item2.Who]).Select(PersonTraits.Of).ToList()).ToList();
            Assert.All(groups, g => Assert.All(g, one => Assert.All(g, other => Assert.False(Comparer.Compare(one, other).Contradicts))));
        });

    [Fact]
    public void In_hundreds_of_records_on_both_sides_is_put_together_all_the_same()
    {
        // Two numbers for one person, each in 200 records: 40,000 pairs of records, one pair of things said.
        Person known = new() { Name = new PersonName { Given = "Testa", Family = "Trotworth" }, Dob = new DateOnly(1986, 4, 11), Phones = ["518-555-0143"] };
        var shared = new SharedTraits();
        PersonTraits[] traits = [.. Enumerable.Range(0, 400).Select(i => shared.Of(PersonTraits.Of(i < 200 ? known : known with { Address = "1482 Senfield Street, Springfield, NY 12063" })))];
        var certain = Enumerable.Range(1, 199).Select(i => (0, i)).Concat(Enumerable.Range(201, 199).Select(i => (200, i)));
        var clusters = new PersonClusters(Comparer).Of(traits, Matched(traits, [(0, 200)]), certain, [.. Enumerable.Range(0, 400).Select(i => i < 200 ? 0 : 200)]);
        Assert.Single(clusters);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 2)]
    public void Counts_as_often_as_it_is_said(int times, int groups)
    {
        // A number joins what is like the last record with what is not; the more records say the latter, the less the last is like them all.
        Person like = new() { Name = new PersonName { Given = "Testa", Family = "Trotworth" }, Dob = new DateOnly(1986, 4, 11), Phones = ["518-555-0143"] };
        Person unlike = new() { Name = new PersonName { Given = "Uno", Family = "Sample" }, Dob = new DateOnly(1960, 2, 3) };
        var shared = new SharedTraits();
        PersonTraits[] traits = [shared.Of(PersonTraits.Of(like)), .. Enumerable.Repeat(shared.Of(PersonTraits.Of(unlike)), times), shared.Of(PersonTraits.Of(like))];
        int[] faces = [0, .. Enumerable.Repeat(1, times), 0];
        Assert.Equal(groups, new PersonClusters(Comparer).Of(traits, Matched(traits, [(0, 0)]), Enumerable.Range(1, times).Select(i => (0, i)), faces).Count);
    }

    private static List<string> Together(Person[] people, IReadOnlyList<(string Name, (int Who, bool Last, int Key) Telling)> rows)
    {
        var shared = new SharedTraits();
        PersonTraits[] traits = [.. rows.Select(r => shared.Of(PersonTraits.Of(people[r.Telling.Who])))];
        int[] faces = [.. rows.Select((r, i) => Enumerable.Range(0, i + 1).First(j => ReferenceEquals(traits[j], traits[i]) && rows[j].Telling.Last == r.Telling.Last))];
        var firsts = faces.CountBy(f => f).ToDictionary();
        var pairs = firsts.Keys.SelectMany(a => firsts.Keys.Where(b => a < b || (a == b && firsts[a] > 1)).Select(b => (a, b)));
        var certain = rows.Select((r, i) => (r.Telling.Key, i)).Where(r => r.Key > 0).GroupBy(r => r.Key, r => r.i).Select(g => g.OrderBy(i => rows[i].Telling.Last).ToList()).SelectMany(g => g.Skip(1).Select(o => (g[0], o))).ToList();
        var clusters = new PersonClusters(Comparer) { Last = i => rows[i].Telling.Last };
        return [.. clusters.Of(traits, clusters.Clear(traits, Matched(traits, pairs)), certain, faces).Select(g => string.Join(' ', g.Select(i => rows[i].Name))).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<MatchedPair> Matched(PersonTraits[] traits, IEnumerable<(int A, int B)> pairs) =>
        pairs.Select(p => (Pair: p, Comparison: Comparer.Compare(traits[p.A], traits[p.B]))).Where(p => p.Comparison.Band == MatchBand.Match).Select(p => new MatchedPair(p.Pair.A, p.Pair.B, p.Comparison.Weight));
}
