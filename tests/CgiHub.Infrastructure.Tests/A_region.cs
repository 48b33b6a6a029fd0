using System.Text.Json.Nodes;

namespace CgiHub.Infrastructure.Tests;

[Collection(CompiledCollection.Name)]
public sealed class A_region(CompiledRegions regions)
{
    private const string Storage = "Microsoft.Storage/storageAccounts";
    private const string Documents = "Microsoft.DocumentDB/databaseAccounts";
    private const string Bus = "Microsoft.ServiceBus/namespaces";
    private const string Vault = "Microsoft.KeyVault/vaults";
    private const string Workspace = "Microsoft.OperationalInsights/workspaces";
    private const string Insights = "Microsoft.Insights/components";
    private const string App = "Microsoft.Web/sites";
    private const string Log = "Microsoft.Insights/diagnosticSettings";

    /// <summary>Types that keep a log or figures of their own.</summary>
    private static readonly string[] Logged =
    [
        Storage, "Microsoft.Storage/storageAccounts/blobServices", "Microsoft.Storage/storageAccounts/queueServices", "Microsoft.Storage/storageAccounts/tableServices",
        Documents, Bus, Vault, Workspace, App, "Microsoft.Network/virtualNetworks", "Microsoft.Network/networkSecurityGroups", "Microsoft.EventGrid/systemTopics",
    ];

    /// <summary>Types that keep none, belong to one that does, or (Application Insights) would copy what the workspace has.</summary>
    private static readonly string[] Unlogged =
    [
        "Microsoft.Resources/resourceGroups", "Microsoft.ManagedIdentity/userAssignedIdentities", "Microsoft.Authorization/roleAssignments", Log, Insights,
        "Microsoft.KeyVault/vaults/keys", "Microsoft.Storage/storageAccounts/blobServices/containers", "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies",
        "Microsoft.Storage/storageAccounts/managementPolicies", "Microsoft.DocumentDB/databaseAccounts/sqlDatabases", "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers",
        "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments", "Microsoft.ServiceBus/namespaces/queues", "Microsoft.ServiceBus/namespaces/networkRuleSets",
        "Microsoft.Network/privateDnsZones", "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "Microsoft.Network/privateEndpoints", "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
        "Microsoft.Insights/privateLinkScopes", "Microsoft.Insights/privateLinkScopes/scopedResources", "Microsoft.Insights/actionGroups", "Microsoft.Insights/scheduledQueryRules",
        "Microsoft.Insights/metricAlerts", "Microsoft.Insights/workbooks", "Microsoft.Web/serverfarms", "Microsoft.Web/sites/config", "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    ];

    public static TheoryData<string> All => CompiledRegions.Names;

    [SkippableTheory, MemberData(nameof(All))]
    public void Knows_everybody_by_identity_and_nobody_by_key(string region)
    {
        var template = regions.Of(region);

        Assert.All(template.Of(Storage), s => Assert.Equal((false, false, false), (s.Flag("allowSharedKeyAccess"), s.Flag("isLocalUserEnabled"), s.Flag("isSftpEnabled"))));
        Assert.All(template.Of(Documents), d => Assert.Equal((true, true), (d.Flag("disableLocalAuth"), d.Flag("disableKeyBasedMetadataWriteAccess"))));
        Assert.All(template.Of(Bus), b => Assert.True(b.Flag("disableLocalAuth")));
        Assert.All(template.Of(Vault), v => Assert.True(v.Flag("enableRbacAuthorization")));
        Assert.All(template.Of(Workspace), w => Assert.True(w.Flag("features.disableLocalAuth")));
        Assert.All(template.Of(Insights), i => Assert.True(i.Flag("DisableLocalAuth")));
        Assert.Equal(["ftp", "scm"], template.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Where(p => p.Flag("allow") == false).Select(p => p.LastName).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(template.Resources, r => r.Type.EndsWith("/authorizationRules", StringComparison.OrdinalIgnoreCase));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Lets_large_uploads_give_way_to_leads(string region) =>
        Assert.All(regions.Of(region).Of(Documents), d => Assert.True(d.Flag("enablePriorityBasedExecution")));

    [SkippableTheory, MemberData(nameof(All))]
    public void Keeps_its_stores_off_the_public_network(string region)
    {
        var template = regions.Of(region);

        foreach (var store in new[] { Storage, Documents, Bus, Vault, "Microsoft.ServiceBus/namespaces/networkRuleSets" }.SelectMany(template.Of))
        {
            Assert.Equal("Disabled", store.Text("publicNetworkAccess"));
        }

        Assert.All(template.Of(Storage), s => Assert.Equal(("Deny", "None", false), (s.Text("networkAcls.defaultAction"), s.Text("networkAcls.bypass"), s.Flag("allowBlobPublicAccess"))));
        Assert.All(template.Of("Microsoft.Storage/storageAccounts/blobServices/containers"), c => Assert.Equal("None", c.Text("publicAccess")));
        Assert.All(template.Of(Vault), v => Assert.Equal("Deny", v.Text("networkAcls.defaultAction")));
        Assert.All(template.Of(Workspace).Concat(template.Of(Insights)), w => Assert.Equal("Disabled", w.Text("publicNetworkAccessForIngestion")));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Lets_in_whom_it_names_and_nobody_else(string region)
    {
        var app = regions.Of(region).One(App);

        Assert.Equal(("Deny", "Deny", false), (app.Text("siteConfig.ipSecurityRestrictionsDefaultAction"), app.Text("siteConfig.scmIpSecurityRestrictionsDefaultAction"), app.Flag("siteConfig.scmIpSecurityRestrictionsUseMain")));
        var rules = app.At("siteConfig.ipSecurityRestrictions")!.AsArray().Concat(app.At("siteConfig.scmIpSecurityRestrictions")!.AsArray()).ToList();
        Assert.All(rules, r => Assert.False(r!["ipAddress"]!.GetValue<string>() is "Any" or "*" || r["ipAddress"]!.GetValue<string>().EndsWith("/0", StringComparison.Ordinal)));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Has_a_private_endpoint_with_a_name_for_every_service_of_every_store(string region)
    {
        var template = regions.Of(region);
        var doors = template.Of("Microsoft.Network/privateEndpoints").Select(e => (Store: e.Text("privateLinkServiceConnections.0.properties.privateLinkServiceId")!.Split('/')[^1], Group: e.Text("privateLinkServiceConnections.0.properties.groupIds.0"))).ToHashSet();
        var stores = template.Resources.Where(r => r.Type is Documents or Bus or Vault or "Microsoft.Insights/privateLinkScopes")
            .Select(r => (r.Name, Group: r.Type switch { Documents => "Sql", Bus => "namespace", Vault => "vault", _ => "azuremonitor" }))
            .Concat(template.Resources.Where(r => r.Type.StartsWith(Storage + "/", StringComparison.Ordinal) && r.Type.EndsWith("Services", StringComparison.Ordinal)).Select(r => (Name: r.Name.Split('/')[0], Group: r.Type.Split('/')[2].Replace("Services", "", StringComparison.Ordinal))));

        Assert.Equal(stores.ToHashSet(), doors!);
        Assert.Equal(doors.Count, template.Of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Count(g => g.At("privateDnsZoneConfigs")!.AsArray().Count > 0));
        Assert.Equal(template.Of("Microsoft.Network/privateDnsZones").Count, template.Of("Microsoft.Network/privateDnsZones/virtualNetworkLinks").Count);
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Speaks_TLS_1_2_or_later(string region)
    {
        var template = regions.Of(region);

        Assert.All(template.Of(Storage), s => Assert.Equal(("TLS1_2", true), (s.Text("minimumTlsVersion"), s.Flag("supportsHttpsTrafficOnly"))));
        Assert.All(template.Of(Documents), d => Assert.Equal("Tls12", d.Text("minimalTlsVersion")));
        Assert.All(template.Of(Bus), b => Assert.Equal("1.2", b.Text("minimumTlsVersion")));
        Assert.All(template.Of(App), a => Assert.Equal(("1.2", "1.2", "Disabled", true), (a.Text("siteConfig.minTlsVersion"), a.Text("siteConfig.scmMinTlsVersion"), a.Text("siteConfig.ftpsState"), a.Flag("httpsOnly"))));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Encrypts_its_stores_with_the_agencys_keys(string region)
    {
        var template = regions.Of(region);
        var keys = template.Of("Microsoft.KeyVault/vaults/keys").Select(k => k.LastName).ToHashSet(StringComparer.Ordinal);
        var used = template.Of(Storage).Select(s => new KeyUse(s.Text("encryption.keySource"), s.Text("encryption.keyvaultproperties.keyname"), s.At("encryption.keyvaultproperties.keyversion")))
            .Concat(template.Of(Bus).Select(b => new KeyUse(b.Text("encryption.keySource"), b.Text("encryption.keyVaultProperties.0.keyName"), b.At("encryption.keyVaultProperties.0.keyVersion"))))
            .ToList();
        var documentKey = template.One(Documents).Text("keyVaultKeyUri")!;

        Assert.All(used, u => Assert.Equal("Microsoft.KeyVault", u.Source, ignoreCase: true));
        Assert.All(used, u => Assert.Null(u.Version));
        Assert.Contains("keys/{1}', ", documentKey, StringComparison.Ordinal);
        Assert.Equal(keys, used.Select(u => u.Key).Append(keys.Single(k => documentKey.EndsWith($"'{k}')]", StringComparison.Ordinal))).ToHashSet(StringComparer.Ordinal)!);
        Assert.All(template.Of("Microsoft.KeyVault/vaults/keys"), k => Assert.Equal(("RSA-HSM", "P1Y"), (k.Text("kty"), k.Text("rotationPolicy.lifetimeActions.0.trigger.timeAfterCreate"))));
        Assert.All(template.Of(Vault), v => Assert.Equal((true, true, 90), (v.Flag("enablePurgeProtection"), v.Flag("enableSoftDelete"), v.At("softDeleteRetentionInDays")!.GetValue<int>())));
        Assert.StartsWith("UserAssignedIdentity=", template.One(Documents).Text("defaultIdentity")!.TrimStart('['), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Logs_every_resource_into_the_audit_workspace(string region)
    {
        var template = regions.Of(region);
        var audit = template.Of(Workspace).Single(w => w.Name.StartsWith("log-audit-", StringComparison.Ordinal));
        var logged = template.Of(Log).Select(l => l.Id[..l.Id.LastIndexOf("/providers/Microsoft.Insights/", StringComparison.Ordinal)]).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // A type that is in neither list is new: somebody has to say which it belongs to.
        Assert.Empty(template.Resources.Select(r => r.Type).Except(Logged.Concat(Unlogged), StringComparer.OrdinalIgnoreCase));
        Assert.Empty(template.Resources.Where(r => Logged.Contains(r.Type, StringComparer.OrdinalIgnoreCase)).Select(r => r.Id).Except(logged, StringComparer.OrdinalIgnoreCase));
        Assert.All(template.Of(Log), l => Assert.Equal(audit.Id, l.Text("workspaceId")));
        Assert.All(template.Of(Log), l => Assert.All(Enabled(l, "logs").Concat(Enabled(l, "metrics")), Assert.True));
        Assert.True(audit.At("retentionInDays")!.GetValue<int>() >= 365);
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Logs_the_subscriptions_own_changes(string region)
    {
        var subscription = regions.Of(region).Of(Log).Single(l => !l.Id.Contains("/resourceGroups/", StringComparison.OrdinalIgnoreCase));

        Assert.Equal(["Administrative", "Alert", "Policy", "Security"], subscription.At("logs")!.AsArray().Select(l => l!["category"]!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Stays_in_the_United_States(string region) =>
        Assert.All(regions.Of(region).Resources.Select(r => r.Json["location"]?.GetValue<string>()).OfType<string>().Distinct(), l => Assert.Matches("^(global|.*us[0-9]?|usgov.*)$", l));

    [SkippableTheory, MemberData(nameof(All))]
    public void Has_names_that_every_service_takes(string region)
    {
        var template = regions.Of(region);

        Assert.All(template.Of(Storage), s => Assert.Matches("^[a-z0-9]{3,24}$", s.Name));
        Assert.All(template.Of(Vault), v => Assert.Matches("^(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$", v.Name));
        Assert.All(template.Of(Documents), d => Assert.Matches("^[a-z0-9-]{3,44}$", d.Name));
        Assert.All(template.Of(Bus), b => Assert.Matches("^[a-zA-Z][a-zA-Z0-9-]{4,48}[a-zA-Z0-9]$", b.Name));

        // The Functions host takes the first 32 characters for its identity.
        Assert.All(template.Of(App), a => Assert.Matches("^[a-z0-9-]{2,32}$", a.Name));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Calls_its_stores_through_its_own_network(string region)
    {
        var template = regions.Of(region);
        var app = template.One(App);
        var subnet = template.One("Microsoft.Network/virtualNetworks").At("subnets")!.AsArray().Single(s => s!["name"]!.GetValue<string>() == "app");
        var wanted = template.One("Microsoft.Web/serverfarms").Json["sku"]!["tier"]!.GetValue<string>() == "FlexConsumption" ? "Microsoft.App/environments" : "Microsoft.Web/serverFarms";

        Assert.EndsWith("/subnets/app", app.Text("virtualNetworkSubnetId"), StringComparison.Ordinal);
        Assert.True(app.Flag("vnetRouteAllEnabled"));
        Assert.Equal(wanted, subnet!["properties"]!["delegations"]![0]!["properties"]!["serviceName"]!.GetValue<string>());
    }

    [SkippableFact]
    public void Of_the_government_runs_on_Elastic_Premium_with_a_health_check()
    {
        var template = regions.Of("gulf-gov");

        Assert.Equal("ElasticPremium", template.One("Microsoft.Web/serverfarms").Json["sku"]!["tier"]!.GetValue<string>());
        Assert.Equal("/health/live", template.One(App).Text("siteConfig.healthCheckPath"));
        Assert.Contains("\"health/live\"", Repository.Read("functions/CgiHub.Functions/Triggers", "HealthTriggers.cs").Values.Single(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Elsewhere_keeps_ready_what_must_not_start_cold()
    {
        var config = regions.Of("mid-atlantic").One(App).At("functionAppConfig")!;
        var ready = config["scaleAndConcurrency"]!["alwaysReady"]!.AsArray().Select(a => a!["name"]!.GetValue<string>()).ToList();
        var functions = Repository.Find(Repository.Read("functions/CgiHub.Functions/Triggers", "*.cs"), "\\[Function\\(\"(\\w+)\"\\)\\]");

        Assert.Contains("http", ready);
        Assert.Contains("function:DispatchPacket", ready);
        Assert.All(ready.Where(r => r != "http"), r => Assert.Contains(r["function:".Length..], functions));
        Assert.Equal("UserAssignedIdentity", config["deployment"]!["storage"]!["authentication"]!["type"]!.GetValue<string>());
        Assert.Equal(("dotnet-isolated", "10.0"), (config["runtime"]!["name"]!.GetValue<string>(), config["runtime"]!["version"]!.GetValue<string>()));
    }

    private static IEnumerable<bool> Enabled(Resource log, string kind) => (log.At(kind)?.AsArray() ?? []).Select(l => l!["enabled"]!.GetValue<bool>());

    /// <summary>How a store says which key it uses; without a version it takes up a key that was turned.</summary>
    private sealed record KeyUse(string? Source, string? Key, JsonNode? Version);
}
