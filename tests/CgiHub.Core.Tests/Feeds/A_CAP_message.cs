using System.Globalization;
using System.Text;
using CgiHub.Core.Feeds;

namespace CgiHub.Core.Tests.Feeds;

public sealed class A_CAP_message : IDisposedAfterTest
{
    private const string Cap = "application/cap+xml";

    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static string Message(string identifier, string type = "Alert", string references = "", string status = "Actual", string rounds = "4") => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
          <identifier>{identifier}</identifier><sender>sensors@example.test</sender><sent>2026-01-05T10:00:10-06:00</sent>
          <status>{status}</status><msgType>{type}</msgType><scope>Restricted</scope>{references}
          <info><category>Security</category><event>Gunfire</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty>
            <onset>2026-01-05T10:00:00-06:00</onset>
            <parameter><valueName>rounds</valueName><value>{rounds}</value></parameter><parameter><valueName>Kind</valueName><value>Multiple</value></parameter>
            <area><areaDesc>Main and 5th</areaDesc><circle>41.5,-99.5 0.025</circle></area>
          </info>
        </alert>
        """;

    private Task<FeedReceipt> SendAsync(string xml) => _house.SendAsync("gunshots", xml, Cap);

    private async Task<FeedReceipt> SameAsAsync(string json) => await _house.SendAsync("gunshots", json, FeedHouse.Json);

    [Fact]
    public async Task Is_a_gunshot_alert()
    {
        Assert.Equal((1, 1, 0, 0), FeedHouse.Counts(await SendAsync(Message("A-1"))));
        Assert.Equal(1, (await SameAsAsync("""{"sourceId":"sensors@example.test,A-1","alertId":"sensors@example.test,A-1","detectedAt":"2026-01-05T16:00:00Z","lat":41.5,"lon":-99.5,"rounds":4,"kind":"multiple","status":"alert"}""")).Duplicates);
    }

    [Theory]
    [InlineData("Update", "update")]
    [InlineData("Cancel", "cancel")]
    public async Task That_updates_or_cancels_is_of_the_earliest_message_it_names(string type, string status)
    {
        const string References = "<references>sensors@example.test,A-2,2026-01-05T10:00:12-06:00 sensors@example.test,A-1,2026-01-05T10:00:10-06:00</references>";
        Assert.Equal(1, (await SendAsync(Message("A-3", type, References))).Accepted);
        Assert.Equal(1, (await SameAsAsync($$"""{"sourceId":"sensors@example.test,A-3","alertId":"sensors@example.test,A-1","detectedAt":"2026-01-05T16:00:00Z","lat":41.5,"lon":-99.5,"rounds":4,"kind":"multiple","status":"{{status}}"}""")).Duplicates);
    }

    [Theory]
    [InlineData("Ack", "Actual")]
    [InlineData("Error", "Actual")]
    [InlineData("Alert", "Exercise")]
    [InlineData("Alert", "Test")]
    [InlineData("Alert", "Draft")]
    public async Task That_is_no_real_alert_is_passed_over(string type, string status)
    {
        var receipt = await SendAsync(Message("A-1", type, status: status));
        Assert.Equal((1, 0, 0, 0, 1), (receipt.Received, receipt.Accepted, receipt.Duplicates, receipt.Rejected, receipt.Skipped));
    }

    [Theory]
    [InlineData("<parameter><valueName>Kind</valueName><value>Multiple</value></parameter>", "")]
    [InlineData("<value>Multiple</value>", "<value>Cannon</value>")]
    public async Task Without_a_kind_that_is_known_is_possible_gunfire(string what, string with)
    {
        Assert.Equal(1, (await SendAsync(Message("A-1").Replace(what, with, StringComparison.Ordinal))).Accepted);
        Assert.Equal(1, (await SameAsAsync("""{"sourceId":"sensors@example.test,A-1","alertId":"sensors@example.test,A-1","detectedAt":"2026-01-05T16:00:00Z","lat":41.5,"lon":-99.5,"rounds":4,"kind":"possible","status":"alert"}""")).Duplicates);
    }

    [Theory]
    [InlineData("<circle>41.5,-99.5 0.025</circle>", "", "/alert/info/area/circle")]
    [InlineData("41.5,-99.5 0.025", "NaN,1 0", "/alert/info/area/circle")]
    [InlineData("41.5,-99.5 0.025", "141.5,-99.5 0", "/lat")]
    [InlineData("<identifier>A-1</identifier>", "", "/alert")]
    [InlineData("<msgType>Alert</msgType>", "<msgType>Update</msgType>", "/alert/references")]
    [InlineData("<onset>2026-01-05T10:00:00-06:00</onset>", "<onset>2126-01-05T10:00:00-06:00</onset>", "/detectedAt")]
    [InlineData("cap:1.2", "cap:1.1", "")]
    public async Task That_lacks_something_is_refused_and_given_back(string what, string with, string pointer)
    {
        var receipt = await SendAsync(Message("A-1").Replace(what, with, StringComparison.Ordinal));
        Assert.Equal((1, 0, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal((pointer, Cap), (receipt.Errors[0].Pointer, receipt.RejectedType));
        Assert.Contains("Main and 5th", await _house.RejectedAsync(receipt), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE alert [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>", "&b;")]
    [InlineData("<!DOCTYPE alert [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>", "&x;")]
    [InlineData("<!DOCTYPE alert SYSTEM \"http://127.0.0.1:9/evil.dtd\">", "")]
    public async Task With_a_DTD_is_refused_unread(string dtd, string entity)
    {
        var xml = Message("A-1").Replace("?>\n", $"?>\n{dtd}\n", StringComparison.Ordinal).Replace("Main and 5th", entity, StringComparison.Ordinal);
        var receipt = await SendAsync(xml);
        Assert.Equal((1, 0, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal("malformed", receipt.Errors[0].Code);
    }

    [Fact]
    public async Task That_is_nested_without_end_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 100_000));
        Assert.Equal("malformed", (await SendAsync(Message("A-1").Replace("<category>", deep + "<category>", StringComparison.Ordinal))).Errors[0].Code);
        Assert.Equal("malformed", (await SendAsync("<alert")).Errors[0].Code);
        Assert.Equal("malformed", (await SendAsync("")).Errors[0].Code);
    }

    [Fact]
    public async Task That_is_too_long_is_refused()
    {
        await using var house = new FeedHouse(new FeedOptions { MaxRowBytes = 4096 });
        var receipt = await house.SendAsync("gunshots", Message("A-1").Replace("Main and 5th", new string('x', 5000), StringComparison.Ordinal), Cap);
        Assert.Equal((1, 0, 0, 1), FeedHouse.Counts(receipt));
    }

    [Fact]
    public async Task May_come_in_another_encoding_that_it_names()
    {
        var utf16 = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Message("A-1").Replace("UTF-8", "UTF-16", StringComparison.Ordinal))).ToArray();
        Assert.Equal(1, (await _house.TryAsync("gunshots", utf16, Cap)).Value.Accepted);
    }

    [Fact]
    public async Task Is_read_for_gunshots_only() =>
        Assert.Equal(415, (await _house.TryAsync("incidents", Encoding.UTF8.GetBytes(Message(1.ToString(CultureInfo.InvariantCulture))), Cap)).Error!.Status);
}
