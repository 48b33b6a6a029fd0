using CgiHub.Core.Feeds;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>An agency's own columns become the contract's rows.</summary>
public sealed class A_column_mapping : IDisposedAfterTest
{
    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    /// <summary>A mapping with these members besides the fields that every incident needs.</summary>
    private static string Mapping(string fields = "", string more = "") => $$$"""
        {{{{more}}}"timeZone":"America/New_York","fields":{"sourceId":{"columns":["KEY"]},"caseNumber":{"columns":["KEY"]},"occurredAt":{"columns":["DATE","TIME"],"formats":["M/d/yyyy H:mm:ss","M/d/yyyy"]},
        "type":{"columns":["WHAT"],"values":{"murder":"homicide","*":"other"}},"lat":{"columns":["LAT"]},"lon":{"columns":["LON"]}{{{fields}}}} }
        """.Replace("{ ", "{", StringComparison.Ordinal);

    private async Task MapAsync(string mapping) => Assert.Null((await _house.MapAsync("incidents", mapping)).Error);

    private Task<FeedReceipt> SendAsync(params string[] lines) => _house.SendIncidentsAsync(string.Join('\n', lines.Select(l => l.Trim())), FeedHouse.Csv);

    private Task<Incident> OfAsync(string key) => _house.OneAsync<Incident>(key);

    [Fact]
    public async Task Names_joins_and_translates()
    {
        await MapAsync(Mapping(""","address":{"columns":["NO","STREET"],"separator":"-","prefix":"at "},"narrative":{"constant":"from the export"},"victims":{"columns":["HURT"],"constant":"0"}"""));
        var receipt = await SendAsync(
            "\uFEFFKey,Date,Time,What,Lat,Lon,No,Street,Hurt",
            "1,1/5/2018,23:05:00,MURDER,40.7,-74,12,Main,2",
            "2,1/5/2018,23:05:00,mischief,40.7,-74,,Main,",
            "3,1/5/2018,,murder,40.7,-74,,,");
        Assert.Equal((3, 3, 0, 0), FeedHouse.Counts(receipt));
        var first = await OfAsync("1");
        Assert.Equal((IncidentType.Homicide, "at 12-Main", "from the export", 2), (first.Type, first.Address, first.Narrative, first.Victims));
        Assert.Equal(new DateTimeOffset(2018, 1, 6, 4, 5, 0, TimeSpan.Zero), first.OccurredAt);
        var second = await OfAsync("2");
        Assert.Equal((IncidentType.Other, "at Main", 0), (second.Type, second.Address, second.Victims));

        // A day without a time stays a day.
        Assert.Equal((new DateTimeOffset(2018, 1, 5, 0, 0, 0, TimeSpan.Zero), null), ((await OfAsync("3")).OccurredAt, (await OfAsync("3")).Address));
    }

    [Fact]
    public async Task Knows_what_means_nothing()
    {
        await MapAsync(Mapping(""","address":{"columns":["PLACE"]},"narrative":{"columns":["SEEN"],"values":{"N/A":"","*":"seen"}}""", "\"nulls\":[\"(null)\",\"NAN\"],"));
        Assert.Equal(2, (await SendAsync("KEY,DATE,TIME,WHAT,LAT,LON,PLACE,SEEN", "1,1/5/2018,23:05:00,x,40.7,-74,(NULL),n/a", "2,1/5/2018,nan,x,40.7,-74,here,yes")).Accepted);
        Assert.Equal((null, null), ((await OfAsync("1")).Address, (await OfAsync("1")).Narrative));
        Assert.Equal(("here", "seen"), ((await OfAsync("2")).Address, (await OfAsync("2")).Narrative));
    }

    [Fact]
    public async Task Takes_only_the_rows_that_are_wanted()
    {
        await MapAsync(Mapping(more: "\"where\":{\"What\":[\"murder\"],\"BORO\":[\"North\",\"\"]},"));
        var receipt = await SendAsync("KEY,DATE,TIME,WHAT,LAT,LON,BORO", "1,1/5/2018,1:00:00,Murder,40.7,-74,NORTH", "2,1/5/2018,1:00:00,theft,40.7,-74,North", "3,1/5/2018,1:00:00,murder,40.7,-74,South", "4,1/5/2018,1:00:00,murder,40.7,-74,");
        Assert.Equal((4, 2, 0, 0, 2), (receipt.Received, receipt.Accepted, receipt.Duplicates, receipt.Rejected, receipt.Skipped));
    }

    [Fact]
    public async Task Joins_the_rows_of_one_record()
    {
        await MapAsync(Mapping(
            ""","victims":{"count":true},"injured":{"count":true,"countWhere":{"FATE":["hurt"]}},"narrative":{"columns":["FATE"],"prefer":["dead"]},"persons.0.role":{"constant":"victim"},"persons.0.aliases":{"columns":["NAMES"]}""",
            "\"groupBy\":[\"KEY\"],"));
        var receipt = await SendAsync(
            "KEY,DATE,TIME,WHAT,LAT,LON,FATE,NAMES",
            "1,1/5/2018,1:00:00,murder,40.7,-74,hurt,A;B",
            "2,1/5/2018,1:00:00,murder,140.7,-74,hurt,",
            "1,1/5/2018,2:00:00,theft,40.7,-74,dead,B;C",
            "2,1/5/2018,1:00:00,murder,40.7,-74,hurt,",
            ",1/5/2018,1:00:00,murder,40.7,-74,hurt,");
        Assert.Equal((5, 1, 0, 3, 1), (receipt.Received, receipt.Accepted, receipt.Duplicates, receipt.Rejected, receipt.Merged));
        var incident = await OfAsync("1");
        Assert.Equal((2, 1, "dead", IncidentType.Homicide, 6), (incident.Victims, incident.Injured, incident.Narrative, incident.Type, incident.OccurredAt.Hour));
        Assert.Equal(["A", "B", "C"], incident.Persons![0].Aliases);

        // Both rows of the bad record come back, and land when they are mended.
        var rejected = await _house.RejectedAsync(receipt);
        Assert.Equal(4, rejected.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal((3, 1), (await _house.SendIncidentsAsync(rejected.Replace("140.7", "40.7", StringComparison.Ordinal), FeedHouse.Csv)) is var again ? (again.Received, again.Accepted) : default);
    }

    [Fact]
    public async Task That_groups_more_than_fits_is_told()
    {
        await using var house = new FeedHouse(new FeedOptions { MaxGroupedBytes = 2000 });
        Assert.Null((await house.MapAsync("incidents", Mapping(more: "\"groupBy\":[\"KEY\"],"))).Error);
        var body = "KEY,DATE,TIME,WHAT,LAT,LON\n" + string.Concat(Enumerable.Range(1, 50).Select(i => $"{i},1/5/2018,1:00:00,murder,40.7,-74\n"));
        Assert.Equal(3107, (await house.TryAsync("incidents", System.Text.Encoding.UTF8.GetBytes(body), FeedHouse.Csv)).Error!.Number);
    }

    [Fact]
    public async Task Can_count_rows_of_a_file()
    {
        await MapAsync(Mapping().Replace("\"sourceId\":{\"columns\":[\"KEY\"]}", "\"sourceId\":{\"columns\":[\"KEY\",\"#\"],\"separator\":\":\"}", StringComparison.Ordinal));
        await SendAsync("KEY,DATE,TIME,WHAT,LAT,LON", "7,1/5/2018,1:00:00,x,40.7,-74", "7,1/5/2018,1:00:00,x,40.7,-74");
        Assert.Equal(["7:1", "7:2"], (await _house.OfCaseAsync("7")).Select(r => r.Ref.SourceId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Leaves_out_points_where_missing_values_end_up()
    {
        const string Firearm = """{"fields":{"sourceId":{"columns":["K"]},"caseNumber":{"columns":["K"]},"exhibitNumber":{"constant":"1"},"recoveredAt":{"constant":"2018-01-05"},"lat":{"columns":["Y"]},"lon":{"columns":["X"]}}}""";
        Assert.Null((await _house.MapAsync("firearms", Firearm)).Error);
        Assert.Equal(2, (await _house.SendAsync("firearms", "K,X,Y\n1,0,0\n2,-74,40.7\n", FeedHouse.Csv)).Accepted);
        Assert.Null((await _house.OneAsync<FirearmRecovery>("1")).Lat);
        Assert.Equal(40.7, (await _house.OneAsync<FirearmRecovery>("2")).Lat);
    }

    [Theory]
    [InlineData(FeedHouse.Json, """[{"Key":1,"date":"1/5/2018","TIME":null,"WHAT":"murder","LAT":40.7,"LON":"-74","x":{"y":1}},[],{"Key":2,"DATE":"1/5/2018","LAT":40.7,"LON":-74,"WHAT":true}]""")]
    [InlineData(FeedHouse.Lines, "{\"Key\":1,\"date\":\"1/5/2018\",\"TIME\":null,\"WHAT\":\"murder\",\"LAT\":40.7,\"LON\":\"-74\"}\n[]\n{\"Key\":2,\"DATE\":\"1/5/2018\",\"LAT\":40.7,\"LON\":-74,\"WHAT\":true}")]
    public async Task Reads_flat_objects_as_a_table(string type, string body)
    {
        await MapAsync(Mapping());
        var receipt = await _house.SendIncidentsAsync(body, type);
        Assert.Equal((3, 2, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal(1, receipt.Errors[0].Index);
        Assert.Equal((IncidentType.Homicide, IncidentType.Other), ((await OfAsync("1")).Type, (await OfAsync("2")).Type));
    }

    [Fact]
    public async Task Leaves_cloud_events_alone()
    {
        await MapAsync(Mapping());
        Assert.Equal(1, (await _house.SendIncidentsAsync($$"""{"specversion":"1.0","id":"1","source":"s","type":"t","data":{{FeedHouse.Incident(1)}}}""", FeedHouse.Event)).Accepted);
    }

    [Fact]
    public async Task Splits_at_the_separator_it_names()
    {
        await MapAsync(Mapping(more: "\"delimiter\":\"|\","));
        Assert.Equal(1, (await SendAsync("KEY|DATE|TIME|WHAT|LAT|LON|a,b,c,d,e,f,g,h", "1|1/5/2018|1:00:00|x|40.7|-74|1,2")).Accepted);
    }

    [Fact]
    public async Task Rejects_a_row_whose_value_it_cannot_read_and_says_where()
    {
        await MapAsync(Mapping());
        var receipt = await SendAsync("KEY,DATE,TIME,WHAT,LAT,LON", "1,the 5th,1:00:00,x,40.7,-74", "2,1/5/2018,1:00:00,x,north,-74");
        Assert.Equal(["0 /occurredAt format", "1 /lat type"], receipt.Errors.Select(e => $"{e.Index} {e.Pointer} {e.Code}"));
    }

    [Theory]
    [InlineData("A,B,C", "none of the columns")]
    [InlineData("KEY,DATE,TIME,LAT,LON", "WHAT")]
    public async Task Refuses_a_table_of_something_else(string header, string told)
    {
        await MapAsync(Mapping(more: "\"where\":{\"WHAT\":[\"murder\"]},"));
        var error = (await _house.TryAsync("incidents", System.Text.Encoding.UTF8.GetBytes(header + "\n1,2,3,4,5\n"), FeedHouse.Csv)).Error!;
        Assert.Equal(3105, error.Number);
        Assert.Contains(told, error.Detail, StringComparison.Ordinal);
    }
}
