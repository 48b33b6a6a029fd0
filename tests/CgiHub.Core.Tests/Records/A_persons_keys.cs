using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Records;

public sealed class A_persons_keys
{
    private static readonly DateOnly Born = new(1990, 4, 7);

    private static readonly Gen<string> Word = Gen.Char["abcdefgh"].Array[2, 8].Select(c => new string(c));

    private static IReadOnlyList<EntityKey> OfName(string fullName, DateOnly? dob = null) => PersonKeys.Of(new Person { FullName = fullName, Dob = dob ?? Born });

    private static IReadOnlyList<EntityKey> OfId(PersonIdentifierType type, string value, string? state = null) =>
        PersonKeys.Of(new Person { Ids = [new PersonIdentifier { Type = type, Value = value, State = state }] });

    [Fact]
    public void Are_none_for_a_name_alone() => Assert.Empty(PersonKeys.Of(new Person { Name = new PersonName { Given = "Testa", Family = "Sample" } }));

    [Fact]
    public void Are_none_for_a_date_of_birth_alone() => Assert.Empty(PersonKeys.Of(new Person { Dob = Born }));

    [Fact]
    public void Tell_apart_who_was_born_on_another_day() => Assert.NotEqual(OfName("Testa Sample"), OfName("Testa Sample", Born.AddDays(1)));

    [Fact]
    public void Are_the_same_for_a_name_in_parts_and_in_one_piece()
    {
        var parts = PersonKeys.Of(new Person { Name = new PersonName { Given = "Testa", Middle = "Q", Family = "Sample", Suffix = "III" }, Dob = Born });
        foreach (var written in new[] { "Testa Sample", "SAMPLE, TESTA", "sample,testa q", "Testa Q. Sample", "Testa Sample, Jr.", "Sample Jr., Testa", "SAMPLE, JR, TESTA", "Sample, Testa III", "Tésta Sâmplé", "Te\u0301sta Sample" })
        {
            Assert.Equal(parts, OfName(written));
        }
    }

    [Fact]
    public void Are_the_same_with_and_without_a_generation_behind_the_family_name() =>
        Gen.Select(Word, Word, Gen.OneOfConst("Jr", "JR.", "sr", "II", "III", "iv")).Sample((given, family, generation) =>
            OfName($"{given} {family} {generation}").SequenceEqual(OfName($"{given} {family}"))
            && OfName($"{family} {generation}, {given}").SequenceEqual(OfName($"{given} {family}")));

    [Fact]
    public void Do_not_depend_on_case_accents_and_punctuation() =>
        Gen.Select(Word, Word).Sample((given, family) =>
            OfName($"{given.ToUpperInvariant()} {family}").SequenceEqual(OfName($"{given} {family}"))
            && OfName($"{given} {family[..1]}'{family[1..]}").SequenceEqual(OfName($"{given} {family}"))
            && OfName($"{given} {family.Replace('a', 'á')}").SequenceEqual(OfName($"{given} {family}")));

    [Fact]
    public void Know_an_fbi_number_without_its_state() => Assert.Equal(OfId(PersonIdentifierType.Fbi, "12345AB6", "NY"), OfId(PersonIdentifierType.Fbi, "12345ab6"));

    [Theory]
    [InlineData(PersonIdentifierType.Sid)]
    [InlineData(PersonIdentifierType.DriversLicence)]
    [InlineData(PersonIdentifierType.Doc)]
    public void Tell_the_same_number_of_two_states_apart(PersonIdentifierType type) => Assert.NotEqual(OfId(type, "1234567", "NY"), OfId(type, "1234567", "NJ"));

    [Fact]
    public void Tell_the_same_number_of_two_kinds_apart() => Assert.NotEqual(OfId(PersonIdentifierType.Sid, "1234567", "NY"), OfId(PersonIdentifierType.Doc, "1234567", "NY"));

    [Fact]
    public void Leave_out_identifiers_of_no_known_kind() => Assert.Empty(OfId(PersonIdentifierType.Other, "1234567"));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("UNKNOWN")]
    [InlineData("n/a")]
    [InlineData("0000000")]
    [InlineData("999999")]
    [InlineData("7")]
    [InlineData("pending")]
    [InlineData("\ud83d\udd2b")]
    public void Leave_out_what_is_written_where_there_is_no_number(string value) => Assert.Empty(OfId(PersonIdentifierType.Fbi, value));

    [Fact]
    public void Hold_each_key_once()
    {
        var id = new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = "12345AB6" };
        Assert.Single(PersonKeys.Of(new Person { Ids = [id, id with { Value = "12345-ab6" }] }));
    }

    [Fact]
    public void Tell_nothing_of_whom_they_name()
    {
        var keys = PersonKeys.Of(new Person { FullName = "Testa Sample", Dob = Born, Ids = [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = "12345AB6" }] });
        Assert.Equal(2, keys.Count);
        Assert.All(keys, k => Assert.Matches("^p[in]-[a-z2-7]{16}$", k.Value));
        Assert.All(keys, k => Assert.DoesNotContain("sample", k.Value, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Take_whatever_somebody_types() =>
        Gen.Select(Gen.String[0, 60], Gen.String[0, 30]).Sample((name, number) =>
        {
            _ = OfName(name);
            _ = OfId(PersonIdentifierType.DriversLicence, number, number);
        });
}
