using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using CgiHub.Azure.Documents;
using CgiHub.Core;
using CgiHub.Core.Triage;
using Microsoft.ApplicationInsights.Channel;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.ApplicationInsights.Extensibility;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CgiHub.Functions.Hosting;

/// <summary>What the worker tells Application Insights.</summary>
internal static class HubTelemetry
{
    private const string ConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Authentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string Provider = "Microsoft.Extensions.Logging.ApplicationInsights.ApplicationInsightsLoggerProvider";

    /// <summary>Adds Application Insights where its address is set, and the log's levels.</summary>
    public static void AddHubTelemetry(this ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Azure", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Error);
        if (string.IsNullOrWhiteSpace(configuration[ConnectionString]))
        {
            return;
        }

        var services = logging.Services;
        services.AddApplicationInsightsTelemetryWorkerService();
        services.ConfigureFunctionsApplicationInsights();
        services.AddSingleton<ITelemetryInitializer, KeptFailures>();
        AddSteps(services, configuration);

        // The package sends warnings and worse only, by a rule that goes before all others; what is sent is for the levels above to say.
        services.Configure<LoggerFilterOptions>(options =>
        {
            foreach (var rule in options.Rules.Where(r => r.ProviderName == Provider).ToList())
            {
                options.Rules.Remove(rule);
            }
        });
    }

    /// <summary>
    /// The hub's own spans and metrics, which the package above does not know of, go to the same place by the exporter that is published for them:
    /// all of them, for each says of one step of one lead version how it went.
    /// </summary>
    private static void AddSteps(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(HubSteps.Name).AddAzureMonitorTraceExporter(Address))
            .WithMetrics(metrics => metrics.AddMeter(HubSteps.Name, ClockMeter.Name, CosmosMeter.Name).AddAzureMonitorMetricExporter(Address));

        void Address(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = configuration[ConnectionString];
            options.SamplingRatio = 1;
            options.TracesPerSecond = null;
            options.EnableLiveMetrics = false;

            // Nothing of it lies on the instance's disk.
            options.DisableOfflineStorage = true;
            options.Credential = CredentialOf(configuration[Authentication]);
        }
    }

    /// <summary>Whom the app's setting names, such as <c>Authorization=AAD;ClientId=…</c>; nobody where it is not set.</summary>
    internal static TokenCredential? CredentialOf(string? setting)
    {
        var parts = (setting ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (!parts.Contains("Authorization=AAD", StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        const string Client = "ClientId=";
        return parts.FirstOrDefault(p => p.StartsWith(Client, StringComparison.OrdinalIgnoreCase)) is { } client
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client[Client.Length..]))
            : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned);
    }

    /// <summary>Keeps sampling from what failed: an item that says it stands for itself alone is passed on.</summary>
    internal sealed class KeptFailures : ITelemetryInitializer
    {
        /// <inheritdoc/>
        public void Initialize(ITelemetry telemetry)
        {
            if (telemetry is ISupportSampling sampled && Failed(telemetry))
            {
                sampled.SamplingPercentage = 100;
            }
        }

        private static bool Failed(ITelemetry telemetry) => telemetry switch
        {
            ExceptionTelemetry => true,
            RequestTelemetry request => request.Success == false,
            DependencyTelemetry dependency => dependency.Success == false,
            TraceTelemetry trace => trace.SeverityLevel >= SeverityLevel.Warning,
            _ => false,
        };
    }
}
