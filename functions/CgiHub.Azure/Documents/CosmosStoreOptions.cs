using System.ComponentModel.DataAnnotations;
using Microsoft.Azure.Cosmos;

namespace CgiHub.Azure.Documents;

/// <summary>Settings <c>CgiHubCosmos:*</c>: where the documents are. The Functions host reads its identity-based connection from the same section.</summary>
public sealed class CosmosStoreOptions : IValidatableObject
{
    /// <summary>The account's address, over https. There is no key and no connection string: the hub comes as its managed identity.</summary>
    [Required]
    public Uri? AccountEndpoint { get; init; }

    /// <summary>How the hub shows who it is: <c>managedidentity</c>, or empty for whatever the machine offers (a developer's own sign-in among it). Default empty.</summary>
    [RegularExpression("managedidentity|")]
    public string? Credential { get; init; }

    /// <summary>Client id of a user-assigned managed identity; empty for the system-assigned one. Default empty.</summary>
    public string? ClientId { get; init; }

    /// <summary>Asks through the account's https gateway instead of its replicas' own ports (10000 to 20000 behind a private endpoint). Slower. Default false.</summary>
    public bool Gateway { get; init; }

    /// <summary>How often a request that was answered 429 (too many request units) is made again before the caller hears of it. Default 9.</summary>
    [Range(0, 100)]
    public int RetriesWhenThrottled { get; init; } = 9;

    /// <summary>How long those retries may take together. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ThrottledFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one try of a request may take. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan TryFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call may take with all its tries, the client's own for other regions and addresses among them. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan AnswerFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Refuses an account whose reads may miss what was just written (weaker than bounded staleness): the hub draws from what it reads. Default true; false is for emulators.</summary>
    public bool RequireConsistentReads { get; init; } = true;

    /// <summary>How the client of the account behaves under these settings.</summary>
    public CosmosClientOptions ToClientOptions() => new()
    {
        ApplicationName = "cgihub",
        ConnectionMode = Gateway ? ConnectionMode.Gateway : ConnectionMode.Direct,
        EnableContentResponseOnWrite = false,
        MaxRetryAttemptsOnRateLimitedRequests = RetriesWhenThrottled,
        MaxRetryWaitTimeOnRateLimitedRequests = ThrottledFor,
        RequestTimeout = TryFor,
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AccountEndpoint is { } uri && (!uri.IsAbsoluteUri || uri.Scheme != Uri.UriSchemeHttps))
        {
            yield return new ValidationResult("AccountEndpoint is an https address.", [nameof(AccountEndpoint)]);
        }
    }
}
