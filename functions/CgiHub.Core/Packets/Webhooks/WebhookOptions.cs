using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Packets.Webhooks;

/// <summary>Pushing lead packets to agencies' own servers: <c>CgiHub:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>Secrets by name, as registry entries name them: <c>whsec_</c> and 24 to 64 bytes in base64.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Networks that are not public and may be sent to all the same, such as <c>10.20.0.0/16</c> of a private line, or <c>127.0.0.1/32</c> to try things out. Link-local addresses never. Default none.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Longest time for one attempt, from the name's resolution to the answer. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts before a packet is left to the queue's own deliveries, and then to the dead letters. Default 12.</summary>
    [Range(1, 50)]
    public int MaxAttempts { get; init; } = 12;

    /// <summary>Wait after the first failed attempt; doubles with each. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryBase { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait between two attempts. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Packets that one host pushes to one agency at the same time; more wait in the queue, so that a slow server holds no place of others. Default 2.</summary>
    [Range(1, 32)]
    public int PerAgency { get; init; } = 2;

    /// <summary>How long a packet waits in the queue when its agency's places are taken. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan BusyDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest body, in bytes; above it the event carries a claim check instead of the packet. Default 1 MiB.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxBodyBytes { get; init; } = 1024 * 1024;
}
