using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.CaseMaps;
using CgiHub.Core.Tests.Records;
using CgiHub.Core.Tests.Records.Matching;
using CsCheck;

namespace CgiHub.Core.Tests.Packets;

/// <summary>Pictures drawn from records on both sides: with what a recipient may not see, and without it.</summary>
public sealed class A_view_without_withheld_records
{
    private const string Number = "26-0001";
    private static readonly DisseminationRules Barred = new() { TraceData = false, Supervision = false };

    private static PersonInRole As(Person person, IncidentRole role) =>
        new() { Role = role, Name = person.Name, FullName = person.FullName, Dob = person.Dob, Ids = person.Ids, Groups = person.Groups, Address = person.Address, Phones = person.Phones };

    private static List<Row> Open(Person[] people)
    {
        Row[] rows =
        [
            new(Made.North, Made.Incident("N1", persons: As(people[0], IncidentRole.Suspect))),
            new(Made.South, Made.Incident("S1", persons: As(people[1], IncidentRole.Suspect))),
            new(Made.East, Made.Arrest("A1", people[2])),
            new(Made.North, Made.Firearm("N1", serial: "ABC12345", make: "Glock", possessor: people[3])),
        ];
        return [new(Made.Lab, Made.Notice("n1", Number, NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1"))), .. rows];
    }

    private static IEnumerable<Row> Ruled(Person[] people) =>
    [
        new(Made.East, Made.Supervision("S1", people[0])),
        new(Made.North, Made.Trace("T1", "ABC12345", "Glock", purchaser: people[1], possessor: people[2])),
    ];

    private static async Task<(LeadPicture Picture, LeadPacket View)> ViewAsync(IEnumerable<Row> rows)
    {
        await using var maps = MapHouse.InMemory();
        await maps.LandAsync(rows);
        await using var house = new PacketHouse();
        var picture = await maps.DrawAsync(Number);
        await house.SeeAsync(picture);
        return (picture, PacketView.For(await house.IssuedAsync(1), Made.North, Barred));
    }

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>What the view says of people.</summary>
    private static string Said(LeadPacket view) => JsonSerializer.Serialize(
        new { view.Persons, view.CaseMap, view.Arrests, view.Groups, Provenance = view.Provenance.Select(p => p.Record) }, Readable);

    private static async Task AssertSameAsync(Person[] open, Person[] ruled)
    {
        var with = await ViewAsync([.. Open(open), .. Ruled(ruled)]);

        // That a number is not trusted is said of the number, whoever found it out.
        if (with.Picture.Persons.Any(p => p.Because.Any(b => b.Text.Contains("nothing was joined by it", StringComparison.Ordinal))))
        {
            return;
        }

        Assert.Equal(Said((await ViewAsync(Open(open))).View), Said(with.View));
    }

    private static Person Someone(string given, string family, string? fbi = null, int born = 1986, string? address = null) => new()
    {
        Name = new PersonName { Given = given, Family = family },
        Dob = born == 0 ? null : new DateOnly(born, 4, 11),
        Address = address,
        Ids = fbi is null ? null : [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = fbi }],
    };

    [Fact]
    public async Task Is_what_it_was_before_a_number_on_a_withheld_record_joined_two()
    {
        Person[] open = [Someone("Testa", "Trotworth"), Someone("Uno", "Sample", born: 1970), Someone("Dos", "Renamed", "12345AB6"), Someone("Tres", "Other", born: 1960)];
        var bridge = Someone("Testa", "Trotworth", "12345AB6");
        var (picture, _) = await ViewAsync([.. Open(open), .. Ruled([bridge, bridge, bridge])]);
        Assert.Contains(picture.Persons, p => p.Records.Contains($"arrests/{Made.East}/aA1") && p.Records.Contains($"incidents/{Made.North}/iN1"));
        await AssertSameAsync(open, [bridge, bridge, bridge]);
    }

    [Fact]
    public async Task Is_what_it_was_before_the_likeness_of_a_withheld_record_joined_two()
    {
        const string Home = "1482 Senfield Street, Springfield, NY 12063";
        Person[] open = [Someone("Genstley", "Trotworth", address: Home), Someone("Genstley", "Portalin", born: 1970), Someone("Gensley", "Trotwroth", born: 0), Someone("Tres", "Other", born: 1960)];
        var bridge = Someone("Genstley", "Trotworth", address: Home) with { Aliases = ["Portalin, Genstley"] };
        await AssertSameAsync(open, [bridge, bridge, bridge]);
    }

    [Fact]
    public async Task Is_what_it_was_before_a_withheld_record_said_more_of_one()
    {
        Person[] open = [Someone("Testa", "Trotworth"), Someone("Testa", "Trotworth"), Someone("Testa", "Trotworth") with { Groups = ["Hill"] }, Someone("Tres", "Other", born: 1960)];
        var more = Someone("Testa", "Trotworth", "12345AB6") with { Groups = ["Hill"], Phones = ["5185551234"], Aliases = ["T-Bone"] };
        await AssertSameAsync(open, [more, more, more]);
    }

    [Fact]
    public async Task Names_no_withheld_record_that_a_decision_holds_apart()
    {
        await using var maps = MapHouse.InMemory();
        var person = Someone("Testa", "Trotworth");
        await maps.LandAsync([.. Open([person, person, person, person]), new Row(Made.East, Made.Supervision("S1", person))]);
        var desk = new PersonDesk(maps.Finder, maps.Records, maps.Stores.Time);
        Assert.True((await desk.SplitAsync(PacketHouse.Supervisor, "pr" + PersonKeys.Of(person)[0].Value[2..], new SplitPerson([$"supervision/{Made.East}/sS1"], "Not on parole."), default)).TryGet(out _, out _));
        await using var house = new PacketHouse();
        var picture = await maps.DrawAsync(Number);
        Assert.Contains(picture.Persons, p => p.Because.Any(b => b.Text.StartsWith("Held apart by", StringComparison.Ordinal)));
        await house.SeeAsync(picture);
        var text = JsonSerializer.Serialize(PacketView.For(await house.IssuedAsync(1), Made.North, Barred), PacketsJson.Default.LeadPacket);
        Assert.DoesNotContain("Not on parole", text, StringComparison.Ordinal);
        Assert.DoesNotContain("supervision/", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_together_whom_a_decision_joined()
    {
        await using var maps = MapHouse.InMemory();
        Person one = Someone("Testa", "Trotworth"), other = Someone("Uno", "Sample", born: 1970);
        await maps.LandAsync([.. Open([one, other, one, one]), .. Ruled([one, one, one])]);
        var desk = new PersonDesk(maps.Finder, maps.Records, maps.Stores.Time);
        Assert.True((await desk.JoinAsync(PacketHouse.Supervisor, "pr" + PersonKeys.Of(one)[0].Value[2..], new JoinPersons("pr" + PersonKeys.Of(other)[0].Value[2..], "One man."), default)).TryGet(out _, out _));
        await using var house = new PacketHouse();
        await house.SeeAsync(await maps.DrawAsync(Number));
        var person = Assert.Single(PacketView.For(await house.IssuedAsync(1), Made.North, Barred).Persons);
        Assert.Contains($"incidents/{Made.South}/iS1", person.Records);
        Assert.Contains($"incidents/{Made.North}/iN1", person.Records);
    }

    [Fact]
    public async Task Reads_the_same_whatever_the_withheld_records_joined() =>
        await Describing.Person.Array[7].SampleAsync(people => AssertSameAsync(people[..4], people[4..]), iter: 80);
}
