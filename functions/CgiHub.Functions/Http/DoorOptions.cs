using System.ComponentModel.DataAnnotations;

namespace CgiHub.Functions.Http;

/// <summary>Settings under <c>CgiHub:Door</c>.</summary>
public sealed class DoorOptions
{
    /// <summary>Answers up to this size are held until the attempt is recorded, with their exact size; larger ones are recorded just before they begin to flow. Default 64 KiB.</summary>
    [Range(4096, 16 * 1024 * 1024)]
    public int HeldAnswerBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes of a body with an <c>Idempotency-Key</c> that are compared before anything is done; the rest is compared as it flows. Default 1 MiB.</summary>
    [Range(4096, 64 * 1024 * 1024)]
    public int ComparedBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>How long the first answer to an <c>Idempotency-Key</c> is replayed. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan ReplayFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A request in flight whose host died holds its key this long. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00")]
    public TimeSpan InFlightFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests that one caller may make at once, before they have to keep to <see cref="RequestsPerMinute"/>. Default 5,000.</summary>
    [Range(1, 10_000_000)]
    public int RequestBurst { get; init; } = 5_000;

    /// <summary>Requests a minute that one caller may make for ever; more are answered 429. Each host counts by itself. Default 30,000.</summary>
    [Range(1, 60_000_000)]
    public int RequestsPerMinute { get; init; } = 30_000;

    /// <summary>No other host serves these stores: what an earlier run left in flight is dead. Default false; the one-machine host sets it.</summary>
    public bool SoleHost { get; init; }
}
