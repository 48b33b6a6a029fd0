using System.Text.Json;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Retention;

public sealed class A_sealed_record
{
    private const string Mark = "QUAGMIRE";
    private const string Number = "26-0001";
    private static readonly Arrest Open = Made.Arrest("1", Made.Person($"Zeb {Mark}", 1971), caseNumber: "S1");
    private static readonly Arrest Sealed = Open with { Handling = new Handling { Sealed = true } };

    private static async Task<RetentionHouse> ToldAsync()
    {
        var house = new RetentionHouse();
        await house.OpenAsync();
        await house.LandAsync(Made.North, Made.Incident("N1"));
        await house.LandAsync(Made.South, Made.Incident("S1", Made.Noon.AddDays(1), 40.71));
        await house.LandAsync(Made.Lab, Made.Notice("n1", Number, NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")));
        return house;
    }

    [Fact]
    public async Task Is_mentioned_nowhere_and_whoever_was_told_hears_of_it()
    {
        await using var house = await ToldAsync();
        await house.SendAsync(Made.South, Open);
        var told = await house.NewestAsync(Number, Made.North);
        Assert.Contains(Mark, JsonSerializer.Serialize(told, PacketsJson.Default.LeadPacket), StringComparison.OrdinalIgnoreCase);

        Assert.Equal(1, (await house.SendAsync(Made.South, Sealed)).Accepted);
        Assert.Empty(await house.FindAsync(Mark));
        var newest = await house.NewestAsync(Number, Made.North);
        Assert.Equal(told.Version + 1, newest.Version);
        var notice = Assert.Single(newest.Notices!);
        Assert.Equal((NoticeKind.Sealed, newest.Version), (notice.Kind, notice.Version));
        Assert.Equal([told.Version], notice.Versions);
        Assert.Contains("sealed", (await house.VersionAsync(Number, told.Version, Made.North)).Error!.Detail, StringComparison.Ordinal);
        Assert.Equal("sealed", house.Queue.Of($"packets-{Made.North}")[^1].Properties["notice"]);
    }

    [Fact]
    public async Task Is_told_to_nobody_where_it_came_sealed()
    {
        await using var house = await ToldAsync();
        var before = (await house.NewestAsync(Number)).Version;
        Assert.Equal(1, (await house.SendAsync(Made.South, Sealed)).Accepted);
        Assert.Equal(1, (await house.SendAsync(Made.South, Sealed)).Duplicates);
        Assert.Empty(await house.FindAsync(Mark));
        Assert.Equal(before, (await house.NewestAsync(Number)).Version);
    }

    [Fact]
    public async Task Comes_back_with_a_version_that_is_not_sealed()
    {
        await using var house = await ToldAsync();
        await house.SendAsync(Made.South, Open);
        await house.SendAsync(Made.South, Sealed);
        Assert.Equal(1, (await house.SendAsync(Made.South, Open)).Accepted);
        var newest = await house.NewestAsync(Number, Made.North);
        Assert.Contains(Mark, JsonSerializer.Serialize(newest, PacketsJson.Default.LeadPacket), StringComparison.OrdinalIgnoreCase);

        // The notice about the version before stays: that one is not told again.
        Assert.Equal(410, (await house.VersionAsync(Number, newest.Version - 2, Made.North)).Error?.Status);
        Assert.Single(newest.Notices!);
    }

    [Theory]
    [InlineData("nibin", """{"sourceId":"n9","leadNumber":"26-9","kind":"lead","at":"2026-02-01T12:00:00Z","exhibits":[{"ori":"ZZ0000001","caseNumber":"N1","exhibitNumber":"1"},{"ori":"ZZ0000002","caseNumber":"S1","exhibitNumber":"1"}],"handling":{"sealed":true}}""")]
    [InlineData("lpr", """{"sourceId":"p9","readId":"p9","readAt":"2026-02-01T12:00:00Z","plate":"ABC123","lat":40.7,"lon":-74.0,"device":"d","handling":{"sealed":true}}""")]
    [InlineData("gunshots", """{"sourceId":"g9","alertId":"g9","detectedAt":"2026-02-01T12:00:00Z","lat":40.7,"lon":-74.0,"kind":"single","status":"alert","handling":{"sealed":true}}""")]
    public async Task Is_of_no_feed_whose_rows_go_otherwise(string feed, string row)
    {
        await using var house = await ToldAsync();
        var receipt = await house.SendAsync(Made.North, feed, $"[{row}]");
        Assert.Equal(("/handling/sealed", "handling.sealed"), (Assert.Single(receipt.Errors).Pointer, receipt.Errors[0].Code));
        Assert.Equal(1, (await house.SendAsync(Made.North, feed, $"[{row.Replace("true", "false", StringComparison.Ordinal)}]")).Accepted);
    }

    [Fact]
    public async Task Is_not_taken_for_an_open_one_because_of_its_spelling()
    {
        await using var house = await ToldAsync();
        var row = JsonSerializer.Serialize(Sealed, RecordsJson.Default.Arrest).Replace("\"sealed\"", "\"seald\"", StringComparison.Ordinal);
        Assert.Equal(1, (await house.SendAsync(Made.South, "arrests", $"[{row}]")).Rejected);
        Assert.DoesNotContain(await house.FindAsync(Mark), f => f.StartsWith("mentions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_withdrawn_the_same_when_the_message_comes_again()
    {
        await using var house = await ToldAsync();
        await house.SendAsync(Made.South, Open);
        await house.SendAsync(Made.South, Sealed);
        var version = (await house.NewestAsync(Number)).Version;
        await house.SendAsync(Made.South, Sealed with { Offenses = ["521"] });
        await house.SettleAsync();
        Assert.Equal(version, (await house.NewestAsync(Number)).Version);
    }
}
