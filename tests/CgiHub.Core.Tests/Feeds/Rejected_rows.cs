using System.Text;
using CgiHub.Core.Feeds;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>What is refused comes back as it came, to be mended and sent again.</summary>
public sealed class Rejected_rows : IDisposedAfterTest
{
    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Theory]
    [InlineData(FeedHouse.Json)]
    [InlineData(FeedHouse.Lines)]
    [InlineData(FeedHouse.Csv)]
    [InlineData(FeedHouse.Xlsx)]
    public async Task Mended_and_sent_again_land(string type)
    {
        string[] header = ["sourceId", "caseNumber", "occurredAt", "type", "lat", "lon", "narrative"];
        string[][] cells =
        [
            ["i1", "26-1", "2026-01-05T10:00:00Z", "shotsFired", "41.5", "-99.5", ""],
            ["i2", "26-2", "2026-01-05T10:00:00Z", "shotsFired", "141.5", "-99.5", "a \"quoted\", text\nof two lines"],
            ["i3", "26-3", "2026-01-05T10:00:00Z", "shotsFired", "141.5", "-99.5", ""],
        ];
        var objects = cells.Select(c => $$"""{"sourceId":"{{c[0]}}","caseNumber":"{{c[1]}}","occurredAt":"{{c[2]}}","type":"{{c[3]}}","lat":{{c[4]}},"lon":{{c[5]}},"narrative":{{System.Text.Json.JsonSerializer.Serialize(c[6])}}}""");
        var body = type switch
        {
            FeedHouse.Json => Encoding.UTF8.GetBytes($"[{string.Join(',', objects)}]"),
            FeedHouse.Lines => Encoding.UTF8.GetBytes(string.Join('\n', objects)),
            FeedHouse.Csv => Encoding.UTF8.GetBytes(string.Join('\n', cells.Prepend(header).Select(r => string.Join(',', r.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))))),
            _ => WorkbookFile.Of([header, .. cells]),
        };
        var receipt = (await _house.TryAsync("incidents", body, type)).Value;
        Assert.Equal((3, 1, 0, 2), FeedHouse.Counts(receipt));
        Assert.Equal(type == FeedHouse.Xlsx ? FeedHouse.Csv : type, receipt.RejectedType);

        var mended = (await _house.RejectedAsync(receipt)).Replace("141.5", "41.5", StringComparison.Ordinal);
        Assert.DoesNotContain("26-1\"", mended, StringComparison.Ordinal);
        Assert.Equal((2, 2, 0, 0), FeedHouse.Counts(await _house.SendIncidentsAsync(mended, receipt.RejectedType!)));
        Assert.Equal("a \"quoted\", text\nof two lines", (await _house.OneAsync<Incident>("26-2")).Narrative);
    }

    [Fact]
    public async Task Are_none_where_nothing_was_rejected()
    {
        var receipt = await _house.SendIncidentsAsync(FeedHouse.Incident(1));
        Assert.Null(receipt.RejectedType);
        Assert.Equal(404, (await _house.Intake.OpenRejectedAsync(FeedHouse.Sender, receipt.Id, default)).Error!.Status);
    }

    [Fact]
    public async Task Are_kept_up_to_a_limit_and_the_receipt_says_so()
    {
        await using var house = new FeedHouse(new FeedOptions { MaxRejectedBytes = 1000, MaxListedErrors = 3 });
        var receipt = await house.SendIncidentsAsync(string.Join('\n', Enumerable.Range(1, 50).Select(i => FeedHouse.Incident(i).Replace("41.5", "141.5", StringComparison.Ordinal))));
        Assert.Equal((50, 3, true, true), ((int)receipt.Rejected, receipt.Errors.Count, receipt.MoreErrors, receipt.RejectedIncomplete));
        Assert.InRange((await house.RejectedAsync(receipt)).Length, 500, 1000);
    }
}
