using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using UglyToad.PdfPig;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed class A_packet_over_http(InProcessHub hub) : IClassFixture<InProcessHub>
{
    private const string Owner = "ZZ0000051";
    private const string Other = "ZZ0000052";
    private const string Stranger = "ZZ0000053";

    private static string Rows(string number, string ori, string another) => $$"""
        [{"sourceId":"{{number}}","leadNumber":"{{number}}","kind":"lead","at":"2026-03-01T12:00:00Z","exhibits":[
          {"ori":"{{ori}}","caseNumber":"P-1","exhibitNumber":"1"},
          {"ori":"{{another}}","caseNumber":"P-2","exhibitNumber":"1"}]}]
        """;

    private static async Task<string> PacketAsync(HttpClient agency) => await Eventually.FindsAsync(async () =>
    {
        var inbox = await agency.GetFromJsonAsync<JsonElement>("/api/v1/inbox");
        return inbox.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("packetId").GetString()).FirstOrDefault();
    });

    [Fact]
    public async Task Comes_on_paper_for_its_recipient_and_for_nobody_else()
    {
        using var owner = await hub.AgencyAsync(Owner);
        using var other = await hub.AgencyAsync(Other);
        using var stranger = await hub.AgencyAsync(Stranger);
        using (var registered = await owner.PostAsJsonAsync("/api/v1/evidence", new { ori = Owner, caseNumber = "P-1", exhibitNumber = "1", kind = "cartridgeCase", recoveredAt = "2026-02-28T20:00:00Z" }))
        {
            var exhibit = await registered.Content.ReadFromJsonAsync<JsonElement>();
            using var image = new ByteArrayContent(Picture());
            image.Headers.ContentType = new("image/jpeg");
            using var stored = await owner.PutAsync($"/api/v1/evidence/{exhibit.GetProperty("id").GetString()}/images/breechFace", image);
            Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        }

        using (var sent = await owner.PostAsync("/api/v1/feeds/nibin", new StringContent(Rows("26-0501", Owner, Other), Encoding.UTF8, "application/json")))
        {
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        }

        var packet = await PacketAsync(other);
        using (var answer = await owner.GetAsync($"/api/v1/packets/{packet}.pdf"))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("application/pdf", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal($"{packet}-1.pdf", answer.Content.Headers.ContentDisposition?.FileNameStar);
            using var paper = PdfDocument.Open(await answer.Content.ReadAsByteArrayAsync());
            Assert.Contains("Lead 26-0501: unconfirmed", paper.GetPage(1).Text, StringComparison.Ordinal);
            Assert.Equal(1, paper.GetPages().Sum(p => p.NumberOfImages));
        }

        // Who does not own the exhibit is told who holds its image.
        using (var paper = PdfDocument.Open(await other.GetByteArrayAsync($"/api/v1/packets/{packet}.pdf?version=1")))
        {
            Assert.Equal(0, paper.GetPages().Sum(p => p.NumberOfImages));
            Assert.Contains($"Held by {Owner}, ask them: breech face of exhibit 1, case P-1", string.Concat(paper.GetPages().Select(p => p.Text)), StringComparison.Ordinal);
        }

        using var none = await stranger.GetAsync($"/api/v1/packets/{packet}.pdf");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        using var later = await owner.GetAsync($"/api/v1/packets/{packet}.pdf?version=9");
        Assert.Equal(HttpStatusCode.NotFound, later.StatusCode);
        using var bad = await owner.GetAsync($"/api/v1/packets/{packet}.pdf?version=one");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        using var json = await owner.GetAsync($"/api/v1/packets/{packet}");
        Assert.Equal("application/json", json.Content.Headers.ContentType?.MediaType);

        // Whoever was sent it or read it is in the log, those who were refused are not.
        using var supervisor = await hub.ClientAsync(["Cgic.Supervisor"]);
        var releases = await Eventually.FindsAsync(async () =>
        {
            var log = await supervisor.GetFromJsonAsync<JsonElement>($"/api/v1/leads/ld-{packet[3..]}/releases");
            var told = log.GetProperty("items").EnumerateArray().SelectMany(e => e.GetProperty("releases").EnumerateArray()).Select(r => $"{r.GetProperty("ori")} {r.GetProperty("form")}").ToList();
            return told.Count >= 5 ? told : null;
        });
        Assert.Equal([$"{Owner} json", $"{Owner} message", $"{Owner} paper", $"{Other} message", $"{Other} paper"], releases.Order(StringComparer.Ordinal));
        using var refused = await stranger.GetAsync($"/api/v1/leads/ld-{packet[3..]}/releases");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    private static byte[] Picture()
    {
        using var bitmap = new SkiaSharp.SKBitmap(64, 48);
        bitmap.Erase(SkiaSharp.SKColors.SlateGray);
        using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
