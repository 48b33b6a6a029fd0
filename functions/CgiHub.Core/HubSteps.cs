using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CgiHub.Core;

/// <summary>
/// Times the steps of the way, and lets whoever listens follow them: spans of the activity source <c>CgiHub</c>, and the meter <c>CgiHub</c>.
/// </summary>
/// <remarks>
/// Where nobody listens no activity is made, and nothing is written down of one. Spans bear opaque ids, numbers and members of closed sets:
/// never a name, a serial number, a text that somebody sent, nor an exception's words.
/// </remarks>
public sealed class HubSteps : IDisposable
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "CgiHub";

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    private readonly TimeProvider _time;
    private readonly Histogram<double> _steps;
    private readonly Histogram<double> _messages;

    /// <summary>Tells through a source of its own and a meter of the factory's.</summary>
    public HubSteps(IMeterFactory meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _time = time;
        var meter = meters.Create(Name);
        _steps = meter.CreateHistogram<double>("cgihub.step.duration", "s", "How long the steps of the way take, by step and outcome.", advice: Seconds);
        _messages = meter.CreateHistogram<double>("cgihub.queue.duration", "s", "How long messages are in hand, each delivery by itself, by queue and outcome.", advice: Seconds);
    }

    /// <summary>Where spans come from.</summary>
    public ActivitySource Source { get; } = new(Name);

    /// <summary>Begins a step of whatever is under way.</summary>
    /// <param name="step">One of <see cref="Steps"/>.</param>
    /// <param name="of">A member of a closed set that the span's name tells as well, such as the feed.</param>
    /// <param name="kind">The span's kind.</param>
    public HubStep Begin(string step, string? of = null, ActivityKind kind = ActivityKind.Internal)
    {
        var before = Activity.Current;
        return Timed(step, Source.StartActivity(NameOf(step, of), kind), before);
    }

    /// <summary>Begins a step of a trace that came along; what is under way is linked to it. Where none came, it is a step of what is under way.</summary>
    public HubStep BeginIn(string? traceParent, string step)
    {
        var before = Activity.Current;
        return Timed(step, StartIn(traceParent, step, ActivityKind.Internal), before);
    }

    /// <summary>Begins a trace of its own, linked to what is under way.</summary>
    public HubStep BeginApart(string step, string? of = null)
    {
        var before = Activity.Current;
        return Timed(step, StartApart(NameOf(step, of), null), before);
    }

    /// <summary>Begins to handle a message, in the trace that it carries.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="system">What holds the queue: <c>embedded</c> or <c>servicebus</c>.</param>
    /// <param name="messageId">The message's id, which is opaque.</param>
    /// <param name="traceParent">What it carries; null for none.</param>
    public HubStep Process(string queue, string system, string messageId, string? traceParent)
    {
        var before = Activity.Current;
        var activity = StartIn(traceParent, "process " + (string?)HubTags.OfQueue(queue).Value, ActivityKind.Consumer);
        activity?.SetTag("messaging.system", system).SetTag("messaging.destination.name", queue).SetTag("messaging.operation.type", "process").SetTag("messaging.message.id", messageId);
        return new HubStep(_messages, HubTags.OfQueue(queue), _time, activity, before);
    }

    /// <summary>
    /// Begins the trace of a look at one lead: what an upload touched, told from when that began until now, with a link to the upload's own trace.
    /// An upload touches many leads; each look, and so each packet version, has a trace to itself.
    /// </summary>
    /// <param name="leadId">The lead.</param>
    /// <param name="feed">What was uploaded: a feed, or <c>evidence</c>.</param>
    /// <param name="since">When that began; null where it is not known.</param>
    /// <param name="link">The step that found the lead.</param>
    /// <param name="lookId">The id of the message that asks for the look. Uploads that share a look name the same one.</param>
    /// <returns>What that message carries; null where nobody listens.</returns>
    public string? BeginLook(string leadId, string feed, DateTimeOffset? since, HubStep link, string lookId)
    {
        ArgumentNullException.ThrowIfNull(link);
        if (!Source.HasListeners())
        {
            return null;
        }

        var before = Activity.Current;
        var found = link.BeganAt ?? _time.GetUtcNow();
        var upload = StartApart("upload", since < found ? since : found);
        upload?.SetTag("cgihub.feed", feed).SetTag("cgihub.lead.id", leadId);
        var linked = upload is null ? null : Source.StartActivity(Steps.Link, ActivityKind.Producer, upload.Context, startTime: found);
        linked?.SetTag("cgihub.lead.id", leadId).SetTag("messaging.message.id", lookId);
        linked?.Dispose();
        upload?.Dispose();
        Activity.Current = before;
        return (linked ?? upload)?.Id;
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();

    private static string NameOf(string step, string? of) => of is null ? step : $"{step} {of}";

    private HubStep Timed(string step, Activity? activity, Activity? before) => new(_steps, HubTags.Of(HubTags.Step, step), _time, activity, before);

    private Activity? StartIn(string? traceParent, string name, ActivityKind kind)
    {
        if (!Source.HasListeners() || TraceParent.Read(traceParent) is not { } parent)
        {
            return Source.StartActivity(name, kind);
        }

        return Source.StartActivity(name, kind, parent, links: LinksTo(Activity.Current));
    }

    private Activity? StartApart(string name, DateTimeOffset? since)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // With nothing under way, a trace begins.
        var before = Activity.Current;
        Activity.Current = null;
        var activity = Source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), links: LinksTo(before), startTime: since ?? default);
        if (activity is null)
        {
            Activity.Current = before;
        }

        return activity;
    }

    private static IEnumerable<ActivityLink>? LinksTo(Activity? activity) => activity is { Source.Name.Length: > 0 } ? [new ActivityLink(activity.Context)] : null;
}

/// <summary>A step under way. It failed, unless it was said how it ended.</summary>
public sealed class HubStep : IDisposable
{
    private readonly Histogram<double> _durations;
    private readonly KeyValuePair<string, object?> _what;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Activity? _activity;
    private readonly Activity? _before;
    private string _outcome = Outcomes.Failed;

    internal HubStep(Histogram<double> durations, KeyValuePair<string, object?> what, TimeProvider time, Activity? activity, Activity? before) =>
        (_durations, _what, _time, _began, _activity, _before) = (durations, what, time, time.GetTimestamp(), activity, before);

    /// <summary>When it began; null where nobody follows.</summary>
    internal DateTimeOffset? BeganAt => _activity is null ? null : new DateTimeOffset(_activity.StartTimeUtc);

    /// <summary>Says which lead it is about, and which version of its packet.</summary>
    public HubStep About(string leadId, int? version = null)
    {
        _activity?.SetTag("cgihub.lead.id", leadId);
        return version is { } number ? Tell("cgihub.packet.version", number) : this;
    }

    /// <summary>Says something else of it: an opaque id, a number, or a member of a closed set.</summary>
    public HubStep Tell(string what, object? value)
    {
        _activity?.SetTag(what, value);
        return this;
    }

    /// <summary>Says how it ended.</summary>
    public void End(string outcome) => _outcome = outcome;

    /// <inheritdoc/>
    public void Dispose()
    {
        _durations.Record(_time.GetElapsedTime(_began).TotalSeconds, _what, HubTags.Of(HubTags.Outcome, _outcome));
        if (_activity is not { } activity)
        {
            return;
        }

        activity.SetTag("cgihub.outcome", _outcome);
        if (_outcome == Outcomes.Failed)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }

        activity.Dispose();
        Activity.Current = _before;
    }
}
