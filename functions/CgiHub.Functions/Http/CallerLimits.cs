using System.Threading.RateLimiting;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.Http;

/// <summary>How often each caller may come: from a bucket of requests that fills again, one for each subject and agency. Every host counts for itself.</summary>
/// <remarks>Only who has shown who they are has a bucket, and one that is full again is forgotten: memory follows the callers of the last minutes.</remarks>
public sealed class CallerLimits : IDisposable
{
    private readonly PartitionedRateLimiter<Caller> _limiter;

    /// <summary>Limits as configured.</summary>
    public CallerLimits(IOptions<DoorOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (burst, perMinute) = (options.Value.RequestBurst, options.Value.RequestsPerMinute);
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = Math.Max(1, perMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromMinutes(Math.Max(1.0 / 60, 1.0 / perMinute)),
            QueueLimit = 0,
        };
        _limiter = PartitionedRateLimiter.Create<Caller, (string, Ori?)>(caller => RateLimitPartition.GetTokenBucketLimiter((caller.Subject, caller.Agency), _ => bucket));
    }

    /// <summary>Why a caller is turned away now (<see cref="Errors.TooManyRequests"/>); null where they are not.</summary>
    public Error? Refusal(Caller caller)
    {
        using var lease = _limiter.AttemptAcquire(caller);
        return lease.IsAcquired ? null
            : Errors.TooManyRequests(lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
