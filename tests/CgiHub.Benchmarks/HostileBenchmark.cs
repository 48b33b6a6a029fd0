using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace CgiHub.Benchmarks;

/// <summary>
/// Bodies that were made to cost more than their share, with the limits as they are by default: does twice as much take more than twice as long?
/// The fuzzing cannot tell, for it sets small limits so that small bodies pass them.
/// </summary>
internal static class HostileBenchmark
{
    private const string Agency = "ZZ0000100";

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        var megabytes = options.Int("megabytes", 4);
        Console.WriteLine($"Bodies of {megabytes} MB, and of half and a quarter of that; each the best of three. How much longer twice as much takes is the mean of both doublings: 2 is in proportion, 4 is the square.");
        Console.WriteLine();
        Console.WriteLine("| body | rows | rejected | s | MB/s | twice as much, times as long |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        await using var hub = await HubProcess.StartAsync(["--Logging:LogLevel:Default=Error"], cancel);
        using var client = await hub.ClientAsync(Agency, "Agency.Submit");
        foreach (var (name, feed, mediaType, make) in Bodies)
        {
            _ = await BestAsync(client, feed, mediaType, make(1 << 17), 1, cancel);
            var times = new double[3];
            JsonElement receipt = default;
            for (var half = 2; half >= 0; half--)
            {
                (times[half], receipt) = await BestAsync(client, feed, mediaType, make((megabytes << 20) >> half), 3, cancel);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {receipt.GetProperty("received").GetInt64():N0} | {receipt.GetProperty("rejected").GetInt64():N0} | {times[0]:F2} | {megabytes / times[0]:F1} | {Math.Sqrt(times[0] / times[2]):F1} |"));
        }

        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The hub's memory at its peak: {hub.PeakMegabytes():F0} MiB."));
    }

    /// <summary>What each body is called, its feed and media type, and how so many bytes of it are made.</summary>
    private static IReadOnlyList<(string Name, string Feed, string MediaType, Func<int, byte[]> Make)> Bodies { get; } =
    [
        ("CSV, every line closes a quote and opens another", "incidents", "text/csv", b => Lines(b, "sourceId;caseNumber", "li\"\"B\"\" C\";\"two")),
        ("CSV, rows of one letter under four columns", "incidents", "text/csv", b => Lines(b, "sourceId,caseNumber,occurredAt,type", "0")),
        ("CSV, rows of one letter under one column", "incidents", "text/csv", b => Lines(b, "sourceId", "0")),
        ("CSV, 400 quoted nothings a row", "incidents", "text/csv", b => Lines(b, "sourceId" + new string(',', 399), string.Join(',', Enumerable.Repeat("\"\"", 400)))),
        ("CSV, 900,000 columns a row", "incidents", "text/csv", b => Lines(b, "sourceId,caseNumber", new string(',', Math.Min(900_000, b / 4)))),
        ("NDJSON, rows of one letter", "incidents", "application/x-ndjson", b => Lines(b, "0", "x")),
        ("JSON, empty objects", "incidents", "application/json", b => Rows(b, "{}")),
        ("JSON, nothing between commas", "incidents", "application/json", b => Rows(b, "")),
        ("JSON, wrong and right rows by turns", "incidents", "application/json", b => Rows(b, """{"sourceId":"1"},{"sourceId":"1","caseNumber":"1","occurredAt":"2026-01-05T10:00:00Z","type":"shotsFired","lat":40.7,"lon":-74.0}""")),
        ("JSON, 20,000 unknown members a row", "osint", "application/json", b => Rows(b, Json(20_000, b, i => $"\"x{i}\":0"))),
        ("JSON, one member 20,000 times a row", "incidents", "application/json", b => Rows(b, Json(20_000, b, _ => "\"lat\":0"))),
        ("JSON, 20,000 persons a row", "incidents", "application/json", b => Rows(b, "{\"persons\":[" + string.Join(',', Enumerable.Repeat("{}", Math.Min(20_000, b / 16))) + "]}")),
        ("JSON, brackets as deep as a row is long", "incidents", "application/json", b => Rows(b, new string('[', b / 4) + new string(']', b / 4))),
        ("GeoJSON, features that are none", "gunshots", "application/geo+json", b => Rows(b, """{"type":"Feature"}""")),
        ("NIEM, many objects that refer to one", "firearms", "application/ld+json", Niem),
        ("CloudEvents, 1,000 wrong rows an event", "incidents", "application/cloudevents-batch+json", b => Rows(b, "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"/s\",\"type\":\"t\",\"data\":[" + string.Join(',', Enumerable.Repeat("0", 1000)) + "]}")),
        ("XLSX, as far below as its bytes say rows are missing", "incidents", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Sheet),
    ];

    private static async Task<(double Seconds, JsonElement Receipt)> BestAsync(HttpClient client, string feed, string mediaType, byte[] body, int rounds, CancellationToken cancel)
    {
        var (best, receipt) = (double.MaxValue, default(JsonElement));
        for (var round = 0; round < rounds; round++)
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
            var clock = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsync($"/api/v1/feeds/{feed}", content, cancel);
            answer.EnsureSuccessStatusCode();
            receipt = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
            best = Math.Min(best, Stopwatch.GetElapsedTime(clock).TotalSeconds);
        }

        return (best, receipt);
    }

    private static byte[] Lines(int bytes, string header, string line) =>
        Encoding.UTF8.GetBytes(header + "\n" + string.Concat(Enumerable.Repeat(line + "\n", Math.Max(1, bytes / (line.Length + 1)))));

    private static byte[] Rows(int bytes, string row) =>
        Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat(row, Math.Max(1, bytes / (row.Length + 1)))) + "]");

    private static string Json(int most, int bytes, Func<int, string> member) => "{" + string.Join(',', Enumerable.Range(0, Math.Min(most, bytes / 16)).Select(member)) + "}";

    private static byte[] Niem(int bytes)
    {
        const string Row = """{"nc:ItemMakeName":{"@id":"#z"}}""";
        return Encoding.UTF8.GetBytes(
            """{"@context":{"nc":"https://docs.oasis-open.org/niemopen/ns/model/niem-core/6.0/","j":"https://docs.oasis-open.org/niemopen/ns/model/domains/justice/6.0/"},"x":{"@id":"#z","nc:a":""" + "\"" + new string('y', 15_000) + "\"},"
            + "\"j:Firearm\":[" + string.Join(',', Enumerable.Repeat(Row, Math.Max(1, (bytes - 16_000) / (Row.Length + 1)))) + "]}");
    }

    /// <summary>A worksheet of two cells, the second so many rows below the first as a CSV of so many bytes would have rows of eight.</summary>
    private static byte[] Sheet(int bytes)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Put("[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>""");
            Put("_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Put("xl/workbook.xml", """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>""");
            Put("xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>""");
            var last = Math.Clamp(bytes / 8, 3, 1_048_575);
            Put("xl/worksheets/sheet1.xml", $"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>sourceId</t></is></c><c r="SR1"><v>1</v></c></row><row r="{last}"><c r="A{last}"><v>1</v></c></row></sheetData></worksheet>""");

            void Put(string name, string content)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return file.ToArray();
    }
}
