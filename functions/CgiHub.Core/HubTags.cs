using System.Collections.Frozen;
using CgiHub.Core.Storage;

namespace CgiHub.Core;

/// <summary>
/// Every tag that a metric of the hub may have, with every value that it may have: closed sets, so that no metric ever holds a name, a number
/// or a text that somebody sent, and none costs more the more there is. A test listens to a hub at work and fails at anything else.
/// </summary>
public static class HubTags
{
    /// <summary>The value of what is none of a set, should that ever come.</summary>
    public const string Other = "other";

    /// <summary>A step of the way.</summary>
    public const string Step = "step";

    /// <summary>How something ended.</summary>
    public const string Outcome = "outcome";

    /// <summary>A queue; those of the recipients are one value.</summary>
    public const string Queue = "queue";

    /// <summary>How messages wait.</summary>
    public const string State = "state";

    /// <summary>A feed.</summary>
    public const string Feed = "feed";

    /// <summary>An enrichment source.</summary>
    public const string Source = "source";

    /// <summary>A stage of a lead's clocks.</summary>
    public const string Stage = "stage";

    /// <summary>Whether a stage was reached too late.</summary>
    public const string Late = "late";

    /// <summary>A lead's band.</summary>
    public const string Band = "band";

    /// <summary>A container of documents.</summary>
    public const string Container = "container";

    /// <summary>What was asked of a store.</summary>
    public const string Operation = "operation";

    /// <summary>Tags and their values.</summary>
    public static FrozenDictionary<string, FrozenSet<string>> Values { get; } = new Dictionary<string, FrozenSet<string>>
    {
        [Step] = Set(Steps.All),
        [Outcome] = Set(Outcomes.All),
        [Queue] = Set("links", "leads", "bulk-links", "bulk-leads", "dispatch", "lists", "webhooks", "packets"),
        [State] = Set("active", "scheduled", "dead"),
        [Feed] = Set("incidents", "nibin", "firearms", "gunshots", "lpr", "traces", "arrests", "supervision", "osint"),
        [Source] = Set("eTrace", "probation", "parole"),
        [Stage] = Set("received", "imaged", "entered", "lead", "packetSent", "acknowledged", "firstAction"),
        [Late] = Set("true", "false"),
        [Band] = Set("immediate", "high", "medium", "low"),
        [Container] = Set("agencies", "exhibits", "records", "reads", "cells", "mentions", "leads", "guns", "triage", "clocks", "alerts", "inboxes", "enrichment", "receipts", "idempotency", "retention", "audit"),
        [Operation] = Set("read", "query", "commit", "changes"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The value where it is one of the tag's set, else <see cref="Other"/>.</summary>
    public static string Known(string tag, string value) => Values[tag].Contains(value) ? value : Other;

    /// <summary>A tag of a metric, with a value of its set or <see cref="Other"/>.</summary>
    public static KeyValuePair<string, object?> Of(string tag, string value) => new(tag, Known(tag, value));

    /// <summary>The queue's tag: the hub's own by name, the recipients' together.</summary>
    public static KeyValuePair<string, object?> OfQueue(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Of(Queue, Queues.IsPackets(name) ? "packets" : name);
    }

    private static FrozenSet<string> Set(params IEnumerable<string> values) => values.ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>The steps of the way that are timed, and followed as spans of a trace.</summary>
public static class Steps
{
    /// <summary>A batch of rows is taken.</summary>
    public const string Feed = "feed";

    /// <summary>The leads are found that records touch.</summary>
    public const string Link = "link";

    /// <summary>A lead is looked at.</summary>
    public const string Look = "look";

    /// <summary>Its picture is drawn.</summary>
    public const string Draw = "draw";

    /// <summary>A source is asked about it.</summary>
    public const string Ask = "ask";

    /// <summary>A packet version is written and committed.</summary>
    public const string Issue = "issue";

    /// <summary>A packet version is sent to its recipients.</summary>
    public const string Dispatch = "dispatch";

    /// <summary>One attempt at an agency's webhook.</summary>
    public const string Push = "push";

    /// <summary>What follows the leads is brought up to date.</summary>
    public const string Follow = "follow";

    /// <summary>An agency acknowledges a packet version.</summary>
    public const string Acknowledge = "acknowledge";

    /// <summary>A source is asked once more, for what a lead still waits for.</summary>
    public const string Await = "await";

    internal static IReadOnlyList<string> All { get; } = [Feed, Link, Look, Draw, Ask, Issue, Dispatch, Push, Follow, Acknowledge, Await];
}

/// <summary>How steps, messages, rows and questions end.</summary>
public static class Outcomes
{
    /// <summary>It was done.</summary>
    public const string Done = "done";

    /// <summary>There was nothing to do.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>What it was about is not there (any more).</summary>
    public const string Absent = "absent";

    /// <summary>It was refused.</summary>
    public const string Refused = "refused";

    /// <summary>It will be tried later.</summary>
    public const string Postponed = "postponed";

    /// <summary>It failed.</summary>
    public const string Failed = "failed";

    /// <summary>Nobody waited for it any longer.</summary>
    public const string Abandoned = "abandoned";

    /// <summary>A row landed.</summary>
    public const string Accepted = "accepted";

    /// <summary>A row was known.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>A row was refused.</summary>
    public const string Rejected = "rejected";

    /// <summary>A row waits for a review.</summary>
    public const string Held = "held";

    internal static IReadOnlyList<string> All { get; } = [Done, Unchanged, Absent, Refused, Postponed, Failed, Abandoned, Accepted, Duplicate, Rejected, Held];
}
