using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.Local.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.EndToEnd.Tests.Host;

/// <summary>A hub in this process, on a free port and a directory of its own, that serves this assembly's functions as well.</summary>
public sealed class InProcessHub : IAsyncLifetime
{
    private LocalHost? _host;

    public string Data { get; } = Directory.CreateTempSubdirectory("cgihub-host-").FullName;

    public Calls Calls { get; } = new();

    public Uri Address => _host!.Address;

    public IServiceProvider Services => _host!.Services;

    public Dictionary<string, string?> Settings { get; } = new()
    {
        ["Logging:LogLevel:Default"] = "None",
        ["CgiHub:Embedded:RetryDelay"] = "00:00:00.010",
        ["CgiHub:Embedded:MostDeliveries"] = "3",
        ["CgiHub:Local:DropStableFor"] = "00:00:00.100",
        ["CgiHub:Local:DropRescan"] = "00:00:00.200",

        // Every test comes from one address, some send nothing but bad tokens, and some a million requests.
        ["CgiHub:Door:UnknownBurst"] = "10000000",
        ["CgiHub:Door:RequestBurst"] = "10000000",

        // A digest is made once a day, at the turn of whichever minute: before a test has a lead, or after.
        ["CgiHub:Triage:Digest:Schedule"] = "0 0 0 1 1 *",
    };

    public Action<WebApplicationBuilder>? Configure { get; set; }

    public Task InitializeAsync() => StartAsync();

    public async Task StartAsync()
    {
        _host = LocalHost.Build(
            new CommandLine { Data = Data, Urls = "http://127.0.0.1:0", Settings = Settings },
            builder =>
            {
                builder.Services.AddSingleton(Calls);
                Configure?.Invoke(builder);
            },
            typeof(InProcessHub).Assembly);
        await _host.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            await _host.DisposeAsync();
            _host = null;
        }
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Data, recursive: true);
    }

    public HttpClient Anonymous() => new() { BaseAddress = Address };

    public async Task<string> TokenAsync(string[] roles, string? agency = null)
    {
        using var client = Anonymous();
        using var answer = await client.PostAsJsonAsync("/dev/token", new { roles, agency });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    public async Task<HttpClient> ClientAsync(string[] roles, string? agency = null)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(roles, agency));
        return client;
    }

    public Task<HttpClient> AdminAsync() => ClientAsync(["Hub.Admin"]);

    public Task<HttpClient> AgencyAsync(string ori = "ZZ0000001") => ClientAsync(["Agency.Submit", "Agency.Receive"], ori);
}

/// <summary>Waits for what has to become true.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task<T> FindsAsync<T>(Func<Task<T?>> look)
        where T : class
    {
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }

            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    public static Task HoldsAsync(Func<bool> condition) => FindsAsync(() => Task.FromResult(condition() ? "" : null));
}
