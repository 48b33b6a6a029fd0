using CgiHub.Core.Records;
using CgiHub.Core.Records.Matching;
using CgiHub.Partners.Persons;
using CsCheck;

namespace CgiHub.Core.Tests.Records.Matching;

public sealed class Many_descriptions
{
    private const string Home = "1482 Senfield Street, Springfield, NY 12063";

    private static Person Someone(string given, string family, string? dob = null, string? address = null) => new()
    {
        Name = new PersonName { Given = given, Family = family },
        Dob = dob is null ? null : DateOnly.Parse(dob, System.Globalization.CultureInfo.InvariantCulture),
        Address = address,
    };

    private static readonly PersonComparer WithCaution = new(MatchParameters.Cautious);

    private static Resolved Resolve(IEnumerable<Person> people, int mostInBlock = 200, PersonComparer? comparer = null) =>
        new PersonResolution(comparer ?? PersonComparer.Estimated, mostInBlock).Resolve([.. people.Select(PersonTraits.Of)], default);

    /// <summary>Which names stand together, whatever order the descriptions are in.</summary>
    private static string Together(IReadOnlyList<(string Name, Person Person)> named)
    {
        var sorted = named.OrderBy(n => n.Name, StringComparer.Ordinal).ToList();
        return string.Join(" / ", Resolve(sorted.Select(n => n.Person)).Clusters.Select(c => string.Join(' ', c.Select(i => sorted[i].Name))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Come_out_as_the_same_persons_in_any_order() =>
        Describing.Person.Array[2, 12].Select(Gen.Int[0, 1000]).Sample((people, seed) =>
        {
            var named = people.Select((p, i) => ($"r{i:d2}", p)).ToList();
            var shuffled = named.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(Together(named), Together(shuffled));
        });

    [Fact]
    public void Never_stand_in_one_person_with_different_FBI_numbers() =>
        Describing.Person.Array[2, 12].Sample(people =>
        {
            foreach (var cluster in Resolve(people).Clusters)
            {
                Assert.True(cluster.SelectMany(i => people[i].Ids ?? []).Select(i => i.Value).Distinct().Count() <= 1);
            }
        });

    [Fact]
    public void Each_stand_in_one_person() =>
        Describing.Person.Array[0, 12].Sample(people => Assert.Equal(Enumerable.Range(0, people.Length), Resolve(people).Clusters.SelectMany(c => c).Order()));

    [Fact]
    public void Are_not_chained_with_caution_through_a_record_that_fits_father_and_son()
    {
        var resolved = Resolve([Someone("Testa", "Trotworth", "1986-04-11", Home), Someone("Testa", "Trotworth", null, Home), Someone("Testa", "Trotworth", "1960-10-30", Home)], comparer: WithCaution);
        Assert.Equal(3, resolved.Clusters.Count);
        Assert.Equal(3, resolved.Possible.Count);
    }

    [Fact]
    public void Are_not_chained_with_caution_through_an_initial_that_fits_both_twins() =>
        Assert.DoesNotContain(Resolve([Someone("Testa", "Trotworth", "1986-04-11", Home), Someone("T", "Trotworth", "1986-04-11", Home), Someone("Tuno", "Trotworth", "1986-04-11", Home)], comparer: WithCaution).Clusters,
            c => c.Contains(0) && c.Contains(2));

    [Fact]
    public void Share_a_key_in_spite_of_a_fault_in_any_one_thing()
    {
        var whole = Someone("Robert", "Trotworth", "1986-04-11", Home);
        Person[] faulty =
        [
            whole with { Dob = null },
            whole with { Dob = new DateOnly(1986, 11, 4) },
            whole with { Address = null },
            whole with { Name = new PersonName { Given = "Bob", Family = "Trotwurth" } },
            whole with { Name = new PersonName { Given = "Trotworth", Family = "Robert" } },
            whole with { Name = new PersonName { Given = "", Family = "Different" } },
        ];
        var keys = PersonBlocks.Of(PersonTraits.Of(whole));
        Assert.All(faulty, f => Assert.NotEmpty(PersonBlocks.Of(PersonTraits.Of(f)).Intersect(keys)));
    }

    [Fact]
    public void Have_keys_that_tell_nothing_of_them() =>
        Describing.Person.Sample(p => Assert.All(PersonBlocks.Of(PersonTraits.Of(p)), k => Assert.Matches("^pb-[a-z2-7]{16}$", k.Value)));

    [Fact]
    public void Under_one_key_are_passed_over_and_counted_where_they_are_too_many()
    {
        // One date of birth for all, and nothing else in common.
        var many = new PersonMaker(3).Make(300).Select(p => p.Person with { Dob = new DateOnly(1990, 4, 17) }).ToList();
        Assert.Equal(0, Resolve(many, 1000).Oversized);
        var passedOver = Resolve(many, 100);
        Assert.Equal(1, passedOver.Oversized);
        Assert.True(passedOver.Compared < Resolve(many, 1000).Compared / 10);
    }

    [Fact]
    public void Are_compared_in_numbers_that_grow_with_theirs_and_not_with_the_square()
    {
        long Compared(int count) => Resolve(new PersonMaker(1).Make(count).Select(p => p.Person)).Compared;
        var (few, many) = (Compared(2_000), Compared(20_000));
        Assert.True(many < few * 40, $"{few} and {many}");
    }

    /// <summary>One household in seven has twins, brothers and sisters, or father and son: the hub joins some of them, and caution would not (ADR 6).</summary>
    [Theory]
    [InlineData(false, 0.93, 0.94)]
    [InlineData(true, 0.995, 0.93)]
    public void Of_made_up_households_come_out_right_or_with_caution(bool caution, double precision, double recall)
    {
        var made = new PersonMaker(7).Make(20_000).ToList();
        var score = PersonScore.Of(Resolve(made.Select(m => m.Person), comparer: caution ? WithCaution : null).Clusters, [.. made.Select(m => m.Truth)]);
        Assert.True(score.Precision >= precision && score.Recall >= recall, $"precision {score.Precision:F4}, recall {score.Recall:F4}");
    }
}
