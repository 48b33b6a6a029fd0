using System.Text.RegularExpressions;

namespace CgiHub.Infrastructure.Tests;

[Collection(CompiledCollection.Name)]
public sealed class The_settings_of_a_region(CompiledRegions regions)
{
    /// <summary>What a connection needs below its name, by the kind of trigger, as the Functions host reads it; the hub's own clients read the same.</summary>
    private static readonly Dictionary<string, string[]> Connections = new(StringComparer.Ordinal)
    {
        ["ServiceBusTrigger"] = ["fullyQualifiedNamespace", "credential", "clientId"],
        ["CosmosDBTrigger"] = ["accountEndpoint", "credential", "clientId"],
        ["BlobTrigger"] = ["blobServiceUri", "queueServiceUri", "credential", "clientId"],
    };

    /// <summary>Options that have no default which would be right in Azure.</summary>
    private static readonly string[] Needed =
        ["CgiHub:Region", "CgiHub:TimeZone", "CgiHub:Identity:Authority", "CgiHub:Identity:Audience", "CgiHub:Evidence:HttpUploadLimit", "CgiHub:Packets:PublicAddress"];

    /// <summary>What the Functions host and Application Insights read.</summary>
    private static readonly string[] Platform =
    [
        "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_STATSBEAT_DISABLED", "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT",
    ];

    /// <summary>What it reads on Elastic Premium; Flex Consumption refuses them.</summary>
    private static readonly string[] Elastic = ["FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME", "WEBSITE_RUN_FROM_PACKAGE"];

    public static TheoryData<string> All => CompiledRegions.Names;

    [SkippableTheory, MemberData(nameof(All))]
    public void Are_all_that_the_triggers_name(string region)
    {
        var (connections, named) = Triggers();

        Assert.NotEmpty(named);
        Assert.Empty(connections.Concat(named).Concat(Needed).Select(Variable).Except(regions.Of(region).Settings.Keys));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Are_none_that_nobody_reads(string region)
    {
        var template = regions.Of(region);
        var (connections, named) = Triggers();
        var platform = template.One("Microsoft.Web/serverfarms").Json["sku"]!["tier"]!.GetValue<string>() == "FlexConsumption" ? Platform : [.. Platform, .. Elastic];

        Assert.Empty(platform.Except(template.Settings.Keys));
        var options = Options().ToList();
        Assert.Empty(template.Settings.Keys
            .Where(s => !options.Exists(o => o.Many && s.StartsWith(Variable(o.Name) + "__", StringComparison.Ordinal)))
            .Except(connections.Concat(named).Concat(options.Where(o => !o.Many).Select(o => o.Name)).Select(Variable).Concat(platform)));
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Hold_no_secret(string region)
    {
        foreach (var (name, value) in regions.Of(region).Settings.Where(s => Regex.IsMatch(s.Key, "secret|password|key$", RegexOptions.IgnoreCase)))
        {
            Assert.True(value.Contains("@Microsoft.KeyVault(SecretUri=", StringComparison.Ordinal), $"{name} is not in the vault.");
        }
    }

    [SkippableTheory, MemberData(nameof(All))]
    public void Name_a_limit_for_requests_that_is_below_the_hosts_own(string region) =>
        Assert.InRange(long.Parse(regions.Of(region).Settings["CgiHub__Evidence__HttpUploadLimit"], System.Globalization.CultureInfo.InvariantCulture), 90_000_000, 104_857_600 - 1);

    /// <summary>Where staff sign in to the board, they do so where the hub's tokens are issued, in either cloud, and ask for its audience.</summary>
    [SkippableTheory]
    [InlineData("mid-atlantic", true)]
    [InlineData("great-lakes", false)]
    [InlineData("gulf-gov", true)]
    public void Have_staff_sign_in_where_the_hubs_tokens_come_from(string region, bool board)
    {
        var settings = regions.Of(region).Settings;
        var signIn = settings.Where(s => s.Key.StartsWith("CgiHub__Board__SignIn__", StringComparison.Ordinal)).ToDictionary(s => s.Key["CgiHub__Board__SignIn__".Length..], s => s.Value, StringComparer.Ordinal);

        Assert.Equal(board ? ["Authority", "ClientId", "Scope"] : [], signIn.Keys.Order(StringComparer.Ordinal));
        if (board)
        {
            Assert.Equal(settings["CgiHub__Identity__Authority"], signIn["Authority"]);
            Assert.Equal($"api://{settings["CgiHub__Identity__Audience"]}/.default", signIn["Scope"]);
            Assert.True(Guid.TryParse(signIn["ClientId"], out _));
        }
    }

    /// <summary>Schedules run at all: a timer whose schedule cannot be read stops the host.</summary>
    [SkippableTheory, MemberData(nameof(All))]
    public void Have_schedules_of_six_fields(string region) =>
        Assert.All(regions.Of(region).Settings.Where(s => s.Key.EndsWith("Schedule", StringComparison.Ordinal)), s => Assert.Equal(6, s.Value.Split(' ').Length));

    /// <summary>Secrets by which pushed packets are signed, and networks that may be pushed to: as many settings as the region names.</summary>
    [SkippableTheory]
    [InlineData("mid-atlantic", "AllowedNetworks__0", "Secrets__newark1")]
    [InlineData("great-lakes")]
    [InlineData("gulf-gov")]
    public void Push_packets_as_the_region_says(string region, params string[] wanted)
    {
        const string Section = "CgiHub__Webhooks__";
        var settings = regions.Of(region).Settings.Where(s => s.Key.StartsWith(Section, StringComparison.Ordinal)).ToList();

        Assert.Equal(wanted, settings.Select(s => s.Key[Section.Length..]).Order(StringComparer.Ordinal));
        Assert.All(settings.Where(s => s.Key.Contains("Secrets", StringComparison.Ordinal)), s => Assert.Matches("@Microsoft.KeyVault.*push-newark-1", s.Value));
    }

    private static string Variable(string setting) => setting.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>What trigger sources name: what their connections need, and what stands between percent signs.</summary>
    private static (IReadOnlyList<string> Connections, IReadOnlyList<string> Named) Triggers()
    {
        var connections = new List<string>();
        var named = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new HashSet<(string, string)>();
        foreach (var text in Repository.Read("functions/CgiHub.Functions", "*.cs").Values)
        {
            var constants = Regex.Matches(text, "const string (\\w+) = \"([^\"]+)\";").ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
            named.UnionWith(Regex.Matches(text, "\"%([A-Za-z:]+)%\"").Select(m => m.Groups[1].Value));
            foreach (Match trigger in Regex.Matches(text, @"\[(ServiceBusTrigger|CosmosDBTrigger|BlobTrigger)\((.*?)\)\]"))
            {
                var connection = Regex.Match(trigger.Groups[2].Value, "Connection = (?:\"([^\"]+)\"|(\\w+))");
                Assert.True(connection.Success, $"A trigger names no connection: {trigger.Value}");
                kinds.Add((trigger.Groups[1].Value, connection.Groups[1].Success ? connection.Groups[1].Value : constants[connection.Groups[2].Value]));
            }
        }

        foreach (var (kind, connection) in kinds)
        {
            connections.AddRange(Connections[kind].Select(part => $"{connection}:{part}"));
        }

        Assert.Equal(Connections.Keys.Order(StringComparer.Ordinal), kinds.Select(k => k.Item1).Distinct().Order(StringComparer.Ordinal));
        return (connections, [.. named]);
    }

    /// <summary>Every option that the code binds on Azure, from its sources; options of options included. Of lists and dictionaries there are as many settings as somebody wants.</summary>
    private static IEnumerable<(string Name, bool Many)> Options()
    {
        var sources = Repository.Read("functions/CgiHub.Core", "*.cs").Concat(Repository.Read("functions/CgiHub.Functions", "*.cs")).Select(f => f.Value).ToList();
        var options = sources.SelectMany(Members).ToLookup(m => m.Class, m => (m.Name, m.Type));

        return
        [
            .. from text in sources
               from Match bound in Regex.Matches(text, @"AddOptions<(\w+)>\(\w*\)\s*\.BindConfiguration\(\$?""([^""]+)""\)")
               from section in bound.Groups[2].Value.EndsWith(":{section}", StringComparison.Ordinal) ? Sources(text).Select(name => bound.Groups[2].Value.Replace("{section}", name, StringComparison.Ordinal)) : [bound.Groups[2].Value]
               from member in options[bound.Groups[1].Value]
               from setting in options.Contains(member.Type) ? options[member.Type].Select(inner => (Name: $"{section}:{member.Name}:{inner.Name}", inner.Type)) : [(Name: $"{section}:{member.Name}", member.Type)]
               select (setting.Name, setting.Type.StartsWith("IReadOnly", StringComparison.Ordinal)),
        ];
    }

    /// <summary>Sections of the enrichment sources, as the module adds them.</summary>
    private static IEnumerable<string> Sources(string module) => Regex.Matches(module, @"AddSource<\w+>\([\w.]+, ""(\w+)""\)").Select(m => m.Groups[1].Value);

    private static IEnumerable<(string Class, string Name, string Type)> Members(string text)
    {
        var classes = Regex.Matches(text, @"\bclass (\w+Options|\w+Weights)\b").ToList();
        foreach (Match property in Regex.Matches(text, @"public ([\w<>?., ]+) (\w+) \{ get; (?:init|set); \}"))
        {
            if (classes.LastOrDefault(c => c.Index < property.Index) is { } owner)
            {
                yield return (owner.Groups[1].Value, property.Groups[2].Value, property.Groups[1].Value);
            }
        }
    }
}
