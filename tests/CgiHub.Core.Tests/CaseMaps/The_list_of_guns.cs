using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>Guns and groups as the lists show them, after whatever was joined and withdrawn.</summary>
public sealed class The_list_of_guns : IDisposedAfterTest
{
    private static readonly NibinExhibit A = Made.Casing(Made.North, "N1");
    private static readonly NibinExhibit B = Made.Casing(Made.South, "S1");
    private static readonly NibinExhibit C = Made.Casing(Made.East, "E1");
    private static readonly NibinExhibit D = Made.Casing(Made.East, "E2");

    private readonly MapHouse _house = MapHouse.InMemory();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private Task SayAsync(string id, string lead, NibinKind kind, int minute, params NibinExhibit[] exhibits) => _house.LandAsync(Made.Lab, Made.Notice(id, lead, kind, minute, exhibits));

    private static PersonInRole Member(string name, string group, IncidentRole role) => Made.Person(name, 1990, null, group).As(role);

    /// <summary>Lead 1 joins A and B, where a member of the Hill and one of the North Side are suspected; lead 2 joins C and D.</summary>
    private async Task TwoGunsAsync()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await SayAsync("n2", "2", NibinKind.Lead, 1, C, D);
        await _house.LandAsync(Made.North, Made.Incident("N1", persons: Member("Uno Sample", "Hill", IncidentRole.Suspect)));
        await _house.LandAsync(Made.South, Made.Incident("S1", Made.Noon.AddDays(1)));
        await _house.LandAsync(Made.East, Made.Incident("E1", Made.Noon.AddDays(2), persons: Member("Due Sample", "North Side", IncidentRole.Suspect)), Made.Incident("E2", Made.Noon.AddDays(3)));
        await _house.KeepAsync("1", "2");
    }

    [Fact]
    public async Task Shows_the_newest_event_first()
    {
        await TwoGunsAsync();
        var cards = await _house.CardsAsync();
        Assert.Equal(2, cards.Count);
        Assert.Equal([Made.Noon.AddDays(3), Made.Noon.AddDays(1)], cards.Select(c => c.NewestAt));
        Assert.All(cards, c => Assert.Equal(2, c.Cases));
    }

    [Fact]
    public async Task Shows_one_gun_where_a_lead_joined_two()
    {
        await TwoGunsAsync();
        await SayAsync("n3", "3", NibinKind.Lead, 2, B, C);
        await _house.KeepAsync("3");
        var card = Assert.Single(await _house.CardsAsync());
        Assert.Equal(4, card.Exhibits);
        Assert.Equal(["Hill", "North Side"], card.HeldBy);
    }

    [Fact]
    public async Task Shows_both_halves_as_if_they_had_never_been_joined_once_the_lead_is_eliminated()
    {
        await TwoGunsAsync();
        var (guns, crews) = (Said(await _house.CardsAsync()), Said(await _house.CrewsAsync()));
        await SayAsync("n3", "3", NibinKind.Lead, 2, B, C);
        await _house.KeepAsync("3");
        await SayAsync("n4", "3", NibinKind.Elimination, 3, B, C);
        await _house.KeepAsync("3");
        Assert.Equal(guns, Said(await _house.CardsAsync()));
        Assert.Equal(crews, Said(await _house.CrewsAsync()));
    }

    [Fact]
    public async Task Keeps_apart_what_one_lead_still_holds_on_both_sides_of_a_split()
    {
        await TwoGunsAsync();
        var (guns, crews) = (await _house.CardsAsync(), Said(await _house.CrewsAsync()));

        // One lead lists all four; its elimination leaves A with B and C with D.
        await SayAsync("n5", "5", NibinKind.Lead, 4, A, B, C, D);
        await _house.KeepAsync("5", "1", "2");
        Assert.Single(await _house.CardsAsync());
        foreach (var (id, pair) in new (string, NibinExhibit[])[] { ("n6", [A, C]), ("n7", [A, D]), ("n8", [B, C]), ("n9", [B, D]) })
        {
            await SayAsync(id, "5", NibinKind.Elimination, 5, pair);
        }

        await _house.KeepAsync("5");
        Assert.Equal(guns.Select(g => (g.Id, string.Join(' ', g.Groups))), (await _house.CardsAsync()).Select(g => (g.Id, string.Join(' ', g.Groups))));
        Assert.All(await _house.CrewsAsync(), c => Assert.Empty(c.Ties));
        Assert.NotEmpty(crews);
    }

    [Fact]
    public async Task Loses_a_gun_that_nothing_holds_together_any_more()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await _house.KeepAsync("1");
        await SayAsync("n2", "1", NibinKind.Elimination, 1, A, B);
        await _house.KeepAsync("1");
        Assert.Empty(await _house.CardsAsync());
        Assert.Empty(await _house.CrewsAsync());
    }

    [Fact]
    public async Task Ties_two_groups_whose_people_had_one_gun_until_the_link_goes()
    {
        await TwoGunsAsync();
        Assert.All(await _house.CrewsAsync(), c => Assert.Empty(c.Ties));
        await SayAsync("n3", "3", NibinKind.Lead, 2, B, C);
        await _house.KeepAsync("3");
        var gun = Assert.Single(await _house.CardsAsync()).Id;
        var hill = Assert.Single(await _house.CrewsAsync("HILL"));
        var tie = Assert.Single(hill.Ties);
        Assert.Equal("North Side", tie.Name);
        Assert.Equal(EntityKey.Group("north side").Value, tie.Id);
        Assert.Equal([gun], tie.Guns);
        Assert.Empty(tie.ShotAt);

        await SayAsync("n4", "3", NibinKind.Elimination, 3, B, C);
        await _house.KeepAsync("3");
        Assert.Empty(Assert.Single(await _house.CrewsAsync("Hill")).Ties);
    }

    [Fact]
    public async Task Ties_the_groups_of_who_is_suspected_and_who_was_shot()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await _house.LandAsync(Made.North, Made.Incident("N1", null, 40.7, -74, Member("Uno Sample", "Hill", IncidentRole.Suspect), Member("Due Sample", "North Side", IncidentRole.Victim), Member("Tre Sample", "Bystanders", IncidentRole.Witness)));
        await _house.KeepAsync("1");
        var shot = EntityKey.Case(Made.North, "N1").Value;
        var tie = Assert.Single(Assert.Single(await _house.CrewsAsync("Hill")).Ties);
        Assert.Equal(("North Side", shot), (tie.Name, Assert.Single(tie.ShotAt)));
        Assert.Empty(tie.Guns);
        Assert.Empty(tie.ShotBy);
        Assert.Equal([shot], Assert.Single(Assert.Single(await _house.CrewsAsync("North Side")).Ties).ShotBy);
        Assert.Empty(await _house.CrewsAsync("Bystanders"));
    }

    [Fact]
    public async Task Sees_no_conflict_within_one_group()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await _house.LandAsync(Made.North, Made.Incident("N1", null, 40.7, -74, Member("Uno Sample", "Hill", IncidentRole.Suspect), Member("Due Sample", "hill", IncidentRole.Victim)));
        await _house.KeepAsync("1");
        Assert.Empty((await _house.DrawAsync()).Conflicts);
        Assert.Empty(Assert.Single(await _house.CrewsAsync()).Ties);
    }

    [Fact]
    public async Task Pages_through_groups_by_name_each_once()
    {
        await TwoGunsAsync();
        var first = (await _house.Guns.CrewsAsync(null, new PageRequest(1, null), default)).Value;
        Assert.Equal("Hill", Assert.Single(first.Items).Name);
        var second = (await _house.Guns.CrewsAsync(null, new PageRequest(1, first.Next), default)).Value;
        Assert.Equal("North Side", Assert.Single(second.Items).Name);
        Assert.Equal(Errors.BadCursor().Number, (await _house.Guns.CrewsAsync(null, new PageRequest(1, "no cursor!"), default)).Error!.Number);
    }

    private static string Said<T>(IReadOnlyList<T> items) => System.Text.Json.JsonSerializer.Serialize(items, System.Text.Json.JsonSerializerOptions.Web);
}
