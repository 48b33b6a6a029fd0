using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Records;

namespace CgiHub.EndToEnd.Tests.Host;

/// <summary>A supervisor's decisions, over HTTP.</summary>
public sealed class Who_is_who(InProcessHub hub) : IClassFixture<InProcessHub>
{
    private const string Agency = "ZZ0000001";

    private static Person Somebody(string name, int year, string? fbi = null) => new()
    {
        FullName = name,
        Dob = new DateOnly(year, 4, 17),
        Ids = fbi is null ? null : [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = fbi }],
    };

    private static string IdOf(Person person) => "pr" + PersonKeys.Of(person).Min(k => k.Value)![2..];

    private async Task<(string One, string Other)> TwoPersonsAsync(int year)
    {
        using var agency = await hub.AgencyAsync(Agency);
        foreach (var (number, name) in new[] { ($"A{year}", "Testa Sample"), ($"B{year}", "Uno Other") })
        {
            var row = new[] { new { sourceId = number, arrestNumber = number, arrestedAt = "2026-01-10T12:00:00Z", offenses = new[] { "520" }, person = new { fullName = name, dob = $"{year}-04-17" } } };
            using var sent = await agency.PostAsJsonAsync("/api/v1/feeds/arrests", row);
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        }

        return (IdOf(Somebody("Testa Sample", year)), IdOf(Somebody("Uno Other", year)));
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(HttpClient client, string path, string body)
    {
        using var answer = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    private static string[] RecordsOf(JsonElement file) => [.. file.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("ref").GetProperty("sourceId").GetString()!).Order(StringComparer.Ordinal)];

    private static string[] ReasonsOf(JsonElement file) => [.. file.GetProperty("because").EnumerateArray().Select(r => r.GetProperty("text").GetString()!)];

    [Fact]
    public async Task Is_decided_by_a_supervisor_and_stands_in_the_persons_file()
    {
        var (one, other) = await TwoPersonsAsync(1981);
        using var supervisor = await hub.ClientAsync(["Cgic.Supervisor"]);
        var joined = await PostAsync(supervisor, $"/api/v1/persons/{one}/join", $$"""{"with":"{{other}}","reason":"One man, says the jail."}""");
        Assert.Equal(HttpStatusCode.OK, joined.Status);
        Assert.Equal(["A1981", "B1981"], RecordsOf(joined.Body));

        using var analyst = await hub.ClientAsync(["Cgic.Analyst"]);
        var file = await analyst.GetFromJsonAsync<JsonElement>($"/api/v1/persons/{other}");
        Assert.Equal(["A1981", "B1981"], RecordsOf(file));
        Assert.Contains(ReasonsOf(file), r => r.StartsWith("Joined by ", StringComparison.Ordinal) && r.EndsWith(": One man, says the jail.", StringComparison.Ordinal));
        Assert.Equal("join", file.GetProperty("decisions")[0].GetProperty("kind").GetString());

        var split = await PostAsync(supervisor, $"/api/v1/persons/{one}/split", $$"""{"records":["arrests/{{Agency}}/B1981"],"reason":"They are brothers."}""");
        Assert.Equal(HttpStatusCode.OK, split.Status);
        Assert.Equal(["A1981"], RecordsOf(split.Body));
        Assert.Equal(["B1981"], RecordsOf(await analyst.GetFromJsonAsync<JsonElement>($"/api/v1/persons/{other}")));
        Assert.Contains(ReasonsOf(await analyst.GetFromJsonAsync<JsonElement>($"/api/v1/persons/{one}")), r => r.StartsWith("Held apart by ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Cgic.Analyst")]
    [InlineData("Hub.Admin")]
    public async Task Is_not_for_others_to_decide(string role)
    {
        using var client = await hub.ClientAsync([role]);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(client, "/api/v1/persons/pr-x/join", """{"with":"pr-y","reason":"Why."}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(client, "/api/v1/persons/pr-x/split", """{"records":["a/b/c"],"reason":"Why."}""")).Status);
    }

    [Fact]
    public async Task Is_not_found_where_there_is_no_such_person()
    {
        using var supervisor = await hub.ClientAsync(["Cgic.Supervisor"]);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(supervisor, "/api/v1/persons/pr-aaaaaaaaaaaaaaaa/join", """{"with":"pr-y","reason":"Why."}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(supervisor, "/api/v1/persons/pr-aaaaaaaaaaaaaaaa/split", """{"records":["a/b/c"],"reason":"Why."}""")).Status);
    }

    [Theory]
    [InlineData("join", "{", HttpStatusCode.BadRequest, null)]
    [InlineData("join", """{"reason":"Why."}""", HttpStatusCode.UnprocessableEntity, "/with")]
    [InlineData("join", """{"with":7,"reason":"Why."}""", HttpStatusCode.UnprocessableEntity, "/with")]
    [InlineData("join", """{"with":"pr-y","reason":" "}""", HttpStatusCode.UnprocessableEntity, "/reason")]
    [InlineData("split", """{"reason":"Why."}""", HttpStatusCode.UnprocessableEntity, "/records")]
    [InlineData("split", """{"records":["arrests/ZZ0000001/none"],"reason":"Why."}""", HttpStatusCode.UnprocessableEntity, "/records")]
    public async Task Is_refused_with_a_pointer_to_what_is_wrong(string what, string body, HttpStatusCode status, string? pointer)
    {
        var (one, _) = await TwoPersonsAsync(1982);
        using var supervisor = await hub.ClientAsync(["Cgic.Supervisor"]);
        var refused = await PostAsync(supervisor, $"/api/v1/persons/{one}/{what}", body);
        Assert.Equal(status, refused.Status);
        if (pointer is not null)
        {
            Assert.Contains(refused.Body.GetProperty("errors").EnumerateArray(), e => e.GetProperty("pointer").GetString() == pointer);
        }
    }
}
