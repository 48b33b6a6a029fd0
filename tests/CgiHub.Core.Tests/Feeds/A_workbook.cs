using System.IO.Compression;
using System.Text;
using CgiHub.Core.Feeds;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Feeds;

public sealed class A_workbook : IDisposedAfterTest
{
    // 43106 is 6 January 2018.
    private const double Sixth = 43106;
    private const string Mapping = """
        {"timeZone":"America/New_York","fields":{"sourceId":{"columns":["Id"]},"caseNumber":{"columns":["Id"],"prefix":"x-"},"occurredAt":{"columns":["Date","Time"]},
        "type":{"columns":["What"],"values":{"Shot":"shotsFired"}},"lat":{"columns":["Lat"]},"lon":{"columns":["Lon"]}}}
        """;

    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static string[] Header => [.. new[] { "Id", "Date", "Time", "What", "Lat", "Lon" }.Select(WorkbookFile.Inline)];

    private static string[] Row(int id, string date, string time) => [WorkbookFile.Number(id), date, time, WorkbookFile.Inline("Shot"), WorkbookFile.Number(38.9), WorkbookFile.Number(-77)];

    private async Task<FeedReceipt> SendAsync(byte[] file) => (await _house.TryAsync("incidents", file, FeedHouse.Xlsx)).Value;

    private async Task MapAsync(string mapping = Mapping) => Assert.Null((await _house.MapAsync("incidents", mapping)).Error);

    private async Task<string> WhenAsync(string caseNumber) => (await _house.OneAsync<Incident>(caseNumber)).OccurredAt.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", null);

    [Fact]
    public async Task Holds_days_and_times_as_serials()
    {
        await MapAsync();
        var receipt = await SendAsync(WorkbookFile.OfCells([
            Header,
            Row(1, WorkbookFile.Number(Sixth, WorkbookFile.Day), WorkbookFile.Number(0.5, WorkbookFile.TimeOfDay)),
            Row(2, WorkbookFile.Number(Sixth, WorkbookFile.Day), WorkbookFile.Number(2.3148148148148147E-5, WorkbookFile.TimeOfDay)),
            Row(3, WorkbookFile.Number(Sixth + 0.75, WorkbookFile.DayAndTime), ""),
            Row(4, WorkbookFile.Number(Sixth, WorkbookFile.DayAndTime), ""),
            Row(5, WorkbookFile.Number(Sixth, WorkbookFile.Day), ""),
            Row(6, WorkbookFile.Number(Sixth, WorkbookFile.Day), WorkbookFile.Number(0.25, WorkbookFile.Hours)),
            Row(7, WorkbookFile.Inline("2018-01-06"), WorkbookFile.Inline("18:30")),
        ]));
        Assert.Equal((7, 7, 0, 0), FeedHouse.Counts(receipt));
        Assert.Equal("2018-01-06T17:00:00Z", await WhenAsync("x-1"));
        Assert.Equal("2018-01-06T05:00:02Z", await WhenAsync("x-2"));
        Assert.Equal("2018-01-06T23:00:00Z", await WhenAsync("x-3"));

        // Midnight is a time where the cell shows a clock, and a day where it does not.
        Assert.Equal("2018-01-06T05:00:00Z", await WhenAsync("x-4"));
        Assert.Equal("2018-01-06T00:00:00Z", await WhenAsync("x-5"));
        Assert.Equal("2018-01-06T11:00:00Z", await WhenAsync("x-6"));
        Assert.Equal("2018-01-06T23:30:00Z", await WhenAsync("x-7"));
    }

    [Fact]
    public async Task Holds_shared_texts_formulas_empty_cells_and_numbers()
    {
        var receipt = await _house.TryAsync("incidents", WorkbookFile.OfCells(
            [
                [WorkbookFile.Shared(0), WorkbookFile.Shared(1), WorkbookFile.Shared(2), WorkbookFile.Shared(3), WorkbookFile.Shared(4), WorkbookFile.Shared(5), WorkbookFile.Shared(6), WorkbookFile.Shared(7)],
                ["", "", "", "", "", ""],
                [WorkbookFile.Number(7), WorkbookFile.Formula("A3&B3", "26-7"), WorkbookFile.Shared(8), WorkbookFile.Shared(9), WorkbookFile.Formula("1+1", "41.5", "n"), WorkbookFile.Number(-99.5), "", "<c t=\"b\"><v>1</v></c>"],
                [WorkbookFile.Number(8), WorkbookFile.Inline("26-8"), WorkbookFile.Shared(8), WorkbookFile.Shared(9), WorkbookFile.Formula("1/0", "#DIV/0!", "e"), WorkbookFile.Number(-99.5), WorkbookFile.Number(3)],
            ],
            ["sourceId", "caseNumber", "occurredAt", "type", "lat", "lon", "rounds", "shift", "2018-01-06", "shotsFired"]), FeedHouse.Xlsx);
        Assert.Equal((2, 1, 0, 1), FeedHouse.Counts(receipt.Value));
        Assert.Equal((1, "/lat", "required"), ((int)receipt.Value.Errors[0].Index, receipt.Value.Errors[0].Pointer, receipt.Value.Errors[0].Code));
        var incident = await _house.OneAsync<Incident>("26-7");
        Assert.Equal(("7", 41.5, null), (incident.SourceId, incident.Lat, incident.Rounds));
    }

    [Fact]
    public async Task Is_read_from_the_sheet_that_the_mapping_names_or_the_first_with_rows()
    {
        var file = WorkbookFile.OfCells([Header, Row(1, WorkbookFile.Number(Sixth, WorkbookFile.Day), "")], sheetName: "Data", before: "Cover");
        await MapAsync();
        Assert.Equal(1, (await SendAsync(file)).Received);
        await MapAsync(Mapping.Replace("{\"timeZone\"", "{\"sheet\":\"data\",\"timeZone\"", StringComparison.Ordinal));
        Assert.Equal(1, (await SendAsync(file)).Duplicates);
        await MapAsync(Mapping.Replace("{\"timeZone\"", "{\"sheet\":\"Other\",\"timeZone\"", StringComparison.Ordinal));
        Assert.Equal(3105, (await _house.TryAsync("incidents", file, FeedHouse.Xlsx)).Error!.Number);
    }

    [Fact]
    public async Task With_no_rows_at_all_has_a_receipt_of_nothing() =>
        Assert.Equal(0, (await SendAsync(WorkbookFile.OfSheets([("Sheet1", "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData/></worksheet>")]))).Received);

    [Theory]
    [InlineData("")]
    [InlineData("PK\u0003\u0004 and no more")]
    [InlineData("sourceId,caseNumber\n1,2\n")]
    public async Task That_is_none_is_refused(string body) =>
        Assert.Equal(3105, (await _house.TryAsync("incidents", Encoding.Latin1.GetBytes(body), FeedHouse.Xlsx)).Error!.Number);

    [Fact]
    public async Task That_is_cut_off_or_broken_inside_is_refused()
    {
        var whole = WorkbookFile.Of([["sourceId", "lat"], .. Enumerable.Range(1, 2000).Select(i => new[] { $"i{i}", "41.5" })]);
        Assert.Equal(3105, (await _house.TryAsync("incidents", whole[..^50], FeedHouse.Xlsx)).Error!.Number);
        const string Torn = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>sourceId</t></is></c></row><row r="2"><c r="A2"><v>1</v></row""";
        Assert.Equal(3105, (await _house.TryAsync("incidents", WorkbookFile.OfSheets([("Sheet1", Torn)]), FeedHouse.Xlsx)).Error!.Number);
        const string Astray = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>sourceId</t></is></c></row><row r="2"><c r="A2" t="s"><v>99</v></c></row></sheetData></worksheet>""";
        var astray = await _house.TryAsync("incidents", WorkbookFile.OfSheets([("Sheet1", Astray)]), FeedHouse.Xlsx);
        Assert.True(astray.Error?.Number == 3105 || astray.Value.Accepted == 0);
    }

    [Fact]
    public async Task That_expands_beyond_the_limit_is_refused()
    {
        await using var house = new FeedHouse(new FeedOptions { MaxWorkbookExpandedBytes = 1_000_000 });
        var file = WorkbookFile.Of([["sourceId", "narrative"], ["1", new string('x', 1_000_000)]]);
        Assert.Equal(3104, (await house.TryAsync("incidents", file, FeedHouse.Xlsx)).Error!.Number);
    }

    [Fact]
    public async Task That_is_too_large_is_refused_with_advice()
    {
        await using var house = new FeedHouse(new FeedOptions { MaxWorkbookBytes = 1024 });
        var error = (await house.TryAsync("incidents", WorkbookFile.Of([["sourceId"], ["1"]]), FeedHouse.Xlsx)).Error!;
        Assert.Equal(1008, error.Number);
        Assert.Contains("CSV", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_entities_that_multiply_is_refused()
    {
        const string Laughs = """<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&c;</t></si></sst>""";
        var file = WorkbookFile.OfSheets([("Sheet1", """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>""")], sharedXml: Laughs);
        Assert.Equal(3105, (await _house.TryAsync("incidents", file, FeedHouse.Xlsx)).Error!.Number);
    }

    [Theory]
    [InlineData("2000000000")]
    [InlineData("1048576")]
    public async Task With_a_row_far_below_does_not_walk_there(string row)
    {
        var sheet = $"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>sourceId</t></is></c></row><row r="{row}"><c r="A{row}"><v>1</v></c></row></sheetData></worksheet>""";
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var body = new MemoryStream(WorkbookFile.OfSheets([("Sheet1", sheet)]));
        var answer = await _house.Intake.TakeAsync(FeedHouse.Sender, "incidents", body, FeedHouse.Xlsx, null, patience.Token);
        Assert.True(row == "1048576" ? answer.Value.Rejected == 1 : answer.Error?.Number == 3105);
    }

    /// <summary>The library makes up every row above, as wide as the sheet: some hundred bytes stood for 17 thousand million cells.</summary>
    [Theory]
    [InlineData("A", "100000", true)]
    [InlineData("XFD", "100", true)]
    [InlineData("XFD", "1048576", false)]
    public async Task With_too_much_emptiness_between_its_rows_is_refused(string column, string row, bool read)
    {
        await using var house = new FeedHouse(new FeedOptions { MaxBlankCells = 2_000_000 });
        var sheet = $"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>sourceId</t></is></c><c r="{column}1"><v>1</v></c></row><row r="{row}"><c r="A{row}"><v>1</v></c></row></sheetData></worksheet>""".Replace("<c r=\"A1\"><v>1</v></c>", "", StringComparison.Ordinal);
        var answer = await house.TryAsync("incidents", WorkbookFile.OfSheets([("Sheet1", sheet)]), FeedHouse.Xlsx);
        Assert.True(read ? answer.Value.Rejected == 1 : answer.Error is { Number: 3105 } error && error.Detail.Contains("empty cells", StringComparison.Ordinal));
    }

    /// <summary>The library makes room for a row as wide as the sheet: a cell called <c>ZZZZZZ1</c> took 2.9 GB, and one with more letters than a number holds threw.</summary>
    [Theory]
    [InlineData("XFD", true)]
    [InlineData("XFE", false)]
    [InlineData("ZZZZZZ", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false)]
    public async Task Whose_columns_are_out_of_bounds_is_refused(string column, bool read)
    {
        var sheet = $"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>sourceId</t></is></c><c r="{column}1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData></worksheet>""";
        var answer = await _house.TryAsync("incidents", WorkbookFile.OfSheets([("Sheet1", sheet)]), FeedHouse.Xlsx);
        Assert.Equal(read ? null : 3105, answer.Error?.Number);
        Assert.True(!read || answer.Value.Rejected == 1);
    }

    /// <summary>The archive's directory is held in memory by whoever opens it: 600,000 empty parts in 50 MB took a gigabyte.</summary>
    [Theory]
    [InlineData(10, true)]
    [InlineData(3000, false)]
    public async Task Made_of_too_many_parts_is_refused(int more, bool read)
    {
        using var file = new MemoryStream();
        file.Write(WorkbookFile.Of([["sourceId"], ["1"]]));
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            for (var i = 0; i < more; i++)
            {
                zip.CreateEntry($"part{i}", CompressionLevel.NoCompression);
            }
        }

        // The number that the archive names says nothing.
        var bytes = file.ToArray();
        var end = bytes.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (!read)
        {
            bytes[end + 8] = bytes[end + 10] = 1;
            bytes[end + 9] = bytes[end + 11] = 0;
        }

        await using var house = new FeedHouse(new FeedOptions { MaxWorkbookParts = 1000 });
        var answer = await house.TryAsync("incidents", bytes, FeedHouse.Xlsx);
        Assert.True(read ? answer.Value.Rejected == 1 : answer.Error is { Number: 3105 } error && error.Detail.Contains("1000 parts", StringComparison.Ordinal));
    }
}
