using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CgiHub.EndToEnd.Tests.Seeing;

/// <summary>A partner that answers every question with somebody's life, each time wrong in another way.</summary>
internal sealed class Gossip : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private Gossip()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(context =>
        {
            var response = context.Response;
            var turn = Interlocked.Increment(ref _asked) % 4;
            response.Headers["X-" + MarkedLife.Words] = MarkedLife.Family;
            response.StatusCode = turn == 3 ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
            response.ContentType = turn == 2 ? "text/" + MarkedLife.Words : "application/json";
            return response.WriteAsync(turn switch
            {
                0 => $$"""{"status":"{{MarkedLife.Words}}","traces":{{MarkedLife.Person}},"results":"{{MarkedLife.Serial}}"}""",
                1 => $$"""{"{{MarkedLife.Family}}":"{{MarkedLife.Given}}" {{MarkedLife.Words}}""",
                _ => $"{MarkedLife.Given} {MarkedLife.Family} {MarkedLife.Dob}",
            });
        });
    }

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Settings that have a hub ask it whatever it may ask.</summary>
    public IEnumerable<string> Settings => new[] { "ETrace", "Probation", "Parole" }.SelectMany(s => new[]
    {
        string.Create(CultureInfo.InvariantCulture, $"--CgiHub:Enrichment:{s}:BaseAddress={_app.Urls.First()}"),
        $"--CgiHub:Enrichment:{s}:Auth:Kind=ApiKey", $"--CgiHub:Enrichment:{s}:Auth:ApiKey=key", $"--CgiHub:Enrichment:{s}:RetryBase=00:00:00.010",
    });

    public static async Task<Gossip> StartAsync()
    {
        var gossip = new Gossip();
        await gossip._app.StartAsync();
        return gossip;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
