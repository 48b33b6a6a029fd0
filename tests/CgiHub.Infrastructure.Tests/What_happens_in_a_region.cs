using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CgiHub.Infrastructure.Tests;

[Collection(CompiledCollection.Name)]
public sealed class What_happens_in_a_region(CompiledRegions regions)
{
    public static TheoryData<string> All => CompiledRegions.Names;

    [SkippableTheory, MemberData(nameof(All))]
    public void Is_told_to_people(string region)
    {
        var template = regions.Of(region);
        var alerts = template.Of("Microsoft.Insights/scheduledQueryRules").Select(a => (Name: a.Text("displayName")!, a)).ToDictionary(a => a.Name, a => a.a);

        Assert.Superset(new HashSet<string> { "audit-failure", "clock-breach", "source-circuit-open", "server-errors" }, alerts.Keys.ToHashSet());
        Assert.Contains(template.Of("Microsoft.Insights/metricAlerts"), m => m.Text("criteria.allOf.0.metricName") == "DeadletteredMessages");
        Assert.NotEmpty(template.One("Microsoft.Insights/actionGroups").At("emailReceivers")!.AsArray());
        Assert.All(alerts.Values, a => Assert.NotEmpty(a.At("actions.actionGroups")!.AsArray()));

        // AU-5: within the hour.
        Assert.Equal("PT5M", alerts["audit-failure"].Text("evaluationFrequency"));
    }

    /// <summary>Whoever is woken by an alert finds what to do under its name.</summary>
    [SkippableTheory, MemberData(nameof(All))]
    public void Has_a_runbook(string region)
    {
        var template = regions.Of(region);
        var alerts = template.Of("Microsoft.Insights/scheduledQueryRules").Select(a => a.Text("displayName")!)
            .Concat(template.Of("Microsoft.Insights/metricAlerts").Select(a => a.Text("criteria.allOf.0.name")!)).Order(StringComparer.Ordinal);
        var runbooks = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "runbooks.md")), "^## (.+)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value.Trim()).Order(StringComparer.Ordinal);

        Assert.Equal(alerts, runbooks);
    }

    /// <summary>An alert looks for words; the code must say them.</summary>
    [SkippableFact]
    public void Is_looked_for_in_the_words_that_the_code_logs()
    {
        var logged = Repository.Find(Repository.Read("functions", "*.cs"), "LoggerMessage\\(.*\"(.+)\"\\)\\]");
        var unsaid = regions.Of("mid-atlantic").Of("Microsoft.Insights/scheduledQueryRules")
            .Where(a => !Regex.Matches(a.Text("criteria.allOf.0.query")!, "Message (?:has|startswith) \"([^\"]+)\"").All(m => logged.Any(l => l.Contains(m.Groups[1].Value, StringComparison.Ordinal))))
            .Select(a => a.Text("displayName")!);

        Assert.Empty(unsaid);
    }

    /// <summary>The roles that Entra ID gives are those that the hub knows.</summary>
    [Fact]
    public void Is_allowed_by_the_roles_that_the_code_knows()
    {
        var known = Repository.Find(Repository.Read("functions/CgiHub.Functions/Http", "CallerReader.cs"), "\\(\"([A-Za-z.]+)\", Roles\\.");
        var given = Repository.Find(Repository.Read("bicep", "app-roles.json"), "\"value\": \"([^\"]+)\"");

        Assert.Equal(known.Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Is_done_alike_by_both_shells()
    {
        var hooks = Path.Combine(Repository.Infrastructure, "hooks");
        var posix = Directory.EnumerateFiles(hooks, "*.sh").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        var windows = Directory.EnumerateFiles(hooks, "*.ps1").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        var named = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "azure.yaml")), @"run: (bicep/hooks/[\w-]+\.(?:sh|ps1))").Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(posix, windows);
        Assert.Equal(6, named.Count);
        Assert.All(named, n => Assert.True(File.Exists(Path.Combine(Repository.Root, n)), n));
    }

    [Theory]
    [InlineData("drop-subscription.sh")]
    [InlineData("drop-subscription.ps1")]
    public void Reaches_the_function_that_takes_dropped_files(string hook)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Infrastructure, "hooks", hook));
        var function = Regex.Match(Repository.Read("functions/CgiHub.Functions/Triggers", "DropTriggers.cs").Values.Single(), "\\[Function\\(\"(\\w+)\"\\)\\]").Groups[1].Value;

        Assert.Contains($"functionName=Host.Functions.{function}&", text, StringComparison.Ordinal);
        Assert.Contains("/blobServices/default/containers/drop/", text, StringComparison.Ordinal);

        // The key goes into the request's file, and nowhere else.
        Assert.DoesNotMatch(@"(echo|printf|Write-\w+|WriteLine)[^\n]*\$key", text);
    }

    [SkippableFact]
    public async Task Is_scripted_without_a_fault_that_shellcheck_finds()
    {
        var checker = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, "shellcheck")).FirstOrDefault(File.Exists);
        Skip.If(checker is null, "shellcheck is not installed.");
        using var process = Process.Start(new ProcessStartInfo(checker, Directory.EnumerateFiles(Path.Combine(Repository.Infrastructure, "hooks"), "*.sh")) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal("", said);
    }
}
