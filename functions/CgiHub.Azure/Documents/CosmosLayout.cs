using CgiHub.Core.Storage;
using Microsoft.Azure.Cosmos;

namespace CgiHub.Azure.Documents;

/// <summary>How each container lies in Cosmos DB. The deployment makes them so; <c>docs/adr/0012</c> says why.</summary>
/// <remarks>
/// One property is indexed, <c>sort</c>: every query is a range of it within one partition. A document without it costs no index at all.
/// Time-to-live is on everywhere, with no default: a document says itself whether it ends.
/// </remarks>
/// <param name="Name">The container, one of <see cref="Containers.All"/>.</param>
/// <param name="PartitionPaths">The levels of its partition key.</param>
public sealed record CosmosLayout(string Name, IReadOnlyList<string> PartitionPaths)
{
    /// <summary>The level that holds a partition as the hub names it.</summary>
    public const string PartitionPath = "/partition";

    /// <summary>The level above it where it has two: whose documents they are.</summary>
    public const string TenantPath = "/tenant";

    /// <summary>The one path that is indexed.</summary>
    public const string IndexedPath = "/sort/?";

    private static readonly IReadOnlyList<string> Flat = [PartitionPath];
    private static readonly IReadOnlyList<string> ByTenant = [TenantPath, PartitionPath];

    /// <summary>All containers of the hub.</summary>
    /// <remarks>
    /// What an agency sent grows without end, far over the 20 GB of a logical partition: <c>records</c> and <c>reads</c> have the agency above the feed and its buckets,
    /// so that all of an agency's can be found, exported or removed by one prefix. The partitions of the other containers stay small by what they are.
    /// </remarks>
    public static IReadOnlyList<CosmosLayout> All { get; } =
        [.. Containers.All.Select(name => new CosmosLayout(name, name is Containers.Records or Containers.Reads ? ByTenant : Flat))];

    /// <summary>Whether the partition key has the tenant above the partition.</summary>
    public bool HasTenant => PartitionPaths.Count > 1;

    /// <summary>Whose partition it is: what stands before the first bar.</summary>
    public static string TenantOf(string partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        var bar = partition.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? partition : partition[..bar];
    }

    /// <summary>The container for the client to make, where no deployment made it (emulators).</summary>
    public ContainerProperties ToProperties() => new(Name, PartitionPaths)
    {
        DefaultTimeToLive = -1,
        IndexingPolicy = new IndexingPolicy
        {
            IndexingMode = IndexingMode.Consistent,
            Automatic = true,
            IncludedPaths = { new IncludedPath { Path = IndexedPath } },
            ExcludedPaths = { new ExcludedPath { Path = "/*" } },
        },
    };

    /// <summary>A partition as the client names it.</summary>
    internal PartitionKey Key(string partition) =>
        HasTenant ? new PartitionKeyBuilder().Add(TenantOf(partition)).Add(partition).Build() : new PartitionKey(partition);
}
