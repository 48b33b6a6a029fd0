using System.Collections.Concurrent;
using CgiHub.EndToEnd.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CgiHub.EndToEnd.Tests.Cli;

public sealed class A_hub_that_is_busy : IAsyncLifetime
{
    private const string Receipt = """{"id":"rt-1","feed":"incidents","received":1,"accepted":1,"duplicates":0,"rejected":0,"errors":[]}""";

    private readonly ToolProcess _tool = new();
    private readonly ConcurrentQueue<(string Path, string Key, string Body, string Authorization)> _asked = new();
    private readonly WebApplication _app;
    private Func<int, HttpContext, Task> _answer = (_, context) => context.Response.WriteAsync(Receipt);

    public A_hub_that_is_busy()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _asked.Enqueue((context.Request.Path, context.Request.Headers["Idempotency-Key"].ToString(), await reader.ReadToEndAsync(), context.Request.Headers.Authorization.ToString()));
            await _answer(_asked.Count, context);
        });
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Is_asked_again_after_the_time_it_names_with_the_same_key_and_body(int status)
    {
        _answer = async (attempt, context) =>
        {
            context.Response.StatusCode = attempt == 1 ? status : 200;
            context.Response.Headers.RetryAfter = "1";
            await context.Response.WriteAsync(attempt == 1 ? "" : Receipt);
        };
        var run = (await PushAsync()).ExitsWith(0);

        Assert.Contains("again in 1 s", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, _asked.Count);
        Assert.Single(_asked.Select(a => (a.Key, a.Body)).Distinct());
        Assert.NotEmpty(_asked.First().Key);
    }

    [Fact]
    public async Task Is_asked_again_after_a_connection_that_broke()
    {
        _answer = async (attempt, context) =>
        {
            if (attempt == 1)
            {
                context.Abort();
            }

            await context.Response.WriteAsync(Receipt);
        };
        (await PushAsync()).ExitsWith(0);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Is_given_up_on_with_6_in_the_end()
    {
        _answer = (_, context) =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        };
        (await PushAsync("--retries", "2")).ExitsWith(6);
        Assert.Equal(3, _asked.Count);
    }

    [Fact]
    public async Task That_asks_for_an_hour_is_not_waited_for()
    {
        _answer = (_, context) =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        };
        (await PushAsync()).ExitsWith(6);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task That_leads_elsewhere_is_not_followed()
    {
        _answer = (_, context) =>
        {
            context.Response.Redirect("http://127.0.0.1:9/");
            return Task.CompletedTask;
        };
        (await PushAsync()).ExitsWith(4);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task That_sends_to_another_host_gets_no_token_there()
    {
        await using var other = await StandInElsewhere.StartAsync();
        _tool.Write("scene/manifest.csv", "caseNumber,exhibitNumber,kind,recoveredAt,ori\n1,1,firearm,2026-01-05T10:00:00Z,ZZ0000001\n");
        _answer = async (_, context) =>
        {
            context.Response.StatusCode = 409;
            context.Response.Headers.Location = other.Address;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync("""{"type":"urn:cgihub:error:2001","title":"Already registered","detail":""}""");
        };
        (await _tool.RunAsync("evidence", "put", "scene")).ExitsWith(4);
        Assert.Equal(0, other.Asked);
    }

    [Fact]
    public async Task That_is_no_hub_is_told_as_such()
    {
        _answer = (_, context) => context.Response.WriteAsync("<html>");
        Assert.Contains("no hub", (await PushAsync()).ExitsWith(4).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_no_packet_outside_of_the_folder()
    {
        _answer = (_, context) => context.Response.WriteAsync("""{"items":[{"packetId":"../../evil","leadId":"ld-1","version":1,"reason":"new","band":"low","issuedAt":"2026-01-05T10:00:00Z"}]}""");
        (await _tool.RunAsync("inbox", "pull", "packets")).ExitsWith(4);
        Assert.Empty(Directory.EnumerateFiles(_tool.Folder, "*", SearchOption.AllDirectories));
    }

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        _tool.Environment["CGIHUB_HUB"] = _app.Urls.First();
        _tool.Environment["CGIHUB_TOKEN"] = "t";
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _tool.Dispose();
    }

    private Task<ToolRun> PushAsync(params string[] more) => _tool.RunAsync("{}", ["feed", "push", "incidents", "--type", "ndjson", .. more]);

    private sealed class StandInElsewhere : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private int _asked;

        private StandInElsewhere()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.Run(_ =>
            {
                Interlocked.Increment(ref _asked);
                return Task.CompletedTask;
            });
        }

        public string Address => _app.Urls.First() + "/api/v1/evidence/ex-1";

        public int Asked => _asked;

        public static async Task<StandInElsewhere> StartAsync()
        {
            var elsewhere = new StandInElsewhere();
            await elsewhere._app.StartAsync();
            return elsewhere;
        }

        public async ValueTask DisposeAsync() => await _app.DisposeAsync();
    }
}
