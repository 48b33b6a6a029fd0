using CgiHub.Core.Feeds;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Feeds;

public sealed class A_cloud_event : IDisposedAfterTest
{
    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static string Event(string id, string data, string source = "/rms") => $$"""{"specversion":"1.0","id":"{{id}}","source":"{{source}}","type":"incident","time":"2026-01-05T10:00:00Z","data":{{data}}}""";

    [Fact]
    public async Task With_a_source_and_id_seen_before_is_a_duplicate_whatever_it_carries()
    {
        await _house.SendIncidentsAsync(Event("e1", FeedHouse.Incident(1)), FeedHouse.Event);
        Assert.Equal((1, 0, 1, 0), FeedHouse.Counts(await _house.SendIncidentsAsync(Event("e1", FeedHouse.Incident(1, ""","rounds":9""")), FeedHouse.Event)));
        Assert.Null((await _house.OneAsync<Incident>("26-1")).Rounds);
        Assert.Equal(1, (await _house.SendIncidentsAsync(Event("e1", FeedHouse.Incident(1, ""","rounds":9"""), "/other"), FeedHouse.Event)).Accepted);
    }

    [Fact]
    public async Task That_comes_twice_in_one_batch_is_taken_once()
    {
        var receipt = await _house.SendIncidentsAsync($"[{Event("e1", FeedHouse.Incident(1))},{Event("e2", FeedHouse.Incident(2))},{Event("e1", FeedHouse.Incident(1, ""","rounds":9"""))}]", FeedHouse.Events);
        Assert.Equal((3, 2, 1, 0), FeedHouse.Counts(receipt));
        Assert.Null((await _house.OneAsync<Incident>("26-1")).Rounds);
    }

    [Fact]
    public async Task With_a_bad_row_can_be_mended_and_sent_under_the_same_id()
    {
        var bad = Event("e1", $"[{FeedHouse.Incident(1)},{FeedHouse.Incident(2).Replace("41.5", "141.5", StringComparison.Ordinal)}]");
        var first = await _house.SendIncidentsAsync(bad, FeedHouse.Event);
        Assert.Equal((2, 1, 0, 1), FeedHouse.Counts(first));
        Assert.Equal((1, "/lat"), ((int)first.Errors[0].Index, first.Errors[0].Pointer));
        Assert.Equal(FeedHouse.Events, first.RejectedType);

        var mended = (await _house.RejectedAsync(first)).Replace("141.5", "41.5", StringComparison.Ordinal);
        Assert.Equal((2, 1, 1, 0), FeedHouse.Counts(await _house.SendIncidentsAsync(mended, FeedHouse.Events)));
        Assert.Equal((2, 0, 2, 0), FeedHouse.Counts(await _house.SendIncidentsAsync(mended, FeedHouse.Events)));
    }

    [Fact]
    public async Task Is_known_for_as_long_as_the_options_say()
    {
        await _house.SendIncidentsAsync(Event("e1", FeedHouse.Incident(1)), FeedHouse.Event);
        _house.Time.Advance(new FeedOptions().RememberEvents + TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await _house.SendIncidentsAsync(Event("e1", FeedHouse.Incident(1, ""","rounds":9""")), FeedHouse.Event)).Accepted);
    }

    [Fact]
    public async Task May_carry_its_data_in_base_64()
    {
        var data = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(FeedHouse.Incident(1)));
        Assert.Equal(1, (await _house.SendIncidentsAsync($$"""{"specversion":"1.0","id":"e1","source":"/rms","type":"incident","data_base64":"{{data}}"}""", FeedHouse.Event)).Accepted);
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","source":"/rms","type":"x","data":{}}""", "/id", "required")]
    [InlineData("""{"specversion":"1.0","id":"","source":"/rms","type":"x","data":{}}""", "/id", "type")]
    [InlineData("""{"specversion":"1.0","id":7,"source":"/rms","type":"x","data":{}}""", "/id", "type")]
    [InlineData("""{"specversion":"0.3","id":"a","source":"/rms","type":"x","data":{}}""", "/specversion", "enum")]
    [InlineData("""{"specversion":"1.0","id":"a","source":"/rms","type":"x"}""", "/data", "required")]
    [InlineData("""{"specversion":"1.0","id":"a","source":"/rms","type":"x","data":"text"}""", "/data", "type")]
    [InlineData("""{"specversion":"1.0","id":"a","source":"/rms","type":"x","data_base64":"%"}""", "", "malformed")]
    [InlineData("""["a"]""", "", "type")]
    public async Task That_is_none_is_one_rejected_row(string body, string pointer, string code)
    {
        var receipt = await _house.SendIncidentsAsync($"[{body},{Event("good", FeedHouse.Incident(1))}]", FeedHouse.Events);
        Assert.Equal((2, 1, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal((pointer, code), (receipt.Errors[0].Pointer, receipt.Errors[0].Code));
    }

    [Fact]
    public async Task With_many_rows_is_taken_in_few_blocks()
    {
        var rows = string.Join(',', Enumerable.Range(1, 3000).Select(i => FeedHouse.Incident(i)));
        Assert.Equal((3000, 3000, 0, 0), FeedHouse.Counts(await _house.SendIncidentsAsync(Event("e1", $"[{rows}]"), FeedHouse.Event)));
    }
}
