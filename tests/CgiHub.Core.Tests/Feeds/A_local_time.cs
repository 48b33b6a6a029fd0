using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>Times as agencies write them, by the mapping's formats and time zone.</summary>
public sealed class A_local_time : IDisposedAfterTest
{
    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task<string> ReadAsync(string written, string formats = "", string options = "\"timeZone\":\"America/New_York\",")
    {
        await using var house = new FeedHouse();
        var mapping = $$$"""{{{{options}}}"fields":{"sourceId":{"constant":"1"},"caseNumber":{"constant":"1"},"exhibitNumber":{"constant":"1"},"recoveredAt":{"columns":["AT"],"formats":[{{{formats}}}]} } }""";
        Assert.Null((await house.MapAsync("firearms", mapping)).Error);
        var receipt = await house.SendAsync("firearms", $"AT\n\"{written}\"\n", FeedHouse.Csv);
        return receipt.Errors.Count > 0 ? receipt.Errors[0].Code : (await house.OneAsync<FirearmRecovery>("1")).RecoveredAt.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", null);
    }

    [Theory]
    [InlineData("2018-01-05 10:00:00", "", "2018-01-05T15:00:00Z")]
    [InlineData("2018-07-05T10:00:00.250", "", "2018-07-05T14:00:00.25Z")]
    [InlineData("2018-07-05T10:00", "", "2018-07-05T14:00:00Z")]
    [InlineData("2018/07/05 10:00:00", "", "2018-07-05T14:00:00Z")]
    [InlineData("2018-07-05", "", "2018-07-05T00:00:00Z")]
    [InlineData("7/5/2018 1:02:03 PM", "\"M/d/yyyy h:mm:ss tt\"", "2018-07-05T17:02:03Z")]
    [InlineData("05.07.2018", "\"M/d/yyyy\",\"dd.MM.yyyy\"", "2018-07-05T00:00:00Z")]
    [InlineData("05/07/2018 10:00", "\"dd/MM/yyyy HH:mm\"", "2018-07-05T14:00:00Z")]
    [InlineData("20180705 0130", "\"yyyyMMdd HHmm\"", "2018-07-05T05:30:00Z")]
    [InlineData("7/5/2018", "", "format")]
    public async Task Is_read_by_its_format(string written, string formats, string read) => Assert.Equal(read, await ReadAsync(written, formats) is "time.offset" ? "format" : await ReadAsync(written, formats));

    [Theory]
    [InlineData("2018-07-05T10:00:00Z", "", "2018-07-05T10:00:00Z")]
    [InlineData("2018-07-05T10:00:00.000-07:00", "", "2018-07-05T17:00:00Z")]
    [InlineData("2018/07/05 10:00:00+00", "", "2018-07-05T10:00:00Z")]
    [InlineData("2018-07-05 10:00:00 -0530", "", "2018-07-05T15:30:00Z")]
    [InlineData("05/07/2018 10:00Z", "\"dd/MM/yyyy HH:mm\"", "2018-07-05T10:00:00Z")]
    [InlineData("7/5/2018 10:00 PM +01:00", "\"M/d/yyyy h:mm tt\"", "2018-07-05T21:00:00Z")]
    [InlineData("05/07/2018 10:00 +02:00", "\"dd/MM/yyyy HH:mm zzz\"", "2018-07-05T08:00:00Z")]
    public async Task With_an_offset_keeps_its_instant(string written, string formats, string read) => Assert.Equal(read, await ReadAsync(written, formats));

    [Theory]
    [InlineData("2018-07-05T10:00:00.000Z", "", "2018-07-05T14:00:00Z")]
    [InlineData("2018/07/05 10:00:00+00", "", "2018-07-05T14:00:00Z")]
    [InlineData("2018-01-05T10:00:00+09:00", "", "2018-01-05T15:00:00Z")]
    [InlineData("2018-07-05T00:00:00.000Z", "", "2018-07-05T04:00:00Z")]
    [InlineData("05/07/2018 10:00 +02:00", "\"dd/MM/yyyy HH:mm zzz\"", "2018-07-05T14:00:00Z")]
    [InlineData("2018-07-05T25:00:00Z", "", "format")]
    public async Task With_a_stamp_that_lies_is_local_all_the_same(string written, string formats, string read)
    {
        var answer = await ReadAsync(written, formats, "\"timeZone\":\"America/New_York\",\"ignoreOffset\":true,");
        Assert.Equal(read, answer is "time.offset" ? "format" : answer);
    }

    [Theory]
    [InlineData("2018-11-04 01:30:00", "2018-11-04T05:30:00Z")]
    [InlineData("2018-11-04 00:59:59", "2018-11-04T04:59:59Z")]
    [InlineData("2018-11-04 02:00:00", "2018-11-04T07:00:00Z")]
    public async Task That_comes_twice_is_the_first(string written, string read) => Assert.Equal(read, await ReadAsync(written));

    [Theory]
    [InlineData("2018-03-11 02:30:00", "2018-03-11T07:30:00Z")]
    [InlineData("2018-03-11 01:59:59", "2018-03-11T06:59:59Z")]
    [InlineData("2018-03-11 03:00:00", "2018-03-11T07:00:00Z")]
    public async Task That_never_comes_is_shifted_by_the_gap(string written, string read) => Assert.Equal(read, await ReadAsync(written));

    [Fact]
    public async Task Without_a_time_zone_is_refused() => Assert.Equal("time.offset", await ReadAsync("2018-07-05 10:00:00", options: ""));

    [Fact]
    public async Task Comes_back_from_its_instant_wherever_the_clock_shows_it_once()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
        await Gen.DateTime[new DateTime(2015, 1, 1), new DateTime(2025, 12, 31)].SampleAsync(
            async instant =>
            {
                var utc = new DateTime(instant.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
                var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
                if (!zone.IsAmbiguousTime(local))
                {
                    Assert.Equal(utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null), await ReadAsync(local.ToString("yyyy-MM-dd HH:mm:ss", null), options: "\"timeZone\":\"America/Chicago\","));
                }
            },
            iter: 20, threads: 1);
    }
}
