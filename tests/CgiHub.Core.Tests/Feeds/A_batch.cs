using System.Text;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Feeds;

public sealed class A_batch : IDisposedAfterTest
{
    private readonly FeedHouse _house = new();

    public static TheoryData<string, bool> MediaTypes
    {
        get
        {
            var types = new TheoryData<string, bool>();
            foreach (var type in new[] { FeedHouse.Json, FeedHouse.Lines, "application/jsonl", FeedHouse.Csv, "TEXT/CSV; charset=UTF-8", FeedHouse.Event, FeedHouse.Events, FeedHouse.Xlsx })
            {
                types.Add(type, false);
                types.Add(type, true);
            }

            return types;
        }
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static byte[] Three(string type)
    {
        var rows = Enumerable.Range(1, 3).Select(i => FeedHouse.Incident(i)).ToList();
        string[] header = ["sourceId", "caseNumber", "occurredAt", "type", "lat", "lon"];
        var cells = Enumerable.Range(1, 3).Select(i => new[] { $"i{i}", $"26-{i}", "2026-01-05T10:00:00Z", "shotsFired", "41.5", "-99.5" }).ToList();
        var text = type.Split(';')[0].ToLowerInvariant() switch
        {
            FeedHouse.Json => $"[{string.Join(',', rows)}]",
            FeedHouse.Csv => string.Join('\n', cells.Prepend(header).Select(c => string.Join(',', c))),
            FeedHouse.Event => Wrap("e1", $"[{string.Join(',', rows)}]"),
            FeedHouse.Events => $"[{Wrap("e1", rows[0])},{Wrap("e2", $"[{rows[1]},{rows[2]}]")}]",
            FeedHouse.Xlsx => null,
            _ => string.Join('\n', rows),
        };
        return text is null ? WorkbookFile.Of([header, .. cells]) : Encoding.UTF8.GetBytes(text);
    }

    private static string Wrap(string id, string data) => $$"""{"specversion":"1.0","id":"{{id}}","source":"/rms","type":"incident","data":{{data}}}""";

    [Theory]
    [MemberData(nameof(MediaTypes))]
    public async Task Lands_in_every_media_type(string type, bool zipped)
    {
        var body = Three(type);
        var receipt = (await _house.TryAsync("incidents", zipped ? FeedHouse.Zip(body) : body, type, zipped ? "gzip" : null)).Value;
        Assert.Equal((3, 3, 0, 0), FeedHouse.Counts(receipt));
        Assert.Empty(receipt.Errors);
        Assert.Equal(41.5, (await _house.OneAsync<Incident>("26-2")).Lat);
    }

    [Fact]
    public async Task Has_a_receipt_that_its_sender_can_read_again_and_nobody_else()
    {
        var receipt = await _house.SendIncidentsAsync(FeedHouse.Incident(1) + "\nnonsense");
        var again = (await _house.Intake.FindReceiptAsync(FeedHouse.Sender, receipt.Id, default)).Value;
        Assert.Equal(JsonSerializer.Serialize(receipt, Core.Feeds.FeedsJson.Default.FeedReceipt), JsonSerializer.Serialize(again, Core.Feeds.FeedsJson.Default.FeedReceipt));
        var other = new Caller("other", Roles.AgencySubmit, Ori.Parse("NJ0071400"));
        Assert.Equal(404, (await _house.Intake.FindReceiptAsync(other, receipt.Id, default)).Error!.Status);
        Assert.Equal(404, (await _house.Intake.OpenRejectedAsync(other, receipt.Id, default)).Error!.Status);
        Assert.Equal(404, (await _house.Intake.FindReceiptAsync(FeedHouse.Sender, "../receipts", default)).Error!.Status);
    }

    [Fact]
    public async Task Says_of_each_bad_row_where_and_why_and_lands_the_others()
    {
        var receipt = await _house.SendIncidentsAsync(string.Join('\n',
            FeedHouse.Incident(1),
            FeedHouse.Incident(2, ""","persons":[{"role":"victim"},{"role":"driver"}]"""),
            FeedHouse.Incident(3, ""","victims":-1,"narrative":7"""),
            "[]",
            FeedHouse.Incident(5).Replace("41.5", "141.5", StringComparison.Ordinal),
            FeedHouse.Incident(6)));
        Assert.Equal((6, 2, 0, 4), FeedHouse.Counts(receipt));
        Assert.Equal(
            ["1 /persons/1/role enum", "2 /narrative type", "3  type", "4 /lat coordinates.range"],
            receipt.Errors.Select(e => $"{e.Index} {e.Pointer} {e.Code}"));
    }

    [Fact]
    public async Task Never_repeats_a_value_in_its_errors()
    {
        var receipt = await _house.SendIncidentsAsync(FeedHouse.Incident(1).Replace("shotsFired", "secret-word", StringComparison.Ordinal) + "\n{\"sourceId\":\"secret-word");
        Assert.DoesNotContain("secret-word", JsonSerializer.Serialize(receipt, Core.Feeds.FeedsJson.Default.FeedReceipt), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sent_again_changes_nothing()
    {
        var body = string.Join('\n', Enumerable.Range(1, 20).Select(i => FeedHouse.Incident(i)));
        await _house.SendIncidentsAsync(body);
        Assert.Equal((20, 0, 20, 0), FeedHouse.Counts(await _house.SendIncidentsAsync(body)));
        Assert.Equal(1, Assert.Single(await _house.OfCaseAsync("26-7")).Ref.Version);
    }

    [Fact]
    public async Task Sent_again_in_another_form_is_the_same_content()
    {
        await _house.SendIncidentsAsync("""{"sourceId":"a","caseNumber":"26-1","occurredAt":"2026-01-05T05:00:00-05:00","type":"shotsFired","lat":41.50,"lon":-99.5,"note":"unknown"}""");
        var receipt = await _house.SendIncidentsAsync("sourceId,lat,lon,type,occurredAt,caseNumber\na,41.5,-99.5,shotsFired,2026-01-05T10:00:00Z,26-1\n", FeedHouse.Csv);
        Assert.Equal(1, receipt.Duplicates);
    }

    [Fact]
    public async Task With_other_content_is_a_new_version_of_the_same_record()
    {
        await _house.SendIncidentsAsync(FeedHouse.Incident(1));
        Assert.Equal(1, (await _house.SendIncidentsAsync(FeedHouse.Incident(1, ""","rounds":3"""))).Accepted);
        var record = Assert.Single(await _house.OfCaseAsync("26-1"));
        Assert.Equal((2, 3), (record.Ref.Version, ((Incident)record.Record).Rounds));
    }

    [Fact]
    public async Task That_moves_a_record_to_another_case_leaves_no_trace_at_the_first()
    {
        await _house.SendIncidentsAsync(FeedHouse.Incident(1));
        await _house.SendIncidentsAsync(FeedHouse.Incident(1).Replace("26-1", "26-9", StringComparison.Ordinal));
        Assert.Empty(await _house.OfCaseAsync("26-1"));
        Assert.Equal(2, Assert.Single(await _house.OfCaseAsync("26-9")).Ref.Version);
    }

    [Fact]
    public async Task That_holds_a_record_three_times_keeps_the_last()
    {
        var receipt = await _house.SendIncidentsAsync(string.Join('\n', FeedHouse.Incident(1), FeedHouse.Incident(1), FeedHouse.Incident(2), FeedHouse.Incident(1, ""","rounds":3""")));
        Assert.Equal((4, 3, 1, 0), FeedHouse.Counts(receipt));
        var record = Assert.Single(await _house.OfCaseAsync("26-1"));
        Assert.Equal((2, 3), (record.Ref.Version, ((Incident)record.Record).Rounds));
    }

    [Fact]
    public async Task That_holds_versions_of_a_record_in_different_blocks_keeps_the_last()
    {
        await using var house = new FeedHouse(new Core.Feeds.FeedOptions { BlockRows = 2, BlockBytes = 16 * 1024 });
        var rows = Enumerable.Range(0, 50).Select(i => FeedHouse.Incident(i % 3, $",\"rounds\":{i}")).ToList();
        await house.SendIncidentsAsync($"[{string.Join(',', rows)}]", FeedHouse.Json);
        int[] kept = await Task.WhenAll(Enumerable.Range(0, 3).Select(async i => (await house.OneAsync<Incident>($"26-{i}")).Rounds!.Value));
        Assert.Equal([48, 49, 47], kept);
    }

    [Fact]
    public async Task In_any_order_leaves_the_same_records()
    {
        var rows = Enumerable.Range(1, 6).Select(i => FeedHouse.Incident(i % 3, $",\"address\":\"{i}\"").Replace($"\"i{i % 3}\"", $"\"i{i}\"", StringComparison.Ordinal)).ToList();
        await Gen.Shuffle(rows.ToArray()).SampleAsync(
            async order =>
            {
                await using var house = new FeedHouse();
                await house.SendIncidentsAsync(string.Join('\n', order));
                var kept = new List<string>();
                foreach (var i in Enumerable.Range(0, 3))
                {
                    kept.AddRange((await house.OfCaseAsync($"26-{i}")).Select(r => $"{i}:{r.Ref.SourceId}:{((Incident)r.Record).Address}"));
                }

                Assert.Equal(["0:i3:3", "0:i6:6", "1:i1:1", "1:i4:4", "2:i2:2", "2:i5:5"], kept.Order(StringComparer.Ordinal));
            },
            iter: 8, threads: 1);
    }

    [Fact]
    public async Task Of_nothing_has_a_receipt_of_nothing()
    {
        foreach (var (body, type) in new[] { ("", FeedHouse.Lines), ("\n \r\n", FeedHouse.Lines), ("[]", FeedHouse.Json), (" [ \n]\n", FeedHouse.Json), ("", FeedHouse.Csv), ("sourceId,lat\n", FeedHouse.Csv), ("[]", FeedHouse.Events) })
        {
            Assert.Equal((0, 0, 0, 0), FeedHouse.Counts(await _house.SendIncidentsAsync(body, type)));
        }
    }

    [Fact]
    public async Task From_an_agency_that_is_inactive_is_refused()
    {
        await _house.Registry.SaveAsync(new Agency(FeedHouse.Agency, "North") { Active = false }, null, createOnly: false, default);
        Assert.Equal(3102, (await _house.TryAsync("incidents", Three(FeedHouse.Lines), FeedHouse.Lines)).Error!.Number);
    }

    [Fact]
    public async Task From_a_caller_without_agency_is_refused()
    {
        await using var body = new MemoryStream();
        Assert.Equal(403, (await _house.Intake.TakeAsync(new Caller("x", Roles.AgencySubmit, null), "incidents", body, FeedHouse.Lines, null, default)).Error!.Status);
    }

    [Theory]
    [InlineData("horoscopes", FeedHouse.Lines, null, 3101)]
    [InlineData("Incidents", FeedHouse.Lines, null, 3101)]
    [InlineData("incidents", "application/xml", null, 1007)]
    [InlineData("incidents", "", null, 1007)]
    [InlineData("incidents", "text/csv; charset=ebcdic", null, 1007)]
    [InlineData("incidents", FeedHouse.Lines, "br", 3103)]
    [InlineData("incidents", FeedHouse.Lines, "gzip, gzip", 3103)]
    [InlineData("incidents", FeedHouse.Json, null, 1006)]
    public async Task That_nobody_can_read_is_refused_whole(string feed, string type, string? encoding, int error)
    {
        Assert.Equal(error, (await _house.TryAsync(feed, "sourceId"u8.ToArray(), type, encoding)).Error!.Number);
    }

    [Theory]
    [InlineData("utf-16", "26-1")]
    [InlineData("utf-16be", "26-1")]
    [InlineData("iso-8859-1", "26-é")]
    [InlineData("windows-1252", "26-€")]
    public async Task In_another_character_set_is_read_where_it_is_named(string charset, string caseNumber)
    {
        var encoding = charset == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252)! : Encoding.GetEncoding(charset);
        byte[] body = [.. encoding.GetPreamble(), .. encoding.GetBytes(FeedHouse.Incident(1).Replace("26-1", caseNumber, StringComparison.Ordinal))];
        Assert.Equal(1, (await _house.TryAsync("incidents", body, $"application/x-ndjson; charset={charset}")).Value.Accepted);
        Assert.Single(await _house.OfCaseAsync(caseNumber));
    }
}
