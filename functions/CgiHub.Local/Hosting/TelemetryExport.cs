using System.Diagnostics;
using CgiHub.Core;
using CgiHub.Core.Triage;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CgiHub.Local.Hosting;

/// <summary>Sends traces and metrics by OTLP where an endpoint is set, and adds nothing where none is. Logs stay on standard output.</summary>
internal static class TelemetryExport
{
    private const string StandardEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds it.</summary>
    public static void AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TelemetryOptions>().BindConfiguration("CgiHub:Telemetry").ValidateDataAnnotations()
            .Validate(o => o.OtlpEndpoint is null || (o.OtlpEndpoint.IsAbsoluteUri && o.OtlpEndpoint.Scheme is "http" or "https"), "CgiHub:Telemetry:OtlpEndpoint is an absolute address with http or https.").ValidateOnStart();
        services.AddSingleton<DistributedContextPropagator, OwnTraces>();
        var options = configuration.GetSection("CgiHub:Telemetry").Get<TelemetryOptions>() ?? new TelemetryOptions();
        if (options.OtlpEndpoint is { } endpoint ? endpoint.IsAbsoluteUri : !string.IsNullOrWhiteSpace(configuration[StandardEndpoint]))
        {
            Export(services, options);
        }
    }

    /// <summary>Apart, so that nothing of OpenTelemetry is loaded where nothing is sent.</summary>
    private static void Export(IServiceCollection services, TelemetryOptions options) =>
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("cgihub", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(tracing => tracing
                .AddSource(HubSteps.Name, RequestTraces.SourceName)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.SampleRatio)))
                .AddProcessor<RequestSpans>()
                .AddOtlpExporter(otlp => Address(otlp, options, "v1/traces")))
            .WithMetrics(metrics => metrics
                .AddMeter(HubSteps.Name, ClockMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter((otlp, reader) =>
                {
                    Address(otlp, options, "v1/metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.MetricsEvery.TotalMilliseconds;
                }));

    private static void Address(OtlpExporterOptions otlp, TelemetryOptions options, string path)
    {
        if (options.OtlpEndpoint is not { } endpoint)
        {
            return;
        }

        var grpc = options.Protocol == OtlpProtocol.Grpc;
        otlp.Protocol = grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = grpc ? endpoint : new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
    }
}
