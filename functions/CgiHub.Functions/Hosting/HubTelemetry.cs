using Microsoft.ApplicationInsights.Channel;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.ApplicationInsights.Extensibility;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CgiHub.Functions.Hosting;

/// <summary>What the worker tells Application Insights.</summary>
internal static class HubTelemetry
{
    private const string ConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";
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

        // The package sends warnings and worse only, by a rule that goes before all others; what is sent is for the levels above to say.
        services.Configure<LoggerFilterOptions>(options =>
        {
            foreach (var rule in options.Rules.Where(r => r.ProviderName == Provider).ToList())
            {
                options.Rules.Remove(rule);
            }
        });
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
