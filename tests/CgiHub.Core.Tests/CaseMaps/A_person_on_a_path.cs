using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

public sealed class A_person_on_a_path : IDisposedAfterTest
{
    private readonly MapHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    /// <summary>A lead between cases of North and South; suspects in North's, then more records of East.</summary>
    private async Task<LeadPicture> WithSuspectsAsync(IReadOnlyList<Person> suspects, params FeedRecord[] elsewhere)
    {
        await _house.LandAsync(Made.North,
            Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")),
            Made.Incident("N1", persons: [.. suspects.Select(s => s.As(IncidentRole.Suspect))]));
        await _house.LandAsync(Made.East, elsewhere);
        return await _house.DrawAsync();
    }

    private Task<LeadPicture> WithSuspectAsync(Person suspect, params FeedRecord[] elsewhere) => WithSuspectsAsync([suspect], elsewhere);

    [Fact]
    public async Task Has_the_records_of_whoever_has_the_same_identifier_whatever_the_name_there()
    {
        var picture = await WithSuspectAsync(Made.Person("Testa Sample", 1990, "12345AB6"), Made.Arrest("A1", Made.Person("Testa Married", 1990, "12345-ab6")));
        Assert.Single(picture.Arrests);
        Assert.Equal(2, Assert.Single(picture.Persons).Records.Count);
        Assert.Contains(picture.Persons[0].Because, b => b.Text == "Same FBI number in 2 records.");
    }

    [Fact]
    public async Task Has_the_records_of_whoever_has_the_same_name_and_date_of_birth()
    {
        var picture = await WithSuspectAsync(Made.Person("Testa Q. Sample Jr.", 1990), Made.Supervision("S1", Made.Person("SAMPLE, TÉSTA", 1990)));
        Assert.Single(picture.Supervision);
        Assert.Contains(picture.Persons[0].Because, b => b.Text == "Same name and date of birth in 2 records.");
    }

    [Fact]
    public async Task Is_not_who_has_the_same_name_and_another_date_of_birth() =>
        Assert.Empty((await WithSuspectAsync(Made.Person("Testa Sample", 1990), Made.Supervision("S1", Made.Person("Testa Sample", 1991)))).Supervision);

    [Fact]
    public async Task Is_not_who_has_the_same_name_and_no_date_of_birth() =>
        Assert.Empty((await WithSuspectAsync(Made.Person("Testa Sample", 1990), Made.Supervision("S1", Made.Person("Testa Sample")))).Supervision);

    [Fact]
    public async Task Is_joined_over_several_keys_in_turn()
    {
        var picture = await WithSuspectAsync(Made.Person("Testa Sample", 1990),
            Made.Arrest("A1", Made.Person("Testa Sample", 1990, "12345AB6")), Made.Supervision("S1", Made.Person("Testa Married", 1990, "12345AB6")));
        Assert.Single(picture.Supervision);
        Assert.Equal(3, Assert.Single(picture.Persons).Records.Count);
    }

    [Fact]
    public async Task Has_one_id_whichever_lead_shows_them()
    {
        var person = Made.Person("Testa Sample", 1990, "12345AB6");
        await _house.LandAsync(Made.East, Made.Notice("n2", "2", NibinKind.Lead, 0, Made.Casing(Made.East, "E1"), Made.Casing(Made.East, "E2")), Made.Incident("E1", persons: person.As(IncidentRole.Suspect)));
        var one = Assert.Single((await WithSuspectAsync(person)).Persons);
        var other = Assert.Single((await _house.DrawAsync("2")).Persons);
        Assert.Equal(one.Id, other.Id);
        Assert.Equal(one.Id, (await _house.Finder.PersonAsync(one.Id, default)).Value.Id);
        Assert.Equal(2, (await _house.Finder.PersonAsync(one.Id, default)).Value.Leads.Count);
    }

    [Fact]
    public async Task Is_not_joined_by_a_number_that_stands_for_people_who_cannot_be_one()
    {
        var picture = await WithSuspectAsync(Made.Person("Testa Sample", 1990, "12345AB6"), Made.Supervision("S1", Made.Person("Uno Other", 1975, "12345AB6")));
        Assert.Empty(picture.Supervision);
        Assert.Contains(Assert.Single(picture.Persons).Because, b => b.Text.Contains("cannot be one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_joined_by_a_number_where_the_dates_of_birth_differ_by_a_slip_of_the_pen()
    {
        var slip = Made.Person("Testa Sample", 1990, "12345AB6") with { Dob = new DateOnly(1990, 4, 11) };
        Assert.Single((await WithSuspectAsync(Made.Person("Testa Sample", 1990, "12345AB6"), Made.Supervision("S1", slip))).Supervision);
    }

    [Fact]
    public async Task Is_not_a_namesake_with_another_number()
    {
        var picture = await WithSuspectAsync(Made.Person("Testa Sample", 1990, "12345AB6"), Made.Supervision("S1", Made.Person("Testa Sample", 1990, "98765CD4")));
        Assert.Empty(picture.Supervision);
        Assert.Contains(Assert.Single(picture.Persons).Because, b => b.Text.Contains("different numbers", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UNKNOWN")]
    [InlineData("N/A")]
    [InlineData("0000000")]
    public async Task Is_joined_by_name_and_date_of_birth_where_one_record_has_a_placeholder_for_the_number(string placeholder) =>
        Assert.Single((await WithSuspectAsync(Made.Person("Testa Sample", 1990, "12345AB6"), Made.Supervision("S1", Made.Person("Testa Sample", 1990, placeholder)))).Supervision);

    [Fact]
    public async Task Is_not_joined_by_a_placeholder() =>
        Assert.Empty((await WithSuspectAsync(Made.Person("Testa Sample", fbi: "UNKNOWN"), Made.Supervision("S1", Made.Person("Testa Sample", fbi: "UNKNOWN")))).Supervision);

    [Fact]
    public async Task Has_both_numbers_where_one_record_lists_them_together()
    {
        var both = Made.Person("Testa Sample", 1990) with
        {
            Ids = [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = "12345AB6" }, new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = "98765CD4" }],
        };
        Assert.Single((await WithSuspectAsync(Made.Person("Testa Sample", 1990, "12345AB6"), Made.Supervision("S1", Made.Person("Testa Sample", 1990, "98765CD4")), Made.Arrest("A1", both))).Supervision);
    }

    [Fact]
    public async Task Is_told_apart_again_once_the_record_that_joined_them_is_corrected()
    {
        var before = await WithSuspectAsync(Made.Person("Testa Sample", 1990, "12345AB6"), Made.Supervision("S1", Made.Person("Uno Other", 1975)));
        await _house.LandAsync(Made.East, Made.Supervision("S1", Made.Person("Testa Sample", 1990, "12345AB6")));
        Assert.Single((await _house.DrawAsync()).Supervision);
        await _house.LandAsync(Made.East, Made.Supervision("S1", Made.Person("Uno Other", 1975)));
        Assert.Equal(MapHouse.Written(before), MapHouse.Written(await _house.DrawAsync()));
    }

    [Fact]
    public async Task Is_one_with_who_has_the_same_name_in_the_same_case()
    {
        await WithSuspectAsync(Made.Person("Testa Sample"));
        await _house.LandAsync(Made.North, Made.Arrest("A1", Made.Person("Testa Sample", 1990, "12345AB6"), caseNumber: "N1"));
        var person = Assert.Single((await _house.DrawAsync()).Persons);
        Assert.Equal(["arrestee", "suspect"], person.Roles);
        Assert.Contains(person.Because, b => b.Text == "Same name in the same case.");
    }

    [Fact]
    public async Task Is_two_where_one_report_names_two_of_that_name() =>
        Assert.Equal(2, (await WithSuspectsAsync([Made.Person("Testa Sample"), Made.Person("Testa Sample")])).Persons.Count);

    [Theory]
    [InlineData(IncidentRole.Victim)]
    [InlineData(IncidentRole.Witness)]
    public async Task Who_is_not_suspected_has_no_arrest_and_no_supervision_shown_from_elsewhere(IncidentRole role)
    {
        var person = Made.Person("Testa Sample", 1990, "12345AB6");
        await _house.LandAsync(Made.East, Made.Arrest("A1", person), Made.Supervision("S1", person), Made.Post("P1", [person]));
        await _house.LandAsync(Made.North, Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")), Made.Incident("N1", persons: person.As(role)));
        var picture = await _house.DrawAsync();
        Assert.Single(picture.Persons);
        Assert.Empty(picture.Arrests);
        Assert.Empty(picture.Supervision);
        Assert.Empty(picture.Osint);
    }

    [Fact]
    public async Task Brings_the_groups_that_records_name_and_the_posts_about_them()
    {
        var picture = await WithSuspectAsync(Made.Person("Testa Sample", 1990, null, "North Side"), Made.Post("P1", null, "NORTH-SIDE"), Made.Post("P2", null, "Hill"));
        Assert.Equal(["North Side"], picture.Groups);
        Assert.Equal("oP1", Assert.Single(picture.Osint).Ref.SourceId);
        Assert.Contains(picture.Map.Links, l => l.Kind == "memberOf" && l.To == EntityKey.Group("north side").Value);
    }

    [Fact]
    public async Task Who_is_a_witness_brings_no_group()
    {
        await _house.LandAsync(Made.North, Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")),
            Made.Incident("N1", persons: Made.Person("Testa Sample", 1990, null, "North Side").As(IncidentRole.Witness)));
        var picture = await _house.DrawAsync();
        Assert.Empty(picture.Groups);
        Assert.DoesNotContain(picture.Map.Nodes, n => n.Kind == NodeKind.Group);
    }

    [Theory]
    [InlineData(IncidentRole.Witness)]
    [InlineData(IncidentRole.Victim)]
    [InlineData(IncidentRole.Suspect)]
    public async Task Can_be_opened_where_a_name_is_all_that_is_known_of_them(IncidentRole role)
    {
        await WithIncidentAsync(Made.Person("Testa Sample").As(role), Made.Person("Testa").As(role), new Person { Aliases = ["Shadow"] }.As(role));
        var persons = (await _house.DrawAsync()).Persons;
        Assert.Equal(3, persons.Count);
        Assert.All(persons, p => Assert.Equal(p.Id, _house.Finder.PersonAsync(p.Id, default).GetAwaiter().GetResult().Value.Id));
    }

    [Fact]
    public async Task Can_be_opened_where_the_number_that_names_them_stands_for_people_who_cannot_be_one()
    {
        await WithIncidentAsync(new Person { Ids = Made.Person("Testa Sample", 1990, "12345AB6").Ids, Aliases = ["Shadow"] }.As(IncidentRole.Suspect));
        await _house.LandAsync(Made.East, Made.Supervision("S1", Made.Person("Uno Other", 1975, "12345AB6")), Made.Supervision("S2", Made.Person("Due Sample", 1990, "12345AB6")));
        var person = Assert.Single((await _house.DrawAsync()).Persons);
        Assert.Contains(person.Because, b => b.Text.Contains("cannot be one", StringComparison.Ordinal));
        Assert.Equal(person.Id, (await _house.Finder.PersonAsync(person.Id, default)).Value.Id);
    }

    private async Task WithIncidentAsync(params PersonInRole[] persons) => await _house.LandAsync(Made.North,
        Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")), Made.Incident("N1", persons: persons));
}
