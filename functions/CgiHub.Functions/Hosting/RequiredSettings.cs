using Microsoft.Extensions.Configuration;

namespace CgiHub.Functions.Hosting;

/// <summary>Settings without which the hub in Azure is dead, or half dead: the Functions host reads some of them itself, and says little when one is missing.</summary>
internal static class RequiredSettings
{
    /// <summary>Names that triggers give between percent signs or as connections, and what the hub's own clients and limits need.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "CgiHub:Region",
        "CgiHub:Identity:Authority",
        "CgiHubBlobs:blobServiceUri",
        "CgiHubBlobs:queueServiceUri",
        "CgiHubCosmos:accountEndpoint",
        "CgiHubServiceBus:fullyQualifiedNamespace",
        "CgiHub:Audit:CheckSchedule",
        "CgiHub:Enrichment:LateSchedule",
        "CgiHub:Evidence:SweepSchedule",
        "CgiHub:Retention:Schedule",
        "CgiHub:Triage:Breaches:Schedule",
        "CgiHub:Triage:Digest:Schedule",
        "CgiHub:Triage:Refresh:Schedule",

        // The Functions host answers a body above its own limit with a bare 500: the hub's answer has to come first.
        "CgiHub:Evidence:HttpUploadLimit",
    ];

    /// <summary>Looks for all of them.</summary>
    /// <exception cref="InvalidOperationException">Some are missing; the message names every one.</exception>
    public static void Check(IConfiguration configuration)
    {
        var missing = Names.Where(n => string.IsNullOrWhiteSpace(configuration[n])).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidOperationException($"The hub cannot start without these settings: {string.Join(", ", missing)}. In the app's settings a colon is written as two underscores, such as {missing[0].Replace(":", "__", StringComparison.Ordinal)}.");
        }
    }
}
