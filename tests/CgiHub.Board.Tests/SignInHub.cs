using System.Net.Http.Headers;
using System.Text;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.Board.Tests;

/// <summary>A hub that takes the tokens of an identity provider and no other, with one lead in it; not started where the board or a browser is missing.</summary>
public sealed class SignInHub : IAsyncLifetime
{
    public const string Lead = "L-26-0001";

    private IdentityProvider? _provider;
    private HubProcess? _hub;
    private Browser? _browser;

    public IdentityProvider Provider => _provider!;

    public HubProcess Hub => _hub!;

    public async Task InitializeAsync()
    {
        if (CgiHub.Board.Tests.Browser.Missing is not null)
        {
            return;
        }

        _provider = await IdentityProvider.StartAsync();
        _hub = await HubProcess.StartAsync(
            "--Logging:LogLevel:Default=Error", "--CgiHub:Local:DevTokens=false", $"--CgiHub:Identity:Authority={_provider.Authority}", $"--CgiHub:Identity:Audience={IdentityProvider.Audience}",
            $"--CgiHub:Board:SignIn:Authority={_provider.Authority}", $"--CgiHub:Board:SignIn:ClientId={IdentityProvider.ClientId}", $"--CgiHub:Board:SignIn:Scope={IdentityProvider.Scope}");
        _provider.RedirectUri = new Uri(_hub.Address, "/board").ToString();
        using (var admin = Client(_provider.AccessToken("root", ["Hub.Admin"])))
        {
            await SendAsync(admin, HttpMethod.Put, "/api/v1/admin/agencies/ZZ0000001", """{"ori":"ZZ0000001","name":"North","recipients":[]}""");
        }

        using (var agency = Client(_provider.AccessToken("desk", ["Agency.Submit"], "ZZ0000001")))
        {
            const string Exhibits = """[{"ori":"ZZ0000001","caseNumber":"26-1","exhibitNumber":"1"},{"ori":"ZZ0000001","caseNumber":"26-2","exhibitNumber":"1"}]""";
            await SendAsync(agency, HttpMethod.Post, "/api/v1/feeds/nibin", $$"""[{"sourceId":"n","leadNumber":"{{Lead}}","kind":"lead","at":"{{DateTimeOffset.UtcNow.AddDays(-1):O}}","exhibits":{{Exhibits}}}]""");
        }

        _browser = await CgiHub.Board.Tests.Browser.StartAsync();
    }

    /// <summary>A window with a browser profile of its own. The provider does everything right again, and has nobody signed in.</summary>
    internal async Task<BoardWindow> OpenAsync()
    {
        Provider.Reset();
        return await _browser!.OpenAsync(Hub.Address, also: new Uri(Provider.Origin));
    }

    public async Task DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _browser, _hub, _provider })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }
    }

    private HttpClient Client(string token) => new() { BaseAddress = Hub.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    private static async Task SendAsync(HttpClient client, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
