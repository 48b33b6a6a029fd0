using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace CgiHub.Core.Enrichment;

/// <summary>
/// The one resilience pipeline of every source, outermost first:
/// concurrency limit, total timeout, retry, circuit breaker, attempt timeout; then credentials and the bounded read of the answer.
/// </summary>
internal static partial class PartnerPipeline
{
    /// <summary>Says that no packet waits for this request, so the longer limits hold.</summary>
    public static readonly HttpRequestOptionsKey<bool> Late = new("CgiHub.Late");

    /// <summary>The largest delay that a timer takes; also what an unbounded wait is cut to.</summary>
    private static readonly TimeSpan Unlimited = Timeout.InfiniteTimeSpan;

    /// <summary>Adds a source's HTTP client by name.</summary>
    public static void AddPartnerClient(this IServiceCollection services, string source)
    {
        services.AddHttpClient(TokenClient(source))
            .ConfigurePrimaryHttpMessageHandler(_ => Sockets(null))
            .SetHandlerLifetime(Unlimited)
            .RemoveAllLoggers();
        services.AddKeyedSingleton(source, (provider, _) =>
        {
            var options = provider.GetRequiredService<IOptionsMonitor<SourceOptions>>().Get(source);
            var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient(TokenClient(source));
            client.Timeout = Unlimited;
            return new AccessTokens(client, options.Auth, options.MaxResponseBytes, provider.GetRequiredService<TimeProvider>());
        });
        services.AddKeyedSingleton(source, (provider, _) => new SourceHealth(source, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<SourceMeter>()));

        services.AddHttpClient(source)
            .ConfigureHttpClient((provider, client) =>
            {
                var options = provider.GetRequiredService<IOptionsMonitor<SourceOptions>>().Get(source);
                client.BaseAddress = WithSlash(options.BaseAddress);
                // The pipeline has the time limits.
                client.Timeout = Unlimited;
            })
            .ConfigurePrimaryHttpMessageHandler(provider => Sockets(provider.GetRequiredService<IOptionsMonitor<SourceOptions>>().Get(source)))
            .SetHandlerLifetime(Unlimited)
            // Addresses of requests carry references, and at hundreds a second the lines bury the log.
            .RemoveAllLoggers()
            .AddResilienceHandler("partner", (pipeline, context) => Build(pipeline, context, source));
        services.AddHttpClient(source).AddHttpMessageHandler(provider =>
        {
            var options = provider.GetRequiredService<IOptionsMonitor<SourceOptions>>().Get(source);
            return new PartnerHandler(
                options,
                options.Auth.Kind == SourceAuthKind.ClientCredentials ? provider.GetRequiredKeyedService<AccessTokens>(source) : null,
                provider.GetRequiredKeyedService<SourceHealth>(source),
                provider.GetRequiredService<TimeProvider>());
        });
    }

    private static void Build(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ResilienceHandlerContext context, string source)
    {
        var options = context.ServiceProvider.GetRequiredService<IOptionsMonitor<SourceOptions>>().Get(source);
        var health = context.ServiceProvider.GetRequiredKeyedService<SourceHealth>(source);
        var log = context.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PartnerPipeline));

        pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
        pipeline.AddConcurrencyLimiter(options.MaxConcurrency, options.QueueLimit);
        pipeline.AddTimeout(new HttpTimeoutStrategyOptions
        {
            Name = "total",
            TimeoutGenerator = args => ValueTask.FromResult(IsLate(args.Context) ? options.LateTotalTimeout : options.TotalTimeout),
        });
        if (options.Retries > 0)
        {
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryBase,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldRetryAfterHeader = true,
                // Both contracts say that the same question again is one question, so every request may be repeated.
                ShouldHandle = args => ValueTask.FromResult(MayMend(args.Outcome, IsLate(args.Context) ? options.LateTotalTimeout : options.TotalTimeout)),
            });
        }

        pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            FailureRatio = options.CircuitFailureRatio,
            MinimumThroughput = options.CircuitMinimumThroughput,
            SamplingDuration = options.CircuitSampling,
            BreakDuration = options.CircuitBreakFor,
            StateProvider = health.Circuit,
            ShouldHandle = args => ValueTask.FromResult(IsFault(args.Outcome)),
            OnOpened = args =>
            {
                LogOpened(log, source, args.BreakDuration);
                return ValueTask.CompletedTask;
            },
            OnClosed = _ =>
            {
                LogClosed(log, source);
                return ValueTask.CompletedTask;
            },
        });
        pipeline.AddTimeout(new HttpTimeoutStrategyOptions
        {
            Name = "attempt",
            TimeoutGenerator = args => ValueTask.FromResult(IsLate(args.Context) ? options.LateAttemptTimeout : options.AttemptTimeout),
        });
    }

    private static bool IsLate(ResilienceContext context) => context.GetRequestMessage() is { } request && request.Options.TryGetValue(Late, out var late) && late;

    /// <summary>What asking again soon may mend: a broken connection, a timeout, an overload whose Retry-After fits the time that is left.</summary>
    private static bool MayMend(Outcome<HttpResponseMessage> outcome, TimeSpan total) => outcome switch
    {
        { Exception: PartnerFaultException } => false,
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { } response } => IsTransient(response.StatusCode) && !(PartnerClient.RetryAfterOf(response) >= total),
        _ => false,
    };

    private static bool IsFault(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutRejectedException || (outcome.Result is { } response && IsTransient(response.StatusCode));

    private static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static SocketsHttpHandler Sockets(SourceOptions? options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = options?.MaxConcurrency ?? 2,
            MaxResponseHeadersLength = 32,

            // A source learns from no header which of its questions belong together.
            ActivityHeadersPropagator = null,
        };
        if (options?.Auth is { Kind: SourceAuthKind.ClientCertificate } auth)
        {
            handler.SslOptions.ClientCertificates = [X509CertificateLoader.LoadPkcs12FromFile(auth.CertificatePath!, auth.CertificatePassword)];
        }

        return handler;
    }

    /// <summary>Without the slash, the last part of the path would be replaced instead of continued.</summary>
    private static Uri? WithSlash(Uri? address) => address is null || address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");

    private static string TokenClient(string source) => source + "-token";

    [LoggerMessage(5001, LogLevel.Warning, "The circuit to {Source} opened for {BreakFor}: too many of its calls failed.")]
    private static partial void LogOpened(ILogger log, string source, TimeSpan breakFor);

    [LoggerMessage(5002, LogLevel.Information, "The circuit to {Source} closed: it answers again.")]
    private static partial void LogClosed(ILogger log, string source);
}
