using System.Globalization;
using Azure;
using Azure.Identity;
using CgiHub.Core.Storage;
using Microsoft.Azure.Cosmos;

namespace CgiHub.Azure;

/// <summary>Tells a store that is away from a fault of ours.</summary>
internal static class StoreFailure
{
    /// <summary>Makes a call; what says that the store is away becomes <see cref="StoreUnavailableException"/>, everything else passes.</summary>
    public static async Task<T> AskAsync<T>(string store, Func<Task<T>> ask, CancellationToken cancel)
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (Of(store, failure, cancel) is { } away)
        {
            throw away;
        }
    }

    /// <summary>The exception that says so, or null where the store isn't away.</summary>
    /// <remarks>An identity that may not do what the hub does is a store that is away, too: a caller can mend neither.</remarks>
    public static StoreUnavailableException? Of(string store, Exception failure, CancellationToken cancel) => failure switch
    {
        RequestFailedException { Status: 0 or 401 or 403 or 408 or 429 or >= 500 } refused => Away(store, refused.Status, refused.ErrorCode, RetryAfter(refused), refused),
        RequestFailedException { Status: 404, ErrorCode: "ContainerNotFound" or "AccountNotFound" or "ResourceNotFound" } missing => Away(store, 404, missing.ErrorCode, null, missing),
        RequestFailedException { Status: 409, ErrorCode: "AccountIsDisabled" or "BlobArchived" or "BlobBeingRehydrated" } closed => Away(store, 409, closed.ErrorCode, null, closed),
        CosmosException refused when IsAway((int)refused.StatusCode) => Away(store, (int)refused.StatusCode, $"sub-status {refused.SubStatusCode}", refused.RetryAfter, refused),
        AuthenticationFailedException => new StoreUnavailableException($"The {store} cannot be asked: the hub's identity is not known.", failure),
        OperationCanceledException when !cancel.IsCancellationRequested => new StoreUnavailableException($"The {store} did not answer in time.", failure),
        HttpRequestException or System.Net.Sockets.SocketException or TimeoutException => new StoreUnavailableException($"The {store} cannot be reached.", failure),
        AggregateException { InnerException: { } inner } => Of(store, inner, cancel),
        StoreUnavailableException or BlobTooLargeException => null,
        IOException => new StoreUnavailableException($"The connection to the {store} broke.", failure),
        _ => null,
    };

    /// <summary>Whether a status of Cosmos DB means that the same call may succeed later.</summary>
    public static bool IsAway(int status) => status is 401 or 403 or 408 or 410 or 429 or 449 or >= 500;

    /// <summary>A store that is away.</summary>
    public static StoreUnavailableException Away(string store, int status, string? code, TimeSpan? retryAfter, Exception? inner) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The {store} answered {status} ({code})."), inner) { RetryAfter = retryAfter };

    private static TimeSpan? RetryAfter(RequestFailedException refused) =>
        refused.GetRawResponse() is { } response && response.Headers.TryGetValue("Retry-After", out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
