using System.Text;
using CgiHub.Core.Feeds;

namespace CgiHub.Core.Tests.Feeds;

public sealed class A_Flock_alert : IDisposedAfterTest
{
    private const string Alert = """
        {"deviceLat":41.5,"deviceLong":-99.5,"deviceName":"Main & 5th","deviceExternalId":"0b8f6f0e-6a0a-4a3e-9a55-1f0f8f7b2f10","networkName":"Example PD",
         "networkExternalId":"4a1c3b52-63bb-4c5f-8d2e-0c0d5a6b7c8d","objectId":"5f0e2a44-7c1d-4b8a-b0a9-2f1e3d4c5b6a","eventTime":"2026-01-05T10:00:00.123Z",
         "imageUrl":"https://images.example.test/a.jpg?X-Amz-Expires=600","imageExpiration":"2026-01-05T10:10:00Z","detailsUrl":"https://hotlist.example.test/a",
         "ocr":{"label":"ABC1234","labelConfidence":0.97,"state":"NE","stateConfidence":0.8},
         "sources":[{"name":"NCIC","reason":"Stolen Plate","caseNumber":"26-100"},{"name":"Custom","reason":"Felony Vehicle","caseNumber":null,"customHotlistAudience":"organization"}]}
        """;

    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static string Flock => FeedFormats.MediaType("flock", "application/json")!;

    private Task<FeedReceipt> SendAsync(string body) => _house.SendAsync("lpr", body, Flock);

    [Fact]
    public async Task Is_a_read_with_its_hot_lists()
    {
        Assert.Equal((1, 1, 0, 0), FeedHouse.Counts(await SendAsync(Alert)));
        Assert.Equal((1, 0, 1, 0), FeedHouse.Counts(await SendAsync($"[{Alert}]")));
        Assert.Equal((1, 0, 1, 0), FeedHouse.Counts(await _house.SendAsync("lpr", """
            {"sourceId":"5f0e2a44-7c1d-4b8a-b0a9-2f1e3d4c5b6a","readId":"5f0e2a44-7c1d-4b8a-b0a9-2f1e3d4c5b6a","readAt":"2026-01-05T10:00:00.123Z","plate":"ABC1234","plateState":"NE","confidence":0.97,"lat":41.5,"lon":-99.5,"device":"Main & 5th","reason":"Stolen Plate 26-100; Felony Vehicle","hotlist":"NCIC; Custom","imageUrl":"https://images.example.test/a.jpg?X-Amz-Expires=600"}
            """, FeedHouse.Json)));
    }

    [Theory]
    [InlineData("\"objectId\"", "\"other\"", "/objectId")]
    [InlineData("\"eventTime\":\"2026-01-05T10:00:00.123Z\"", "\"eventTime\":5", "/eventTime")]
    [InlineData("\"deviceExternalId\"", "\"other\"", "/deviceExternalId")]
    [InlineData("\"sources\":[", "\"sources\":{\"a\":[", "/sources")]
    [InlineData("\"label\":\"ABC1234\"", "\"label\":null", "/ocr/label")]
    [InlineData("\"ocr\":{", "\"ocr\":null,\"x\":{", "/ocr/label")]
    [InlineData("\"deviceLat\":41.5", "\"deviceLat\":\"41.5\"", "/lat")]
    [InlineData("2026-01-05T10:00:00.123Z", "yesterday", "/readAt")]
    public async Task That_lacks_what_every_alert_has_is_refused_and_given_back(string what, string with, string pointer)
    {
        var bad = Alert.Replace(what, with, StringComparison.Ordinal);
        bad = with.EndsWith('[') ? bad.Replace("\"organization\"}]}", "\"organization\"}]}}", StringComparison.Ordinal) : bad;
        var receipt = await SendAsync($"[{bad},{Alert}]");
        Assert.Equal((2, 1, 0, 1), FeedHouse.Counts(receipt));
        Assert.Contains(receipt.Errors, e => e.Pointer == pointer);
        Assert.Contains("Example PD", await _house.RejectedAsync(receipt), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.97", "97")]
    [InlineData("0.97", "null")]
    [InlineData("\"NCIC\"", "\"{long}\"")]
    [InlineData("\"Stolen Plate\"", "\"{long}\"")]
    [InlineData("\"deviceName\":\"Main & 5th\",", "")]
    [InlineData("{\"name\":\"NCIC\"", "7,null,[],{\"name\":\"NCIC\"")]
    public async Task Is_not_lost_for_what_can_be_done_without(string what, string with) =>
        Assert.Equal(1, (await SendAsync(Alert.Replace(what, with.Replace("{long}", new string('x', 900), StringComparison.Ordinal), StringComparison.Ordinal))).Accepted);

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("{\"ocr\":}")]
    public async Task That_is_none_is_one_rejected_row(string body)
    {
        var receipt = await SendAsync($"[{body}]");
        Assert.Equal((1, 0, 0, 1), FeedHouse.Counts(receipt));
    }

    [Fact]
    public async Task Is_read_for_plates_only()
    {
        var refused = await _house.TryAsync("incidents", Encoding.UTF8.GetBytes(Alert), Flock);
        Assert.Equal(415, refused.Error!.Status);
    }
}
