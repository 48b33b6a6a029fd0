using Azure.Core;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using CgiHub.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.ServiceBus;

/// <summary>Adds the queues of Service Bus behind the hub's ports.</summary>
internal static class ServiceBusModule
{
    /// <summary>Adds <see cref="IMessageQueue"/> and <see cref="IDeadLetters"/> over one connection.</summary>
    public static IServiceCollection AddServiceBus(this IServiceCollection services)
    {
        services.AddOptions<ServiceBusOptions>().BindConfiguration("CgiHubServiceBus").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => ClientOf(provider.GetRequiredService<IOptions<ServiceBusOptions>>().Value));
        services.AddSingleton<IMessageQueue, ServiceBusQueue>();
        services.AddSingleton<IDeadLetters, ServiceBusDeadLetters>();
        return services;
    }

    private static ServiceBusClient ClientOf(ServiceBusOptions options) => new(options.FullyQualifiedNamespace, CredentialOf(options), new ServiceBusClientOptions
    {
        Identifier = "cgihub",
        RetryOptions = { MaxRetries = options.Retries, TryTimeout = options.TryFor },
    });

    private static TokenCredential CredentialOf(ServiceBusOptions options) => (options.Credential, options.ClientId) switch
    {
        (null or "", _) => new DefaultAzureCredential(),
        (_, null or "") => new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned),
        var (_, client) => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client)),
    };
}
