using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using UglyToad.PdfPig;

namespace CgiHub.EndToEnd.Tests.Host;

/// <summary>Originator control from the feed to every recipient: one agency keeps an arrest from a second, and names a third.</summary>
public sealed class A_record_kept_by_its_originator(InProcessHub hub) : IClassFixture<InProcessHub>
{
    private const string Originator = "ZZ0000061";
    private const string KeptOut = "ZZ0000062";
    private const string Named = "ZZ0000063";

    private static string Arrest(string readers) => $$$"""
        [{"sourceId":"a-61","arrestNumber":"KEPT-61","arrestedAt":"2026-03-01T10:00:00Z","offenses":["CPW 2"],"caseNumber":"K-1",
          "person":{"name":{"given":"Quillon","family":"Keptman"},"dob":"1990-02-03"},"handling":{"releasableTo":[{{{readers}}}]}}]
        """;

    private static async Task PostAsync(HttpClient agency, string feed, string rows)
    {
        using var answer = await agency.PostAsync($"/api/v1/feeds/{feed}", new StringContent(rows, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("rejected").GetInt32());
    }

    private static async Task<JsonElement> PacketAsync(HttpClient agency, Func<JsonElement, bool> isIt) => (await Eventually.FindsAsync(async () =>
    {
        var inbox = await agency.GetFromJsonAsync<JsonElement>("/api/v1/inbox?all=true");
        foreach (var item in inbox.GetProperty("items").EnumerateArray())
        {
            var packet = await agency.GetFromJsonAsync<JsonElement>($"/api/v1/packets/{item.GetProperty("packetId").GetString()}");
            if (isIt(packet))
            {
                return packet.GetRawText();
            }
        }

        return null;
    })) is var text ? JsonDocument.Parse(text).RootElement.Clone() : default;

    private static async Task<string> PaperAsync(HttpClient agency, JsonElement packet)
    {
        using var paper = PdfDocument.Open(await agency.GetByteArrayAsync($"/api/v1/packets/{packet.GetProperty("id").GetString()}.pdf"));
        return string.Concat(paper.GetPages().Select(p => p.Text));
    }

    private static bool Tells(JsonElement packet) => packet.GetRawText().Contains("Keptman", StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task Reaches_whom_it_names_and_another_only_once_it_names_them_too()
    {
        using var originator = await hub.AgencyAsync(Originator);
        using var keptOut = await hub.AgencyAsync(KeptOut);
        using var named = await hub.AgencyAsync(Named);
        await PostAsync(originator, "arrests", Arrest($"\"{Named}\""));
        await PostAsync(originator, "nibin", $$"""
            [{"sourceId":"n-61","leadNumber":"26-0661","kind":"lead","at":"2026-03-01T12:00:00Z","exhibits":[
              {"ori":"{{Originator}}","caseNumber":"K-1","exhibitNumber":"1"},
              {"ori":"{{KeptOut}}","caseNumber":"K-2","exhibitNumber":"1"},
              {"ori":"{{Named}}","caseNumber":"K-3","exhibitNumber":"1"}]}]
            """);

        foreach (var reader in new[] { originator, named })
        {
            var seen = await PacketAsync(reader, Tells);
            Assert.Equal(Named, Assert.Single(seen.GetProperty("arrests").EnumerateArray()).GetProperty("arrest").GetProperty("handling").GetProperty("releasableTo")[0].GetString());
            Assert.Contains($"ORIGINATOR-CONTROLLED by {Originator}", await PaperAsync(reader, seen), StringComparison.Ordinal);
        }

        var first = await PacketAsync(keptOut, _ => true);
        Assert.False(Tells(first));
        Assert.Empty(first.GetProperty("arrests").EnumerateArray());
        Assert.Contains(first.GetProperty("dissemination").GetProperty("withheld").EnumerateArray(), w => w.GetProperty("rule").GetString() == "originator");
        var paper = await PaperAsync(keptOut, first);
        Assert.DoesNotContain("Keptman", paper, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("originator control", paper, StringComparison.OrdinalIgnoreCase);

        // The originator widens the circle; whoever was kept out gets a next version with it.
        await PostAsync(originator, "arrests", Arrest($"\"{Named}\",\"{KeptOut}\""));
        var second = await PacketAsync(keptOut, Tells);
        Assert.True(second.GetProperty("version").GetInt32() > first.GetProperty("version").GetInt32());

        // What they were told before stays as it was.
        var before = await keptOut.GetFromJsonAsync<JsonElement>($"/api/v1/packets/{first.GetProperty("id").GetString()}?version={first.GetProperty("version").GetInt32()}");
        Assert.False(Tells(before));

        // Staff work on every record, and see which ones are kept.
        using var analyst = await hub.ClientAsync(["Cgic.Analyst"]);
        var whole = await analyst.GetFromJsonAsync<JsonElement>($"/api/v1/packets/{first.GetProperty("id").GetString()}");
        Assert.Equal(2, whole.GetProperty("provenance").EnumerateArray().Single(p => p.GetProperty("record").GetString() == $"arrests/{Originator}/a-61").GetProperty("releasableTo").GetArrayLength());
    }
}
