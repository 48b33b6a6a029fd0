using System.Collections.Immutable;
using System.Diagnostics;

namespace CgiHub.Core;

/// <summary>The trace that a message or a document belongs to, as it travels with it: the <c>traceparent</c> of W3C Trace Context.</summary>
public static class TraceParent
{
    /// <summary>The application property that carries it, in every queue and in the packets that agencies find.</summary>
    public const string Property = "traceparent";

    private const int Length = 55;

    /// <summary>The step that is under way; null where nobody follows the hub's work.</summary>
    /// <remarks>A web server makes activities for its log alone. They have no source, nobody ever sees them, and nothing is carried of them.</remarks>
    public static string? OfCurrent => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Source.Name.Length: > 0 } current ? current.Id : null;

    /// <summary>What a message of the step that is under way carries.</summary>
    public static IReadOnlyDictionary<string, string> Carried() => Carried(OfCurrent);

    /// <summary>What a message carries; nothing where nobody follows.</summary>
    public static IReadOnlyDictionary<string, string> Carried(string? traceParent) =>
        traceParent is null ? ImmutableDictionary<string, string>.Empty : ImmutableDictionary<string, string>.Empty.Add(Property, traceParent);

    /// <summary>Reads one, from whomever it came: null where it is not exactly of the form.</summary>
    public static ActivityContext? Read(string? text) =>
        text is { Length: Length } && ActivityContext.TryParse(text, null, isRemote: true, out var context) ? context : null;
}
