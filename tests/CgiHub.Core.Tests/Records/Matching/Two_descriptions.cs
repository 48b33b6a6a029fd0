using CgiHub.Core.Records;
using CgiHub.Core.Records.Matching;
using CsCheck;

namespace CgiHub.Core.Tests.Records.Matching;

public sealed class Two_descriptions
{
    private const string Home = "1482 Senfield Street Apt 4, Springfield, NY 12063";

    private static Person Someone(string given, string family, string? dob = null, string? address = null, string? phone = null) => new()
    {
        Name = new PersonName { Given = given, Family = family },
        Dob = dob is null ? null : DateOnly.Parse(dob, System.Globalization.CultureInfo.InvariantCulture),
        Address = address,
        Phones = phone is null ? null : [phone],
    };

    private static Comparison Compare(Person a, Person b) => PersonComparer.Estimated.Compare(PersonTraits.Of(a), PersonTraits.Of(b));

    private static Comparison CompareWithCaution(Person a, Person b) => new PersonComparer(MatchParameters.Cautious).Compare(PersonTraits.Of(a), PersonTraits.Of(b));

    private static PersonProfile Profile(Person a, Person b) => PersonComparer.Estimated.Profile(PersonTraits.Of(a), PersonTraits.Of(b));

    [Theory]
    [InlineData("Testa", "Testa", Agreement.Exact)]
    [InlineData("Robert", "Bob", Agreement.Form)]
    [InlineData("Bobby", "Rob", Agreement.Form)]
    [InlineData("Mary", "Maryanna", Agreement.Form)]
    [InlineData("Testa", "Tetsa", Agreement.Slip)]
    [InlineData("Testa", "Tesa", Agreement.Slip)]
    [InlineData("Jennifer", "Jnenifefr", Agreement.Slip)]
    [InlineData("Jenny", "Jnennifer", Agreement.Near)]
    [InlineData("J", "Jennifer", Agreement.Hint)]
    [InlineData("Ronald", "Donald", Agreement.Different)]
    [InlineData("Tim", "Tom", Agreement.Different)]
    [InlineData("Testa", "Uno", Agreement.Different)]
    [InlineData("", "Uno", Agreement.Missing)]
    public void Agree_in_their_given_names(string one, string other, Agreement level)
    {
        Assert.Equal(level, Profile(Someone(one, "Sample"), Someone(other, "Sample")).Given);
        Assert.Equal(level, Profile(Someone(other, "Sample"), Someone(one, "Sample")).Given);
    }

    [Theory]
    [InlineData("Sample", "SAMPLÉ", Agreement.Exact)]
    [InlineData("Sample-Other", "Sample", Agreement.Form)]
    [InlineData("Sample", "Smaple", Agreement.Slip)]
    [InlineData("Sample Jr.", "Sample", Agreement.Exact)]
    [InlineData("Schneider", "Snyder", Agreement.Near)]
    [InlineData("Sample", "Other", Agreement.Different)]
    [InlineData("Sample", "", Agreement.Missing)]
    public void Agree_in_their_family_names(string one, string other, Agreement level) =>
        Assert.Equal(level, Profile(Someone("Testa", one), Someone("Testa", other)).Family);

    [Theory]
    [InlineData("1990-04-17", "1990-04-17", Agreement.Exact)]
    [InlineData("1990-04-07", "1990-07-04", Agreement.Form)]
    [InlineData("1990-04-17", "1990-04-11", Agreement.Slip)]
    [InlineData("1990-04-12", "1990-04-21", Agreement.Slip)]
    [InlineData("1990-04-17", "1973-04-17", Agreement.Near)]
    [InlineData("1990-04-17", "1990-11-30", Agreement.Hint)]
    [InlineData("1990-04-17", "1981-11-30", Agreement.Different)]
    [InlineData("1990-04-17", null, Agreement.Missing)]
    public void Agree_in_their_dates_of_birth(string one, string? other, Agreement level) =>
        Assert.Equal(level, Profile(Someone("Testa", "Sample", one), Someone("Testa", "Sample", other)).Birth);

    [Theory]
    [InlineData("1482 Senfield Street, Springfield, NY 12063", "1482 SENFIELD ST APT 4 SPRINGFIELD NY 12063-1234", Agreement.Exact, Agreement.Exact, Agreement.Exact)]
    [InlineData("1482 Senfield Street, Springfield, NY 12063", "1482 Senfeild Rd, Springfeild, NY 12036", Agreement.Exact, Agreement.Near, Agreement.Slip)]
    [InlineData("6 tullaroop street, willaroo, st james, wa 4011", "6 willaroo, tullaroop street, st james, wa 4011", Agreement.Exact, Agreement.Exact, Agreement.Exact)]
    [InlineData("1482 Senfield Street, Springfield, NY 12063", "7 Porta Lane, Newton, NY 12110", Agreement.Different, Agreement.Different, Agreement.Different)]
    public void Agree_in_the_parts_of_their_addresses_wherever_these_stand(string one, string other, Agreement house, Agreement street, Agreement postcode)
    {
        var profile = Profile(Someone("Testa", "Sample", address: one), Someone("Testa", "Sample", address: other));
        Assert.Equal((house, street, postcode), (profile.House, profile.Street, profile.Postcode));
    }

    [Fact]
    public void Are_one_person_with_given_and_family_name_in_each_others_place()
    {
        var (one, other) = (Someone("Genstley", "Trotworth", "1986-04-11"), Someone("Trotworth", "Genstley", "1986-04-11"));
        Assert.True(Profile(one, other).Transposed);
        Assert.Equal(MatchBand.Match, Compare(one, other).Band);
    }

    [Fact]
    public void Are_one_person_with_a_misspelt_name_day_and_month_swapped_and_the_address_written_otherwise() =>
        Assert.Equal(MatchBand.Match, Compare(Someone("Robert", "Trotworth", "1986-04-11", Home), Someone("Bob", "Trotwroth", "1986-11-04", "1482 Senfeild St, Springfield")).Band);

    [Fact]
    public void Are_one_person_by_another_name_of_theirs()
    {
        var other = Someone("Uno", "Different", "1986-04-11") with { Aliases = ["Trotworth, Genstley"] };
        Assert.True(Profile(Someone("Genstley", "Trotworth", "1986-04-11"), other).ByAlias);
        Assert.Equal(MatchBand.Match, Compare(Someone("Genstley", "Trotworth", "1986-04-11"), other).Band);
    }

    [Fact]
    public void Are_possibly_one_person_where_a_common_name_is_alike_and_only_the_date_of_birth_agrees()
    {
        var compared = Compare(Someone("John", "Smith", "1986-04-11"), Someone("Jon", "Smyth", "1986-04-11"));
        Assert.Equal(MatchBand.Possible, compared.Band);
    }

    [Fact]
    public void Say_more_with_a_rare_name_than_with_a_common_one() =>
        Assert.True(Compare(Someone("Genstley", "Trotworth"), Someone("Genstley", "Trotworth")).Weight > Compare(Someone("James", "Smith"), Someone("James", "Smith")).Weight + 5);

    [Fact]
    public void Say_less_with_the_first_of_January() =>
        Assert.True(Compare(Someone("Testa", "Sample", "1986-01-01"), Someone("Testa", "Sample", "1986-01-01")).Weight < Compare(Someone("Testa", "Sample", "1986-04-11"), Someone("Testa", "Sample", "1986-04-11")).Weight);

    /// <summary>What the hub does (ADR 6): a wrong name looks like a twin, and a wrong date like a father. The reason says in what they differ.</summary>
    [Theory]
    [InlineData("Uno", "1986-04-11", "other given name")]
    [InlineData("Testa", "1960-10-30", "other date of birth")]
    [InlineData("Testam", "1983-10-29", "other date of birth")]
    public void Are_joined_by_the_weights_where_a_household_agrees_and_the_reason_says_which(string given, string dob, string said)
    {
        var (one, other) = (Someone("Testa", "Trotworth", "1986-04-11", Home), Someone(given, "Trotworth", dob, Home));
        Assert.Equal((MatchBand.Match, MatchDoubt.None), (Compare(one, other).Band, Compare(one, other).Doubt));
        Assert.Contains(said, MatchSentence.Of(Profile(one, other), Compare(one, other)), StringComparison.Ordinal);
    }

    [Fact]
    public void Are_not_joined_with_caution_where_they_are_twins_at_one_address()
    {
        var compared = CompareWithCaution(Someone("Testa", "Trotworth", "1986-04-11", Home, "5185551234"), Someone("Uno", "Trotworth", "1986-04-11", Home, "5185551234"));
        Assert.Equal((MatchBand.Possible, MatchDoubt.OtherGivenName, true), (compared.Band, compared.Doubt, compared.Contradicts));
    }

    [Fact]
    public void Are_not_joined_with_caution_where_they_are_brothers_with_names_alike() =>
        Assert.Equal(MatchBand.Possible, CompareWithCaution(Someone("Testan", "Trotworth", "1986-04-11", Home), Someone("Testam", "Trotworth", "1983-10-29", Home)).Band);

    [Fact]
    public void Are_not_joined_with_caution_where_they_are_father_and_son()
    {
        var compared = CompareWithCaution(Someone("Testa", "Trotworth", "1986-04-11", Home), Someone("Testa", "Trotworth", "1960-10-30", Home));
        Assert.Equal((MatchBand.Possible, MatchDoubt.OtherGeneration), (compared.Band, compared.Doubt));
    }

    [Fact]
    public void Are_not_joined_where_one_is_junior_and_the_other_senior() =>
        Assert.Equal(MatchDoubt.OtherGeneration, Compare(Someone("Testa", "Trotworth Jr.", null, Home), Someone("Testa", "Trotworth Sr", null, Home)).Doubt);

    [Fact]
    public void Are_not_joined_by_what_a_household_shares() =>
        Assert.Equal(MatchDoubt.HouseholdOnly, Compare(Someone("", "Trotworth", null, Home), Someone("Testa", "Trotworth", "1986-04-11", Home)).Doubt);

    [Fact]
    public void Are_two_people_with_different_FBI_numbers_whatever_else_agrees()
    {
        var one = Someone("Testa", "Trotworth", "1986-04-11", Home) with { Ids = [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = "12345AB6" }] };
        var other = one with { Ids = [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = "98765CD4" }] };
        Assert.Equal((MatchBand.None, MatchDoubt.OtherNumbers), (Compare(one, other).Band, Compare(one, other).Doubt));
        var ofOtherStates = one with { Ids = [new PersonIdentifier { Type = PersonIdentifierType.Sid, Value = "77001", State = "NY" }] };
        Assert.Equal(MatchBand.Match, Compare(ofOtherStates, one with { Ids = [new PersonIdentifier { Type = PersonIdentifierType.Sid, Value = "99002", State = "NJ" }] }).Band);
    }

    [Fact]
    public void Are_compared_without_their_race() =>
        Assert.Equal(Compare(Someone("Testa", "Sample"), Someone("Testa", "Sample")), Compare(Someone("Testa", "Sample") with { Race = "W" }, Someone("Testa", "Sample") with { Race = "B" }));

    [Fact]
    public void Compare_alike_whichever_comes_first() => Describing.Person.Select(Describing.Person).Sample((a, b) => Assert.Equal(Compare(a, b), Compare(b, a)));

    [Fact]
    public void Are_one_person_where_they_are_the_same_words_with_a_name_and_a_date_of_birth() => Describing.Full.Sample(p => Assert.Equal(MatchBand.Match, Compare(p, p).Band));
}
