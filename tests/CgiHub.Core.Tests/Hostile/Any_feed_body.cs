using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds;
using CgiHub.Core.Feeds.Rows;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Feeds;
using CsCheck;

namespace CgiHub.Core.Tests.Hostile;

/// <summary>Whatever a partner sends, in whatever format: each row is a record or a fault, a body that is none is refused by number, and memory follows the limits.</summary>
public sealed class Any_feed_body
{
    // Small limits, so that a small body can pass them all.
    private static readonly FeedOptions Limits = new()
    {
        MaxRowBytes = 8192, BlockBytes = 16 * 1024, BlockRows = 64, MaxBodyBytes = 1024 * 1024, MaxExpansion = 50, MaxColumns = 64, MaxGroupedBytes = 64 * 1024,
        MaxMessageBytes = 32 * 1024, MaxWorkbookBytes = 256 * 1024, MaxWorkbookExpandedBytes = 1024 * 1024,
    };

    private static readonly RowRules Rules = new(FeedHouse.Agency, false, DateTimeOffset.UnixEpoch.AddYears(60));

    private static readonly Feed[] Feeds = [.. FeedsModule.Feeds()];

    private static readonly string[] Json =
    [
        """[{"sourceId":"i1","caseNumber":"26-1","occurredAt":"2026-01-05T10:00:00-05:00","type":"homicide","lat":40.7,"lon":-73.9,"victims":2,"persons":[{"role":"victim","name":{"given":"Ann","family":"Example"},"dob":"1990-02-03","ids":[{"type":"SID","value":"1","state":"NY"}]}]}]""",
        """[{"sourceId":"n1","leadNumber":"26-1","kind":"lead","at":"2026-01-07T15:00:00Z","exhibits":[{"ori":"NY0303000","caseNumber":"26-1","exhibitNumber":"1"},{"ori":"NJ0071400","caseNumber":"2","exhibitNumber":"3","enteredAt":"2026-01-06"}]}]""",
        """[{"sourceId":"t","traceNumber":"T1","serial":"A1","make":"M","purchasedAt":"2020-01-01","sameName":false,"ffl":{"licence":"8-51-01809","state":"NY"},"multipleSale":true},{"sourceId":"s","recordId":"r","kind":"parole","person":{"fullName":"A B"},"status":"active","conditions":["x"]}]""",
        """{"sourceId":"o","itemId":"o","capturedAt":"2026-01-05","platform":"p","persons":[],"criminalNexus":"x"}""",
        """[{"specversion":"1.0","id":"e","source":"/s","type":"t","data":[{"sourceId":"a","arrestNumber":"1","arrestedAt":"2026-01-08","offenses":["CPW"],"person":{"fullName":"Bo"}}]},{"specversion":"1.0","id":"f","source":"/s","type":"t","data_base64":"eyJhIjoxfQ=="}]""",
        """{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[-73.9,40.7,1]},"properties":{"alertId":"A","detectedAt":"2026-01-05T22:20:00-05:00","kind":"single","status":"alert"}},{"type":"Feature","geometry":null,"properties":null}]}""",
        """{"deviceLat":41.5,"deviceLong":-99.5,"deviceName":"M","deviceExternalId":"d","objectId":"o","eventTime":"2026-01-05T10:00:00.123Z","ocr":{"label":"ABC1234","labelConfidence":0.97},"sources":[{"name":"NCIC","reason":"x","caseNumber":null}]}""",
        """{"@context":{"nc":"https://docs.oasis-open.org/niemopen/ns/model/niem-core/6.0/","x":"y"},"j:Evidence":{"j:EvidenceNumberIdentification":{"nc:IdentificationID":"7"},"j:EvidenceItem":{"@id":"#g"}},"j:Firearm":[{"@id":"#g","nc:ItemMakeName":"E","nc:ItemSerialIdentification":{"nc:IdentificationID":"AB1"},"j:ItemAugmentation":{"j:ItemSeizure":{"nc:ActivityDate":{"nc:DateTime":"2026-01-05T22:10:00-05:00"},"j:CaseNumberText":{"rdf:value":"26-1"},"nc:ActivityLocation":{"nc:Location2DGeospatialCoordinate":{"nc:GeographicCoordinateLatitude":{"nc:LatitudeDegreeValue":40,"nc:LatitudeMinuteValue":42}}}}}}]}""",
        """{"nc:Supervision":{"j:SupervisionAgencyRecordIdentification":{"nc:IdentificationID":"P"},"nc:ActivityCategoryText":"Parole","j:SupervisionStatus":{"j:SupervisedReleaseStatusCode":"ACTIVE"},"nc:SupervisionPerson":{"nc:PersonName":[{"nc:PersonGivenName":"C","nc:PersonSurName":"T"},{"nc:PersonFullName":"B C"}],"nc:PersonBirthDate":{"nc:Date":"1990-03-04"}},"j:SupervisionCondition":[{"nc:ActivityDescriptionText":"x"}]}}""",
    ];

    private static readonly string[] Words =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0000", "null", "true", "1e999", "-0", "1e-400", "99999999999999999999", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "\uFEFF", "\n", "\r\n", "\0",
        "\"@id\":\"#g\"", "\"@context\":", "\"@type\":\"j:FirearmType\"", "\"rdf:value\":", "\"features\":", "\"data\":", "\"sourceId\":", "2026-02-30", "9999-12-31T23:59:59.9999999-14:00", "0001-01-01T00:00:00+14:00", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "<![CDATA[", "<circle>", "\"\"", "\";", ";", "|", "\t",
    ];

    private static readonly string[] Cap =
    [
        """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>A</identifier><sender>s</sender><sent>2026-01-05T22:30:10-05:00</sent><status>Actual</status><msgType>Update</msgType><references>s,A,2026-01-05T22:30:10-05:00 s,B,x</references><info><onset>2026-01-05T22:30:00-05:00</onset><parameter><valueName>rounds</valueName><value>4</value></parameter><area><circle>40.7,-73.9 0.025</circle></area></info></alert>""",
    ];

    private static readonly string[] Tables =
    [
        "sourceId,leadNumber,kind,at,ori_a,case_number_a,exhibit_number_a,ori_b,case_number_b,exhibit_number_b\nn1,26-1,lead,2026-01-07T15:00:00Z,NY0303000,26-1,1,NJ0071400,26-7,3\n",
        "sourceId;caseNumber;occurredAt;type;lat;lon;persons.0.role;persons.0.fullName;narrative\r\ni;1;2026-01-05T10:00:00Z;shotsFired;41.5;-99.5;victim;\"A \"\"B\"\" C\";\"two\r\nlines\"\r\n",
        "KEY|DATE|TIME|BORO|MURDER|X|Y\n7|01/05/2026|22:10:00|BRONX|false|1005000|240000\n7|01/05/2026|22:10:00|BRONX|true|1005000|240000\n8||(null)|KINGS|false|0|0\n",
    ];

    private static readonly FeedMapping Mapping = JsonSerializer.Deserialize("""
        {"timeZone":"America/New_York","ignoreOffset":true,"epsg":2263,"nulls":["(null)"],"where":{"BORO":["BRONX"]},"groupBy":["KEY"],
         "fields":{"sourceId":{"columns":["KEY"],"prefix":"s-"},"caseNumber":{"columns":["KEY","#"]},"occurredAt":{"columns":["DATE","TIME"],"formats":["MM/dd/yyyy HH:mm:ss","MM/dd/yyyy"]},
                   "type":{"columns":["MURDER"],"values":{"true":"homicide","*":"nonFatalShooting"},"prefer":["homicide"]},"lat":{"columns":["Y"]},"lon":{"columns":["X"]},"victims":{"count":true}}}
        """, AgenciesJson.Default.FeedMapping)!;

    private static long Most(int length) => 2_000_000 + (400L * length);

    public static TheoryData<string, string, bool> Formats => new()
    {
        { "application/json", "", false }, { "application/json", "", true }, { "application/x-ndjson", "", false }, { "application/x-ndjson", "", true },
        { "application/cloudevents+json", "arrests", false }, { "application/geo+json", "gunshots", false }, { "application/geo+json", "incidents", true },
        { FeedFormats.MediaType("flock", null)!, "lpr", false }, { "application/ld+json", "firearms", false }, { "application/ld+json", "supervision", false },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Of_JSON_is_read_or_refused(string mediaType, string feed, bool mapped) =>
        Fuzzing.Sample(Bytes(Json, Words), body => Read(FeedOf(feed, body), mapped ? Mapping : null, body, mediaType), Most);

    [Fact]
    public void Of_CAP_is_read_or_refused() =>
        Fuzzing.Sample(Bytes(Cap, Words), body => Read(FeedOf("gunshots", body), null, body, "application/cap+xml"), Most);

    [Theory]
    [InlineData("text/csv", false)]
    [InlineData("text/csv", true)]
    [InlineData("text/csv; charset=utf-16", false)]
    [InlineData("text/csv; charset=windows-1252", true)]
    public void Of_a_table_is_read_or_refused(string mediaType, bool mapped) =>
        Fuzzing.Sample(Bytes(Tables, Words), body => Read(mapped ? FeedOf("incidents", body) : FeedOf("", body), mapped ? Mapping : null, body, mediaType), Most);

    [Fact]
    public void That_is_compressed_is_read_or_refused() =>
        Fuzzing.Sample(
            Fuzzing.Damaged([.. Json.Concat(Tables).Append(new string('x', 200_000)).Append(new string('[', 60_000)).Select(t => FeedHouse.Zip(Encoding.UTF8.GetBytes(t)))], [[0x1F, 0x8B], [0, 0, 0xFF, 0xFF], [8]]),
            body => Read(FeedOf("", body), null, body, body.Length % 2 == 0 ? "application/json" : "text/csv", "gzip"),
            length => 4_000_000 + (400L * length));

    /// <summary>Its directory stands at its end, so it is spooled to a file; what is allocated is not on one thread.</summary>
    [Fact]
    public void Of_a_workbook_is_read_or_refused() =>
        Fuzzing.Sample(Fuzzing.Damaged(Workbooks(), [.. Words.Select(Encoding.UTF8.GetBytes), "PK\x01\x02"u8.ToArray(), "PK\x05\x06"u8.ToArray()]),
            body => Read(FeedOf("incidents", body), null, body, FeedHouse.Xlsx), part: 0.5);

    /// <summary>The XML in it is damaged before it is packed, so that the zip's checksum does not find it first.</summary>
    [Fact]
    public void Of_a_workbook_with_damaged_sheets_is_read_or_refused() =>
        Fuzzing.Sample(Fuzzing.Damaged([.. Sheets.Select(Encoding.UTF8.GetBytes)], [.. Words.Concat(["<c r=\"A1\" t=\"s\">", "<v>99999999999</v>", "<row r=\"99999999\">", "r=\"ZZZZ1\"", "t=\"inlineStr\""]).Select(Encoding.UTF8.GetBytes)]),
            sheet => Read(FeedOf("incidents", sheet), null, Packed(sheet), FeedHouse.Xlsx), part: 0.5);

    /// <summary>The reader looks through a row first where the one before was refused: what it says must not follow from that.</summary>
    [Fact]
    public void Has_its_rows_judged_alike_whatever_row_came_before() =>
        Fuzzing.Sample(Bytes([.. Json.Select(FirstRow)], Words), row =>
        {
            var feed = FeedOf("", row);
            var (calm, wary) = (new RowCheck(Rules), new RowCheck(Rules) { LastRefused = true });
            Assert.Equal(feed.Read(row, calm) is null, feed.Read(row, wary) is null);
            Assert.Equal(calm.Take(), wary.Take());
        });

    /// <summary>How many bytes a socket gives at once is chance: what becomes of a row must not follow from it.</summary>
    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public void Is_cut_into_rows_alike_however_its_bytes_come(string mediaType) =>
        Fuzzing.Sample(Bytes(mediaType == "text/csv" ? Tables : Json, Words), body => Assert.Equal(Cut(body, mediaType, int.MaxValue), Cut(body, mediaType, 1 + (body.Length % 97))));

    /// <summary>Most requests are a row or a few, and many come at once: a block for each would be the memory of a large upload for each.</summary>
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public void Of_one_row_takes_no_block_of_memory(string mediaType)
    {
        var limits = new FeedOptions { BlockBytes = 16 * 1024 * 1024 };
        using var stream = new MemoryStream("""{"sourceId":"i1"}"""u8.ToArray());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var blocks = mediaType == "application/json" ? new JsonRows(stream, limits).ReadAsync(default) : LineRows.ReadAsync(stream, limits, default);
        Assert.Single(blocks.ToBlockingEnumerable());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
    }

    private static List<string> Cut(byte[] body, string mediaType, int atOnce)
    {
        var limits = new FeedOptions { MaxRowBytes = 200, MaxColumns = 12, BlockBytes = 4096 };
        using var stream = new TricklingStream(body, atOnce);
        try
        {
            return mediaType switch
            {
                "text/csv" => [.. Records(stream, limits).Select(r => $"{r.Fault} {string.Join('/', r.Fields)} {Convert.ToHexString(r.Raw.Span)}")],
                "application/json" => [.. new JsonRows(stream, limits).ReadAsync(default).ToBlockingEnumerable().SelectMany(b => b.Rows).Select(Written)],
                _ => [.. LineRows.ReadAsync(stream, limits, default).ToBlockingEnumerable().SelectMany(b => b.Lines.IsEmpty ? b.Rows.Select(Written) : [.. LineRows.Split(b.Lines, limits.MaxRowBytes).Select(Written)])],
            };
        }
        catch (BodyRefusedException refused)
        {
            return [refused.Error.Detail];
        }

        static string Written(RawRow row) => $"{row.Fault} {Convert.ToHexString(row.Json.Span)} {Convert.ToHexString(row.Raw.Span)}";
    }

    private static IEnumerable<CsvRecord> Records(Stream stream, FeedOptions limits)
    {
        using var reader = new CsvReader(stream, limits, null);
        while (reader.NextAsync(default).AsTask().GetAwaiter().GetResult() is { } record)
        {
            yield return record;
        }
    }

    private sealed class TricklingStream(byte[] body, int atOnce) : MemoryStream(body, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(atOnce, buffer.Length)], cancellationToken);
    }

    private static string FirstRow(string body) => JsonDocument.Parse(body).RootElement is { ValueKind: JsonValueKind.Array } rows ? rows[0].GetRawText() : body;

    private static readonly string[] Sheets =
    [
        """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>sourceId</t></is></c><c r="B1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>7</v></c><c r="B2" t="b"><v>1</v></c></row></sheetData></worksheet>""",
    ];

    private static Gen<byte[]> Bytes(string[] sound, string[] words) => Fuzzing.Damaged([.. sound.Select(Encoding.UTF8.GetBytes)], [.. words.Select(Encoding.UTF8.GetBytes)]);

    private static Feed FeedOf(string name, byte[] body) => name.Length > 0 ? Array.Find(Feeds, f => f.Name == name)! : Feeds[body.Length % Feeds.Length];

    private static List<byte[]> Workbooks() => [Packed(Encoding.UTF8.GetBytes(Sheets[0]))];

    private static byte[] Packed(byte[] sheet)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Put(zip, "[Content_Types].xml", """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>"""u8);
            Put(zip, "_rels/.rels", """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""u8);
            Put(zip, "xl/workbook.xml", """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"""u8);
            Put(zip, "xl/_rels/workbook.xml.rels", """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""u8);
            Put(zip, "xl/sharedStrings.xml", """<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>caseNumber</t></si></sst>"""u8);
            Put(zip, "xl/worksheets/sheet1.xml", sheet);
        }

        return file.ToArray();
    }

    private static void Put(ZipArchive zip, string name, ReadOnlySpan<byte> content)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        entry.Write(content);
    }

    /// <summary>Reads a body to its end as the intake does, storing nothing.</summary>
    private static void Read(Feed feed, FeedMapping? mapping, byte[] body, string mediaType, string? encoding = null)
    {
        var lane = new RecordLane(FeedHouse.Agency, feed.Name, DateTimeOffset.UnixEpoch);
        var parser = new BlockParser(feed, Rules, lane, Limits);
        try
        {
            var opening = OpenedBody.OpenAsync(feed, mapping, new MemoryStream(body, writable: false), mediaType, encoding, Limits, default).GetAwaiter().GetResult();
            if (!opening.TryGet(out var opened, out var error))
            {
                Assert.InRange(error.Status, 400, 499);
                return;
            }

            try
            {
                foreach (var block in opened.Blocks.ToBlockingEnumerable())
                {
                    using var parsed = parser.Parse(block);
                    foreach (var row in parsed.Rows)
                    {
                        Judge(row);
                    }
                }
            }
            finally
            {
                opened.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }
        catch (BodyRefusedException refused)
        {
            Assert.InRange(refused.Error.Status, 400, 499);
        }
    }

    /// <summary>Without lambdas and enumerators, for what it allocates is counted with the reader's.</summary>
    private static void Judge(ParsedRow row)
    {
        Assert.True(row.Row.Skipped ? row.Record is null : row.Record is not null == (row.Faults.Count == 0), "A row is a record or has faults.");
        for (var i = 0; i < row.Faults.Count; i++)
        {
            Assert.True(row.Faults[i].Pointer.Length == 0 || row.Faults[i].Pointer[0] == '/', row.Faults[i].Pointer);
        }

        Assert.True(row.Row.Raw.Length <= Limits.MaxBodyBytes);
    }
}
