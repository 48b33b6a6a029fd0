using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CgiHub.Partners.Servers;

/// <summary>One simulated partner: who may ask, and what its switches make of it.</summary>
public sealed class PartnerServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly PartnerServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private PartnerSwitches _switches;
    private long _requests;
    private long _unauthenticated;
    private long _issued;
    private int _open;
    private int _mostOpen;
    private int _held;
    private long _second;
    private int _thisSecond;

    private PartnerServer(WebApplication app, PartnerServerOptions options, PartnerSwitches switches, TimeProvider time) =>
        (_app, _options, _switches, _time) = (app, options, switches, time);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>How it behaves now.</summary>
    public PartnerSwitches Switches
    {
        get => Volatile.Read(ref _switches);
        set => Volatile.Write(ref _switches, value);
    }

    /// <summary>What it has seen.</summary>
    public PartnerCounts Counts => new(Interlocked.Read(ref _requests), Interlocked.Read(ref _unauthenticated), Interlocked.Read(ref _issued), Volatile.Read(ref _mostOpen), Volatile.Read(ref _held));

    internal static async Task<PartnerServer> StartAsync(string name, int port, PartnerServerOptions options, PartnerSwitches switches, Action<WebApplication, PartnerServer> map, TimeProvider time, CancellationToken cancel)
    {
        // Watching settings that nobody changes would mean watching everything below the working directory.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = name, Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        // Hanging answers end with their callers; stopping waits for nobody.
        builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = TimeSpan.Zero);
        var app = builder.Build();
        var server = new PartnerServer(app, options, switches, time);

        app.MapGet("/_switches", () => Results.Json(server.Switches, SwitchesJson.Default.PartnerSwitches));
        app.MapPut("/_switches", async (HttpContext context) =>
        {
            try
            {
                server.Switches = await context.Request.ReadFromJsonAsync(SwitchesJson.Default.PartnerSwitches, context.RequestAborted) ?? new();
                return Results.NoContent();
            }
            catch (JsonException e)
            {
                return Results.Text(e.Message, statusCode: 422);
            }
        });
        app.MapGet("/_counts", () => Results.Json(server.Counts, SwitchesJson.Default.PartnerCounts));
        app.MapPost("/token", (Delegate)server.TokenAsync);
        app.UseWhen(c => c.Request.Path.Value is { } path && !path.StartsWith("/_", StringComparison.Ordinal) && path != "/token", branch => branch.Use(server.BehaveAsync));
        map(app, server);

        await app.StartAsync(cancel);
        server.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
        return server;
    }

    /// <summary>Tells how many trace requests are held.</summary>
    internal void Holds(int traces) => Volatile.Write(ref _held, traces);

    /// <summary>Makes every token issued so far worthless.</summary>
    public void RevokeTokens() => _tokens.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["grant_type"] != "client_credentials" || form["client_id"] != _options.ClientId || form["client_secret"] != _options.ClientSecret)
        {
            return Results.Json(new Dictionary<string, string> { ["error"] = "invalid_client" }, SwitchesJson.Default.DictionaryStringString, statusCode: 401);
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        _tokens[token] = _time.GetUtcNow() + _options.TokenLifetime;
        Interlocked.Increment(ref _issued);
        return Results.Json(new IssuedToken(token, "Bearer", (int)_options.TokenLifetime.TotalSeconds), SwitchesJson.Default.IssuedToken);
    }

    private async Task BehaveAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _requests);
        var switches = Switches;
        if (!MayAsk(context.Request))
        {
            Interlocked.Increment(ref _unauthenticated);
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return;
        }

        var open = Interlocked.Increment(ref _open);
        lock (_lock)
        {
            _mostOpen = Math.Max(_mostOpen, open);
        }

        try
        {
            await WaitAsync(switches, context.RequestAborted);
            if (!await MisbehaviourAnswers.AnswerAsync(context, switches) && !Refused(context, switches))
            {
                await next(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Who asked went away.
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private bool MayAsk(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] == _options.ApiKey)
        {
            return true;
        }

        var bearer = request.Headers.Authorization.ToString();
        return bearer.StartsWith("Bearer ", StringComparison.Ordinal) && _tokens.TryGetValue(bearer["Bearer ".Length..], out var until) && until > _time.GetUtcNow();
    }

    private async Task WaitAsync(PartnerSwitches switches, CancellationToken cancel)
    {
        var wait = switches.Outage == Outage.Hang ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(switches.LatencyMs + Spread(switches.LatencySpreadMs));
        if (wait != TimeSpan.Zero)
        {
            await Task.Delay(wait, _time, cancel);
        }
    }

    private bool Refused(HttpContext context, PartnerSwitches switches)
    {
        if (switches.Deny)
        {
            context.Response.StatusCode = 403;
            return true;
        }

        if (switches.ErrorRate > 0 && Share() < switches.ErrorRate)
        {
            context.Response.StatusCode = 500;
            return true;
        }

        if (!Busy(switches))
        {
            return false;
        }

        context.Response.StatusCode = switches.BusyNext > 0 ? 503 : 429;
        context.Response.Headers.RetryAfter = (switches.RetryAfterSeconds ?? 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return true;
    }

    private bool Busy(PartnerSwitches switches)
    {
        lock (_lock)
        {
            if (switches.BusyNext > 0)
            {
                Switches = Switches with { BusyNext = Math.Max(0, Switches.BusyNext - 1) };
                return true;
            }

            var second = _time.GetUtcNow().ToUnixTimeSeconds();
            (_second, _thisSecond) = second == _second ? (second, _thisSecond + 1) : (second, 1);
            return switches.RateLimit > 0 && _thisSecond > switches.RateLimit;
        }
    }

    private static double Spread(double mean) => mean <= 0 ? 0 : -mean * Math.Log(1 - Share());

    private static double Share() => RandomNumberGenerator.GetInt32(1_000_000) / 1_000_000.0;
}

internal sealed record IssuedToken(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PartnerSwitches))]
[JsonSerializable(typeof(PartnerCounts))]
[JsonSerializable(typeof(IssuedToken))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SwitchesJson : JsonSerializerContext;
