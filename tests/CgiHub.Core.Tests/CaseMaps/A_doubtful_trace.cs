using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>A trace that bears a recovered gun's number, and can hardly be that gun's.</summary>
public sealed class A_doubtful_trace : IDisposedAfterTest
{
    private readonly MapHouse _house = MapHouse.InMemory();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    /// <summary>A Glock of 9 mm, recovered three days after noon.</summary>
    private async Task<LeadPicture> WithAsync(Trace trace)
    {
        await _house.LandAsync(Made.Lab, Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1", "T1"), Made.Casing(Made.South, "S1")));
        await _house.LandAsync(Made.North, Made.Firearm("N1", serial: "369257", make: "Glock") with { Caliber = "9mm" });
        await _house.LandAsync(Made.East, trace);
        return await _house.DrawAsync();
    }

    private static Trace Trace => Made.Trace("T", "369257", "Glock", Made.Person("Buyer Sample", 1980)) with { PurchasedAt = Made.Noon.AddDays(-200), RecoveredAt = Made.Noon.AddDays(3), Caliber = "9x19 Luger" };

    [Fact]
    public async Task Is_none_where_times_and_calibers_agree() => Assert.Empty((await WithAsync(Trace)).DoubtfulTraces);

    [Fact]
    public async Task Is_none_where_it_says_neither_time_nor_caliber() =>
        Assert.Empty((await WithAsync(Trace with { PurchasedAt = null, RecoveredAt = null, Caliber = null })).DoubtfulTraces);

    [Fact]
    public async Task Was_recovered_years_apart()
    {
        var picture = await WithAsync(Trace with { PurchasedAt = Made.Noon.AddDays(-1600), RecoveredAt = Made.Noon.AddDays(-1497) });
        var doubt = Assert.Single(picture.DoubtfulTraces);
        Assert.Equal($"traces/{Made.East}/tT", doubt.Record);
        Assert.Contains("1500 days apart", doubt.Because, StringComparison.Ordinal);
        Assert.Single(picture.Traces);
    }

    [Fact]
    public async Task Is_of_another_caliber() => Assert.Contains(".45 ACP", Assert.Single((await WithAsync(Trace with { Caliber = ".45 ACP" })).DoubtfulTraces).Because, StringComparison.Ordinal);

    [Fact]
    public async Task Was_first_sold_after_the_gun_was_in_evidence() =>
        Assert.Contains("first sold", Assert.Single((await WithAsync(Trace with { PurchasedAt = Made.Noon.AddDays(30), RecoveredAt = Made.Noon.AddDays(60) })).DoubtfulTraces).Because, StringComparison.Ordinal);

    [Fact]
    public async Task Marks_whom_it_brings_to_the_path()
    {
        var picture = await WithAsync(Trace with { Caliber = ".45 ACP" });
        var holder = Assert.Single((await _house.Finder.GunAsync(picture.Gun.Id, default)).Value.Holders);
        Assert.Contains(".45 ACP", holder.Doubt, StringComparison.Ordinal);
        Assert.Contains(picture.Map.Links, l => l.Kind == "purchaser" && l.Because[0].Text.Contains("In doubt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_cleared_by_a_recovery_elsewhere_that_it_fits()
    {
        await _house.LandAsync(Made.East, Made.Firearm("E7", serial: "369257", make: "Glock", testFire: null) with { RecoveredAt = Made.Noon.AddDays(-1497) });
        Assert.Empty((await WithAsync(Trace with { PurchasedAt = Made.Noon.AddDays(-1600), RecoveredAt = Made.Noon.AddDays(-1497) })).DoubtfulTraces);
    }

    [Theory]
    [InlineData("9mm", "9 MM Luger")]
    [InlineData(".40 S&W", "40")]
    [InlineData("5.56 NATO", ".223")]
    [InlineData("0.45", ".45 ACP")]
    [InlineData("unknown", ".45 ACP")]
    [InlineData(null, ".45 ACP")]
    public async Task Is_none_for_another_way_to_write_its_caliber(string? recovered, string traced)
    {
        await _house.LandAsync(Made.Lab, Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1", "T1"), Made.Casing(Made.South, "S1")));
        await _house.LandAsync(Made.North, Made.Firearm("N1", serial: "369257", make: "Glock") with { Caliber = recovered });
        await _house.LandAsync(Made.East, Trace with { Caliber = traced });
        Assert.Empty((await _house.DrawAsync()).DoubtfulTraces);
    }
}
