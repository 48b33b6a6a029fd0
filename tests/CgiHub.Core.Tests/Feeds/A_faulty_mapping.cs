namespace CgiHub.Core.Tests.Feeds;

/// <summary>A mapping that cannot work is refused when it is saved, not when the agency's rows come.</summary>
public sealed class A_faulty_mapping : IDisposedAfterTest
{
    private const string Good = """{"timeZone":"America/New_York","epsg":2263,"fields":{"sourceId":{"columns":["A"]},"caseNumber":{"columns":["A"]},"occurredAt":{"columns":["B"]},"type":{"constant":"other"},"lat":{"columns":["Y"]},"lon":{"columns":["X"]}}}""";

    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task Is_unlike_a_good_one() => Assert.Null((await _house.MapAsync("incidents", Good)).Error);

    [Theory]
    [InlineData("\"caseNumber\"", "\"caseNo\"", "/mappings/incidents/fields/caseNo", "unknown")]
    [InlineData("\"caseNumber\":{\"columns\":[\"A\"]},", "", "/mappings/incidents/fields/caseNumber", "required")]
    [InlineData("\"caseNumber\"", "\"persons\"", "/mappings/incidents/fields/persons", "unknown")]
    [InlineData("{\"sourceId\"", "{\"case_number\":{\"constant\":\"1\"},\"sourceId\"", "/mappings/incidents/fields/caseNumber", "duplicate")]
    [InlineData("2263", "2264", "/mappings/incidents/epsg", "unknown")]
    [InlineData("2263", "0", "/mappings/incidents/epsg", "range")]
    [InlineData("America/New_York", "America/Gotham", "/mappings/incidents/timeZone", "unknown")]
    [InlineData("\"timeZone\":\"America/New_York\"", "\"ignoreOffset\":true", "/mappings/incidents/timeZone", "required")]
    [InlineData("\"epsg\"", "\"delimiter\":\"#\",\"epsg\"", "/mappings/incidents/delimiter", "enum")]
    [InlineData("\"epsg\"", "\"nulls\":null,\"epsg\"", "/mappings/incidents/nulls", "required")]
    [InlineData("\"epsg\"", "\"where\":{\"A\":null},\"epsg\"", "/mappings/incidents/where/A", "required")]
    [InlineData("\"epsg\"", "\"groupBy\":[\"\"],\"epsg\"", "/mappings/incidents/groupBy/0", "required")]
    [InlineData("{\"columns\":[\"B\"]}", "{}", "/mappings/incidents/fields/occurredAt", "required")]
    [InlineData("{\"columns\":[\"B\"]}", "null", "/mappings/incidents/fields/occurredAt", "required")]
    [InlineData("{\"columns\":[\"B\"]}", "{\"columns\":[null]}", "/mappings/incidents/fields/occurredAt/columns/0", "required")]
    [InlineData("{\"columns\":[\"B\"]}", "{\"columns\":[\"B\"],\"formats\":null}", "/mappings/incidents/fields/occurredAt/formats", "required")]
    [InlineData("{\"columns\":[\"B\"]}", "{\"columns\":[\"B\"],\"values\":{\"a\":null}}", "/mappings/incidents/fields/occurredAt/values/a", "required")]
    [InlineData("{\"columns\":[\"B\"]}", "{\"columns\":[\"B\"],\"values\":{\"a\":\"1\",\"A\":\"2\"}}", "/mappings/incidents/fields/occurredAt/values/A", "duplicate")]
    public async Task Is_refused_with_the_place_of_its_fault(string what, string instead, string pointer, string code)
    {
        var error = (await _house.MapAsync("incidents", Good.Replace(what, instead, StringComparison.Ordinal))).Error!;
        Assert.Equal(422, error.Status);
        Assert.Equal((pointer, code), (error.Faults![0].Pointer, error.Faults[0].Code));
        Assert.Null(await _house.Registry.FindAsync(FeedHouse.Agency, default));
    }

    [Fact]
    public async Task For_a_feed_that_does_not_exist_is_refused() => Assert.Equal("/mappings/horoscopes", (await _house.MapAsync("horoscopes", Good)).Error!.Faults![0].Pointer);
}
