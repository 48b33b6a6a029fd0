using CgiHub.Azure.Documents;
using CgiHub.Core.Storage;
using CgiHub.Storage.Tests.Documents;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Storage.Tests.Azure;

/// <summary>Documents in Cosmos DB, as <see cref="FakeCosmos"/> plays it behind the real client, pass the contract.</summary>
public sealed class FakeCosmosDocuments : DocumentFixture
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().AddSingleton<CosmosMeter>().BuildServiceProvider();
    private CosmosClient? _client;

    public FakeCosmosDocuments() => Cosmos = new FakeCosmos(_time);

    internal FakeCosmos Cosmos { get; }

    internal CosmosMeter Meter => _metrics.GetRequiredService<CosmosMeter>();

    internal CosmosStoreOptions Options { get; set; } = new() { AccountEndpoint = FakeCosmos.Endpoint };

    public override Task<IDocumentStore> OpenAsync()
    {
        _client = Cosmos.Connect(Options);
        return Task.FromResult<IDocumentStore>(new CosmosDocumentStore(_client, Options, Meter));
    }

    public override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        Cosmos.Dispose();
        await _metrics.DisposeAsync();
    }

    public sealed class A_document : A_document<FakeCosmosDocuments>;

    public sealed class A_commit : A_commit<FakeCosmosDocuments>;

    public sealed class A_query : A_query<FakeCosmosDocuments>;

    public sealed class A_change_feed : A_change_feed<FakeCosmosDocuments>;

    public sealed class Many_writers : Many_writers<FakeCosmosDocuments>;

    public sealed class Any_sequence_of_commits : Any_sequence_of_commits<FakeCosmosDocuments>;
}
