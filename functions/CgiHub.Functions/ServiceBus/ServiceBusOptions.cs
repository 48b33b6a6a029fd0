using System.ComponentModel.DataAnnotations;

namespace CgiHub.Functions.ServiceBus;

/// <summary>Settings under <c>CgiHubServiceBus</c>. The Functions host reads its identity-based connection from the same section.</summary>
public sealed class ServiceBusOptions
{
    /// <summary>The namespace's host name. There is no key and no connection string: the hub comes as its managed identity.</summary>
    [Required, RegularExpression(@"^[A-Za-z0-9][A-Za-z0-9.-]*$")]
    public string? FullyQualifiedNamespace { get; init; }

    /// <summary>How the hub shows who it is: <c>managedidentity</c>, or empty for whatever the machine offers (a developer's own sign-in among it). Default empty.</summary>
    [RegularExpression("managedidentity|")]
    public string? Credential { get; init; }

    /// <summary>Client id of a user-assigned managed identity; empty for the system-assigned one. Default empty.</summary>
    public string? ClientId { get; init; }

    /// <summary>How often a call that failed is made again. Default 4.</summary>
    [Range(0, 20)]
    public int Retries { get; init; } = 4;

    /// <summary>How long one try of a call may take. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan TryFor { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a message is held before it is given back because a store was away. With ten deliveries a queue outlasts ten times as long. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan PauseWhileStoreIsAway { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Dead letters of one queue that a listing looks at, oldest first; of a queue that has more, the newest show up as the older ones go. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int MostPeeked { get; init; } = 1_000;

    /// <summary>Queues whose dead letters are looked at at once. Default 16.</summary>
    [Range(1, 256)]
    public int PeekedAtOnce { get; init; } = 16;
}
