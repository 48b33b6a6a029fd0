using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Cli;

public sealed class Rows_pushed_with_the_tool(ToolHub hub) : IClassFixture<ToolHub>, IAsyncLifetime
{
    private readonly ToolProcess _tool = new();
    private readonly string _agency = ToolHub.NewAgency();

    [Fact]
    public async Task Land_from_a_file_by_its_extension()
    {
        _tool.Write("i.json", $"[{Incident(1)},{Incident(2)}]");
        _tool.Write("i.ndjson", $"{Incident(3)}\n{Incident(4)}\n");
        _tool.Write("i.csv", $"{Csv.Header}{Csv.Row(5)}");
        var counts = new List<(long, long)>();
        foreach (var file in (string[])["i.json", "i.ndjson", "i.csv", "i.csv"])
        {
            var receipt = (await _tool.RunAsync("feed", "push", "incidents", file, "--json")).ExitsWith(0).Json;
            counts.Add((receipt.GetProperty("accepted").GetInt64(), receipt.GetProperty("duplicates").GetInt64()));
        }

        Assert.Equal([(2, 0), (2, 0), (1, 0), (0, 1)], counts);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("ndjson")]
    public async Task Land_from_standard_input(string type)
    {
        var run = (await _tool.RunAsync(Incident(10), ["feed", "push", "incidents", "-", "--type", type])).ExitsWith(0);
        Assert.StartsWith("1 rows: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Land_from_a_compressed_file()
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(Incident(20) + "\n" + Incident(21)));
        }

        _tool.Write("i.ndjson.gz", zipped.ToArray());
        Assert.Equal(2, (await _tool.RunAsync("feed", "push", "incidents", "i.ndjson.gz", "--json")).ExitsWith(0).Json.GetProperty("accepted").GetInt64());
    }

    [Fact]
    public async Task Land_as_CloudEvents()
    {
        var run = await _tool.RunAsync($$"""{"specversion":"1.0","id":"e1","source":"/rms","type":"incident","data":{{Incident(30)}}}""", ["feed", "push", "incidents", "--type", "cloudevents", "--json"]);
        Assert.Equal(1, run.ExitsWith(0).Json.GetProperty("accepted").GetInt64());
    }

    [Fact]
    public async Task Land_as_points_of_a_map()
    {
        _tool.Write("i.geojson", $$"""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-90,40]},"properties":{{Incident(40)}} }]}""");
        Assert.Equal(1, (await _tool.RunAsync("feed", "push", "incidents", "i.geojson", "--json")).ExitsWith(0).Json.GetProperty("accepted").GetInt64());
    }

    [Fact]
    public async Task Are_shown_where_they_are_refused_and_counted_through_all_batches()
    {
        _tool.Write("i.csv", Csv.Header + string.Concat(Enumerable.Range(100, 25).Select(i => Csv.Row(i, lat: i == 119 ? 99 : 40))));
        var run = (await _tool.RunAsync("feed", "push", "incidents", "i.csv", "--batch-rows", "10", "--rejected", "bad.csv")).ExitsWith(5);

        Assert.Contains("row 20 /lat:", run.Output, StringComparison.Ordinal);
        Assert.Contains("25 rows: 24 accepted, 0 duplicates, 1 rejected.", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, run.Output.Split("rt-").Length - 1);
        Assert.Equal(Csv.Header + Csv.Row(119, 99), await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "bad.csv")));
        _tool.Write("bad.csv", (await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "bad.csv"))).Replace(",99,", ",40,", StringComparison.Ordinal));
        (await _tool.RunAsync("feed", "push", "incidents", "bad.csv")).ExitsWith(0);
    }

    [Fact]
    public async Task Give_back_the_refused_of_every_batch_under_one_header()
    {
        _tool.Write("i.csv", Csv.Header + string.Concat(Enumerable.Range(200, 6).Select(i => Csv.Row(i, lat: 99))));
        (await _tool.RunAsync("feed", "push", "incidents", "i.csv", "--batch-rows", "2", "--rejected", "bad.csv")).ExitsWith(5);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "i.csv")), await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "bad.csv")));
    }

    [Theory]
    [InlineData("shots, \"\"many\"\"\nand a line\n")]
    [InlineData("\"\"")]
    [InlineData("a,\"\"\n\"\",b")]
    public async Task Are_cut_between_rows_and_never_within_one(string narrative)
    {
        // Batches of one row, with line ends and quotes within cells.
        _tool.Write("i.csv", Csv.Header.TrimEnd('\n') + ",narrative\n" + string.Concat(Enumerable.Range(300, 4).Select(i => Csv.Row(i).TrimEnd('\n') + $",\"{narrative}\"\n")));
        var receipt = (await _tool.RunAsync("feed", "push", "incidents", "i.csv", "--batch-rows", "1", "--json")).ExitsWith(0).Json;
        Assert.Equal((4, 4), (receipt.GetProperty("received").GetInt32(), receipt.GetProperty("receipts").GetArrayLength()));
    }

    [Fact]
    public async Task Are_cut_by_their_size()
    {
        var note = new string('n', 2000);
        _tool.Write("i.ndjson", string.Concat(Enumerable.Range(400, 1200).Select(i => Incident(i, note) + "\n")));
        var receipt = (await _tool.RunAsync("feed", "push", "incidents", "i.ndjson", "--batch-mb", "1", "--json")).ExitsWith(0).Json;
        Assert.Equal((1200, 3), (receipt.GetProperty("accepted").GetInt32(), receipt.GetProperty("receipts").GetArrayLength()));
    }

    [Fact]
    public async Task Need_a_feed_that_exists_and_a_format()
    {
        _tool.Write("i.ndjson", Incident(1));
        Assert.Contains("No such feed", (await _tool.RunAsync("feed", "push", "accidents", "i.ndjson")).ExitsWith(4).Error, StringComparison.Ordinal);
        (await _tool.RunAsync("feed", "push", "incidents", "i.dat")).ExitsWith(2);
        (await _tool.RunAsync("feed", "push", "incidents", "-")).ExitsWith(2);
        (await _tool.RunAsync("feed", "push", "incidents", "absent.csv")).ExitsWith(2);
    }

    public Task InitializeAsync() => _tool.SignInAsync(hub.Hub, _agency, "Agency.Submit");

    public Task DisposeAsync()
    {
        _tool.Dispose();
        return Task.CompletedTask;
    }

    private static string Incident(int id, string? narrative = null) =>
        JsonSerializer.Serialize(new { sourceId = $"i{id}", caseNumber = $"26-{id}", occurredAt = "2026-01-05T22:10:00Z", type = "shotsFired", lat = 40, lon = -90, narrative });

    private static class Csv
    {
        public const string Header = "sourceId,caseNumber,occurredAt,type,lat,lon\n";

        public static string Row(int id, int lat = 40) => $"i{id},26-{id},2026-01-05T22:10:00Z,shotsFired,{lat},-90\n";
    }
}
