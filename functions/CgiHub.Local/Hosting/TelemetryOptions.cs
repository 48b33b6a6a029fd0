using System.ComponentModel.DataAnnotations;

namespace CgiHub.Local.Hosting;

/// <summary>Where traces and metrics go: <c>CgiHub:Telemetry</c>. Without an endpoint they go nowhere, and no trace is made.</summary>
public sealed class TelemetryOptions
{
    /// <summary>An OTLP endpoint, such as <c>http://127.0.0.1:4318</c>. Default none; then <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its companions count, where they are set.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>How that endpoint is spoken to: <c>HttpProtobuf</c> (mostly port 4318) or <c>Grpc</c> (mostly port 4317). Default HttpProtobuf.</summary>
    [EnumDataType(typeof(OtlpProtocol))]
    public OtlpProtocol Protocol { get; init; } = OtlpProtocol.HttpProtobuf;

    /// <summary>How often metrics are sent. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MetricsEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Which share of traces is sent; each is sent whole or not at all. Default 1.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; init; } = 1;
}

/// <summary>The forms of OTLP.</summary>
public enum OtlpProtocol
{
    /// <summary>Protocol buffers over HTTP/1.1.</summary>
    HttpProtobuf,

    /// <summary>Protocol buffers over gRPC.</summary>
    Grpc,
}
