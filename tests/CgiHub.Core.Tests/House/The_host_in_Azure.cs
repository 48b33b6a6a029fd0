using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CgiHub.Core.Storage;
using CgiHub.Functions.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.Extensions.Configuration;

namespace CgiHub.Core.Tests.House;

/// <summary>A Debug build leaves the host in Azure out, for some package mirrors lack what it needs; so its sources are read here.</summary>
public sealed partial class The_host_in_Azure
{
    private const string Home = "functions/CgiHub.Functions";

    /// <summary>Where that lies which one machine has no use for.</summary>
    private static readonly string[] OnlyInAzure = [$"{Home}/Program.cs", $"{Home}/Hosting/", $"{Home}/ServiceBus/"];

    /// <summary>Functions that only Azure has: one machine's queue logs and keeps what it gives up by itself.</summary>
    private static readonly string[] FunctionsOnlyInAzure = [$"{Home}/ServiceBus/DeadLetterTriggers.cs"];

    /// <summary>What a package of the project brings, by the beginning of its namespaces; the longest that fits counts.</summary>
    private static readonly Dictionary<string, string> PackageOf = new(StringComparer.Ordinal)
    {
        ["Azure.Core"] = "Azure.Identity",
        ["Azure.Identity"] = "Azure.Identity",
        ["Azure.Messaging.ServiceBus"] = "Azure.Messaging.ServiceBus",
        ["Azure.Monitor.OpenTelemetry.Exporter"] = "Azure.Monitor.OpenTelemetry.Exporter",
        ["Microsoft.ApplicationInsights"] = "Microsoft.ApplicationInsights.WorkerService",
        ["Microsoft.Azure.Functions.Worker"] = "Microsoft.Azure.Functions.Worker",
        ["Microsoft.IdentityModel.JsonWebTokens"] = "Microsoft.IdentityModel.JsonWebTokens",
        ["Microsoft.IdentityModel.Protocols"] = "Microsoft.IdentityModel.Protocols.OpenIdConnect",
        ["Microsoft.IdentityModel.Tokens"] = "Microsoft.IdentityModel.JsonWebTokens",
        ["OpenTelemetry"] = "OpenTelemetry.Extensions.Hosting",
    };

    /// <summary>What the shared framework of ASP.NET Core brings.</summary>
    private static readonly string[] Framework =
        ["System", "Microsoft.AspNetCore", "Microsoft.Net.Http.Headers", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging", "Microsoft.Extensions.Options"];

    /// <summary>The package that has a trigger's attribute.</summary>
    private static readonly Dictionary<string, string> PackageOfTrigger = new(StringComparer.Ordinal)
    {
        ["HttpTrigger"] = "Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore",
        ["ServiceBusTrigger"] = "Microsoft.Azure.Functions.Worker.Extensions.ServiceBus",
        ["CosmosDBTrigger"] = "Microsoft.Azure.Functions.Worker.Extensions.CosmosDB",
        ["BlobTrigger"] = "Microsoft.Azure.Functions.Worker.Extensions.Storage.Blobs",
        ["TimerTrigger"] = "Microsoft.Azure.Functions.Worker.Extensions.Timer",
    };

    /// <summary>
    /// What the Functions host says of a message to whoever asks by name, as its binding for Service Bus makes it. It lays the members of a body in JSON over these,
    /// so that a body with such a member would speak for Service Bus.
    /// </summary>
    private static readonly string[] SaidOfAMessage =
        [
            "MessageReceiver", "MessageSession", "MessageActions", "SessionActions", "ReceiveActions", "Client", "DeliveryCount", "DeadLetterSource", "LockToken",
            "ExpiresAtUtc", "ExpiresAt", "EnqueuedTimeUtc", "EnqueuedTime", "MessageId", "ContentType", "ReplyTo", "SequenceNumber", "To", "Subject", "Label", "CorrelationId",
            "ApplicationProperties", "UserProperties", "SessionId", "ReplyToSessionId", "PartitionKey", "TransactionPartitionKey", "Message",
        ];

    private static readonly XDocument Project = XDocument.Load(Path.Combine(SourceFiles.Root, Home, "CgiHub.Functions.csproj"));

    private static readonly IReadOnlyList<(string Path, CompilationUnitSyntax Root)> Sources =
        [.. SourceFiles.In(Home).Select(f => (f.Path, CSharpSyntaxTree.ParseText(f.Text, new CSharpParseOptions(LanguageVersion.Preview), f.Path).GetCompilationUnitRoot()))];

    private static HashSet<string> Packages => [.. Project.Descendants("PackageReference").Select(p => p.Attribute("Include")!.Value)];

    private static IEnumerable<string> TemplateSettings
    {
        get
        {
            using var template = JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceFiles.Root, Home, "local.settings.template.json")));
            return [.. template.RootElement.GetProperty("Values").EnumerateObject().Select(v => v.Name)];
        }
    }

    [Fact]
    public void Has_no_function_that_one_machine_lacks_but_those_listed()
    {
        var linked = Linked();
        Assert.Empty(SourceFiles.In(Home).Where(f => f.Text.Contains("[Function(", StringComparison.Ordinal) && !linked.Any(l => f.Path.StartsWith(l, StringComparison.Ordinal)))
            .Select(f => f.Path)
            .Except(FunctionsOnlyInAzure));
    }

    [Fact]
    public void Reads_of_a_message_what_Service_Bus_says_of_it_and_not_what_is_in_it()
    {
        var triggers = Sources.Select(s => s.Root.ToFullString()).Where(s => s.Contains("[Function(", StringComparison.Ordinal)).ToList();
        var bodies = triggers.SelectMany(t => Body().Matches(t)).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(bodies);

        // Those of dead letters look at no body.
        Assert.Equal(Sources.Where(s => !FunctionsOnlyInAzure.Contains(s.Path)).Sum(s => s.Root.ToFullString().Split("[ServiceBusTrigger(").Length - 1), bodies.Count);
        foreach (var body in bodies)
        {
            var type = Assert.Single(typeof(HubModule).Assembly.GetTypes(), t => t.Name == body);
            Assert.DoesNotContain(type.GetProperties(), p => SaidOfAMessage.Contains(p.Name, StringComparer.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void Shares_every_source_with_one_machine_but_what_lies_apart()
    {
        string[] known = [.. Linked(), .. OnlyInAzure];
        Assert.Empty(SourceFiles.In(Home).Where(f => !known.Any(k => f.Path.StartsWith(k, StringComparison.Ordinal))).Select(f => f.Path));
    }

    [Fact]
    public void Has_sources_without_a_fault_in_their_syntax() =>
        Assert.Empty(Sources.SelectMany(s => s.Root.GetDiagnostics().Select(d => $"{s.Path}: {d}")));

    [Fact]
    public void Uses_no_namespace_that_nothing_provides()
    {
        var projects = Project.Descendants("ProjectReference").Select(p => Path.GetFileNameWithoutExtension(p.Attribute("Include")!.Value)).Append("CgiHub.Functions").ToList();
        var missing = Sources.SelectMany(s => s.Root.Usings.Select(u => u.Name!.ToString()).Where(name => !Provided(name)).Select(name => $"{s.Path} uses {name}"));
        Assert.Empty(missing);

        bool Provided(string name) =>
            Framework.Concat(projects).Any(f => Within(name, f))
            || PackageOf.Where(p => Within(name, p.Key)).OrderByDescending(p => p.Key.Length).Select(p => p.Value).FirstOrDefault() is { } package && Packages.Contains(package);
    }

    [Fact]
    public void Has_the_package_of_every_kind_of_trigger_and_no_other()
    {
        var used = Sources.SelectMany(s => s.Root.DescendantNodes().OfType<AttributeSyntax>()).Select(a => a.Name.ToString()).Where(n => n.EndsWith("Trigger", StringComparison.Ordinal)).Distinct().ToList();
        Assert.Equal(5, used.Count);
        Assert.Equal(used.Select(u => PackageOfTrigger[u]).Order(StringComparer.Ordinal), Packages.Where(p => p.StartsWith("Microsoft.Azure.Functions.Worker.Extensions.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Serves_every_queue_of_its_own_with_sessions_where_there_is_an_order_and_its_dead_letters()
    {
        var triggers = Sources.SelectMany(s => s.Root.DescendantNodes().OfType<AttributeSyntax>()).Where(a => a.Name.ToString() == "ServiceBusTrigger")
            .Select(a => (Queue: a.ArgumentList!.Arguments[0].ToString(), Sessions: a.ArgumentList.ToString().Contains("IsSessionsEnabled = true", StringComparison.Ordinal))).ToList();
        var queues = typeof(Queues).GetFields().ToDictionary(f => $"Queues.{f.Name}", f => (string)f.GetRawConstantValue()!);

        Assert.Equal(Queues.Work.Order(StringComparer.Ordinal), triggers.Where(t => queues.ContainsKey(t.Queue)).Select(t => queues[t.Queue]).Order(StringComparer.Ordinal));
        Assert.Equal(Queues.WithSessions.Order(StringComparer.Ordinal), triggers.Where(t => t.Sessions).Select(t => queues[t.Queue]).Order(StringComparer.Ordinal));
        Assert.Equal(queues.Keys.Select(q => q + " + Dead").Order(StringComparer.Ordinal), triggers.Select(t => t.Queue).Where(q => !queues.ContainsKey(q)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Has_one_version_of_every_package()
    {
        var versions = XDocument.Load(Path.Combine(SourceFiles.Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(p => p.Attribute("Include")!.Value).ToList();
        Assert.DoesNotContain(Packages, p => versions.Count(v => v == p) != 1);
    }

    [Fact]
    public void Writes_down_no_endpoint_and_no_key()
    {
        var texts = Sources.SelectMany(s => s.Root.DescendantTokens().Where(t => t.IsKind(SyntaxKind.StringLiteralToken)).Select(t => (s.Path, Text: t.ValueText)))
            .Append((Path: "host.json", Text: File.ReadAllText(Path.Combine(SourceFiles.Root, Home, "host.json"))));
        Assert.Empty(texts.Where(t => Endpoint().IsMatch(t.Text)).Select(t => $"{t.Path}: {t.Text}"));
    }

    [Fact]
    public void Looks_at_its_start_for_every_setting_that_a_trigger_names()
    {
        var named = Sources.Where(s => s.Root.ToString().Contains("[Function(", StringComparison.Ordinal))
            .SelectMany(s => s.Root.DescendantTokens().Where(t => t.IsKind(SyntaxKind.StringLiteralToken)).Select(t => t.ValueText))
            .Where(t => t.StartsWith("CgiHub", StringComparison.Ordinal) || t.StartsWith('%'))
            .Distinct().ToList();
        Assert.True(named.Count > 3);

        // A setting stands between percent signs; a connection is a section, of which the address is looked for.
        Assert.DoesNotContain(named, n => n.StartsWith('%') ? !RequiredSettings.Names.Contains(n.Trim('%')) : !RequiredSettings.Names.Any(r => r.StartsWith(n + ":", StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_its_connections_as_the_platform_reads_them_too()
    {
        // What scales the app out looks for NAME__address among the app's settings and knows no colons (azure-functions-dotnet-worker 849, azure-functions-host 8665).
        var connections = Sources.SelectMany(s => s.Root.DescendantNodes().OfType<VariableDeclaratorSyntax>()).Where(v => v.Identifier.Text == "Connection").Select(v => v.Initializer!.Value.ToString())
            .Concat(Sources.SelectMany(s => s.Root.DescendantNodes().OfType<AttributeArgumentSyntax>()).Where(a => a.NameEquals?.Name.Identifier.Text == "Connection" && a.Expression is LiteralExpressionSyntax).Select(a => a.Expression.ToString()))
            .Distinct(StringComparer.Ordinal).ToList();
        Assert.Equal(3, connections.Count);
        Assert.DoesNotContain(connections, c => c.Contains(':', StringComparison.Ordinal) || c.Contains('%', StringComparison.Ordinal));
    }

    [Fact]
    public void Takes_every_schedule_from_a_setting()
    {
        var schedules = Sources.SelectMany(s => s.Root.DescendantNodes().OfType<AttributeSyntax>()).Where(a => a.Name.ToString() == "TimerTrigger").Select(a => a.ArgumentList!.Arguments[0].ToString()).ToList();
        Assert.NotEmpty(schedules);
        Assert.DoesNotContain(schedules, s => !RequiredSettings.Names.Contains(s.Trim('"').Trim('%')) || !s.Contains('%', StringComparison.Ordinal));
    }

    [Fact]
    public void Names_all_missing_settings_in_one_message()
    {
        var all = RequiredSettings.Names.ToDictionary(n => n, string? (_) => "set");
        RequiredSettings.Check(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        all["CgiHubCosmos:accountEndpoint"] = " ";
        all.Remove("CgiHub:Region");

        var refused = Assert.Throws<InvalidOperationException>(() => RequiredSettings.Check(new ConfigurationBuilder().AddInMemoryCollection(all).Build()));
        Assert.Contains("CgiHub:Region, CgiHubCosmos:accountEndpoint.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Has_every_setting_that_it_needs_in_its_template() =>
        Assert.Empty(RequiredSettings.Names.Select(InAnEnvironment).Except(TemplateSettings));

    [SkippableFact]
    public void Has_every_setting_that_it_needs_from_bicep()
    {
        var bicep = Path.Combine(SourceFiles.Root, "bicep");
        Skip.IfNot(Directory.Exists(bicep), "There is no bicep folder.");
        var text = string.Concat(Directory.EnumerateFiles(bicep, "*.bicep", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        var set = Setting().Matches(text).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(RequiredSettings.Names.Select(InAnEnvironment).Append("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"), s => !set.Contains(s));
    }

    [Fact]
    public void Has_routes_that_carry_their_whole_path_and_samples_no_failure()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceFiles.Root, Home, "host.json")));
        Assert.Equal("", host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
        var sampled = host.RootElement.GetProperty("logging").GetProperty("applicationInsights").GetProperty("samplingSettings").GetProperty("excludedTypes").GetString()!.Split(';');
        Assert.Superset(new HashSet<string> { "Request", "Exception", "Dependency" }, sampled.ToHashSet());
    }

    [Fact]
    public void Renews_a_messages_lock_for_longer_than_a_function_may_run()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceFiles.Root, Home, "host.json")));
        var longest = TimeSpan.Parse(host.RootElement.GetProperty("functionTimeout").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var renewed = TimeSpan.Parse(host.RootElement.GetProperty("extensions").GetProperty("serviceBus").GetProperty("maxAutoLockRenewalDuration").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(renewed > longest);
    }

    private static IReadOnlyList<string> Linked() =>
        [.. Link().Matches(File.ReadAllText(Path.Combine(SourceFiles.Root, "functions/CgiHub.Local/CgiHub.Local.csproj"))).Select(m => $"{Home}/{m.Groups[1].Value}/")];

    private static bool Within(string name, string space) => name == space || name.StartsWith(space + ".", StringComparison.Ordinal);

    private static string InAnEnvironment(string setting) => setting.Replace(":", "__", StringComparison.Ordinal);

    [GeneratedRegex("""<Compile Include="\.\./CgiHub\.Functions/(\w+)/\*\*/\*\.cs" """)]
    private static partial Regex Link();

    [GeneratedRegex(@"https?://|\.(windows|azure|azure-api|usgovcloudapi|microsoftonline)\.(net|com|us)|AccountKey=|SharedAccessKey")]
    private static partial Regex Endpoint();

    [GeneratedRegex("(CgiHub[A-Za-z]*|FUNCTIONS)_[A-Za-z_]+")]
    private static partial Regex Setting();

    [GeneratedRegex(@"Deserialize\(message, \w+\.Default\.(\w+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Body();
}
