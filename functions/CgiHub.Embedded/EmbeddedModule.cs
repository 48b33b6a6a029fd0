using CgiHub.Core.Storage;
using CgiHub.Embedded.Blobs;
using CgiHub.Embedded.Documents;
using CgiHub.Embedded.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CgiHub.Embedded;

/// <summary>Adds the stores of one machine behind the hub's ports.</summary>
public static class EmbeddedModule
{
    /// <summary>Adds documents, blobs and queues in a directory. Settings are bound under <c>CgiHub:Embedded</c>.</summary>
    public static IServiceCollection AddEmbedded(this IServiceCollection services, string directory)
    {
        services.AddOptions<EmbeddedOptions>().BindConfiguration("CgiHub:Embedded").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new EmbeddedStores(directory, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IOptions<EmbeddedOptions>>().Value));

        // The container disposes what its factories hand out, and so do the stores: disposing twice is disposing once.
        services.AddSingleton(provider => provider.GetRequiredService<EmbeddedStores>().Documents);
        services.AddSingleton(provider => provider.GetRequiredService<EmbeddedStores>().Blobs);
        services.AddSingleton(provider => provider.GetRequiredService<EmbeddedStores>().Queue);
        services.AddSingleton<QueueMeter>();
        services.AddSingleton<IDocumentStore>(provider => provider.GetRequiredService<SqliteDocumentStore>());
        services.AddSingleton<IBlobStore>(provider => provider.GetRequiredService<FileBlobStore>());
        services.AddSingleton<IMessageQueue>(provider => provider.GetRequiredService<SqliteMessageQueue>());
        services.AddSingleton<IDeadLetters>(provider => provider.GetRequiredService<SqliteMessageQueue>());
        return services;
    }
}
