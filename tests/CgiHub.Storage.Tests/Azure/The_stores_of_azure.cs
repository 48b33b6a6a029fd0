using System.Text.Json;
using System.Text.Json.Nodes;
using CgiHub.Azure;
using CgiHub.Azure.Blobs;
using CgiHub.Azure.Documents;
using CgiHub.Core.Storage;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CgiHub.Storage.Tests.Azure;

public sealed class The_stores_of_azure
{
    // The names are the Functions host's own for its identity-based connections.
    private static readonly (string Name, string? Value)[] Settings =
    [
        ("CgiHubBlobs:blobServiceUri", "https://blobs.test/"), ("CgiHubBlobs:queueServiceUri", "https://queues.test/"), ("CgiHubBlobs:credential", "managedidentity"), ("CgiHubBlobs:clientId", "11111111-1111-1111-1111-111111111111"),
        ("CgiHubCosmos:accountEndpoint", "https://documents.test/"), ("CgiHubCosmos:credential", "managedidentity"), ("CgiHubCosmos:clientId", "11111111-1111-1111-1111-111111111111"),
    ];

    private static ServiceProvider Compose(params (string Name, string? Value)[] changes)
    {
        var settings = Settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in changes)
        {
            settings[name] = value;
        }

        return new ServiceCollection().AddSingleton(TimeProvider.System).AddAzureStores(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
    }

    [Fact]
    public async Task Stand_behind_the_ports_and_ask_nobody_before_the_first_call()
    {
        await using var services = Compose();
        services.GetRequiredService<IStartupValidator>().Validate();
        Assert.IsType<BlobStore>(services.GetRequiredService<IBlobStore>());
        Assert.IsType<CosmosDocumentStore>(services.GetRequiredService<IDocumentStore>());
        Assert.Equal(ConnectionMode.Direct, services.GetRequiredService<CosmosClient>().ClientOptions.ConnectionMode);
    }

    [Theory]
    [InlineData("CgiHubBlobs:blobServiceUri", null)]
    [InlineData("CgiHubBlobs:blobServiceUri", "http://blobs.test/")]
    [InlineData("CgiHubBlobs:blobServiceUri", "blobs")]
    [InlineData("CgiHubBlobs:credential", "accountkey")]
    [InlineData("CgiHubBlobs:BlockBytes", "1")]
    [InlineData("CgiHubBlobs:BlockChecksum", "Auto")]
    [InlineData("CgiHubCosmos:accountEndpoint", null)]
    [InlineData("CgiHubCosmos:accountEndpoint", "http://documents.test/")]
    [InlineData("CgiHubCosmos:RetriesWhenThrottled", "-1")]
    public async Task Stop_the_start_when_a_setting_is_missing_or_unsafe(string name, string? value)
    {
        await using var services = Compose((name, value));
        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
    }

    /// <summary>Set <c>CGIHUB_WRITE_DOCS=1</c> and run this to write the file anew.</summary>
    [Fact]
    public async Task Are_laid_out_as_the_deployment_reads_it()
    {
        var path = Path.Combine(Root(), "bicep", "stores.json");
        var layout = new JsonObject
        {
            ["documents"] = new JsonArray([.. CosmosLayout.All.Select(Container)]),
            ["blobs"] = new JsonArray([.. BlobStore.Containers.Select(c => (JsonNode)c)]),
        };
        var text = layout.ToJsonString(new JsonSerializerOptions { WriteIndented = true }).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("CGIHUB_WRITE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text);
        }

        Assert.Equal(text, await File.ReadAllTextAsync(path));
    }

    /// <summary>A container as a template's resource.</summary>
    private static JsonObject Container(CosmosLayout container)
    {
        var made = container.ToProperties();
        return new JsonObject
        {
            ["id"] = made.Id,
            ["partitionKey"] = new JsonObject { ["paths"] = new JsonArray([.. made.PartitionKeyPaths.Select(p => (JsonNode)p)]), ["kind"] = made.PartitionKeyPaths.Count > 1 ? "MultiHash" : "Hash", ["version"] = 2 },
            ["indexingPolicy"] = new JsonObject
            {
                ["automatic"] = made.IndexingPolicy.Automatic,
                ["indexingMode"] = "consistent",
                ["includedPaths"] = new JsonArray([.. made.IndexingPolicy.IncludedPaths.Select(p => new JsonObject { ["path"] = p.Path })]),
                ["excludedPaths"] = new JsonArray([.. made.IndexingPolicy.ExcludedPaths.Select(p => new JsonObject { ["path"] = p.Path })]),
            },
            ["defaultTtl"] = made.DefaultTimeToLive,
        };
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "CgiHub.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("CgiHub.sln is in no folder above the tests.");
    }
}
