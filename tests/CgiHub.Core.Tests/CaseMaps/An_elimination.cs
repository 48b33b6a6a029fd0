using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>What an elimination takes away, and what it leaves.</summary>
public sealed class An_elimination : IDisposedAfterTest
{
    private static readonly NibinExhibit A = Made.Casing(Made.North, "N1");
    private static readonly NibinExhibit B = Made.Casing(Made.South, "S1");
    private static readonly NibinExhibit C = Made.Casing(Made.East, "E1");

    private readonly MapHouse _house = MapHouse.InMemory();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private Task SayAsync(string lead, NibinKind kind, int minute, params NibinExhibit[] exhibits) => _house.LandAsync(Made.Lab, Made.Notice($"{lead}-{minute}", lead, kind, minute, exhibits));

    private async Task<int> SizeAsync(string lead = "1") => (await _house.DrawAsync(lead)).Gun.Exhibits.Count;

    [Fact]
    public async Task Of_one_side_of_a_triangle_leaves_the_gun_whole()
    {
        await SayAsync("1", NibinKind.Lead, 0, A, B);
        await SayAsync("2", NibinKind.Lead, 1, B, C);
        await SayAsync("3", NibinKind.Lead, 2, C, A);
        await SayAsync("3", NibinKind.Elimination, 3, C, A);
        Assert.Equal(3, await SizeAsync());
        await SayAsync("2", NibinKind.Elimination, 4, B, C);
        Assert.Equal(2, await SizeAsync());
        Assert.Equal([MapHouse.LeadId("1")], (await _house.DrawAsync()).Gun.Leads);
    }

    [Fact]
    public async Task Of_one_of_two_leads_with_the_same_pair_leaves_it_to_the_other()
    {
        await SayAsync("1", NibinKind.Lead, 0, A, B);
        await SayAsync("2", NibinKind.Hit, 1, A, B);
        await SayAsync("1", NibinKind.Elimination, 2, A, B);
        Assert.Equal(LeadStatus.Eliminated, (await _house.DrawAsync("1")).Lead.Status);
        Assert.Equal(2, await SizeAsync("2"));
        await SayAsync("2", NibinKind.Elimination, 3, A, B);
        Assert.Equal(1, await SizeAsync("2"));
    }

    [Fact]
    public async Task That_comes_before_its_lead_withdraws_it_all_the_same()
    {
        await SayAsync("1", NibinKind.Elimination, 5, A, B);
        await SayAsync("1", NibinKind.Lead, 0, A, B);
        Assert.Equal(1, await SizeAsync());
        Assert.Equal(LeadStatus.Eliminated, (await _house.DrawAsync()).Lead.Status);
    }

    [Fact]
    public async Task Gives_way_to_a_confirmation_that_was_made_later()
    {
        await SayAsync("1", NibinKind.Lead, 0, A, B);
        await SayAsync("1", NibinKind.Hit, 9, A, B);
        await SayAsync("1", NibinKind.Elimination, 5, A, B);
        Assert.Equal(LeadStatus.Hit, (await _house.DrawAsync()).Lead.Status);
        Assert.Equal(2, await SizeAsync());
    }

    [Fact]
    public async Task In_the_middle_of_a_chain_parts_it_there()
    {
        NibinExhibit[] chain = [.. Enumerable.Range(0, 7).Select(i => Made.Casing(Made.North, $"K{i}"))];
        for (var i = 1; i < chain.Length; i++)
        {
            await SayAsync($"{i}", NibinKind.Lead, i, chain[i - 1], chain[i]);
        }

        await SayAsync("3", NibinKind.Elimination, 20, chain[2], chain[3]);
        Assert.Equal(3, await SizeAsync("1"));
        Assert.Equal(4, await SizeAsync("6"));
    }

    [Fact]
    public async Task Does_not_part_a_recovered_gun_from_its_test_fire()
    {
        var testFire = Made.Casing(Made.North, "N1", "T1") with { Source = ExhibitSource.TestFire };
        await _house.LandAsync(Made.North, Made.Firearm("N1"));
        await SayAsync("1", NibinKind.Lead, 0, testFire, B);
        Assert.Equal(3, await SizeAsync());
        await SayAsync("1", NibinKind.Elimination, 1, testFire, B);
        var gun = (await _house.Finder.GunAsync("gn" + EntityKey.Exhibit(Made.North, "N1", "T1").Value[2..], default)).Value;
        Assert.Equal(["G1", "T1"], gun.Exhibits.Select(e => e.ExhibitNumber).Order(StringComparer.Ordinal));
        Assert.Empty(gun.Leads);
    }

    [Fact]
    public async Task Touches_every_lead_on_both_halves()
    {
        await SayAsync("1", NibinKind.Lead, 0, A, B);
        await SayAsync("2", NibinKind.Lead, 1, B, C);
        await SayAsync("3", NibinKind.Lead, 2, C, Made.Casing(Made.East, "E2"));
        await _house.AffectedAsync();
        await SayAsync("2", NibinKind.Elimination, 3, B, C);
        Assert.Equal(new[] { "1", "2", "3" }.Select(MapHouse.LeadId).ToHashSet(), await _house.AffectedAsync());
    }
}
