using System.Collections.Concurrent;
using CgiHub.Partners.Simulation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CgiHub.EndToEnd.Tests;

/// <summary>What plays a region into a hub, at one that is away for a moment or no longer takes its token.</summary>
public sealed class A_hub_that_breaks_off : IAsyncLifetime
{
    private const string Quiet = """{"items":[{"name":"packets-ZZ0000001","active":3,"scheduled":0,"dead":0}]}""";

    private readonly ConcurrentQueue<string> _asked = new();
    private readonly WebApplication _app;
    private Func<int, string, HttpContext, Task> _answer = (_, answer, context) => context.Response.WriteAsync(answer);

    public A_hub_that_breaks_off()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            var path = context.Request.Path.Value!;
            _asked.Enqueue(path);
            context.Response.ContentType = "application/json";
            var answer = path switch { "/dev/token" => """{"token":"t"}""", "/dev/queues" => Quiet, _ => "{}" };
            await _answer(_asked.Count(a => a == path), answer, context);
        });
    }

    private Uri Address => new(_app.Urls.First());

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task In_a_token_is_asked_again(int after)
    {
        _answer = (attempt, answer, context) => context.Request.Path == "/dev/token" && attempt == 1 ? BreakOffAsync(context, answer, after) : context.Response.WriteAsync(answer);
        await RegisterAsync();
        Assert.Equal(2, _asked.Count(path => path == "/dev/token"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task In_an_answer_is_sent_the_same_again(int after)
    {
        _answer = (attempt, answer, context) => context.Request.Path != "/dev/token" && attempt == 1 ? BreakOffAsync(context, answer, after) : context.Response.WriteAsync(answer);
        var sent = await RegisterAsync();
        Assert.All(sent, path => Assert.Equal(2, _asked.Count(asked => asked == path)));
    }

    [Fact]
    public async Task With_a_token_that_it_gave_is_asked_for_another()
    {
        _answer = (attempt, answer, context) =>
        {
            context.Response.StatusCode = context.Request.Path != "/dev/token" && _asked.Count(path => path == "/dev/token") == 1 ? 401 : 200;
            return context.Response.WriteAsync(answer);
        };
        await RegisterAsync();
        Assert.Equal(2, _asked.Count(path => path == "/dev/token"));
    }

    [Fact]
    public async Task While_it_is_watched_is_not_quiet_yet()
    {
        _answer = (attempt, answer, context) => context.Request.Path == "/dev/queues" && attempt is 2 or 4 ? BreakOffAsync(context, answer, 20) : context.Response.WriteAsync(answer);
        using var watch = new HubWatch(Address, TimeProvider.System);
        await watch.WhenQuietAsync(null, CancellationToken.None);

        // Four times in a row after the last break.
        Assert.Equal(8, _asked.Count(path => path == "/dev/queues"));
    }

    [Fact]
    public async Task Or_refuses_ends_the_command_with_what_it_said()
    {
        _answer = (_, _, context) =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync("""{"detail":"Not for you."}""");
        };
        using var said = new StringWriter();
        Assert.Equal(1, await SimulateCommand.RunAsync(["--hub", Address.AbsoluteUri, "--days", "1", "--agencies", "2"], said, CancellationToken.None));
        Assert.Contains("""/dev/token was answered 403: {"detail":"Not for you."}""", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Or_lets_one_wait_can_be_given_up_without_a_trace()
    {
        using var stop = new CancellationTokenSource();
        _answer = async (_, _, context) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        using var said = new StringWriter();
        Assert.Equal(130, await SimulateCommand.RunAsync(["--hub", Address.AbsoluteUri, "--days", "1", "--agencies", "2"], said, stop.Token));
        Assert.Equal("Stopped before it was done.", said.ToString().Trim());
    }

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    private static async Task BreakOffAsync(HttpContext context, string answer, int after)
    {
        if (after > 0)
        {
            context.Response.ContentLength = answer.Length;
            await context.Response.WriteAsync(answer[..after]);
            await context.Response.Body.FlushAsync();

            // What breaks off before it is read had not begun.
            await Task.Delay(200);
        }

        context.Abort();
    }

    private async Task<IReadOnlyList<string>> RegisterAsync()
    {
        var world = RegionSimulator.Run(new SimulationOptions { Days = 1, Agencies = 2, Crews = 2 }).World;
        using var player = new SimulationPlayer(Address, new PlayerOptions { RetryAfter = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        await player.RegisterAsync(world, CancellationToken.None);
        return [.. world.Agencies.Select(agency => $"/api/v1/admin/agencies/{agency.Ori}")];
    }
}
