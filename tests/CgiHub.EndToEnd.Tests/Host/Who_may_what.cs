using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace CgiHub.EndToEnd.Tests.Host;

/// <summary>Every route by every role, by every fault that a token can have, and by an agency that asks for another's.</summary>
public sealed class Who_may_what(InProcessHub hub) : IClassFixture<InProcessHub>
{
    private const string Submit = "Agency.Submit";
    private const string Receive = "Agency.Receive";
    private const string Analyst = "Cgic.Analyst";
    private const string Supervisor = "Cgic.Supervisor";
    private const string Admin = "Hub.Admin";
    private const string Own = "ZZ0000001";
    private const string Foreign = "ZZ0000002";

    private static readonly string[] Staff = [Analyst, Supervisor];
    private static readonly string[] Readers = [Submit, Receive, Analyst, Supervisor];

    /// <summary>Who may use which route, written down here once more on purpose: a route that is not in this list fails a test.</summary>
    private static readonly Dictionary<string, string[]> Matrix = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/admin/agencies"] = [Admin],
        ["GET /api/v1/admin/agencies/{ori}"] = [Admin],
        ["PUT /api/v1/admin/agencies/{ori}"] = [Admin],
        ["GET /api/v1/admin/audit"] = [Admin],
        ["GET /api/v1/admin/audit/verify"] = [Admin],
        ["GET /api/v1/admin/dead-letters"] = [Admin],
        ["DELETE /api/v1/admin/dead-letters/{id}"] = [Admin],
        ["POST /api/v1/admin/dead-letters/{id}/replay"] = [Admin],
        ["POST /api/v1/admin/lost-messages"] = [Admin],
        ["POST /api/v1/admin/mappings/try"] = [Admin],
        ["GET /api/v1/admin/holding"] = [Supervisor],
        ["GET /api/v1/admin/holding/{recordId}"] = [Supervisor],
        ["GET /api/v1/admin/holding/{recordId}/reviews"] = [Supervisor],
        ["POST /api/v1/admin/holding/{recordId}/approve"] = [Supervisor],
        ["POST /api/v1/admin/holding/{recordId}/decline"] = [Supervisor],
        ["GET /api/v1/admin/retention"] = [Admin, Supervisor],
        ["POST /api/v1/admin/retention/{recordId}/purge"] = [Admin, Supervisor],
        ["POST /api/v1/admin/retention/{recordId}/validate"] = [Admin, Supervisor],
        ["GET /api/v1/admin/sources"] = [Admin, Supervisor],
        ["POST /api/v1/admin/triage/preview"] = [Admin, Supervisor],
        ["GET /api/v1/agencies/{ori}/inbox"] = Staff,
        ["GET /api/v1/alerts"] = Staff,
        ["GET /api/v1/clocks"] = [.. Staff, Receive],
        ["GET /api/v1/clocks.csv"] = [.. Staff, Receive],
        ["GET /api/v1/digest"] = Staff,
        ["GET /api/v1/digest.pdf"] = Staff,
        ["GET /api/v1/events"] = Staff,
        ["POST /api/v1/evidence"] = [Submit],
        ["GET /api/v1/evidence/{id}"] = Readers,
        ["GET /api/v1/evidence/{id}/custody"] = Readers,
        ["GET /api/v1/evidence/{id}/images/{view}"] = Readers,
        ["HEAD /api/v1/evidence/{id}/images/{view}"] = Readers,
        ["PUT /api/v1/evidence/{id}/images/{view}"] = [Submit],
        ["POST /api/v1/evidence/{id}/images/{view}/upload"] = [Submit],
        ["POST /api/v1/evidence/{id}/images/{view}/upload/{uploadId}/complete"] = [Submit],
        ["POST /api/v1/feeds/{feed}"] = [Submit],
        ["GET /api/v1/groups"] = Staff,
        ["GET /api/v1/guns"] = Staff,
        ["GET /api/v1/guns/{id}"] = Staff,
        ["GET /api/v1/gunshots"] = Staff,
        ["GET /api/v1/inbox"] = [Receive],
        ["GET /api/v1/leads"] = Staff,
        ["GET /api/v1/leads/{id}"] = Staff,
        ["POST /api/v1/leads/{id}/assign"] = Staff,
        ["GET /api/v1/leads/{id}/case-map"] = Staff,
        ["POST /api/v1/leads/{id}/comment"] = Staff,
        ["POST /api/v1/leads/{id}/confirm"] = [Supervisor],
        ["POST /api/v1/leads/{id}/eliminate"] = [Supervisor],
        ["POST /api/v1/leads/{id}/outcomes"] = [Receive, .. Staff],
        ["POST /api/v1/leads/{id}/release"] = [Supervisor],
        ["GET /api/v1/leads/{id}/releases"] = [Supervisor, Receive, Admin],
        ["GET /api/v1/me"] = [.. Readers, Admin],
        ["GET /api/v1/packets/{id}"] = [Receive, .. Staff],
        ["GET /api/v1/packets/{id}.pdf"] = [Receive, .. Staff],
        ["POST /api/v1/packets/{id}/ack"] = [Receive],
        ["GET /api/v1/persons/{id}"] = Staff,
        ["POST /api/v1/persons/{id}/join"] = [Supervisor],
        ["POST /api/v1/persons/{id}/split"] = [Supervisor],
        ["GET /api/v1/places"] = Staff,
        ["GET /api/v1/receipts/{id}"] = [Submit],
        ["GET /api/v1/receipts/{id}/rejected"] = [Submit],
        ["GET /api/v1/search"] = Staff,
    };

    public static TheoryData<string> Routes => [.. Matrix.Keys];

    [Fact]
    public async Task Is_written_down_for_every_route_that_asks_who_calls()
    {
        using var client = hub.Anonymous();
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var routes = document.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Where(o => o.Value.GetProperty("security").GetArrayLength() > 0).Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}"));
        Assert.Equal(Matrix.Keys.Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Opens_a_route_for_its_roles_and_no_other(string route)
    {
        foreach (var role in new[] { Submit, Receive, Analyst, Supervisor, Admin })
        {
            using var client = await hub.ClientAsync([role], role.StartsWith("Agency.", StringComparison.Ordinal) ? Own : null);
            using var answer = await AskAsync(client, route);
            var refused = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
            Assert.True(refused != Matrix[route].Contains(role), $"{role}: {(int)answer.StatusCode}");
        }
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Opens_no_route_for_a_token_with_a_fault_and_says_the_same_of_each(string route)
    {
        var role = Matrix[route][0];
        var good = await hub.TokenAsync([role], Own);
        var key = await File.ReadAllBytesAsync(Path.Combine(hub.Data, "dev-token.key"));
        (string Fault, string? Token)[] faults =
        [
            ("none", null),
            ("no token", "abc"),
            ("expired", CraftedToken.Of(key, expires: DateTime.UtcNow.AddMinutes(-10), roles: role)),
            ("endless", CraftedToken.Of(key, expires: null, roles: role)),
            ("wrong audience", CraftedToken.Of(key, audience: "another", roles: role)),
            ("wrong issuer", CraftedToken.Of(key, issuer: "urn:another", roles: role)),
            ("altered", CraftedToken.Changed(good, claims: c => c.Replace(Own, Foreign, StringComparison.Ordinal))),
            ("none as algorithm", CraftedToken.Changed(good, header: _ => "{\"alg\":\"none\",\"typ\":\"JWT\"}", unsigned: true)),
            ("signature cut off", CraftedToken.Changed(good, unsigned: true)),
            ("another algorithm", CraftedToken.Of(key, roles: role, algorithm: SecurityAlgorithms.HmacSha512)),
            ("another key", CraftedToken.Of(RandomNumberGenerator.GetBytes(64), roles: role)),
        ];
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (fault, token) in faults)
        {
            using var client = hub.Anonymous();
            client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var answer = await AskAsync(client, route);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{fault}: {(int)answer.StatusCode}");
            said.Add(await SaidAsync(answer));
        }

        Assert.Single(said);
    }

    [Fact]
    public async Task Tells_nobody_that_what_another_agency_owns_exists()
    {
        using var owner = await hub.ClientAsync([Submit, Receive], Own);
        using var stranger = await hub.ClientAsync([Submit, Receive], Foreign);
        var exhibit = await CreatedAsync(owner, "/api/v1/evidence", """{"ori":"ZZ0000001","caseNumber":"26-1","exhibitNumber":"1","kind":"cartridgeCase","recoveredAt":"2026-01-01T10:00:00Z"}""");
        var receipt = await CreatedAsync(owner, "/api/v1/feeds/incidents", """[{"sourceId":"a","caseNumber":"26-1","occurredAt":"2026-01-01T09:00:00Z","type":"shotsFired","lat":40.7,"lon":-74.0},{"sourceId":"b"}]""");
        await CreatedAsync(owner, "/api/v1/feeds/nibin", """[{"sourceId":"n","leadNumber":"L-1","kind":"lead","at":"2026-01-02T10:00:00Z","exhibits":[{"ori":"ZZ0000001","caseNumber":"26-1","exhibitNumber":"1"},{"ori":"ZZ0000001","caseNumber":"26-2","exhibitNumber":"1"}]}]""");
        var packet = await Eventually.FindsAsync(async () => (await owner.GetFromJsonAsync<JsonElement>("/api/v1/inbox")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("packetId").GetString()).FirstOrDefault());
        var lead = "ld" + packet[2..];
        (string Route, string Id)[] owned =
        [
            ("GET /api/v1/evidence/{id}", exhibit),
            ("GET /api/v1/evidence/{id}/custody", exhibit),
            ("GET /api/v1/evidence/{id}/images/{view}", exhibit),
            ("POST /api/v1/evidence/{id}/images/{view}/upload", exhibit),
            ("GET /api/v1/receipts/{id}", receipt),
            ("GET /api/v1/receipts/{id}/rejected", receipt),
            ("GET /api/v1/packets/{id}", packet),
            ("GET /api/v1/packets/{id}.pdf", packet),
            ("POST /api/v1/packets/{id}/ack", packet),
            ("GET /api/v1/leads/{id}/releases", lead),
            ("POST /api/v1/leads/{id}/outcomes", lead),
        ];
        foreach (var (route, id) in owned)
        {
            const string Outcome = """{"kind":"arrest","at":"2026-01-03T10:00:00Z"}""";
            using var foreign = await AskAsync(stranger, route, id, Outcome);
            using var absent = await AskAsync(stranger, route, id[..3] + new string('a', id.Length - 3), Outcome);
            Assert.True(foreign.StatusCode == HttpStatusCode.NotFound, $"{route}: {(int)foreign.StatusCode}");
            Assert.Equal(await SaidAsync(absent), await SaidAsync(foreign));
            Assert.Equal(Headers(absent), Headers(foreign));
            using var own = await AskAsync(owner, route, id, Outcome);
            Assert.True(own.IsSuccessStatusCode || route.Contains("images", StringComparison.Ordinal), $"{route} for its owner: {(int)own.StatusCode}");
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string route, string? id = null, string body = "{}")
    {
        var (method, path) = (route[..route.IndexOf(' ', StringComparison.Ordinal)], route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        path = path.Replace("{ori}", Own, StringComparison.Ordinal).Replace("{feed}", "incidents", StringComparison.Ordinal).Replace("{view}", "breechFace", StringComparison.Ordinal)
            .Replace("{uploadId}", "up-a", StringComparison.Ordinal).Replace("{id}", id ?? "xx-aaaaaaaaaaaaaaaa", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT")
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<string> CreatedAsync(HttpClient client, string path, string body)
    {
        using var answer = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>A problem without what differs between any two answers; a HEAD has no body.</summary>
    private static async Task<string> SaidAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        if (body.Length == 0)
        {
            return "";
        }

        var problem = JsonNode.Parse(body)!.AsObject();
        Assert.True(problem.Remove("traceId"));
        return problem.ToJsonString();
    }

    private static IEnumerable<string> Headers(HttpResponseMessage answer) =>
        answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not "Date").Select(h => $"{h.Key}: {string.Join(", ", h.Value)}").Order(StringComparer.Ordinal);
}
