using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed class The_clocks_and_the_digest(InProcessHub hub) : IClassFixture<InProcessHub>
{
    private const string Site = "ZZ0000041";
    private const string Row = """
        [{"sourceId":"n1","leadNumber":"26-0401","kind":"lead","at":"2026-03-01T12:00:00Z","exhibits":[
          {"ori":"ZZ0000041","caseNumber":"C-1","exhibitNumber":"1"},
          {"ori":"ZZ0000041","caseNumber":"C-2","exhibitNumber":"1","enteredAt":"2026-03-01T06:00:00Z"}]}]
        """;

    [Fact]
    public async Task Know_what_was_registered_after_the_packet_and_go_out_as_json_csv_and_paper()
    {
        using var agency = await hub.AgencyAsync(Site);
        using var staff = await hub.ClientAsync(["Cgic.Analyst"]);
        using (var sent = await agency.PostAsync("/api/v1/feeds/nibin", new StringContent(Row, Encoding.UTF8, "application/json")))
        {
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        }

        var lead = await LeadAsync(staff, _ => true);
        Assert.Equal("2026-03-01T06:00:00Z", lead.Clocks["entered"]);
        Assert.Null(lead.Clocks["recovered"]);

        using (var registered = await agency.PostAsJsonAsync("/api/v1/evidence", new { ori = Site, caseNumber = "C-2", exhibitNumber = "1", kind = "cartridgeCase", recoveredAt = "2026-02-28T20:00:00Z" }))
        {
            Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        }

        var later = await LeadAsync(staff, l => l.Clocks["recovered"] is not null && l.Clocks["packetSent"] is not null);
        Assert.Equal("2026-02-28T20:00:00Z", later.Clocks["recovered"]);
        Assert.Equal(lead.Version, later.Version);

        var rows = await Eventually.FindsAsync(async () =>
        {
            var table = await staff.GetFromJsonAsync<JsonElement>("/api/v1/clocks?month=2026-03");
            var found = table.GetProperty("rows").EnumerateArray().Where(r => r.TryGetProperty("agency", out var a) && a.GetString() == Site).ToDictionary(r => r.GetProperty("stage").GetString()!);
            return found.ContainsKey("entered") && found.ContainsKey("acknowledged") ? found : null;
        });
        Assert.Equal(10, rows["entered"].GetProperty("p50").GetDouble());
        Assert.Equal(16, rows["lead"].GetProperty("worst").GetDouble());
        Assert.Equal(1, rows["acknowledged"].GetProperty("open").GetInt32());

        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/v1/clocks?month=2026-03");
        asked.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var csv = await staff.SendAsync(asked);
        Assert.Equal("text/csv", csv.Content.Headers.ContentType?.MediaType);
        Assert.Equal(await csv.Content.ReadAsStringAsync(), await staff.GetStringAsync("/api/v1/clocks.csv?month=2026-03"));
        Assert.All((await agency.GetStringAsync("/api/v1/clocks.csv?month=2026-03")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1), l => Assert.StartsWith($"2026-03,{Site},", l, StringComparison.Ordinal));

        var digest = await staff.GetFromJsonAsync<JsonElement>("/api/v1/digest");
        Assert.Contains(digest.GetProperty("top").EnumerateArray(), l => l.GetProperty("leadNumber").GetString() == "26-0401");
        using var paper = await staff.GetAsync("/api/v1/digest.pdf");
        Assert.Equal("application/pdf", paper.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("%PDF-", Encoding.Latin1.GetString(await paper.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
        Assert.Empty((await staff.GetFromJsonAsync<JsonElement>("/api/v1/alerts")).GetProperty("items").EnumerateArray());
        using var forbidden = await agency.GetAsync("/api/v1/digest");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    private static Task<Shown> LeadAsync(HttpClient staff, Func<Shown, bool> when) => Eventually.FindsAsync(async () =>
    {
        var list = await staff.GetFromJsonAsync<JsonElement>("/api/v1/leads?q=26-0401");
        if (list.GetProperty("items").GetArrayLength() == 0)
        {
            return null;
        }

        var lead = await staff.GetFromJsonAsync<JsonElement>("/api/v1/leads/" + list.GetProperty("items")[0].GetProperty("leadId").GetString());
        var shown = new Shown(lead.GetProperty("packet").GetProperty("version").GetInt32(),
            lead.GetProperty("clocks").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.TryGetProperty("at", out var at) ? at.GetString() : null));
        return when(shown) ? shown : null;
    });

    private sealed record Shown(int Version, IReadOnlyDictionary<string, string?> Clocks);
}
