using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Cli;

/// <summary>A hub process for a class of tests, and what they ask of it besides the tool.</summary>
public sealed class ToolHub : IAsyncLifetime
{
    public HubProcess Hub { get; private set; } = null!;

    public Task<HttpClient> ClientAsync(string? agency, params string[] roles) => Hub.ClientAsync(agency, roles);

    /// <summary>An agency that no other test uses.</summary>
    public static string NewAgency() => $"ZZ{Random.Shared.Next(10_000_000):0000000}";

    /// <summary>Sends a lead on two exhibits of an agency and waits until its packet lies in the inbox.</summary>
    public async Task<JsonElement> LeadAsync(string agency, string number)
    {
        using var client = await ClientAsync(agency, "Agency.Submit", "Agency.Receive");
        var row = $$"""{"sourceId":"{{number}}","leadNumber":"{{number}}","kind":"lead","at":"2026-01-05T10:00:00Z","exhibits":[{"ori":"{{agency}}","caseNumber":"{{number}}-a","exhibitNumber":"1"},{"ori":"{{agency}}","caseNumber":"{{number}}-b","exhibitNumber":"2"}]}""";
        using var sent = await client.PostAsync("/api/v1/feeds/nibin", new StringContent(row, Encoding.UTF8, "application/x-ndjson"));
        Assert.Equal(200, (int)sent.StatusCode);
        JsonElement found = default;
        await Eventually.Async(
            async () => (found = (await client.GetFromJsonAsync<JsonElement>("/api/v1/inbox")).GetProperty("items")).GetArrayLength() > 0,
            TimeSpan.FromMinutes(2),
            () => "No packet came.");
        return found.EnumerateArray().Last().Clone();
    }

    public async Task InitializeAsync() => Hub = await HubProcess.StartAsync("--CgiHub:Evidence:HttpUploadLimit=1000000");

    public async Task DisposeAsync() => await Hub.DisposeAsync();
}
