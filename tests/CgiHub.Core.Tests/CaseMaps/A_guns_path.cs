using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>The way of one gun through cases, hands and groups.</summary>
public sealed class A_guns_path : IDisposedAfterTest
{
    private static readonly NibinExhibit A = Made.Casing(Made.North, "N1", "T1") with { Source = ExhibitSource.TestFire };
    private static readonly NibinExhibit B = Made.Casing(Made.South, "S1");
    private static readonly NibinExhibit C = Made.Casing(Made.South, "S2");

    private readonly MapHouse _house = MapHouse.InMemory();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task<GunPath> PathAsync(params FeedRecord[] north)
    {
        await _house.LandAsync(Made.Lab, Made.Notice("n1", "1", NibinKind.Lead, 0, A, B, C));
        await _house.LandAsync(Made.North, north);
        return (await _house.Finder.GunAsync((await _house.DrawAsync()).Gun.Id, default)).Value;
    }

    private Task ShootingAsync(string number, int day, params PersonInRole[] persons) =>
        _house.LandAsync(Made.South, Made.Incident(number, Made.Noon.AddDays(day), 40.7 + day * 0.01, -74, persons));

    private static PersonInRole Suspect(string name, string group) => Made.Person(name, 1990, null, group).As(IncidentRole.Suspect);

    [Fact]
    public async Task Goes_through_its_cases_in_order_with_the_gaps_between_them()
    {
        await ShootingAsync("S2", 1);
        await ShootingAsync("S1", 11);
        var path = await PathAsync(Made.Incident("N1", Made.Noon.AddDays(12)));
        Assert.Equal(["S2", "S1", "N1"], path.Stops.Select(s => s.CaseNumber));
        Assert.Equal([10, 1], path.Gaps.Select(g => g.Days));
        Assert.Equal([true, false], path.Gaps.Select(g => g.Longest));
        Assert.Equal([false, true], path.Gaps.Select(g => g.CrossedJurisdiction));
        Assert.InRange(path.Gaps[0].Metres!.Value, 11_000, 11_300);
        Assert.Equal([Made.North, Made.South], path.Agencies);
    }

    [Fact]
    public async Task Has_no_gap_beside_a_case_whose_time_nobody_said()
    {
        await ShootingAsync("S1", 1);
        Assert.Empty((await PathAsync()).Gaps);
    }

    [Fact]
    public async Task Begins_with_who_bought_it()
    {
        await ShootingAsync("S1", 1, Suspect("Uno Sample", "Hill"));
        await _house.LandAsync(Made.East, Made.Trace("T", "369257", "Glock", Made.Person("Buyer Sample", 1980)));
        var path = await PathAsync(Made.Firearm("N1", serial: "369257", make: "Glock", possessor: Made.Person("Holder Sample", 1991)));
        Assert.Equal(["purchaser", "suspect", "possessor"], path.Holders.Select(h => h.Role));
        Assert.All(path.Holders, h => Assert.NotEmpty(h.Record));
    }

    [Fact]
    public async Task Says_from_when_to_when_two_records_have_it_with_one_person()
    {
        await ShootingAsync("S1", 1, Suspect("Uno Sample", "Hill"));
        await ShootingAsync("S2", 5, Suspect("Uno Sample", "Hill"));
        var path = await PathAsync(Made.Incident("N1", Made.Noon.AddDays(9), persons: Suspect("Due Sample", "North Side")));
        var period = Assert.Single(path.Periods);
        Assert.Equal(("Uno Sample", Made.Noon.AddDays(1), Made.Noon.AddDays(5), Made.Noon.AddDays(9)), (period.Label, period.From, period.To, period.NextAt!.Value));
        Assert.Equal(2, period.Records.Count);
    }

    [Fact]
    public async Task Says_no_period_across_somebody_else()
    {
        await ShootingAsync("S1", 1, Suspect("Uno Sample", "Hill"));
        await ShootingAsync("S2", 5, Suspect("Due Sample", "North Side"));
        Assert.Empty((await PathAsync(Made.Incident("N1", Made.Noon.AddDays(9), persons: Suspect("Uno Sample", "Hill")))).Periods);
    }

    [Fact]
    public async Task Changes_hands_between_crews_where_neither_people_nor_groups_are_the_same()
    {
        await ShootingAsync("S1", 1, Suspect("Uno Sample", "Hill"));
        await ShootingAsync("S2", 5, Suspect("Due Sample", "North Side"));
        var handOver = Assert.Single((await PathAsync()).HandOvers);
        Assert.True(handOver.BetweenGroups);
        Assert.Equal(["Hill"], handOver.FromGroups);
        Assert.Equal(["North Side"], handOver.ToGroups);
        Assert.Equal((EntityKey.Case(Made.South, "S1"), EntityKey.Case(Made.South, "S2")), (handOver.From, handOver.To));
    }

    [Fact]
    public async Task Changes_hands_within_a_crew_without_leaving_it()
    {
        await ShootingAsync("S1", 1, Suspect("Uno Sample", "Hill"));
        await ShootingAsync("S2", 5, Suspect("Due Sample", "hill"));
        Assert.False(Assert.Single((await PathAsync()).HandOvers).BetweenGroups);
    }

    [Fact]
    public async Task Stays_in_the_same_hands_where_one_of_them_is_named_again()
    {
        await ShootingAsync("S1", 1, Suspect("Uno Sample", "Hill"), Suspect("Tre Sample", "Hill"));
        await ShootingAsync("S2", 5, Suspect("Uno Sample", "Hill"), Suspect("Due Sample", "North Side"));
        Assert.Empty((await PathAsync()).HandOvers);
    }
}
