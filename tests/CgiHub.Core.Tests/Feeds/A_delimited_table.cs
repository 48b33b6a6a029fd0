using System.Text;
using CgiHub.Core.Feeds;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Feeds;

public sealed class A_delimited_table : IDisposedAfterTest
{
    private const string Header = "sourceId,caseNumber,occurredAt,type,lat,lon,narrative";
    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static string Row(int number, string narrative = "") => $"i{number},26-{number},2026-01-05T10:00:00Z,shotsFired,41.5,-99.5,{narrative}";

    private Task<FeedReceipt> SendAsync(params string[] lines) => _house.SendIncidentsAsync(string.Join('\n', lines), FeedHouse.Csv);

    [Theory]
    [InlineData(",")]
    [InlineData("\t")]
    [InlineData(";")]
    [InlineData("|")]
    public async Task Tells_its_separator(string separator)
    {
        var receipt = await _house.SendIncidentsAsync($"{Header}\r\n{Row(1, "short")}\r\n".Replace(",", separator, StringComparison.Ordinal), FeedHouse.Csv);
        Assert.Equal(1, receipt.Accepted);
        Assert.Equal("short", (await _house.OneAsync<Incident>("26-1")).Narrative);
    }

    [Fact]
    public async Task May_begin_with_a_byte_order_mark_and_have_blank_lines_and_blanks_around_values()
    {
        var receipt = await SendAsync("\uFEFF\r", " Source ID , case_number,Occurred-At,TYPE,lat,lon,narrative\r", "\r", "  \r", Row(1, "  two words  \r"), "", Row(2));
        Assert.Equal((2, 2, 0, 0), FeedHouse.Counts(receipt));
        Assert.Equal("two words", (await _house.OneAsync<Incident>("26-1")).Narrative);
    }

    [Theory]
    [InlineData("\"a, b\"", "a, b")]
    [InlineData("\"two\nlines\"", "two\nlines")]
    [InlineData("\"two\r\nlines, and \"\"quotes\"\"\"", "two\r\nlines, and \"quotes\"")]
    [InlineData("5\" barrel", "5\" barrel")]
    [InlineData("\"quoted\" and more", "quoted and more")]
    [InlineData("\"\"", null)]
    [InlineData("", null)]
    [InlineData("\"\"\"\"", "\"")]
    public async Task Reads_quoted_values(string written, string? read)
    {
        Assert.Equal((3, 3, 0, 0), FeedHouse.Counts(await SendAsync(Header, Row(1), Row(2, written), Row(3))));
        Assert.Equal(read, (await _house.OneAsync<Incident>("26-2")).Narrative);
    }

    [Fact]
    public async Task Rejects_ragged_rows_and_takes_commas_that_a_spreadsheet_left_behind()
    {
        var receipt = await SendAsync(Header, Row(1) + ",,,", Row(2) + ",,surplus", "i3,26-3,2026-01-05T10:00:00Z,shotsFired,41.5", Row(4));
        Assert.Equal((4, 2, 0, 2), FeedHouse.Counts(receipt));
        Assert.Equal(["1 csv.ragged", "2 csv.ragged"], receipt.Errors.Select(e => $"{e.Index} {e.Code}"));
    }

    [Fact]
    public async Task Loses_one_line_to_a_quote_that_never_closes()
    {
        var receipt = await SendAsync(Header, Row(1), Row(2, "\"never closed"), Row(3), Row(4));
        Assert.Equal((4, 3, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal((1, "csv.quote"), ((int)receipt.Errors[0].Index, receipt.Errors[0].Code));
    }

    [Fact]
    public async Task Keeps_a_row_of_two_lines_far_behind_a_quote_that_never_closes()
    {
        await using var small = new FeedHouse(new FeedOptions { MaxRowBytes = 1000 });
        var receipt = await small.SendIncidentsAsync(string.Join('\n', [Header, Row(1, "\"never closed"), .. Enumerable.Range(2, 40).Select(i => Row(i)), Row(42, "\"two\nlines\"")]), FeedHouse.Csv);
        Assert.Equal((42, 41, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal("two\nlines", (await small.OneAsync<Incident>("26-42")).Narrative);
    }

    /// <summary>Each line closes the quote of the one before and opens another, so no record ends. Were each looked through as far as a record may reach, a body of some megabytes would take hours.</summary>
    [Fact]
    public async Task In_which_every_line_opens_a_quote_is_given_up_line_by_line()
    {
        const int Lines = 20_000;
        var receipt = await SendAsync([Header, Row(1), .. Enumerable.Repeat("x \"\"B\"\" C\",\"two", Lines), Row(2)]);
        Assert.Equal((Lines + 2, 2, 0, Lines), FeedHouse.Counts(receipt));
        Assert.All(receipt.Errors, e => Assert.Equal("csv.quote", e.Code));
    }

    [Theory]
    [InlineData("sourceId,caseNumber,Case Number,lat", "caseNumber")]
    [InlineData("lat,LAT,sourceId", "lat")]
    [InlineData("sourceId,persons.0.aliases,persons.0.aliases.1", "persons.0.aliases.1")]
    public async Task With_two_columns_of_one_meaning_is_refused(string header, string field)
    {
        var error = (await _house.TryAsync("incidents", Encoding.UTF8.GetBytes(header + "\n1,2,3,4\n"), FeedHouse.Csv)).Error!;
        Assert.Equal(3105, error.Number);
        Assert.Contains(field, error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i1,26-1,2026-01-05T10:00:00Z,shotsFired,41.5,-99.5,\n")]
    [InlineData("\"never closed\n")]
    [InlineData("\u0001\u0002\n1\n")]
    public async Task Without_a_header_is_refused(string body) =>
        Assert.Equal(3105, (await _house.TryAsync("incidents", Encoding.UTF8.GetBytes(body), FeedHouse.Csv)).Error!.Number);

    [Fact]
    public async Task In_utf_16_without_saying_so_is_refused() =>
        Assert.Equal(3105, (await _house.TryAsync("incidents", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes($"{Header}\n{Row(1)}")], FeedHouse.Csv)).Error!.Number);

    [Fact]
    public async Task Passes_over_columns_that_the_contract_does_not_know()
    {
        Assert.Equal(1, (await SendAsync("shift," + Header + ",beat", "night," + Row(1) + ",7")).Accepted);
    }

    [Fact]
    public async Task Has_limits_for_its_columns()
    {
        var wide = Header + new string(',', 600);
        Assert.Equal(3105, (await _house.TryAsync("incidents", Encoding.UTF8.GetBytes(wide + "\n"), FeedHouse.Csv)).Error!.Number);
    }

    [Fact]
    public async Task Names_persons_and_lists_with_dots()
    {
        var receipt = await _house.SendAsync("incidents", $"""
            {Header},persons.0.role,persons.0.name.given,persons.0.name.family,persons.0.dob,persons.0.ids.0.type,persons.0.ids.0.value,persons.0.aliases,persons.1.role,persons.1.full_name,persons.1.groups.0
            {Row(1)},suspect,Ann,Example,1990-02-03,FBI,123,A; Annie ;,victim,Bo Sample,Northside
            {Row(2)},,,,,,,,witness,Cy Sample,
            """, FeedHouse.Csv);
        Assert.Equal((2, 2, 0, 0), FeedHouse.Counts(receipt));
        var persons = (await _house.OneAsync<Incident>("26-1")).Persons!;
        Assert.Equal(("Ann", "Example", new DateOnly(1990, 2, 3), "123"), (persons[0].Name!.Given, persons[0].Name!.Family, persons[0].Dob, persons[0].Ids![0].Value));
        Assert.Equal(["A", "Annie"], persons[0].Aliases);
        Assert.Equal(("Bo Sample", "Northside"), (persons[1].FullName, persons[1].Groups![0]));
        Assert.Equal("Cy Sample", Assert.Single((await _house.OneAsync<Incident>("26-2")).Persons!).FullName);
    }

    [Fact]
    public async Task Reads_numbers_flags_and_lists_as_people_write_them()
    {
        var receipt = await _house.SendAsync("firearms", """
            sourceId,caseNumber,exhibitNumber,recoveredAt,serialObliterated,lat,lon
            a,26-1,1,2026-01-05,Yes,4.15e1,-99.50
            b,26-2,1,2026-01-05,0,,
            c,26-3,1,2026-01-05,perhaps,,
            """, FeedHouse.Csv);
        Assert.Equal((3, 2, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal(("/serialObliterated", "type"), (receipt.Errors[0].Pointer, receipt.Errors[0].Code));
        Assert.Equal((true, 41.5), ((await _house.OneAsync<FirearmRecovery>("26-1")).SerialObliterated, (await _house.OneAsync<FirearmRecovery>("26-1")).Lat));
        Assert.False((await _house.OneAsync<FirearmRecovery>("26-2")).SerialObliterated);
    }

    [Fact]
    public async Task Names_the_exhibits_of_a_lead_with_letters()
    {
        var receipt = await _house.SendAsync("nibin", """
            sourceId,leadNumber,kind,at,ori_a,case_number_a,exhibit_number_a,ori_b,case_number_b,exhibit_number_b,source_b,ori_c,case_number_c,exhibit_number_c
            n1,26-1,lead,2026-01-05,NY0303000,100,1,NJ0071400,200,2,testFire,,,
            n2,26-2,hit,2026-01-05,NY0303000,100,1,NJ0071400,201,1,,NJ0071400,202,1
            n3,26-3,lead,2026-01-05,NY0303000,100,1,,,,,,,
            """, FeedHouse.Csv);
        Assert.Equal((3, 2, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal(("/exhibits", "exhibits.tooFew"), (receipt.Errors[0].Pointer, receipt.Errors[0].Code));
        var notices = (await _house.OfCaseAsync("100")).Select(r => (NibinNotice)r.Record).OrderBy(n => n.LeadNumber, StringComparer.Ordinal).ToList();
        Assert.Equal([("200", ExhibitSource.TestFire)], notices[0].Exhibits.Skip(1).Select(e => (e.CaseNumber, e.Source)));
        Assert.Equal((NibinKind.Hit, 3), (notices[1].Kind, notices[1].Exhibits.Count));
    }
}
