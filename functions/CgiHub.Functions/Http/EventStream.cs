using System.Globalization;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Triage;
using Microsoft.AspNetCore.Http;

namespace CgiHub.Functions.Http;

/// <summary>
/// What a listener hears, as server-sent events: <c>hello</c> first, <c>lead</c> for an entry that changed, <c>reload</c> where it is better to read the list anew,
/// a comment now and then that the connection stands, <c>bye</c> when it ends in good order. An event's id is the instant to go on from.
/// </summary>
internal sealed class EventStream(LeadNewsListener listener, BoardOptions options, TimeProvider time, CancellationToken stopping) : IResult
{
    private const int SecondsToComeAgain = 2;

    /// <summary>The instant that <c>Last-Event-ID</c> names; null where there is none, or none that this wrote.</summary>
    public static DateTimeOffset? Since(HttpRequest request) =>
        long.TryParse(request.Headers["Last-Event-ID"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        using (listener)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
            var response = httpContext.Response;
            response.ContentType = "text/event-stream";
            response.Headers.CacheControl = "no-store";
            response.Headers["X-Accel-Buffering"] = "no";
            await SendAsync(response, string.Create(CultureInfo.InvariantCulture, $"retry: {SecondsToComeAgain * 1000}\n") + Event("hello", time.GetUtcNow(), "{}"));
            var ends = time.GetUtcNow() + options.ConnectionFor;
            while (time.GetUtcNow() < ends && await NextAsync(ending.Token) is { } news)
            {
                await SendAsync(response, news);
            }

            if (!httpContext.RequestAborted.IsCancellationRequested)
            {
                await SendAsync(response, "event: bye\ndata: {}\n\n");
            }
        }
    }

    /// <summary>All that waits, or a sign of life when nothing came for a while; null at the end.</summary>
    private async Task<string?> NextAsync(CancellationToken ending)
    {
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(ending);
        using var timer = time.CreateTimer(_ => beat.Cancel(), null, options.Heartbeat, Timeout.InfiniteTimeSpan);
        try
        {
            if (!await listener.Changes.WaitToReadAsync(beat.Token))
            {
                return null;
            }
        }
        catch (OperationCanceledException)
        {
            return ending.IsCancellationRequested ? null : ": still here\n\n";
        }

        var text = new StringBuilder();
        while (listener.Changes.TryRead(out var change))
        {
            text.Append(change is null ? Event("reload", time.GetUtcNow(), "{}") : Event("lead", change.At, JsonSerializer.Serialize(change, TriageJson.Default.LeadChange)));
        }

        return text.ToString();
    }

    private static async Task SendAsync(HttpResponse response, string text)
    {
        await response.WriteAsync(text, response.HttpContext.RequestAborted);
        await response.Body.FlushAsync(response.HttpContext.RequestAborted);
    }

    private static string Event(string name, DateTimeOffset at, string data) => string.Create(CultureInfo.InvariantCulture, $"id: {at.UtcTicks}\nevent: {name}\ndata: {data}\n\n");
}
