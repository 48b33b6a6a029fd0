using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using CgiHub.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CgiHub.EndToEnd.Tests.Seeing;

/// <summary>What an operator has that wants to see inside: a server that takes OTLP, over HTTP or as gRPC, and keeps what came.</summary>
public sealed class Collector : IAsyncDisposable
{
    /// <summary>A gRPC message has a flag and its length before it, and no content if it is an empty answer.</summary>
    private const int FrameBytes = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _taken = new();

    private Collector(bool grpc)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, port => port.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _app = builder.Build();
        _app.Run(grpc ? TakeCallAsync : TakeAsync);
    }

    public string Url => $"http://127.0.0.1:{new Uri(_app.Urls.First()).Port}";

    /// <summary>Paths that something was sent to.</summary>
    public IReadOnlySet<string> Paths => _taken.Select(t => t.Path).ToHashSet(StringComparer.Ordinal);

    /// <summary>Every byte that came.</summary>
    public IReadOnlyList<byte[]> Bodies => [.. _taken.Select(t => t.Body)];

    public IReadOnlyList<Span> Spans => [.. _taken.Where(t => t.Path == "/v1/traces").SelectMany(t => SpansIn(t.Body))];

    public IReadOnlyList<Measured> Metrics => [.. _taken.Where(t => t.Path == "/v1/metrics").SelectMany(t => MetricsIn(t.Body))];

    /// <summary>How often metrics came.</summary>
    public int Collections => _taken.Count(t => t.Path == "/v1/metrics");

    public static async Task<Collector> StartAsync(bool grpc = false)
    {
        var collector = new Collector(grpc);
        await collector._app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        _taken.Enqueue((context.Request.Path, await BodyAsync(context)));
        context.Response.ContentType = "application/x-protobuf";
    }

    private async Task TakeCallAsync(HttpContext context)
    {
        var path = context.Request.Path.Value switch
        {
            "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => "/v1/traces",
            "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => "/v1/metrics",
            var other => other ?? "",
        };
        _taken.Enqueue((path, (await BodyAsync(context))[FrameBytes..]));
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[FrameBytes]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private static IEnumerable<Span> SpansIn(byte[] body) =>
        from resource in new Wire(body).All(1)
        from scope in new Wire(resource).All(2)
        from span in new Wire(scope).All(2)
        select SpanOf(new Wire(new Wire(scope).Bytes(1)).Text(1), span);

    private static Span SpanOf(string source, byte[] body)
    {
        var span = new Wire(body);
        return new Span(source, Convert.ToHexStringLower(span.Bytes(1)), Convert.ToHexStringLower(span.Bytes(2)), Convert.ToHexStringLower(span.Bytes(4)), span.Text(5), Tags(span.All(9)))
        {
            Links = [.. span.All(13).Select(l => Convert.ToHexStringLower(new Wire(l).Bytes(1)))],
            Events = span.All(11).Count,
            Failed = new Wire(span.Bytes(15)).Number(3) == 2,
        };
    }

    private static IEnumerable<Measured> MetricsIn(byte[] body) =>
        from resource in new Wire(body).All(1)
        from scope in new Wire(resource).All(2)
        from metric in new Wire(scope).All(2)
        from measured in MeasuredIn(new Wire(new Wire(scope).Bytes(1)).Text(1), metric)
        select measured;

    /// <summary>A metric is a gauge (5), a sum (7) or a histogram (9); each holds its points in field 1.</summary>
    private static IEnumerable<Measured> MeasuredIn(string meter, byte[] metric) =>
        new[] { (Kind: 5, Tags: 7), (Kind: 7, Tags: 7), (Kind: 9, Tags: 9) }.SelectMany(k => new Wire(new Wire(metric).Bytes(k.Kind)).All(1)
            .Select(point => new Measured(meter, new Wire(metric).Text(1), Tags(new Wire(point).All(k.Tags)))));

    private static Dictionary<string, string> Tags(IEnumerable<byte[]> pairs)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var value = new Wire(new Wire(pair).Bytes(2));
            tags[new Wire(pair).Text(1)] = value.All(1).Count > 0 ? value.Text(1)
                : value.All(4).Count > 0 ? BitConverter.Int64BitsToDouble(value.Number(4)).ToString(CultureInfo.InvariantCulture)
                : value.Number(3).ToString(CultureInfo.InvariantCulture);
        }

        return tags;
    }
}

/// <summary>A span.</summary>
public sealed record Span(string Source, string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The traces that it is linked to.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    public int Events { get; init; }

    public bool Failed { get; init; }
}

/// <summary>One series of a metric.</summary>
public sealed record Measured(string Meter, string Name, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Tags of the hub's own that are of no closed set; there are none.</summary>
    public IReadOnlyList<string> Strange => Meter.StartsWith("CgiHub", StringComparison.Ordinal)
        ? [.. Tags.Where(t => !HubTags.Values.TryGetValue(t.Key, out var set) || !set.Contains(t.Value)).Select(t => $"{Name} has {t.Key}={t.Value}")]
        : [];
}
