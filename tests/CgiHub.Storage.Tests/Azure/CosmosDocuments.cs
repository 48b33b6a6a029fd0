using CgiHub.Azure.Documents;
using CgiHub.Core.Storage;
using CgiHub.Storage.Tests.Documents;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Storage.Tests.Azure;

/// <summary>Documents in the Cosmos DB account, or emulator, that <c>CGIHUB_TEST_COSMOS</c> names by its connection string pass the contract.</summary>
public sealed class CosmosDocuments : DocumentFixture
{
    /// <summary>Where the connection string of the account for tests stands.</summary>
    public const string Variable = "CGIHUB_TEST_COSMOS";

    private const string Database = "cgihub-tests";
    private static readonly SemaphoreSlim One = new(1);
    private static bool _made;
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().AddSingleton<CosmosMeter>().BuildServiceProvider();
    private CosmosClient? _client;

    public override async Task<IDocumentStore> OpenAsync()
    {
        var account = Environment.GetEnvironmentVariable(Variable);
        Skip.If(string.IsNullOrEmpty(account), $"{Variable} names no Cosmos DB account or emulator.");
        var options = new CosmosStoreOptions { AccountEndpoint = new Uri("https://account.test"), Gateway = true, RequireConsistentReads = false };
        var client = options.ToClientOptions();
        if (account.Contains("//localhost", StringComparison.OrdinalIgnoreCase) || account.Contains("//127.0.0.1", StringComparison.Ordinal))
        {
            // The emulator's certificate is its own.
            client.ServerCertificateCustomValidationCallback = (_, _, _) => true;
        }

        _client = new CosmosClient(account, client);
        await MakeAsync(_client);
        return new CosmosDocumentStore(_client, options, _metrics.GetRequiredService<CosmosMeter>(), Database);
    }

    // Time passes in Cosmos DB for everybody alike.
    public override Task PassAsync(TimeSpan time) => Task.Delay(time);

    public override async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _metrics.DisposeAsync();
    }

    private static async Task MakeAsync(CosmosClient client)
    {
        await One.WaitAsync();
        try
        {
            if (!_made)
            {
                // Throughput of the database, shared by its containers: as little as it takes.
                Microsoft.Azure.Cosmos.Database database = await client.CreateDatabaseIfNotExistsAsync(Database, throughput: 1000);
                foreach (var container in CosmosLayout.All)
                {
                    await database.CreateContainerIfNotExistsAsync(container.ToProperties());
                }

                _made = true;
            }
        }
        finally
        {
            One.Release();
        }
    }

    public sealed class A_document : A_document<CosmosDocuments>;

    public sealed class A_commit : A_commit<CosmosDocuments>;

    public sealed class A_query : A_query<CosmosDocuments>;

    public sealed class A_change_feed : A_change_feed<CosmosDocuments>;

    public sealed class Many_writers : Many_writers<CosmosDocuments>;

    public sealed class Any_sequence_of_commits : Any_sequence_of_commits<CosmosDocuments>;
}
