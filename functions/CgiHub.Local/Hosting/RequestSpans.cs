using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace CgiHub.Local.Hosting;

/// <summary>
/// Keeps of the web server's spans what is of a closed set: method, route template, status. Paths, queries, addresses and headers, in which
/// anybody may have written anything, never leave.
/// </summary>
internal sealed class RequestSpans : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Kept = FrozenSet.Create(StringComparer.Ordinal, "http.request.method", "http.route", "http.response.status_code");

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Source.Name != RequestTraces.SourceName)
        {
            return;
        }

        foreach (var tag in data.TagObjects.Where(t => !Kept.Contains(t.Key)).ToList())
        {
            data.SetTag(tag.Key, null);
        }
    }
}
