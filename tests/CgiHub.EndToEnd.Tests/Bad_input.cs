using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests;

/// <summary>A hub that nothing good was sent to.</summary>
public sealed class EmptyHub : IAsyncLifetime
{
    public const string Agency = "ZZ0010100";

    private HubProcess? _hub;

    public HubProcess Hub => _hub!;

    public HttpClient Client { get; private set; } = new();

    public async Task InitializeAsync()
    {
        _hub = await HubProcess.StartAsync();
        Client.Dispose();
        Client = await _hub.ClientAsync(Agency, "Agency.Submit", "Agency.Receive");
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (_hub is not null)
        {
            await _hub.DisposeAsync();
        }
    }
}

/// <summary>Whatever comes in, a clear answer goes out, and nothing else is lost.</summary>
public sealed class Bad_input(EmptyHub empty) : IClassFixture<EmptyHub>
{
    private const string Incident = """{"sourceId":"i1","caseNumber":"26-1","occurredAt":"2026-01-05T10:00:00Z","type":"shotsFired","lat":41.5,"lon":-99.5}""";

    [Theory]
    [InlineData("GET", "/api/v1/inbox", 401, "no token")]
    [InlineData("POST", "/api/v1/feeds/incidents", 401, "no token")]
    [InlineData("GET", "/api/v1/nowhere", 404, "no route")]
    [InlineData("GET", "/api/v1/admin/audit", 401, "no token")]
    public async Task From_nobody_in_particular_is_turned_away(string method, string path, int status, string why)
    {
        Assert.NotEmpty(why);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await empty.Hub.Anonymous.SendAsync(request);
        await IsProblemAsync(answer, status);
    }

    [Theory]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZXMiOlsiSHViLkFkbWluIl19.")]
    [InlineData("Basic YTpi")]
    public async Task With_a_forged_token_is_turned_away(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/admin/agencies");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await empty.Hub.Anonymous.SendAsync(request);
        await IsProblemAsync(answer, 401);
    }

    [Fact]
    public async Task For_another_role_is_refused()
    {
        using var answer = await empty.Client.GetAsync("/api/v1/admin/agencies");
        await IsProblemAsync(answer, 403);
    }

    [Fact]
    public async Task Of_another_media_type_is_refused_with_those_that_are_read()
    {
        using var answer = await PostAsync("incidents", "<incident/>", "application/xml");
        var problem = await IsProblemAsync(answer, 415);
        Assert.Contains("application/x-ndjson", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_a_feed_that_does_not_exist_is_not_found()
    {
        using var answer = await PostAsync("horoscopes", Incident, "application/x-ndjson");
        await IsProblemAsync(answer, 404);
    }

    [Fact]
    public async Task In_one_row_leaves_the_other_rows_alone()
    {
        var good = Incident.Replace("i1", "mixed-good", StringComparison.Ordinal);
        var bad = Incident.Replace("i1", "mixed-bad", StringComparison.Ordinal).Replace("41.5", "141.5", StringComparison.Ordinal);
        using var answer = await PostAsync("incidents", $"{good}\n{bad}\nnot json at all\n", "application/x-ndjson");
        Assert.Equal(200, (int)answer.StatusCode);
        var receipt = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((3, 1, 2), (receipt.GetProperty("received").GetInt32(), receipt.GetProperty("accepted").GetInt32(), receipt.GetProperty("rejected").GetInt32()));
        Assert.Equal("/lat", receipt.GetProperty("errors")[0].GetProperty("pointer").GetString());

        using var again = await PostAsync("incidents", good, "application/x-ndjson");
        Assert.Equal(1, (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("duplicates").GetInt32());

        var rejected = await empty.Client.GetStringAsync($"/api/v1/receipts/{receipt.GetProperty("id").GetString()}/rejected");
        Assert.Contains("mixed-bad", rejected, StringComparison.Ordinal);
        Assert.DoesNotContain("mixed-good", rejected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_an_agency_about_exhibits_that_are_not_its_own_is_rejected()
    {
        const string Foreign = """{"sourceId":"n1","leadNumber":"26-1","kind":"lead","at":"2026-01-05T10:00:00Z","exhibits":[{"ori":"ZZ0020100","caseNumber":"1","exhibitNumber":"1"},{"ori":"ZZ0030100","caseNumber":"2","exhibitNumber":"1"}]}""";
        using var answer = await PostAsync("nibin", Foreign, "application/x-ndjson");
        var receipt = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(1, receipt.GetProperty("rejected").GetInt32());
    }

    [Fact]
    public async Task For_evidence_names_every_field_that_is_wrong()
    {
        using var answer = await empty.Client.PostAsJsonAsync("/api/v1/evidence", new { ori = "ZZ0020100", caseNumber = "", exhibitNumber = "1", kind = "cartridgeCase", recoveredAt = "2026-01-05T10:00:00Z" });
        var problem = await IsProblemAsync(answer, 422);
        Assert.NotEmpty(problem.GetProperty("errors").EnumerateArray());
        Assert.All(problem.GetProperty("errors").EnumerateArray(), e => Assert.StartsWith("/", e.GetProperty("pointer").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task That_is_no_json_is_malformed()
    {
        using var content = new StringContent("{\"ori\":", Encoding.UTF8, "application/json");
        using var answer = await empty.Client.PostAsync("/api/v1/evidence", content);
        await IsProblemAsync(answer, 400);
    }

    [Theory]
    [InlineData("this is text and no picture", 415)]
    [InlineData("\u00ff\u00d8\u00ff\u00e0 begins like a JPEG and ends", 422)]
    public async Task Instead_of_an_image_is_refused_and_nothing_is_kept(string body, int status)
    {
        var id = await RegisterAsync("image-" + status);
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        using var answer = await empty.Client.PutAsync($"/api/v1/evidence/{id}/images/breechFace", content);
        await IsProblemAsync(answer, status);
        using var kept = await empty.Client.GetAsync($"/api/v1/evidence/{id}/images/breechFace");
        await IsProblemAsync(kept, 404);
    }

    [Fact]
    public async Task With_another_digest_than_promised_is_refused()
    {
        var id = await RegisterAsync("digest");
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/evidence/{id}/images/breechFace")
        {
            Content = new ByteArrayContent(new Partners.Simulation.SimulatedImage("breechFace", Partners.Simulation.ImageFormat.Jpeg, 1, 1).Draw()),
        };
        request.Headers.Add("Repr-Digest", $"sha-256=:{Convert.ToBase64String(new byte[32])}:");
        using var answer = await empty.Client.SendAsync(request);
        await IsProblemAsync(answer, 400);
    }

    [Theory]
    [InlineData("/api/v1/inbox?limit=0")]
    [InlineData("/api/v1/inbox?limit=many")]
    public async Task In_a_query_is_refused(string path)
    {
        using var answer = await empty.Client.GetAsync(path);
        await IsProblemAsync(answer, 422);
    }

    [Fact]
    public async Task In_a_cursor_is_refused()
    {
        using var answer = await empty.Client.GetAsync("/api/v1/inbox?cursor=made-up");
        await IsProblemAsync(answer, 400);
    }

    private async Task<string> RegisterAsync(string exhibit)
    {
        using var answer = await empty.Client.PostAsJsonAsync("/api/v1/evidence", new { ori = EmptyHub.Agency, caseNumber = "26-9", exhibitNumber = exhibit, kind = "cartridgeCase", recoveredAt = "2026-01-05T10:00:00Z" });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private async Task<HttpResponseMessage> PostAsync(string feed, string body, string mediaType)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return await empty.Client.PostAsync($"/api/v1/feeds/{feed}", content);
    }

    private static async Task<JsonElement> IsProblemAsync(HttpResponseMessage answer, int status)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"Expected {status}, got {(int)answer.StatusCode}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.All(new[] { "type", "title", "detail", "traceId" }, name => Assert.NotEmpty(problem.GetProperty(name).GetString()!));
        Assert.DoesNotContain("CgiHub.", body, StringComparison.Ordinal);
        return problem;
    }
}
