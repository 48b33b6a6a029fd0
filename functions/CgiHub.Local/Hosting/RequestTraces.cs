using System.Collections.Frozen;
using System.Diagnostics;
using CgiHub.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CgiHub.Local.Hosting;

/// <summary>Names the web server's spans by what is of a closed set, and links what the caller said to be part of.</summary>
internal static class RequestTraces
{
    /// <summary>The web server's activity source.</summary>
    public const string SourceName = "Microsoft.AspNetCore";

    private static readonly FrozenSet<string> Methods = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    /// <summary>Serves a request; where nobody follows, it does nothing else.</summary>
    public static async Task TellAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { Source.Name: SourceName } activity)
        {
            await next(context);
            return;
        }

        // A caller's trace is a caller's word: it is linked, and neither continued nor asked whether this one is to be kept.
        if (context.Request.Headers[TraceParent.Property] is [{ } said] && TraceParent.Read(said) is { } caller)
        {
            activity.AddLink(new ActivityLink(caller));
        }

        await next(context);
        var method = Methods.TryGetValue(context.Request.Method, out var known) ? known : "_OTHER";
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        activity.DisplayName = route is null ? method : $"{method} {route}";
        activity.SetTag("http.request.method", method).SetTag("http.route", route).SetTag("http.response.status_code", context.Response.StatusCode);
    }
}

/// <summary>Begins a trace for every request, whatever its headers say: ids in the log are the hub's own, and no caller decides what is kept.</summary>
internal sealed class OwnTraces : DistributedContextPropagator
{
    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Fields => [];

    /// <inheritdoc/>
    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        // Nobody is told.
    }

    /// <inheritdoc/>
    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) => (traceId, traceState) = (null, null);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
