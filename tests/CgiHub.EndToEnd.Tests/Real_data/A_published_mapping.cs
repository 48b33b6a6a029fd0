using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CgiHub.EndToEnd.Tests.Host;

namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>The files under <c>docs/mappings</c>, without the data that they are for.</summary>
public sealed class A_published_mapping(InProcessHub hub) : IClassFixture<InProcessHub>
{
    public static TheoryData<string> Names => new(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "mappings"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_an_agency_entry_that_the_registry_takes_and_gives_back(string mapping)
    {
        using var sent = JsonDocument.Parse(RealDataHub.EntryOf(mapping));
        using var admin = await hub.AdminAsync();
        using var put = await PutAsync(admin, mapping);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        var stored = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/agencies/{RealDataHub.OriOf(mapping)}");
        Assert.Equal(sent.RootElement.GetProperty("mappings").EnumerateObject().Select(m => m.Name).Order(), stored.GetProperty("mappings").EnumerateObject().Select(m => m.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Names_fields_that_its_feeds_have(string mapping)
    {
        using var admin = await hub.AdminAsync();
        using var put = await PutAsync(admin, mapping);
        using var agency = await hub.AgencyAsync(RealDataHub.OriOf(mapping));
        foreach (var (feed, header) in HeadersOf(mapping))
        {
            await TakesAsync(agency, feed, Encoding.UTF8.GetBytes(header + "\n"), "text/csv");
            await TakesAsync(agency, feed, Workbook(header), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        }
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient admin, string mapping)
    {
        using var content = new StringContent(RealDataHub.EntryOf(mapping), new MediaTypeHeaderValue("application/json"));
        return await admin.PutAsync($"/api/v1/admin/agencies/{RealDataHub.OriOf(mapping)}", content);
    }

    private static async Task TakesAsync(HttpClient agency, string feed, byte[] body, string mediaType)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new(mediaType) } };
        using var answer = await agency.PostAsync($"/api/v1/feeds/{feed}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("received").GetInt32());
    }

    /// <summary>A header of every column that the mapping of a feed names.</summary>
    private static IEnumerable<(string Feed, string Header)> HeadersOf(string mapping)
    {
        using var entry = JsonDocument.Parse(RealDataHub.EntryOf(mapping));
        foreach (var feed in entry.RootElement.GetProperty("mappings").EnumerateObject())
        {
            var columns = feed.Value.GetProperty("fields").EnumerateObject().SelectMany(f => Texts(f.Value, "columns")).Concat(Texts(feed.Value, "groupBy")).Concat(Keys(feed.Value, "where"));
            var delimiter = feed.Value.TryGetProperty("delimiter", out var given) ? given.GetString() : ",";
            yield return (feed.Name, string.Join(delimiter, columns.Where(c => c != "#").Distinct()));
        }

        static List<string> Texts(JsonElement of, string name) => of.TryGetProperty(name, out var texts) ? [.. texts.EnumerateArray().Select(t => t.GetString()!)] : [];

        static List<string> Keys(JsonElement of, string name) => of.TryGetProperty(name, out var keys) ? [.. keys.EnumerateObject().Select(k => k.Name)] : [];
    }

    /// <summary>A workbook whose one sheet has this header and no rows.</summary>
    private static byte[] Workbook(string header)
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        var cells = string.Concat(header.Split(',', '|').Select(c => $"<c t=\"inlineStr\"><is><t>{System.Security.SecurityElement.Escape(c)}</t></is></c>"));
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>");
            Write("_rels/.rels", $"<Relationships xmlns=\"{Relations}\"><Relationship Id=\"r1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            Write("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets><sheet name=\"Export\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
            Write("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Relations}\"><Relationship Id=\"r1\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
            Write("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"{Main}\"><sheetData><row r=\"1\">{cells}</row></sheetData></worksheet>");

            void Write(string name, string content)
            {
                using var entry = new StreamWriter(zip.CreateEntry(name).Open());
                entry.Write(content);
            }
        }

        return file.ToArray();
    }
}
