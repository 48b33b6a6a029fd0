using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CgiHub.Functions.Triggers;

/// <summary>Tells whoever runs the hub how it is. Needs no token, tells nothing of anybody, and is not audited.</summary>
public sealed partial class HealthTriggers(IEnumerable<IHealthProbe> probes, ILogger<HealthTriggers> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The process answers.</summary>
    [Function("HealthLive")]
    [Produces<HealthReport>(200)]
    public IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        Answers.Json(new HealthReport("ok", new Dictionary<string, ProbeAnswer>()), HealthJson.Default.HealthReport);

    /// <summary>Everything that the hub needs answers; 503 where something does not.</summary>
    [Function("HealthReady")]
    [Produces<HealthReport>(200)]
    [Produces<HealthReport>(503)]
    public async Task<IResult> Ready([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request, CancellationToken cancel)
    {
        var answers = await Task.WhenAll(probes.Select(async p => (p.Name, Answer: await CheckAsync(p, cancel))));
        var checks = answers.OrderBy(a => a.Name, StringComparer.Ordinal).ToDictionary(a => a.Name, a => a.Answer);
        var state = checks.Values.Any(c => c.State == "failed") ? "failed" : checks.Values.Any(c => c.State == "degraded") ? "degraded" : "ok";
        return Answers.Json(new HealthReport(state, checks), HealthJson.Default.HealthReport, state == "failed" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private async Task<ProbeAnswer> CheckAsync(IHealthProbe probe, CancellationToken cancel)
    {
        try
        {
            return await probe.CheckAsync(cancel).AsTask().WaitAsync(Patience, cancel);
        }
#pragma warning disable CA1031 // A probe that throws, whatever it throws, has failed.
        catch (Exception failure) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(failure, probe.Name);
            return ProbeAnswer.Failed("It does not answer; the log tells more.");
        }
    }

    [LoggerMessage(1101, LogLevel.Error, "The health probe {Probe} failed")]
    private partial void LogFailed(Exception failure, string probe);
}
