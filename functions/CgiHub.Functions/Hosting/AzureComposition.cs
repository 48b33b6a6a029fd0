using CgiHub.Azure;
using CgiHub.Core;
using CgiHub.Functions.Http;
using CgiHub.Functions.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Functions.Hosting;

/// <summary>The hub in Azure, composed: the stages that both hosts have, over Blob Storage, Cosmos DB and Service Bus.</summary>
internal static class AzureComposition
{
    /// <summary>Adds all of it.</summary>
    /// <exception cref="InvalidOperationException">Settings are missing; the message names every one.</exception>
    public static IServiceCollection AddHubInAzure(this IServiceCollection services, IConfiguration configuration)
    {
        RequiredSettings.Check(configuration);
        services.AddHub(configuration);
        services.AddAzureStores(configuration);
        services.AddServiceBus();
        services.AddHubHttp();
        services.AddSingleton<ITokenAuthority, OidcAuthority>();
        return services;
    }
}
