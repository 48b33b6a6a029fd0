using System.Net;
using System.Text;
using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed class Events_of_the_list(InProcessHub hub) : IClassFixture<InProcessHub>
{
    private const string Path = "/api/v1/events";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Tell_staff_that_a_lead_changed_and_nothing_that_a_packet_tells()
    {
        using var staff = await hub.ClientAsync(["Cgic.Analyst"]);
        using var answer = await staff.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(("text/event-stream", "no-store"), (answer.Content.Headers.ContentType!.MediaType, answer.Headers.CacheControl!.ToString()));
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("hello", (await NextAsync(lines)).Event);

        await SendAsync("26-0501");
        var told = await NextAsync(lines);
        while (told.Event == "lead" && told.Data.GetProperty("leadNumber").GetString() != "26-0501")
        {
            // Looks overlap: what changed just before is told as well.
            told = await NextAsync(lines);
        }

        Assert.Equal("lead", told.Event);
        Assert.True(long.TryParse(told.Id, out _));
        Assert.Equal(["at", "band", "leadId", "leadNumber", "revision", "status", "version"], told.Data.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Go_on_from_where_a_listener_was()
    {
        using var staff = await hub.ClientAsync(["Cgic.Supervisor"]);
        string last;
        using (var answer = await staff.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead))
        {
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            last = (await NextAsync(lines)).Id;
        }

        await SendAsync("26-0502");
        using (var listed = await hub.ClientAsync(["Cgic.Analyst"]))
        {
            await Eventually.FindsAsync(async () => (await listed.GetStringAsync("/api/v1/leads?q=26-0502")).Contains("26-0502", StringComparison.Ordinal) ? "" : null);
        }

        using var again = new HttpRequestMessage(HttpMethod.Get, Path);
        again.Headers.Add("Last-Event-ID", last);
        using var resumed = await staff.SendAsync(again, HttpCompletionOption.ResponseHeadersRead);
        using var rest = new StreamReader(await resumed.Content.ReadAsStreamAsync());
        Assert.Contains("26-0502", await UntilAsync(rest, e => e.Data.ToString().Contains("26-0502", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_not_for_agencies()
    {
        using var agency = await hub.AgencyAsync();
        using var answer = await agency.GetAsync(Path);
        await A_caller.Refused(answer, HttpStatusCode.Forbidden, 1002);
    }

    [Fact]
    public async Task End_after_a_while_with_signs_of_life_before_that()
    {
        var brief = new InProcessHub { Settings = { ["CgiHub:Board:ConnectionFor"] = "00:00:03", ["CgiHub:Board:Heartbeat"] = "00:00:01" } };
        try
        {
            await brief.StartAsync();
            using var staff = await brief.ClientAsync(["Cgic.Analyst"]);
            var all = await staff.GetStringAsync(Path).WaitAsync(Patience);
            Assert.Contains(": still here\n\n", all, StringComparison.Ordinal);
            Assert.EndsWith("event: bye\ndata: {}\n\n", all, StringComparison.Ordinal);
        }
        finally
        {
            await brief.DisposeAsync();
        }
    }

    [Fact]
    public async Task Keep_no_hub_from_stopping()
    {
        var stopped = new InProcessHub();
        try
        {
            await stopped.StartAsync();
            using var staff = await stopped.ClientAsync(["Cgic.Analyst"]);
            using var answer = await staff.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            await NextAsync(lines);
            var stopping = stopped.StopAsync();

            Assert.Contains("bye", await UntilAsync(lines, e => e.Event == "bye"), StringComparison.Ordinal);
            await stopping.WaitAsync(Patience);
        }
        finally
        {
            await stopped.DisposeAsync();
        }
    }

    private async Task SendAsync(string lead)
    {
        using var agency = await hub.AgencyAsync("ZZ0000051");
        var row = $$"""[{"sourceId":"{{lead}}","leadNumber":"{{lead}}","kind":"lead","at":"2026-03-01T12:00:00Z","exhibits":[{"ori":"ZZ0000051","caseNumber":"{{lead}}-1","exhibitNumber":"1"},{"ori":"ZZ0000051","caseNumber":"{{lead}}-2","exhibitNumber":"1"}]}]""";
        using var sent = await agency.PostAsync("/api/v1/feeds/nibin", new StringContent(row, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
    }

    private static async Task<string> UntilAsync(StreamReader lines, Func<(string Event, string Id, JsonElement Data), bool> wanted)
    {
        while (true)
        {
            var heard = await NextAsync(lines);
            if (wanted(heard))
            {
                return $"{heard.Event} {heard.Data}";
            }
        }
    }

    private static async Task<(string Event, string Id, JsonElement Data)> NextAsync(StreamReader lines)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await lines.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.Length == 0 && fields.TryGetValue("data", out var data))
            {
                return (fields["event"], fields.GetValueOrDefault("id", ""), JsonSerializer.Deserialize<JsonElement>(data));
            }

            if (line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at)
            {
                fields[line[..at]] = line[(at + 2)..];
            }
        }

        throw new EndOfStreamException();
    }
}
