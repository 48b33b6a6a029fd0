using System.Text.RegularExpressions;
using CgiHub.Core.Storage;

namespace CgiHub.Infrastructure.Tests;

[Collection(CompiledCollection.Name)]
public sealed class The_stores_of_a_region(CompiledRegions regions)
{
    private const string Container = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers";
    private const string Queue = "Microsoft.ServiceBus/namespaces/queues";
    private const string Leases = "leases";

    public static TheoryData<string> All => CompiledRegions.Names;

    [SkippableTheory, MemberData(nameof(All))]
    public void Are_the_containers_that_the_code_names(string region)
    {
        var containers = regions.Of(region).Of(Container).Select(c => c.LastName);

        Assert.Equal(Containers.All.Append(Leases).Order(StringComparer.Ordinal), containers.Order(StringComparer.Ordinal));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Partition_by_what_the_code_calls_the_partition(string region)
    {
        foreach (var container in regions.Of(region).Of(Container))
        {
            var paths = container.At("resource.partitionKey.paths")!.AsArray().Select(p => p!.GetValue<string>()).ToList();
            string[] wanted = container.LastName switch
            {
                Leases => ["/id"],
                Containers.Records or Containers.Reads => ["/tenant", "/partition"],
                _ => ["/partition"],
            };

            Assert.Equal(wanted, paths);
            Assert.Equal(paths.Count == 1 ? "Hash" : "MultiHash", container.Text("resource.partitionKey.kind"));
        }
    }

    /// <summary>Queries are ranges of the sort key within a partition; a document without one costs no index.</summary>
    [SkippableTheory, MemberData(nameof(All))]
    public void Index_what_queries_need_and_no_more(string region)
    {
        foreach (var container in regions.Of(region).Of(Container).Where(c => c.LastName != Leases))
        {
            var included = container.At("resource.indexingPolicy.includedPaths")!.AsArray().Select(p => p!["path"]!.GetValue<string>());
            var excluded = container.At("resource.indexingPolicy.excludedPaths")!.AsArray().Select(p => p!["path"]!.GetValue<string>());

            Assert.Equal(["/sort/?"], included);
            Assert.Equal(["/*"], excluded);
            Assert.Equal("consistent", container.Text("resource.indexingPolicy.indexingMode"));
        }
    }

    /// <summary>Where a file of the code writes documents that expire, the containers it names let documents expire.</summary>
    [SkippableTheory, MemberData(nameof(All))]
    public void Let_documents_expire_where_the_code_says_so(string region)
    {
        var expiring = Named(Repository.Read("functions", "*.cs").Where(f => f.Value.Contains("timeToLive:", StringComparison.Ordinal)).ToDictionary(), @"CommitAsync\(\s*Containers\.(\w+)");

        Assert.NotEmpty(expiring);
        var may = regions.Of(region).Of(Container).Where(c => c.At("resource.defaultTtl")?.GetValue<int>() == -1).Select(c => c.LastName).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(expiring, may);
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Are_the_queues_that_the_code_names_and_one_for_each_agency(string region)
    {
        var template = regions.Of(region);
        var oris = Repository.Find(Repository.Read("bicep/regions", region + ".bicepparam"), "ori: '(\\w+)'");

        Assert.Equal(Queues.Work.Concat(oris.Select(Queues.Packets)).Order(StringComparer.Ordinal), template.Of(Queue).Select(q => q.LastName).Order(StringComparer.Ordinal));
        Assert.All(template.Of(Queue), q => Assert.Equal((true, true, 10), (q.Flag("requiresDuplicateDetection"), q.Flag("deadLetteringOnMessageExpiration"), q.At("maxDeliveryCount")!.GetValue<int>())));
        Assert.All(template.Of(Queue).Where(q => !Queues.Work.Contains(q.LastName)), q => Assert.True(q.Flag("requiresSession")));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Keep_order_in_the_queues_that_the_triggers_read_in_order(string region)
    {
        var triggers = Repository.Read("functions/CgiHub.Functions/Triggers", "*.cs").Values.SelectMany(text => Regex.Matches(text, @"\[ServiceBusTrigger\(Queues\.(\w+)(.*?)\)\]")).ToDictionary(m => (string)typeof(Queues).GetField(m.Groups[1].Value)!.GetRawConstantValue()!, m => m.Groups[2].Value.Contains("IsSessionsEnabled = true", StringComparison.Ordinal));

        Assert.Equal(Queues.Work.Order(StringComparer.Ordinal), triggers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(triggers.OrderBy(t => t.Key), regions.Of(region).Of(Queue).Where(q => Queues.Work.Contains(q.LastName)).Select(q => KeyValuePair.Create(q.LastName, q.Flag("requiresSession") == true)).OrderBy(q => q.Key));
    }

    /// <summary>The first part of a blob's name is its container; what arrives waits in <c>staging</c> until it has its name.</summary>
    [SkippableTheory, MemberData(nameof(All))]
    public void Are_the_blob_containers_that_the_code_names(string region)
    {
        var named = Repository.Find(Repository.Read("functions/CgiHub.Core", "*.cs").Where(f => f.Key.Contains("/Evidence/", StringComparison.Ordinal) || f.Key.Contains("/Feeds/", StringComparison.Ordinal)).ToDictionary(), "\\$?\"([a-z]+)/(?:\\{|\")");

        Assert.Equal(named.Append("staging").Append("packages").Order(StringComparer.Ordinal), regions.Of(region).Of("Microsoft.Storage/storageAccounts/blobServices/containers").Select(c => c.LastName).Order(StringComparer.Ordinal));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Let_nobody_change_an_image(string region)
    {
        var template = regions.Of(region);
        var hold = template.One("Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies");
        var account = template.Of("Microsoft.Storage/storageAccounts").Single(s => hold.Name.StartsWith(s.Name + "/", StringComparison.Ordinal));
        var blobs = template.Of("Microsoft.Storage/storageAccounts/blobServices").Single(b => b.Name.StartsWith(account.Name + "/", StringComparison.Ordinal));
        var rules = template.One("Microsoft.Storage/storageAccounts/managementPolicies").At("policy.rules")!.AsArray();
        var custody = rules.Single(r => r!["name"]!.GetValue<string>() == "custody")!["definition"]!;

        Assert.EndsWith("/evidence/default", hold.Name, StringComparison.Ordinal);
        Assert.True(hold.At("immutabilityPeriodSinceCreationInDays")!.GetValue<int>() >= 365);
        Assert.False(hold.Flag("allowProtectedAppendWrites"));
        Assert.True(blobs.Flag("isVersioningEnabled"));
        Assert.True(blobs.Flag("deleteRetentionPolicy.enabled"));
        Assert.Equal("evidence/", custody["filters"]!["prefixMatch"]![0]!.GetValue<string>());
        Assert.NotNull(custody["actions"]!["baseBlob"]!["tierToCool"]);
        Assert.NotNull(custody["actions"]!["baseBlob"]!["tierToArchive"]);
        Assert.Null(custody["actions"]!["baseBlob"]!["delete"]);

        // The archive tier is not offered where blobs are spread over zones.
        Assert.DoesNotContain("ZRS", account.Json["sku"]!["name"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Can_go_back_to_any_moment_of_a_month(string region)
    {
        var account = regions.Of(region).One("Microsoft.DocumentDB/databaseAccounts");

        Assert.Equal(("Continuous", "Continuous30Days"), (account.Text("backupPolicy.type"), account.Text("backupPolicy.continuousModeProperties.tier")));
        Assert.True(account.At("locations.0.isZoneRedundant")!.GetValue<bool>());
        Assert.NotNull(regions.Of(region).One("Microsoft.DocumentDB/databaseAccounts/sqlDatabases").At("options.autoscaleSettings.maxThroughput"));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Have_the_database_that_the_code_names(string region) =>
        Assert.Equal(Containers.Database, regions.Of(region).One("Microsoft.DocumentDB/databaseAccounts/sqlDatabases").Text("resource.id"));

    private static HashSet<string> Named(IReadOnlyDictionary<string, string> sources, string pattern) =>
        [.. Repository.Find(sources, pattern).Select(name => Containers.All.Single(c => string.Equals(c, name, StringComparison.OrdinalIgnoreCase)))];
}
