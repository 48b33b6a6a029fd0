using System.Text;
using CgiHub.Core.Feeds;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Feeds;

public sealed class A_GeoJSON_collection : IDisposedAfterTest
{
    private const string GeoJson = "application/geo+json";

    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static string Feature(int id, string geometry = """{"type":"Point","coordinates":[-99.5,41.5]}""", string more = "") =>
        $$$"""{"type":"Feature","id":"i{{{id}}}","geometry":{{{geometry}}},"properties":{"caseNumber":"26-{{{id}}}","occurredAt":"2026-01-05T10:00:00Z","type":"shotsFired"{{{more}}} } }""";

    private static string Collection(params string[] features) => $$"""{"type":"FeatureCollection","name":"shots","features":[{{string.Join(',', features)}}],"bbox":[-100,41,-99,42]}""";

    [Fact]
    public async Task Is_one_row_for_each_point_longitude_first()
    {
        Assert.Equal((2, 2, 0, 0), FeedHouse.Counts(await _house.SendIncidentsAsync(Collection(Feature(1), Feature(2, more: ""","rounds":3,"lat":0,"lon":0""")), GeoJson)));
        var second = await _house.OneAsync<Incident>("26-2");
        Assert.Equal((41.5, -99.5, 3, "i2"), (second.Lat, second.Lon, second.Rounds, second.SourceId));
    }

    [Theory]
    [InlineData("[{0}]")]
    [InlineData("{0}")]
    [InlineData("{{\"features\" : [{0}]}}")]
    [InlineData("{{\"crs\":{{\"features\":[1]}},\"type\":\"FeatureCollection\",\n\"features\":\n[ {0} ] , \"x\":[[[")]
    public async Task May_be_written_in_other_ways(string form) =>
        Assert.Equal((1, 1, 0, 0), FeedHouse.Counts(await _house.SendIncidentsAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Feature(1)), GeoJson)));

    [Fact]
    public async Task May_be_empty() => Assert.Equal((0, 0, 0, 0), FeedHouse.Counts(await _house.SendIncidentsAsync(Collection(), GeoJson)));

    [Fact]
    public async Task Gives_back_what_is_refused_as_features()
    {
        var bad = Feature(1, """{"type":"Point","coordinates":[-99.5,141.5]}""");
        var receipt = await _house.SendIncidentsAsync(Collection(bad, Feature(2)), GeoJson);
        Assert.Equal((2, 1, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal(("/lat", GeoJson), (receipt.Errors[0].Pointer, receipt.RejectedType));
        Assert.Equal(1, (await _house.SendIncidentsAsync((await _house.RejectedAsync(receipt)).Replace("141.5", "41.5", StringComparison.Ordinal), GeoJson)).Accepted);
    }

    [Theory]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}""", "/geometry/type")]
    [InlineData("""{"type":"Point","coordinates":[-99.5]}""", "/geometry/coordinates")]
    [InlineData("""{"type":"Point","coordinates":["-99.5","41.5"]}""", "/geometry/coordinates")]
    [InlineData("""{"type":"Point","coordinates":{}}""", "/geometry/coordinates")]
    [InlineData("""{"type":7}""", "/geometry/type")]
    [InlineData("""[]""", "/geometry/type")]
    [InlineData("null", "/lat")]
    public async Task Refuses_what_has_no_one_place(string geometry, string pointer)
    {
        var receipt = await _house.SendIncidentsAsync(Collection(Feature(1, geometry), Feature(2)), GeoJson);
        Assert.Equal((2, 1, 0, 1), FeedHouse.Counts(receipt));
        Assert.Contains(receipt.Errors, e => e.Pointer == pointer);
    }

    [Theory]
    [InlineData("""{"type":"Feature"}""")]
    [InlineData("""{"type":"Point","coordinates":[0,0]}""")]
    [InlineData("""{"type":"Feature","geometry":null,"properties":[]}""")]
    [InlineData("7")]
    [InlineData("{\"type\":\"Feature\",\"properties\":{\"a\":}}")]
    public async Task Refuses_what_is_no_feature(string feature)
    {
        var receipt = await _house.SendIncidentsAsync(Collection(feature, Feature(2)), GeoJson);
        Assert.Equal((2, 1, 0, 1), FeedHouse.Counts(receipt));
    }

    [Fact]
    public async Task Is_read_by_the_agencys_mapping_where_there_is_one()
    {
        await _house.MapAsync("incidents", """{"fields":{"sourceId":{"columns":["OBJ"],"prefix":"o-"},"caseNumber":{"columns":["OBJ"]},"occurredAt":{"columns":["WHEN"]},"type":{"constant":"shotsFired"},"lat":{"columns":["lat"]},"lon":{"columns":["lon"]}}}""");
        var receipt = await _house.SendIncidentsAsync("""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-99.5,41.5,200]},"properties":{"OBJ":17,"WHEN":"2026-01-05T10:00:00Z"}}]}""", GeoJson);
        Assert.Equal((1, 1, 0, 0), FeedHouse.Counts(receipt));
        Assert.Equal(("o-17", 41.5), ((await _house.OneAsync<Incident>("17")).SourceId, (await _house.OneAsync<Incident>("17")).Lat));
    }

    [Fact]
    public async Task That_is_large_is_read_in_few_blocks_and_one_that_is_cut_off_keeps_what_came()
    {
        var all = Collection([.. Enumerable.Range(1, 3000).Select(i => Feature(i))]);
        Assert.Equal((3000, 3000, 0, 0), FeedHouse.Counts(await _house.SendIncidentsAsync(all, GeoJson)));
        Assert.Equal((3, 0, 2, 1), FeedHouse.Counts(await _house.SendIncidentsAsync(all[..all.IndexOf("\"26-3\"", StringComparison.Ordinal)], GeoJson)));
    }

    [Fact]
    public async Task Whose_features_come_too_late_is_one_row_that_is_none()
    {
        var receipt = await _house.SendIncidentsAsync($$"""{"name":"{{new string('n', 70_000)}}","features":[{{Feature(1)}}]}""", GeoJson);
        Assert.Equal((1, 0, 0, 1), FeedHouse.Counts(receipt));
    }

    [Fact]
    public async Task Is_no_form_for_what_has_no_place()
    {
        var refused = await _house.TryAsync("nibin", Encoding.UTF8.GetBytes(Collection()), GeoJson);
        Assert.Equal(415, refused.Error!.Status);
    }

    [Fact]
    public void Keeps_its_character_set_when_the_format_is_named() =>
        Assert.Equal(("application/geo+json; charset=utf-16", "text/plain", "unknown"), (FeedFormats.MediaType("geojson", "text/plain; charset=utf-16"), FeedFormats.MediaType(null, "text/plain"), FeedFormats.MediaType("shp", null)));
}
