using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using CgiHub.EndToEnd.Tests.Host;
using CgiHub.Partners.Simulation;

namespace CgiHub.EndToEnd.Tests.Evidence;

/// <summary>A hub that takes images of 3 MB, of which 1 MB in a request, and the agency that brings them.</summary>
public sealed class EvidenceHub : IAsyncLifetime
{
    public const string Agency = "ZZ0010100";
    public const int MaxImageBytes = 3_000_000;
    public const int HttpUploadLimit = 1_000_000;

    private readonly InProcessHub _hub = new();
    private int _exhibits;

    public static byte[] Png { get; } = new SimulatedImage("breechFace", ImageFormat.Png, 3, 1).Draw();

    public static byte[] Jpeg { get; } = new SimulatedImage("breechFace", ImageFormat.Jpeg, 3, 1).Draw();

    public static byte[] Surface { get; } = new SimulatedImage("surface", ImageFormat.X3p, 3, 1).Draw();

    public HttpClient Client { get; private set; } = new();

    public Uri Address => _hub.Address;

    public string Data => _hub.Data;

    public HttpClient Anonymous() => _hub.Anonymous();

    public Task<HttpClient> ClientAsync(string? agency, params string[] roles) => _hub.ClientAsync(roles, agency);

    /// <summary>The path of a new exhibit.</summary>
    public async Task<string> RegisterAsync()
    {
        using var answer = await Client.PostAsJsonAsync("/api/v1/evidence", Registration(Interlocked.Increment(ref _exhibits).ToString("'x'0", CultureInfo.InvariantCulture)));
        Assert.Equal(201, (int)answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    public static object Registration(string number, string agency = Agency) => new { ori = agency, caseNumber = "26-7", exhibitNumber = number, kind = "cartridgeCase", recoveredAt = "2026-01-05T10:00:00-06:00", lat = 41.5, lon = -99.5 };

    public Task<HttpResponseMessage> PutAsync(string path, byte[] image, params (string Name, string Value)[] headers) => SendAsync(Client, HttpMethod.Put, path, new ByteArrayContent(image), headers);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(Client, HttpMethod.Get, path, null, headers);

    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (content is ByteArrayContent)
        {
            content.Headers.ContentType ??= new MediaTypeHeaderValue("application/octet-stream");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer, int status)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"Expected {status}, got {(int)answer.StatusCode}: {body}");
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, int status, int number)
    {
        var problem = await JsonAsync(answer, status);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"urn:cgihub:error:{number}", problem.GetProperty("type").GetString());
        return problem;
    }

    public async Task<List<string>> CustodyAsync(string exhibit)
    {
        using var answer = await Client.GetAsync($"{exhibit}/custody?limit=200");
        var page = await JsonAsync(answer, 200);
        Assert.True(page.GetProperty("intact").GetBoolean());
        return [.. page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("action").GetString()!)];
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Digest(byte[] bytes) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:";

    public async Task InitializeAsync()
    {
        _hub.Settings["CgiHub:Evidence:MaxImageBytes"] = MaxImageBytes.ToString(CultureInfo.InvariantCulture);
        _hub.Settings["CgiHub:Evidence:HttpUploadLimit"] = HttpUploadLimit.ToString(CultureInfo.InvariantCulture);
        await _hub.InitializeAsync();
        Client.Dispose();
        Client = await ClientAsync(Agency, "Agency.Submit", "Agency.Receive");
    }

    public Task DisposeAsync()
    {
        Client.Dispose();
        return _hub.DisposeAsync();
    }
}
