using System.Text;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds;
using CgiHub.Core.Feeds.Rows;
using CgiHub.Core.Tests.Feeds;

namespace CgiHub.Core.Tests.Hostile;

/// <summary>Whatever an administrator writes as a mapping is refused when it is written, or reads a table without fault of the hub's.</summary>
public sealed class Any_mapping
{
    private const string Sound = """
        {"timeZone":"America/New_York","ignoreOffset":true,"epsg":2263,"delimiter":"|","nulls":["(null)","N/A"],"where":{"BORO":["BRONX",""]},"groupBy":["KEY"],
         "fields":{"sourceId":{"columns":["KEY"],"prefix":"s-"},"caseNumber":{"columns":["KEY","#"],"separator":"/"},"occurredAt":{"columns":["DATE","TIME"],"formats":["MM/dd/yyyy HH:mm:ss zzz","MM/dd/yyyy"]},
                   "type":{"columns":["MURDER"],"values":{"true":"homicide","*":"nonFatalShooting"},"prefer":["homicide"]},"lat":{"columns":["Y"]},"lon":{"columns":["X"]},
                   "address":{"columns":["HOUSE"],"constant":"unknown"},"victims":{"count":true},"injured":{"count":true,"countWhere":{"MURDER":["false"]}},"persons.0.role":{"constant":"victim"}}}
        """;

    private static readonly string[] Words =
    [
        "null", "{}", "[]", "\"\"", "\"#\"", "\"*\":", "0", "-1", "32618", "4326", "99999999999", "\"persons.99.ids.0.type\":{}", "\"persons.100.role\":{}", "\"persons\":{}", "\"sourceId.x\":{}", "\"'\"", "\"%\"", "\"\\\\\"", "\"yyyyyyyyyyyyyy\"", "\"zzzzz\"", "\"FFFFFFFF\"", "\"Etc/GMT+12\"", "\"\\u0000\"",
    ];

    private const string Table = "KEY|DATE|TIME|BORO|MURDER|X|Y|HOUSE\n7|01/05/2026|22:10:00 -05:00|BRONX|false|1005000|240000|12\n7|01/05/2026|22:10:00|BRONX|true|1e300|-1|\n8||(null)||x|0|0|\n9|03/08/2026|02:30:00|BRONX|true|1005000|240000|\n";

    [Fact]
    public void Is_refused_or_reads_a_table() => Fuzzing.Sample(Fuzzing.Damaged([Sound], Words), Judge, length => 2_000_000 + (2000L * length));

    private static void Judge(string json)
    {
        FeedMapping? mapping;
        try
        {
            mapping = JsonSerializer.Deserialize(json, AgenciesJson.Default.FeedMapping);
        }
        catch (JsonException)
        {
            return;
        }

        var feed = FeedsModule.Feeds().First(f => f.Name == "incidents");
        if (mapping is null || AgencyRules.Check(new Agency(FeedHouse.Agency, "North") { Mappings = new Dictionary<string, FeedMapping> { ["incidents"] = mapping } }).Count > 0 || MappedForm.Check(feed, mapping).Count > 0)
        {
            return;
        }

        var opening = OpenedBody.OpenAsync(feed, mapping, new MemoryStream(Encoding.UTF8.GetBytes(Table)), "text/csv", null, new FeedOptions(), default).GetAwaiter().GetResult();
        if (opening.TryGet(out var opened, out var error))
        {
            foreach (var row in opened.Blocks.ToBlockingEnumerable().SelectMany(b => b.Rows).Where(r => !r.Skipped && r.Fault is null))
            {
                using var read = JsonDocument.Parse(row.Json);
            }
        }
        else
        {
            Assert.InRange(error.Status, 400, 499);
        }
    }
}
