using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using CgiHub.Azure.Blobs;
using CgiHub.Azure.Documents;
using CgiHub.Core.Storage;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CgiHub.Azure;

/// <summary>Adds Blob Storage and Cosmos DB behind the hub's ports.</summary>
public static class AzureModule
{
    /// <summary>The section of <see cref="BlobStoreOptions"/>, and the name of the Functions host's connection to the same account.</summary>
    public const string Blobs = "CgiHubBlobs";

    /// <summary>The section of <see cref="CosmosStoreOptions"/>, and the name of the Functions host's connection to the same account.</summary>
    public const string Cosmos = "CgiHubCosmos";

    /// <summary>Adds documents and blobs. Settings are bound under <see cref="Blobs"/> and <see cref="Cosmos"/> and checked at start; no store is asked before the first call.</summary>
    public static IServiceCollection AddAzureStores(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddMetrics();
        services.AddOptions<BlobStoreOptions>().Bind(configuration.GetSection(Blobs)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CosmosStoreOptions>().Bind(configuration.GetSection(Cosmos)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<BlobStoreOptions>>().Value;
            return new BlobServiceClient(options.BlobServiceUri, Identity(options.Credential, options.ClientId), options.ToClientOptions());
        });
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<CosmosStoreOptions>>().Value;
            return new CosmosClient(options.AccountEndpoint!.AbsoluteUri, Identity(options.Credential, options.ClientId), options.ToClientOptions());
        });
        services.AddSingleton<CosmosMeter>();
        services.AddSingleton<IDocumentStore>(provider => new CosmosDocumentStore(
            provider.GetRequiredService<CosmosClient>(), provider.GetRequiredService<IOptions<CosmosStoreOptions>>().Value, provider.GetRequiredService<CosmosMeter>()));
        services.AddSingleton<IBlobStore>(provider => new BlobStore(
            provider.GetRequiredService<BlobServiceClient>(), provider.GetRequiredService<IOptions<BlobStoreOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>The deployment says <c>managedidentity</c>, so that nothing else is tried there; a developer's machine offers what it has.</summary>
    private static TokenCredential Identity(string? credential, string? clientId) => (credential, clientId) switch
    {
        (_, { Length: > 0 }) => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId)),
        ("managedidentity", _) => new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned),
        _ => new DefaultAzureCredential(),
    };
}
