using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Evidence;

public sealed class Evidence_over_http(EvidenceHub hub) : IClassFixture<EvidenceHub>
{
    [Fact]
    public async Task Is_registered_once_with_a_link_to_what_is_there()
    {
        using var created = await hub.Client.PostAsJsonAsync("/api/v1/evidence", EvidenceHub.Registration("once"));
        var exhibit = await EvidenceHub.JsonAsync(created, 201);
        var self = exhibit.GetProperty("links").GetProperty("self").GetString();
        Assert.Equal($"/api/v1/evidence/{exhibit.GetProperty("id").GetString()}", self);
        Assert.Equal(self, created.Headers.Location?.OriginalString);
        Assert.Equal("2026-01-05T16:00:00Z", exhibit.GetProperty("recoveredAt").GetString());

        using var again = await hub.Client.PostAsJsonAsync("/api/v1/evidence", EvidenceHub.Registration("once"));
        await EvidenceHub.ProblemAsync(again, 409, 2001);
        Assert.Equal(self, again.Headers.Location?.OriginalString);

        using var unchanged = await hub.GetAsync(self!, ("If-None-Match", created.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        using var image = await hub.PutAsync(self + "/images/overall", EvidenceHub.Jpeg);
        using var changed = await hub.GetAsync(self!, ("If-None-Match", created.Headers.ETag.ToString()));
        Assert.Equal("overall", (await EvidenceHub.JsonAsync(changed, 200)).GetProperty("images")[0].GetProperty("view").GetString());
    }

    [Fact]
    public async Task Is_registered_under_a_key_that_replays_the_first_answer()
    {
        var key = ("Idempotency-Key", "register-1");
        using var first = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, "/api/v1/evidence", JsonContent.Create(EvidenceHub.Registration("keyed")), key);
        using var again = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, "/api/v1/evidence", JsonContent.Create(EvidenceHub.Registration("keyed")), key);
        using var other = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, "/api/v1/evidence", JsonContent.Create(EvidenceHub.Registration("other")), key);
        Assert.Equal((201, 201), ((int)first.StatusCode, (int)again.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal((first.Headers.Location, first.Headers.ETag), (again.Headers.Location, again.Headers.ETag));
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotency-Replayed")));
        await EvidenceHub.ProblemAsync(other, 422, 1010);

        var upload = first.Headers.Location!.OriginalString + "/images/surface/upload";
        using var offer = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, upload, null, key);
        using var same = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, upload, null, key);
        Assert.Equal((await EvidenceHub.JsonAsync(offer, 201)).ToString(), (await EvidenceHub.JsonAsync(same, 201)).ToString());
        Assert.Equal(["registered", "uploadOffered"], await hub.CustodyAsync(first.Headers.Location.OriginalString));
    }

    [Theory]
    [InlineData("""{"ori":"ZZ0010100","caseNumber":"1","exhibitNumber":"1","kind":"spoon","recoveredAt":"2026-01-05T10:00:00Z"}""", 422, "/kind")]
    [InlineData("""{"ori":"ZZ0010100","caseNumber":"1","exhibitNumber":"1","kind":"bullet","recoveredAt":"2026-01-05T10:00:00"}""", 422, "/recoveredAt")]
    [InlineData("""{"ori":"ZZ0010100","caseNumber":7,"exhibitNumber":"1","kind":"bullet","recoveredAt":"2026-01-05T10:00:00Z"}""", 422, "/caseNumber")]
    [InlineData("""{"ori":"ZZ0010100","caseNumber":"1","exhibitNumber":"1","kind":"bullet","recoveredAt":"2026-01-05T10:00:00Z","lat":91,"lon":0}""", 422, "/lat")]
    [InlineData("[]", 400, null)]
    [InlineData("{", 400, null)]
    [InlineData("", 400, null)]
    public async Task Said_wrongly_is_refused_at_the_field(string body, int status, string? pointer)
    {
        using var answer = await hub.Client.PostAsync("/api/v1/evidence", new StringContent(body, Encoding.UTF8, "application/json"));
        var problem = await EvidenceHub.ProblemAsync(answer, status, status == 400 ? 1006 : 1005);
        Assert.Equal(pointer, pointer is null ? null : problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task In_another_form_than_json_or_too_long_is_refused()
    {
        using var form = await hub.Client.PostAsync("/api/v1/evidence", new StringContent("ori=ZZ0010100", Encoding.UTF8, "application/x-www-form-urlencoded"));
        await EvidenceHub.ProblemAsync(form, 415, 1007);
        using var novel = await hub.Client.PostAsync("/api/v1/evidence", new StringContent($"{{\"note\":\"{new string('a', 70_000)}\"}}", Encoding.UTF8, "application/json"));
        await EvidenceHub.ProblemAsync(novel, 413, 1008);
    }

    [Fact]
    public async Task Takes_an_image_once_and_supersedes_it_on_condition()
    {
        var exhibit = await hub.RegisterAsync();
        var path = exhibit + "/images/breechFace";
        using var created = await hub.PutAsync(path, EvidenceHub.Png, ("Repr-Digest", EvidenceHub.Digest(EvidenceHub.Png)));
        var image = await EvidenceHub.JsonAsync(created, 201);
        Assert.Equal(
            (EvidenceHub.Sha256(EvidenceHub.Png), EvidenceHub.Png.Length, "png", 640, 640, path + "?size=preview"),
            (image.GetProperty("sha256").GetString(), image.GetProperty("bytes").GetInt32(), image.GetProperty("format").GetString(), image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32(), image.GetProperty("preview").GetString()));
        Assert.Equal((path, $"\"{EvidenceHub.Sha256(EvidenceHub.Png)}\""), (created.Headers.Location?.OriginalString, created.Headers.ETag?.ToString()));

        using var again = await hub.PutAsync(path, EvidenceHub.Png);
        Assert.Equal(image.ToString(), (await EvidenceHub.JsonAsync(again, 200)).ToString());
        using var other = await hub.PutAsync(path, EvidenceHub.Jpeg);
        await EvidenceHub.ProblemAsync(other, 409, 2101);
        Assert.Equal(path, other.Headers.Location?.OriginalString);
        using var stale = await hub.PutAsync(path, EvidenceHub.Jpeg, ("If-Match", "\"0123\""));
        await EvidenceHub.ProblemAsync(stale, 412, 1009);
        using var superseded = await hub.PutAsync(path, EvidenceHub.Jpeg, ("If-Match", created.Headers.ETag!.ToString()));
        Assert.Equal(2, (await EvidenceHub.JsonAsync(superseded, 201)).GetProperty("version").GetInt32());

        Assert.Equal(EvidenceHub.Jpeg, await hub.Client.GetByteArrayAsync(path));
        Assert.Equal(EvidenceHub.Png, await hub.Client.GetByteArrayAsync(path + "?version=1"));
        Assert.Equal(["registered", "imageStored", "imageSuperseded", "imageRead", "imageRead"], await hub.CustodyAsync(exhibit));
    }

    [Fact]
    public async Task Is_checked_against_the_digest_that_was_promised()
    {
        var path = await hub.RegisterAsync() + "/images/breechFace";
        using var unreadable = await hub.PutAsync(path, EvidenceHub.Png, ("Repr-Digest", "sha-256=zero"));
        await EvidenceHub.ProblemAsync(unreadable, 400, 2102);
        using var wrong = await hub.PutAsync(path, EvidenceHub.Png, ("Repr-Digest", EvidenceHub.Digest(EvidenceHub.Jpeg)));
        await EvidenceHub.ProblemAsync(wrong, 400, 2103);
        using var nothing = await hub.GetAsync(path);
        await EvidenceHub.ProblemAsync(nothing, 404, 1004);
        using var right = await hub.PutAsync(path, EvidenceHub.Png, ("Repr-Digest", "sha-512=:AAAA:, " + EvidenceHub.Digest(EvidenceHub.Png)));
        await EvidenceHub.JsonAsync(right, 201);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Too_large_for_a_request_is_shown_the_valet_key(bool saysItsLength)
    {
        var path = await hub.RegisterAsync() + "/images/breechFace";
        byte[] body = [.. EvidenceHub.Png, .. new byte[EvidenceHub.HttpUploadLimit]];
        using HttpContent content = saysItsLength ? new ByteArrayContent(body) : new StreamContent(new Unending(body, body.Length));
        using var answer = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Put, path, content);
        var problem = await EvidenceHub.ProblemAsync(answer, 413, 2105);
        Assert.Equal(path + "/upload", answer.Headers.Location?.OriginalString);
        Assert.Contains(path + "/upload", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text and no image", 415, 2106, "Send JPEG, PNG or TIFF, or an X3P surface.")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", 415, 2106, "export it as JPEG")]
    [InlineData("\u0089PNG\r\n\u001a\n and no more", 422, 2107, "Nothing was stored")]
    [InlineData("PK\u0003\u0004 and no more", 422, 2107, "ends too early")]
    [InlineData("II*\0 and no more", 422, 2107, "Nothing was stored")]
    [InlineData("", 422, 2107, "empty")]
    public async Task That_is_no_readable_image_is_refused_with_the_reason(string body, int status, int number, string because)
    {
        var path = await hub.RegisterAsync() + "/images/breechFace";
        using var answer = await hub.PutAsync(path, Encoding.Latin1.GetBytes(body));
        var problem = await EvidenceHub.ProblemAsync(answer, status, number);
        Assert.Contains(because, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Has_previews_for_looking_and_nothing_else()
    {
        var exhibit = await hub.RegisterAsync();
        using var photo = await hub.PutAsync(exhibit + "/images/breechFace", EvidenceHub.Jpeg);
        using var surface = await hub.PutAsync(exhibit + "/images/surface", EvidenceHub.Surface);
        foreach (var (view, type) in new[] { ("breechFace", "image/jpeg"), ("surface", "image/png") })
        {
            using var preview = await hub.GetAsync($"{exhibit}/images/{view}?size=preview");
            Assert.Equal((200, type, "nosniff"), ((int)preview.StatusCode, preview.Content.Headers.ContentType?.MediaType, preview.Headers.GetValues("X-Content-Type-Options").Single()));
            using var picture = SkiaSharp.SKBitmap.Decode(await preview.Content.ReadAsByteArrayAsync());
            Assert.InRange(Math.Max(picture.Width, picture.Height), 180, 512);
            using var known = await hub.GetAsync($"{exhibit}/images/{view}?size=preview", ("If-None-Match", preview.Headers.ETag!.ToString()));
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        }

        using var relief = await hub.GetAsync(exhibit + "/images/surface?size=relief");
        Assert.Equal((200, "image/png", "nosniff"), ((int)relief.StatusCode, relief.Content.Headers.ContentType?.MediaType, relief.Headers.GetValues("X-Content-Type-Options").Single()));
        using var unchanged = await hub.GetAsync(exhibit + "/images/surface?size=relief", ("If-None-Match", relief.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        using var flat = await hub.GetAsync(exhibit + "/images/breechFace?size=relief");
        Assert.Equal(HttpStatusCode.NotFound, flat.StatusCode);

        Assert.Equal(["registered", "imageStored", "imageStored"], await hub.CustodyAsync(exhibit));
        using var odd = await hub.GetAsync(exhibit + "/images/surface?size=huge");
        await EvidenceHub.ProblemAsync(odd, 422, 1005);
        using var version = await hub.GetAsync(exhibit + "/images/surface?version=zero");
        await EvidenceHub.ProblemAsync(version, 422, 1005);
    }

    [Fact]
    public async Task Of_another_agency_does_not_exist()
    {
        var exhibit = await hub.RegisterAsync();
        using var image = await hub.PutAsync(exhibit + "/images/breechFace", EvidenceHub.Png);
        using var stranger = await hub.ClientAsync("ZZ0020100", "Agency.Submit", "Agency.Receive");
        var attempts = new (HttpMethod Method, string Path)[]
        {
            (HttpMethod.Get, ""), (HttpMethod.Get, "/custody"), (HttpMethod.Get, "/images/breechFace"), (HttpMethod.Head, "/images/breechFace"), (HttpMethod.Get, "/images/breechFace?size=preview"),
            (HttpMethod.Put, "/images/breechFace"), (HttpMethod.Post, "/images/overall/upload"), (HttpMethod.Post, $"/images/overall/upload/{new string('a', 32)}/complete"),
        };
        foreach (var (method, path) in attempts)
        {
            using var answer = await EvidenceHub.SendAsync(stranger, method, exhibit + path, method == HttpMethod.Put ? new ByteArrayContent(EvidenceHub.Png) : null);
            Assert.Equal((404, $"{method} {path}"), ((int)answer.StatusCode, $"{method} {path}"));

            // Not even by what the answer says can it be told from what never was.
            using var never = await EvidenceHub.SendAsync(stranger, method, exhibit[..^4] + "aaaa" + path, method == HttpMethod.Put ? new ByteArrayContent(EvidenceHub.Png) : null);
            Assert.Equal(Said(await answer.Content.ReadAsStringAsync()), Said(await never.Content.ReadAsStringAsync()));
        }

        Assert.Equal(["registered", "imageStored"], await hub.CustodyAsync(exhibit));

        static string? Said(string body) => body.Length == 0 ? null : JsonSerializer.Deserialize<JsonElement>(body).GetProperty("detail").GetString();
    }

    [Fact]
    public async Task Is_for_those_whose_role_it_is()
    {
        var exhibit = await hub.RegisterAsync();
        using var image = await hub.PutAsync(exhibit + "/images/breechFace", EvidenceHub.Png);
        using var receiver = await hub.ClientAsync(EvidenceHub.Agency, "Agency.Receive");
        using var analyst = await hub.ClientAsync(null, "Cgic.Analyst");
        using var admin = await hub.ClientAsync(null, "Hub.Admin");
        using var nobody = hub.Anonymous();
        Assert.Equal(
            [(200, 403), (200, 403), (403, 403), (401, 401)],
            [await BothAsync(receiver), await BothAsync(analyst), await BothAsync(admin), await BothAsync(nobody)]);

        async Task<(int, int)> BothAsync(HttpClient client)
        {
            using var read = await EvidenceHub.SendAsync(client, HttpMethod.Get, exhibit + "/images/breechFace");
            using var write = await EvidenceHub.SendAsync(client, HttpMethod.Put, exhibit + "/images/overall", new ByteArrayContent(EvidenceHub.Png));
            return ((int)read.StatusCode, (int)write.StatusCode);
        }
    }

    [Theory]
    [InlineData("DELETE", "")]
    [InlineData("DELETE", "/custody")]
    [InlineData("PUT", "/custody")]
    [InlineData("POST", "/custody")]
    [InlineData("DELETE", "/images/breechFace")]
    [InlineData("PATCH", "/images/breechFace")]
    public async Task Cannot_be_unmade(string method, string path)
    {
        using var answer = await EvidenceHub.SendAsync(hub.Client, new HttpMethod(method), await hub.RegisterAsync() + path);
        await EvidenceHub.ProblemAsync(answer, 405, 1016);
    }

    [Fact]
    public async Task Whose_sender_goes_away_leaves_nothing()
    {
        var exhibit = await hub.RegisterAsync();
        using (var socket = new TcpClient(hub.Address.Host, hub.Address.Port))
        {
            var head = $"PUT {exhibit}/images/breechFace HTTP/1.1\r\nHost: {hub.Address.Authority}\r\nAuthorization: {hub.Client.DefaultRequestHeaders.Authorization}\r\nContent-Length: {EvidenceHub.Png.Length}\r\n\r\n";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            await socket.GetStream().WriteAsync(EvidenceHub.Png.AsMemory(0, EvidenceHub.Png.Length / 2));
            await Host.Eventually.HoldsAsync(() => Staged() > 0);
            socket.LingerState = new LingerOption(true, 0);
        }

        await Host.Eventually.HoldsAsync(() => Staged() == 0);
        using var nothing = await hub.GetAsync(exhibit + "/images/breechFace");
        await EvidenceHub.ProblemAsync(nothing, 404, 1004);
        using var sent = await hub.PutAsync(exhibit + "/images/breechFace", EvidenceHub.Png);
        await EvidenceHub.JsonAsync(sent, 201);

        // Other tests of this class come and go with whole images; half of one stays until its sender has gone.
        int Staged() => Directory.EnumerateFiles(hub.Data, "*", SearchOption.AllDirectories).Count(f => Path.GetFileName(Path.GetDirectoryName(f)) == "staging");
    }
}
