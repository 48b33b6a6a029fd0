using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>What a supervisor decides about who is who.</summary>
public sealed class A_supervisors_decision : IDisposedAfterTest
{
    private const string Why = "Seen together at the booking desk.";
    private static readonly Caller Supervisor = new("steward", Roles.CgicSupervisor, null);
    private static readonly Person Suspect = Made.Person("Testa Sample", 1990);
    private static readonly Person Somebody = Made.Person("Uno Other", 1975, "12345AB6");
    private static readonly string OfSuspect = $"incidents/{Made.North}/iN1";
    private static readonly string OfSomebody = $"arrests/{Made.East}/aA1";
    private static readonly string OfNamesake = $"supervision/{Made.East}/sS1";

    private readonly MapHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private PersonDesk Desk => new(_house.Finder, _house.Records, _house.Stores.Time);

    private static string IdOf(Person person) => "pr" + PersonKeys.Of(person).Min(k => k.Value)![2..];

    private static string IdOf(string record, int index = 0) => "pr" + EntityKey.PersonDescription(record, index).Value[2..];

    private static FeedRecord[] Lead(params PersonInRole[] persons) =>
        [Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")), Made.Incident("N1", persons: persons)];

    /// <summary>A suspect on a lead, and somebody arrested elsewhere whom no rule takes for the same.</summary>
    private async Task TwoAsync()
    {
        await _house.LandAsync(Made.North, Lead(Suspect.As(IncidentRole.Suspect)));
        await _house.LandAsync(Made.East, Made.Arrest("A1", Somebody));
    }

    /// <summary>A suspect on a lead, and a namesake under supervision elsewhere, born the same day.</summary>
    private async Task NamesakesAsync()
    {
        await _house.LandAsync(Made.North, Lead(Suspect.As(IncidentRole.Suspect)));
        await _house.LandAsync(Made.East, Made.Supervision("S1", Suspect));
    }

    private async Task<PersonFile> JoinAsync() => (await Desk.JoinAsync(Supervisor, IdOf(Suspect), new JoinPersons(IdOf(Somebody), Why), default)).Value;

    private async Task<PersonFile> SplitAsync() => (await Desk.SplitAsync(Supervisor, IdOf(Suspect), new SplitPerson([OfNamesake], Why), default)).Value;

    private async Task<PersonOnPath> OnPathAsync() => Assert.Single((await _house.DrawAsync()).Persons);

    private static PersonDecision Decision(PersonDecisionKind kind, int day, string left, string right) => new()
    {
        SourceId = $"de-{kind}-{day}-{left}-{right}", Kind = kind, At = Made.Noon.AddDays(day), By = "steward", Reason = Why, Left = [new DescriptionRef(left, 0)], Right = [new DescriptionRef(right, 0)], Keys = [],
    };

    [Fact]
    public async Task Joins_two_whom_no_rule_joins()
    {
        await TwoAsync();
        Assert.Empty((await _house.DrawAsync()).Arrests);
        var file = await JoinAsync();
        Assert.Equal([OfSuspect, OfSomebody], file.Records.Select(r => r.Ref.Citation));
        var person = await OnPathAsync();
        Assert.Equal([OfSomebody, OfSuspect], person.Records);
        Assert.Single((await _house.DrawAsync()).Arrests);
    }

    [Fact]
    public async Task Is_among_the_reasons_with_who_and_when()
    {
        await TwoAsync();
        var file = await JoinAsync();
        var said = $"Joined by steward on {_house.Stores.Time.GetUtcNow():yyyy-MM-dd}: {Why}";
        Assert.Contains(file.Because, b => b.Text == said);
        Assert.Contains((await OnPathAsync()).Because, b => b.Text == said && b.Records.SequenceEqual([OfSomebody, OfSuspect]));
        Assert.Equal((PersonDecisionKind.Join, "steward", _house.Stores.Time.GetUtcNow()), file.Decisions.Select(d => (d.Kind, d.By, d.At)).Single());
    }

    [Fact]
    public async Task Splits_whom_a_rule_joins()
    {
        await NamesakesAsync();
        Assert.Single((await _house.DrawAsync()).Supervision);
        var file = await SplitAsync();
        Assert.Equal([OfSuspect], file.Records.Select(r => r.Ref.Citation));
        Assert.Empty((await _house.DrawAsync()).Supervision);
        Assert.Contains((await OnPathAsync()).Because, b => b.Text == $"Held apart by steward on {_house.Stores.Time.GetUtcNow():yyyy-MM-dd}: {Why}");
    }

    [Fact]
    public async Task Leaves_each_of_the_two_with_an_id_that_finds_them()
    {
        await NamesakesAsync();
        await SplitAsync();
        var kept = (await _house.Finder.PersonAsync(IdOf(OfSuspect), default)).Value;
        var other = (await _house.Finder.PersonAsync(IdOf(OfNamesake), default)).Value;
        Assert.Equal([OfNamesake], other.Records.Select(r => r.Ref.Citation));
        Assert.NotEqual(kept.Id, other.Id);
        Assert.Equal(kept.Records.Select(r => r.Ref), (await _house.Finder.PersonAsync(kept.Id, default)).Value.Records.Select(r => r.Ref));
        Assert.Equal(other.Records.Select(r => r.Ref), (await _house.Finder.PersonAsync(other.Id, default)).Value.Records.Select(r => r.Ref));
        Assert.Empty(kept.Possible);
    }

    [Fact]
    public async Task Outlives_a_resend_of_the_records_it_concerns()
    {
        await TwoAsync();
        await JoinAsync();
        var before = MapHouse.Written(await _house.DrawAsync());
        await TwoAsync();
        Assert.Equal(before, MapHouse.Written(await _house.DrawAsync()));
    }

    [Fact]
    public async Task That_joins_outlives_new_versions_of_both_records_whatever_these_say_then()
    {
        await TwoAsync();
        await JoinAsync();
        await _house.LandAsync(Made.East, Made.Arrest("A1", Made.Person("Dos Renamed", 1976, "98765CD4")));
        Assert.Equal([OfSomebody, OfSuspect], (await OnPathAsync()).Records);
        await _house.LandAsync(Made.North, Made.Incident("N1", persons: Made.Person("Tres Renamed", 1991).As(IncidentRole.Suspect)));
        Assert.Equal([OfSomebody, OfSuspect], (await OnPathAsync()).Records);
        Assert.Equal(2, (await _house.Finder.PersonAsync(IdOf(Made.Person("Dos Renamed", 1976, "98765CD4")), default)).Value.Records.Count);
    }

    [Fact]
    public async Task That_splits_outlives_a_new_version_of_the_record()
    {
        await NamesakesAsync();
        await SplitAsync();
        await _house.LandAsync(Made.East, Made.Supervision("S1", Suspect with { Sex = "M", Phones = ["5185551234"] }));
        await _house.LandAsync(Made.North, Made.Incident("N1", Made.Noon.AddHours(1), persons: Suspect.As(IncidentRole.Suspect)));
        Assert.Empty((await _house.DrawAsync()).Supervision);
        Assert.Equal([OfSuspect], (await OnPathAsync()).Records);
    }

    [Fact]
    public async Task Gives_way_to_a_newer_one_over_the_same_records()
    {
        await NamesakesAsync();
        await SplitAsync();
        _house.Stores.Time.Advance(TimeSpan.FromHours(1));
        var again = (await Desk.JoinAsync(Supervisor, IdOf(OfSuspect), new JoinPersons(IdOf(OfNamesake), Why), default)).Value;
        Assert.Equal(2, again.Records.Count);
        Assert.Equal([PersonDecisionKind.Split, PersonDecisionKind.Join], again.Decisions.Select(d => d.Kind));
        Assert.Single((await _house.DrawAsync()).Supervision);
        _house.Stores.Time.Advance(TimeSpan.FromHours(1));
        await SplitAsync();
        Assert.Empty((await _house.DrawAsync()).Supervision);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Says_the_same_in_whatever_order_it_and_the_records_come(int seed)
    {
        List<Row> rows =
        [
            .. Lead(Suspect.As(IncidentRole.Suspect)).Select(r => new Row(r is NibinNotice ? Made.Lab : Made.North, r)),
            new Row(Made.East, Made.Arrest("A1", Somebody)),
            new Row(Made.East, Made.Supervision("S1", Suspect)),
            new Row(Made.East, Made.Arrest("A2", Suspect with { Phones = ["5185551234"] })),
            new Row(PersonDesk.Center, Decision(PersonDecisionKind.Split, 1, OfSuspect, OfSomebody)),
            new Row(PersonDesk.Center, Decision(PersonDecisionKind.Join, 2, OfSomebody, OfSuspect)),
            new Row(PersonDesk.Center, Decision(PersonDecisionKind.Join, 3, OfSuspect, OfNamesake)),
            new Row(PersonDesk.Center, Decision(PersonDecisionKind.Split, 4, OfNamesake, OfSuspect)),
            new Row(PersonDesk.Center, Decision(PersonDecisionKind.Split, 4, OfNamesake, OfSomebody)),
            new Row(PersonDesk.Center, Decision(PersonDecisionKind.Split, 4, OfNamesake, $"arrests/{Made.East}/aA2")),
        ];
        await using var ordered = MapHouse.InMemory();
        await ordered.LandAsync(rows);
        var shuffled = rows.ToArray();
        new Random(seed).Shuffle(shuffled);
        await using var other = MapHouse.InMemory();
        await other.LandAsync(shuffled);
        var picture = await ordered.DrawAsync();
        Assert.Equal([OfSomebody, $"arrests/{Made.East}/aA2", OfSuspect], Assert.Single(picture.Persons).Records);
        Assert.Equal(MapHouse.Written(picture), MapHouse.Written(await other.DrawAsync()));
    }

    [Fact]
    public async Task Has_the_leads_that_show_either_looked_at_again()
    {
        await TwoAsync();
        await _house.LandAsync(Made.South, Made.Notice("n2", "2", NibinKind.Lead, 0, Made.Casing(Made.East, "E1"), Made.Casing(Made.East, "E2")));
        await _house.LandAsync(Made.East, Made.Incident("E1", persons: Somebody.As(IncidentRole.Suspect)));
        await _house.AffectedAsync();
        await JoinAsync();
        Assert.Equal(new[] { MapHouse.LeadId("1"), MapHouse.LeadId("2") }.ToHashSet(), await _house.AffectedAsync());
        await Desk.SplitAsync(Supervisor, IdOf(Suspect), new SplitPerson([OfSuspect], Why), default);
        Assert.Contains(MapHouse.LeadId("1"), await _house.AffectedAsync());
    }

    [Fact]
    public async Task Has_a_lead_looked_at_again_when_the_person_joined_to_its_own_has_a_new_record()
    {
        await TwoAsync();
        await JoinAsync();
        await _house.AffectedAsync();
        await _house.LandAsync(Made.South, Made.Arrest("A9", Made.Person("Uno Married", 1975, "12345AB6")));
        Assert.Contains(MapHouse.LeadId("1"), await _house.AffectedAsync());
        Assert.Equal(2, (await _house.DrawAsync()).Arrests.Count);
    }

    [Fact]
    public async Task Is_heeded_for_victims_too()
    {
        await _house.LandAsync(Made.North, Lead(Suspect.As(IncidentRole.Victim)));
        await _house.LandAsync(Made.South, Made.Incident("S1", persons: Suspect.As(IncidentRole.Victim)));
        Assert.Single((await _house.DrawAsync()).Persons);
        await Desk.SplitAsync(Supervisor, IdOf(Suspect), new SplitPerson([$"incidents/{Made.South}/iS1"], Why), default);
        var picture = await _house.DrawAsync();
        Assert.Equal(2, picture.Persons.Select(p => p.Id).Distinct().Count());
        Assert.Equal(2, picture.Map.Nodes.Count(n => n.Kind == NodeKind.Person));
    }

    [Fact]
    public async Task Over_three_records_of_one_key_parts_the_one_from_the_others()
    {
        await NamesakesAsync();
        await _house.LandAsync(Made.East, Made.Arrest("A1", Suspect));
        await _house.LandAsync(Made.South, Made.Arrest("A3", Suspect));
        var file = (await Desk.SplitAsync(Supervisor, IdOf(Suspect), new SplitPerson([OfSomebody], Why), default)).Value;
        Assert.Equal(3, file.Records.Count);
        Assert.DoesNotContain(file.Records, r => r.Ref.Citation == OfSomebody);
        Assert.Single((await _house.DrawAsync()).Arrests);
    }

    [Fact]
    public async Task Is_not_taken_where_it_says_nothing()
    {
        await NamesakesAsync();
        await _house.LandAsync(Made.East, Made.Arrest("A1", Somebody));
        Assert.Equal(404, (await Desk.JoinAsync(Supervisor, IdOf("arrests/ZZ0000003/none"), new JoinPersons(IdOf(Somebody), Why), default)).Error!.Status);
        Assert.Equal(404, (await Desk.JoinAsync(Supervisor, IdOf(Suspect), new JoinPersons("pr-none", Why), default)).Error!.Status);
        Assert.Equal(2700, (await Desk.JoinAsync(Supervisor, IdOf(Suspect), new JoinPersons(IdOf(Suspect), Why), default)).Error!.Number);
        Assert.Equal(["/with", "/reason"], (await Desk.JoinAsync(Supervisor, IdOf(Suspect), new JoinPersons(" ", new string('x', 1001)), default)).Error!.Faults.Select(f => f.Pointer));
        Assert.Equal(404, (await Desk.SplitAsync(Supervisor, "pr-none", new SplitPerson([OfNamesake], Why), default)).Error!.Status);
        Assert.Equal(2701, (await Desk.SplitAsync(Supervisor, IdOf(Suspect), new SplitPerson([OfSomebody], Why), default)).Error!.Number);
        Assert.Equal(2702, (await Desk.SplitAsync(Supervisor, IdOf(Suspect), new SplitPerson([OfSuspect, OfNamesake], Why), default)).Error!.Number);
        Assert.Equal(["/records", "/reason"], (await Desk.SplitAsync(Supervisor, IdOf(Suspect), new SplitPerson([], null), default)).Error!.Faults.Select(f => f.Pointer));
    }
}
