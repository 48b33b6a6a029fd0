using System.Text.Json;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Cli;

public sealed class What_administrators_do_with_the_tool(ToolHub hub) : IClassFixture<ToolHub>, IAsyncLifetime
{
    private const string Mapping = """
        {"timeZone":"America/New_York","where":{"BORO":["BRONX"]},
         "fields":{"sourceId":{"columns":["KEY"]},"caseNumber":{"columns":["KEY"]},"occurredAt":{"columns":["DATE"],"formats":["MM/dd/yyyy"]},
                   "type":{"constant":"shotsFired"},"lat":{"columns":["Y"]},"lon":{"columns":["X"]}}}
        """;

    private readonly ToolProcess _tool = new();
    private readonly string _agency = ToolHub.NewAgency();

    [Fact]
    public async Task Is_to_write_the_registry_and_not_over_anothers_change()
    {
        _tool.Write("agency.json", $$"""{"ori":"{{_agency}}","name":"North"}""");
        (await _tool.RunAsync("agency", "set", "agency.json", "--create")).ExitsWith(0);
        (await _tool.RunAsync("agency", "set", "agency.json", "--create")).ExitsWith(4);
        var read = (await _tool.RunAsync("agency", "get", _agency)).ExitsWith(0);
        var version = read.Error.Trim()["version ".Length..];
        Assert.Equal("North", read.Json.GetProperty("name").GetString());
        (await _tool.RunAsync(read.Output.Replace("North", "South", StringComparison.Ordinal), ["agency", "set", "-", "--if-match", version])).ExitsWith(0);
        (await _tool.RunAsync(read.Output, ["agency", "set", "-", "--if-match", version])).ExitsWith(4);

        var listed = (await _tool.RunAsync("agency", "ls", "--json")).ExitsWith(0).Json.EnumerateArray().Single(a => a.GetProperty("ori").GetString() == _agency);
        Assert.Equal("South", listed.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Is_to_try_a_mapping_before_it_is_saved()
    {
        _tool.Write("mapping.json", Mapping);
        _tool.Write("sample.csv", "KEY,DATE,BORO,X,Y\n1,01/05/2026,BRONX,-73.9,40.8\n2,01/05/2026,KINGS,-73.9,40.7\n3,no date,BRONX,-73.9,40.8\n");
        var tried = (await _tool.RunAsync("mapping", "try", "incidents", "mapping.json", "sample.csv", "--json")).ExitsWith(5).Json;

        Assert.Equal((3, 1, 1, 1), (tried.GetProperty("received").GetInt32(), tried.GetProperty("accepted").GetInt32(), tried.GetProperty("rejected").GetInt32(), tried.GetProperty("skipped").GetInt32()));
        Assert.Equal("2026-01-05", tried.GetProperty("rows")[0].GetProperty("occurredAt").GetString()![..10]);
        Assert.Equal((2, "/occurredAt"), (tried.GetProperty("errors")[0].GetProperty("index").GetInt32(), tried.GetProperty("errors")[0].GetProperty("pointer").GetString()));
        using var client = await hub.ClientAsync(null, "Hub.Admin");
        Assert.Equal(404, (int)(await client.GetAsync($"/api/v1/admin/agencies/{_agency}")).StatusCode);
    }

    [Fact]
    public async Task Is_to_hear_what_is_wrong_with_a_mapping()
    {
        _tool.Write("mapping.json", Mapping.Replace("\"caseNumber\"", "\"caseNo\"", StringComparison.Ordinal).Replace("America/New_York", "New York", StringComparison.Ordinal));
        _tool.Write("sample.csv", "KEY\n1\n");
        Assert.Contains("timeZone", (await _tool.RunAsync("mapping", "try", "incidents", "mapping.json", "sample.csv")).ExitsWith(7).Output, StringComparison.Ordinal);
        _tool.Write("mapping.json", Mapping.Replace("\"caseNumber\"", "\"caseNo\"", StringComparison.Ordinal));
        Assert.Contains("caseNo", (await _tool.RunAsync("mapping", "try", "incidents", "mapping.json", "sample.csv")).ExitsWith(7).Output, StringComparison.Ordinal);
        _tool.Write("mapping.json", "{");
        (await _tool.RunAsync("mapping", "try", "incidents", "mapping.json", "sample.csv")).ExitsWith(2);
    }

    [Fact]
    public async Task Is_to_check_the_audit_trail()
    {
        var found = (await _tool.RunAsync("audit", "verify", "--json")).ExitsWith(0).Json;
        Assert.True(found.GetProperty("intact").GetBoolean());
        Assert.True(found.GetProperty("entries").GetInt64() > 0);
    }

    [Fact]
    public async Task Is_to_look_after_dead_letters()
    {
        Assert.Equal(JsonValueKind.Array, (await _tool.RunAsync("dead-letter", "ls", "--json")).ExitsWith(0).Json.ValueKind);
        Assert.Contains("is no dead letter", (await _tool.RunAsync("dead-letter", "replay", "none-1")).ExitsWith(5).Error, StringComparison.Ordinal);
        (await _tool.RunAsync("dead-letter", "rm", "none-1")).ExitsWith(5);
    }

    [Fact]
    public async Task Is_to_have_lost_work_asked_for_again()
    {
        using (var client = await hub.ClientAsync(_agency, "Agency.Submit"))
        {
            using var row = new StringContent("""[{"sourceId":"l1","caseNumber":"L-1","occurredAt":"2026-01-05T10:00:00Z","type":"shotsFired","lat":40.7,"lon":-74}]""", System.Text.Encoding.UTF8, "application/json");
            using var sent = await client.PostAsync("/api/v1/feeds/incidents", row);
            Assert.Equal(200, (int)sent.StatusCode);
        }

        Assert.NotEqual(0, (await _tool.RunAsync("lost-messages", "--since", "2020-01-01T00:00:00Z", "--json")).ExitsWith(0).Json.GetProperty("records").GetInt32());
        Assert.Contains("0 records", (await _tool.RunAsync("lost-messages", "--since", "2100-01-01T00:00:00Z")).ExitsWith(0).Output, StringComparison.Ordinal);
        Assert.Contains("since", (await _tool.RunAsync("lost-messages", "--since", "yesterday")).ExitsWith(4).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_to_say_what_is_still_good_and_what_must_go()
    {
        using (var client = await hub.ClientAsync(_agency, "Agency.Submit"))
        {
            using var row = new StringContent("""[{"sourceId":"o1","itemId":"o1","capturedAt":"2026-01-05T10:00:00Z","platform":"board","criminalNexus":"Shows the gun."}]""", System.Text.Encoding.UTF8, "application/json");
            using var sent = await client.PostAsync("/api/v1/feeds/osint", row);
            Assert.Equal(200, (int)sent.StatusCode);
        }

        JsonElement[] listed = [];
        await Eventually.Async(async () => (listed = [.. (await _tool.RunAsync("retention", "ls", "--feed", "osint", "--agency", _agency, "--json")).ExitsWith(0).Json.EnumerateArray()]).Length > 0, TimeSpan.FromMinutes(2), () => "The record is not in the book.");
        var record = listed.Single().GetProperty("recordId").GetString()!;
        var valid = (await _tool.RunAsync("retention", "validate", record, "--reason", "Still under investigation.", "--json")).ExitsWith(0).Json;
        Assert.Equal("Still under investigation.", valid.GetProperty("validated").GetProperty("reason").GetString());
        Assert.Contains("Period too long", (await _tool.RunAsync("retention", "validate", record, "--reason", "x", "--until", "2100-01-01T00:00:00Z")).Error, StringComparison.Ordinal);
        (await _tool.RunAsync("retention", "purge", record)).ExitsWith(2);
        Assert.Contains("is purged", (await _tool.RunAsync("retention", "purge", record, "--reason", "An order of the court.")).ExitsWith(0).Output, StringComparison.Ordinal);
        Assert.Empty((await _tool.RunAsync("retention", "ls", "--agency", _agency, "--json")).ExitsWith(0).Json.EnumerateArray());
    }

    public Task InitializeAsync() => _tool.SignInAsync(hub.Hub, null, "Hub.Admin");

    public Task DisposeAsync()
    {
        _tool.Dispose();
        return Task.CompletedTask;
    }
}
