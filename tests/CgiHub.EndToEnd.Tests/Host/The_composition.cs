using System.Text.RegularExpressions;
using CgiHub.Local.Hosting;
using CgiHub.Local.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed partial class The_composition
{
    private static readonly string[] Stages = ["Storage", "Audit", "Agencies", "Records", "Evidence", "Feeds", "CaseMaps", "Enrichment", "Triage", "Packets"];

    [Fact]
    public async Task Can_make_every_function_class()
    {
        var hub = new InProcessHub();
        await hub.InitializeAsync();
        var failures = FunctionCatalog.Find(typeof(LocalHost).Assembly)
            .Select(f => f.Class)
            .Distinct()
            .Select(c => Record.Exception(() => ActivatorUtilities.CreateInstance(hub.Services, c))?.Message)
            .Where(m => m is not null);
        Assert.Empty(failures);
        await hub.DisposeAsync();
    }

    [Fact]
    public void Keeps_every_stage_from_knowing_those_to_its_right()
    {
        var core = Path.Combine(Repository.Root, "functions/CgiHub.Core");
        var wrong = Stages
            .Where(stage => Directory.Exists(Path.Combine(core, stage)))
            .SelectMany(stage => Directory.EnumerateFiles(Path.Combine(core, stage), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => Uses().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value).Where(used => Array.IndexOf(Stages, used) > Array.IndexOf(Stages, stage)).Select(used => $"{stage}/{Path.GetFileName(file)} uses {used}")))
            .Where(w => !Allowed.Contains(w));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Keeps_the_core_free_of_hosts_and_clouds()
    {
        var wrong = Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions/CgiHub.Core"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && Foreign().IsMatch(File.ReadAllText(f)))
            .Select(Path.GetFileName);
        Assert.Empty(wrong);
    }

    /// <summary>How a time is written on the wire stands with the records, and every stage writes times.</summary>
    private static readonly string[] Allowed = ["Audit/AuditEntry.cs uses Records"];

    [GeneratedRegex(@"^using (?:static )?CgiHub\.Core\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex(@"^using (?:static )?(?:Azure\.|Microsoft\.Azure|Microsoft\.AspNetCore)", RegexOptions.Multiline)]
    private static partial Regex Foreign();
}
