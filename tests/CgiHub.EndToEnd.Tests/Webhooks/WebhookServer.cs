using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CgiHub.EndToEnd.Tests.Webhooks;

/// <summary>What an agency has that wants packets pushed: a server that checks signatures by itself and keeps what came.</summary>
public sealed class WebhookServer : IAsyncDisposable
{
    private readonly byte[] _key;
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Delivery> _taken = new();

    private WebhookServer(byte[] key, Func<int, HttpContext, Task> answer, bool everywhere)
    {
        _key = key;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(everywhere ? "http://0.0.0.0:0" : "http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _taken.Enqueue(Read(context.Request, body.ToArray()));
            await answer(_taken.Count, context);
        });
    }

    public string Url => $"http://127.0.0.1:{new Uri(_app.Urls.First()).Port}/hook";

    public IReadOnlyList<Delivery> Taken => [.. _taken];

    public static async Task<WebhookServer> StartAsync(byte[] key, Func<int, HttpContext, Task>? answer = null, bool everywhere = false)
    {
        var server = new WebhookServer(key, answer ?? ((_, _) => Task.CompletedTask), everywhere);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private Delivery Read(HttpRequest request, byte[] body)
    {
        var (id, at) = (request.Headers["webhook-id"].ToString(), request.Headers["webhook-timestamp"].ToString());
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{at}."), .. body]));
        return new Delivery(
            id,
            request.Headers["webhook-signature"] == expected && long.Parse(at, CultureInfo.InvariantCulture) > 1_600_000_000,
            request.ContentType ?? "",
            JsonSerializer.Deserialize<JsonElement>(body));
    }
}

/// <summary>What came.</summary>
public sealed record Delivery(string Id, bool Signed, string ContentType, JsonElement Event);
