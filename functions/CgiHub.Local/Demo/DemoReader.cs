using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core;
using CgiHub.Core.Triage;

namespace CgiHub.Local.Demo;

/// <summary>Reads what the summary shows through the hub's API, as the center's staff would.</summary>
internal sealed class DemoReader(Uri hub) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = hub };

    public async Task<string> TokenAsync(IReadOnlyList<string> roles, string? agency, CancellationToken cancel)
    {
        using var answer = await _http.PostAsJsonAsync("/dev/token", new DemoTokenRequest(roles, agency), DemoJson.Default.DemoTokenRequest, cancel);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(DemoJson.Default.DemoToken, cancel))!.Token;
    }

    /// <summary>The triage list, highest first.</summary>
    public async Task<IReadOnlyList<LeadEntry>> LeadsAsync(string token, CancellationToken cancel)
    {
        var leads = new List<LeadEntry>();
        string? cursor = null;
        do
        {
            var page = await GetAsync($"/api/v1/leads?order=priority&limit=200{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}", token, TriageJson.Default.PageLeadEntry, cancel);
            leads.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        return leads;
    }

    /// <summary>The clocks of a lead.</summary>
    public async Task<IReadOnlyList<Clock>> ClocksAsync(string leadId, string token, CancellationToken cancel) =>
        (await GetAsync($"/api/v1/leads/{leadId}", token, DemoJson.Default.DemoLead, cancel)).Clocks;

    public void Dispose() => _http.Dispose();

    private async Task<T> GetAsync<T>(string path, string token, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync(json, cancel) ?? throw new JsonException("The hub answered with null.");
    }
}

internal sealed record DemoTokenRequest(IReadOnlyList<string> Roles, string? Agency);

internal sealed record DemoToken(string Token);

internal sealed record DemoLead(IReadOnlyList<Clock> Clocks);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(DemoTokenRequest))]
[JsonSerializable(typeof(DemoToken))]
[JsonSerializable(typeof(DemoLead))]
internal sealed partial class DemoJson : JsonSerializerContext;
