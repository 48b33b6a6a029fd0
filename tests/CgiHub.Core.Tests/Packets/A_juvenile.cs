using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Packets;

public sealed class A_juvenile : IDisposedAfterTest
{
    private static readonly DisseminationRules Barred = new() { Juveniles = false };
    private readonly PacketHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static Person Kid(DateOnly? born, string family = "Younger") => new() { Name = new PersonName { Given = "Kim", Family = family }, Dob = born, Sex = "F", Address = "1 Elm St" };

    /// <summary>A suspect and an arrestee, each born on a day (null: not told); the shooting was on 27 February 2026, the arrest on 1 March.</summary>
    private async Task<LeadPacket> ViewAsync(DateOnly? suspect, DateOnly? arrestee, DisseminationRules rules, bool onePerson = true)
    {
        var plain = Lead.Over((Lead.North, "N1"), (Lead.South, "S1"));
        var named = new PersonInRole { Role = IncidentRole.Suspect, Name = Kid(null).Name, Dob = suspect, Sex = "F", Address = "1 Elm St" };
        string incident = $"incidents/{Lead.North}/N1", arrest = $"arrests/{Lead.North}/a1";
        await _house.SeeAsync(plain with
        {
            Events = [Lead.Event(Lead.North, "N1", Lead.Noon.AddDays(-2), persons: named) with { Records = [incident] }, plain.Events[1]],
            Persons = onePerson
                ? [new PersonOnPath("pr-kid", "Kim Younger", Kid(suspect ?? arrestee), ["arrestee", "suspect"], [arrest, incident], [new Reason("Same name.", [arrest, incident])])]
                : [new PersonOnPath("pr-kid", "Kim Younger", Kid(suspect), ["suspect"], [incident], []), new PersonOnPath("pr-other", "Kim Older", Kid(arrestee, "Older"), ["arrestee"], [arrest], [])],
            Arrests = [Lead.Stored("arrests", Lead.North, new Arrest { SourceId = "a1", ArrestNumber = "A1", ArrestedAt = Lead.Noon, Offenses = ["520"], Person = Kid(arrestee, onePerson ? "Younger" : "Older") })],
            Map = new CaseMap([new MapNode("pr-kid", NodeKind.Person, "Kim Younger")], []),
        });
        return PacketView.For(await _house.IssuedAsync(1), Lead.South, rules);
    }

    private static string Text(LeadPacket view) => JsonSerializer.Serialize(view, PacketsJson.Default.LeadPacket);

    [Fact]
    public async Task Is_somebody_who_turns_eighteen_the_day_after()
    {
        var view = await ViewAsync(new DateOnly(2008, 2, 28), null, Barred);
        Assert.DoesNotContain("Younger", Text(view), StringComparison.Ordinal);
        Assert.DoesNotContain("1 Elm St", Text(view), StringComparison.Ordinal);
        Assert.DoesNotContain("2008-02-28", Text(view), StringComparison.Ordinal);
        Assert.Equal(("Juvenile", "F"), (view.Persons.Single().Label, view.Persons.Single().Person.Sex));
        Assert.Equal(["arrestee", "suspect"], view.Persons.Single().Roles);
        Assert.Contains(view.Dissemination.Withheld, w => w == new Withheld("/persons", "juvenile"));
    }

    [Fact]
    public async Task Is_nobody_who_was_eighteen_that_day()
    {
        var view = await ViewAsync(new DateOnly(2008, 2, 27), new DateOnly(2008, 2, 27), Barred);
        Assert.Equal("Kim Younger", view.Persons.Single().Label);
        Assert.Contains(view.Recommendations, r => r.Text.Contains("Kim Younger", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_protected_in_records_that_do_not_tell_their_age()
    {
        var view = await ViewAsync(null, new DateOnly(2010, 1, 1), Barred);
        Assert.DoesNotContain("Younger", Text(view), StringComparison.Ordinal);
        Assert.Equal("Juvenile", view.Events[0].Incident!.Persons![0].FullName);
        Assert.DoesNotContain(view.Recommendations, r => r.Kind == "interview");
    }

    [Fact]
    public async Task Hides_nobody_else()
    {
        var view = await ViewAsync(new DateOnly(2010, 1, 1), new DateOnly(1980, 1, 1), Barred, onePerson: false);
        Assert.DoesNotContain("Younger", Text(view), StringComparison.Ordinal);
        Assert.Contains(view.Persons, p => p.Label == "Kim Older");
        Assert.Contains(view.Recommendations, r => r.Text == "Interview Kim Older about the gun.");
    }

    /// <summary>What the ids of persons follow from: whoever guesses a name and a date of birth could ask whether a packet has this.</summary>
    private static string IdOf(Person person) => "pr" + PersonKeys.Of(person)[0].Value[2..];

    private async Task<LeadPacket> DrawnAsync(DisseminationRules rules, params Person[] younger)
    {
        await using var maps = CaseMaps.MapHouse.InMemory();
        await maps.LandAsync(
        [
            new(Records.Made.Lab, Records.Made.Notice("n1", "26-0001", NibinKind.Lead, 0, Records.Made.Casing(Records.Made.North, "N1"), Records.Made.Casing(Records.Made.South, "S1"))),
            new(Records.Made.North, Records.Made.Incident("N1", persons: [.. younger.Select(p => Records.Made.As(p, IncidentRole.Suspect)), Records.Made.As(Kid(new DateOnly(1980, 1, 1), "Older"), IncidentRole.Suspect)])),
            new(Records.Made.South, Records.Made.Trace("T1", "ABC12345", "Glock", possessor: younger[0]) with { RecoveredAt = Records.Made.Noon }),
            new(Records.Made.South, Records.Made.Firearm("S1", serial: "ABC12345", make: "Glock", possessor: younger[0])),
            new(Records.Made.South, Records.Made.Supervision("P1", younger[0])),
        ]);
        await using var house = new PacketHouse();
        await house.SeeAsync(await maps.DrawAsync("26-0001"));
        return PacketView.For(await house.IssuedAsync(1), Lead.South, rules);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Has_an_id_that_no_guess_of_their_name_confirms(bool traces)
    {
        Person kim = Kid(new DateOnly(2010, 1, 1)), kit = Kid(new DateOnly(2011, 2, 2), "Youngest"), older = Kid(new DateOnly(1980, 1, 1), "Older");
        var open = await DrawnAsync(new DisseminationRules { TraceData = traces }, kim, kit);
        Assert.Contains(IdOf(kim), Text(open), StringComparison.Ordinal);
        var view = await DrawnAsync(Barred with { TraceData = traces }, kim, kit);
        Assert.DoesNotContain(IdOf(kim), Text(view), StringComparison.Ordinal);
        Assert.DoesNotContain(IdOf(kit), Text(view), StringComparison.Ordinal);
        Assert.Contains(view.Persons, p => p.Id == IdOf(older));

        // Persons, map and supervision speak of the same people as before.
        Assert.Equal(2, view.Persons.Count(p => p.Label == "Juvenile"));
        Assert.Equal(view.Persons.Select(p => p.Id).Order(StringComparer.Ordinal), view.CaseMap.Nodes.Where(n => n.Kind == NodeKind.Person).Select(n => n.Id));
        Assert.Equal(open.CaseMap.Links.Count, view.CaseMap.Links.Count);
        var nodes = view.CaseMap.Nodes.Select(n => n.Id).ToHashSet(StringComparer.Ordinal);
        Assert.All(view.CaseMap.Links, l => Assert.True(nodes.Contains(l.From) && nodes.Contains(l.To)));
        Assert.Contains(view.Persons, p => p.Id == view.Supervision.Single().PersonId && p.Label == "Juvenile");
        Assert.Equal(open.Persons.Select(p => string.Join(' ', p.Records)).Order(StringComparer.Ordinal), view.Persons.Select(p => string.Join(' ', p.Records)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Keeps_that_id_whatever_their_name_turns_out_to_be()
    {
        var first = await DrawnAsync(Barred, Kid(new DateOnly(2010, 1, 1)));
        var later = await DrawnAsync(Barred, Kid(new DateOnly(2010, 7, 7), "Yonger"));
        Assert.Equal(first.Persons.Single(p => p.Label == "Juvenile").Id, later.Persons.Single(p => p.Label == "Juvenile").Id);
    }

    [Fact]
    public async Task Is_shown_to_whom_the_registry_lets_know()
    {
        var view = await ViewAsync(new DateOnly(2010, 1, 1), null, new DisseminationRules());
        Assert.Equal("Kim Younger", view.Persons.Single().Label);
        Assert.DoesNotContain(view.Dissemination.Withheld, w => w.Rule == "juvenile");
    }

    [Fact]
    public async Task Is_kept_from_an_agency_that_the_registry_does_not_know()
    {
        _house.Agencies.TryRemove(Lead.South, out _);
        await ViewAsync(new DateOnly(2010, 1, 1), null, Barred);
        Assert.False((await _house.IssuedAsync(1)).Recipients.Single(r => r.Ori == Lead.South).Rules.Juveniles);
    }
}
