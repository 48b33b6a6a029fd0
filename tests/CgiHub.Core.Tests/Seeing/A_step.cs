using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Seeing;

public sealed class A_step : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly HubSteps _steps;
    private readonly Followers _followers;

    public A_step()
    {
        _steps = new HubSteps(_meters, TimeProvider.System);
        _followers = new Followers(_steps);
    }

    public void Dispose()
    {
        _followers.Dispose();
        _steps.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public void That_nobody_follows_makes_no_activity_and_leaves_nothing_written()
    {
        using var steps = new HubSteps(_meters, TimeProvider.System);
        using var step = steps.Begin(Steps.Look);
        using var apart = steps.BeginApart(Steps.Issue);
        using var message = steps.Process("leads", "embedded", "m", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        Assert.Null(Activity.Current);
        Assert.Null(steps.BeginLook("ld-a", "nibin", null, step, "m"));
        Assert.Empty(TraceParent.Carried());
        var entry = new OutboxEntry(Queues.Leads, "m", "s", JsonSerializer.SerializeToElement(1)).ToWrite();
        Assert.DoesNotContain("trace", Encoding.UTF8.GetString(entry.Body.Span), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void That_the_web_server_makes_for_its_log_alone_is_carried_nowhere()
    {
        using var request = new Activity("request").Start();
        Assert.Null(TraceParent.OfCurrent);
    }

    [Fact]
    public void Failed_unless_it_was_said_how_it_ended()
    {
        _steps.Begin(Steps.Draw).Dispose();
        using (var step = _steps.Begin(Steps.Look))
        {
            step.End(Outcomes.Done);
        }

        Assert.Equal([("draw", ActivityStatusCode.Error, "failed"), ("look", ActivityStatusCode.Unset, "done")], _followers.Seen.Select(a => (a.DisplayName, a.Status, a.GetTagItem("cgihub.outcome"))));
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void Goes_on_in_the_trace_that_its_message_carries()
    {
        using (var step = _steps.Process(Queues.Packets("NY0303000"), "embedded", "m", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        {
            step.End(Outcomes.Done);
        }

        var seen = Assert.Single(_followers.Seen);
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "process packets"), (seen.TraceId.ToHexString(), seen.ParentSpanId.ToHexString(), seen.DisplayName));
    }

    [Fact]
    public void Apart_has_a_trace_of_its_own_with_a_link_and_leaves_what_was_under_way()
    {
        using var look = _steps.Begin(Steps.Look);
        var before = Activity.Current!;
        using (var issue = _steps.BeginApart(Steps.Issue))
        {
            Assert.NotEqual(before.TraceId, Activity.Current!.TraceId);
            Assert.Equal(before.Context, Assert.Single(Activity.Current.Links).Context);
        }

        Assert.Same(before, Activity.Current);
    }

    [Fact]
    public void Of_a_look_is_told_from_the_uploads_beginning_and_linked_to_it()
    {
        var began = DateTimeOffset.UtcNow.AddMinutes(-3);
        using var link = _steps.Begin(Steps.Link);
        var own = Activity.Current!;
        var carried = _steps.BeginLook("ld-a", "nibin", began, link, "ld-a|7");
        Assert.Same(own, Activity.Current);

        var (linked, upload) = (Assert.Single(_followers.Seen, a => a.DisplayName == "link"), Assert.Single(_followers.Seen, a => a.DisplayName == "upload"));
        Assert.Equal(linked.Id, carried);
        Assert.Equal((upload.SpanId, default), (linked.ParentSpanId, upload.ParentSpanId));
        Assert.Equal(own.Context, Assert.Single(upload.Links).Context);
        Assert.Equal(began.UtcDateTime, upload.StartTimeUtc);
        Assert.NotEqual(own.TraceId, upload.TraceId);
    }
}

/// <summary>Whoever follows the steps of one hub, and of no other in this process.</summary>
internal sealed class Followers : IDisposable
{
    private readonly ConcurrentQueue<Activity> _seen = new();
    private readonly ActivityListener _listener;

    public Followers(HubSteps steps)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => ReferenceEquals(source, steps.Source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _seen.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Steps that ended, in that order.</summary>
    public IReadOnlyList<Activity> Seen => [.. _seen];

    public void Dispose() => _listener.Dispose();
}
