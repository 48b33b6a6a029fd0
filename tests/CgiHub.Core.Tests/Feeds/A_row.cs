using CgiHub.Core.Feeds;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>What a row of a feed is refused for, beyond its shape.</summary>
public sealed class A_row : IDisposedAfterTest
{
    private const string Lead = """{"sourceId":"n1","leadNumber":"26-1","kind":"lead","at":"2026-01-05T10:00:00Z","exhibits":[{"ori":"ZZ0020100","caseNumber":"1","exhibitNumber":"1"},{"ori":"ZZ0030100","caseNumber":"2","exhibitNumber":"1"}]}""";
    private const string Post = """{"sourceId":"o1","itemId":"1","capturedAt":"2026-01-05T10:00:00Z","platform":"x","criminalNexus":"threat"}""";

    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task<RowError> RefusedAsync(string feed, string row)
    {
        var receipt = await _house.SendAsync(feed, row);
        Assert.Equal(1, receipt.Rejected);
        return Assert.Single(receipt.Errors);
    }

    [Theory]
    [InlineData(",\"criminalNexus\":\"threat\"", "")]
    [InlineData("\"threat\"", "null")]
    [InlineData("threat", " ")]
    public async Task Of_a_post_needs_a_stated_criminal_nexus(string what, string instead)
    {
        Assert.Equal(1, (await _house.SendAsync("osint", Post)).Accepted);
        var error = await RefusedAsync("osint", Post.Replace(what, instead, StringComparison.Ordinal));
        Assert.Equal(("/criminalNexus", "criminalNexus.missing"), (error.Pointer, error.Code));
    }

    [Fact]
    public async Task On_foreign_exhibits_comes_from_a_nibin_site_only()
    {
        Assert.Equal("foreignExhibits", (await RefusedAsync("nibin", Lead)).Code);
        await _house.RegisterAsync(nibinSite: true);
        Assert.Equal(1, (await _house.SendAsync("nibin", Lead)).Accepted);
    }

    [Fact]
    public async Task Says_when_an_exhibit_was_entered_but_not_in_the_future()
    {
        await _house.RegisterAsync(nibinSite: true);
        Assert.Equal(1, (await _house.SendAsync("nibin", Entered("2026-01-04T10:00:00Z"))).Accepted);
        var error = await RefusedAsync("nibin", Entered("2027-01-04T10:00:00Z"));
        Assert.Equal(("/exhibits/0/enteredAt", "time.range"), (error.Pointer, error.Code));

        static string Entered(string at) => Lead.Replace("\"caseNumber\":\"1\"", $"\"enteredAt\":\"{at}\",\"caseNumber\":\"1\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_one_exhibit_of_its_own_comes_from_any_agency() =>
        Assert.Equal(1, (await _house.SendAsync("nibin", Lead.Replace("ZZ0030100", FeedHouse.Agency.Value, StringComparison.Ordinal))).Accepted);

    [Theory]
    [InlineData("2026-03-01T11:59:00Z", null)]
    [InlineData("2026-03-02T11:00:00Z", null)]
    [InlineData("2026-03-02T12:30:00Z", "time.range")]
    [InlineData("1899-12-31T23:59:59Z", "time.range")]
    [InlineData("2026-01-05T10:00:00", "time.offset")]
    [InlineData("yesterday", "format")]
    public async Task Tells_of_a_time_that_can_be(string at, string? code)
    {
        var receipt = await _house.SendIncidentsAsync(FeedHouse.Incident(1).Replace("2026-01-05T10:00:00Z", at, StringComparison.Ordinal));
        Assert.Equal(code, receipt.Errors.SingleOrDefault()?.Code);
    }

    [Theory]
    [InlineData("41.5", "-99.5", null)]
    [InlineData("0", "0", "coordinates.nullIsland")]
    [InlineData("0.005", "-0.005", "coordinates.nullIsland")]
    [InlineData("90.5", "0", "coordinates.range")]
    [InlineData("0", "-181", "coordinates.range")]
    [InlineData("1e999", "0", "coordinates.range")]
    public async Task Lies_on_the_globe_and_not_where_missing_values_do(string lat, string lon, string? code)
    {
        var receipt = await _house.SendIncidentsAsync(FeedHouse.Incident(1).Replace("41.5", lat, StringComparison.Ordinal).Replace("-99.5", lon, StringComparison.Ordinal));
        Assert.Equal(code, receipt.Errors.SingleOrDefault()?.Code);
    }

    [Fact]
    public async Task Has_both_coordinates_or_none() =>
        Assert.Equal("/lon", (await RefusedAsync("firearms", """{"sourceId":"f1","caseNumber":"1","exhibitNumber":"1","recoveredAt":"2026-01-05","lat":41.5}""")).Pointer);

    [Theory]
    [InlineData("\"lead,hit\"")]
    [InlineData("\"1\"")]
    [InlineData("1")]
    [InlineData("\" lead\"")]
    [InlineData("\"LEAD\"")]
    public async Task Names_one_value_of_an_enumeration(string kind)
    {
        await _house.RegisterAsync(nibinSite: true);
        Assert.Equal("/kind", (await RefusedAsync("nibin", Lead.Replace("\"lead\",\"at\"", kind + ",\"at\"", StringComparison.Ordinal))).Pointer);
    }
}
