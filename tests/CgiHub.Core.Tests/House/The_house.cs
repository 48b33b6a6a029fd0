using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CgiHub.Core.Tests.House;

public sealed partial class The_house
{
    /// <summary>As <c>docs/architecture.md</c> has them: each knows only those to its left.</summary>
    private static readonly string[] Stages = ["Storage", "Audit", "Agencies", "Records", "Evidence", "Feeds", "CaseMaps", "Enrichment", "Triage", "Packets"];

    /// <summary>Functions that only one machine has: tokens for trying things out, and the uploads that Azure's blob storage takes itself.</summary>
    private static readonly string[] OfOneMachine = ["functions/CgiHub.Local/Dev/DevTriggers.cs", "functions/CgiHub.Local/Hosting/ValetUploads.cs"];

    /// <summary>Functions that only Azure has: there dead letters lie where nobody looks by himself.</summary>
    private static readonly string[] OfAzure = ["functions/CgiHub.Functions/ServiceBus/DeadLetterTriggers.cs"];

    [Fact]
    public void Has_the_stages_that_its_plan_shows()
    {
        var plan = File.ReadAllText(Path.Combine(SourceFiles.Root, "docs/architecture.md"));
        Assert.Contains($"`{string.Join(" → ", Stages)}`", plan, StringComparison.Ordinal);
        Assert.Equal(Stages.Order(StringComparer.Ordinal), SourceFiles.In("functions/CgiHub.Core").Select(f => f.Path.Split('/')).Where(p => p.Length > 3).Select(p => p[2]).Distinct());
    }

    [Fact]
    public void Keeps_every_stage_from_knowing_those_to_its_right()
    {
        var wrong = Stages.SelectMany((stage, place) => SourceFiles.In($"functions/CgiHub.Core/{stage}")
            .SelectMany(f => Named().Matches(f.Text).Select(m => m.Groups[1].Value)
                .Where(used => Array.IndexOf(Stages, used) > place)
                .Select(used => $"{f.Path} knows {used}")));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Keeps_the_core_free_of_hosts_stores_and_clouds()
    {
        var core = Path.Combine(SourceFiles.Root, "functions/CgiHub.Core");
        Assert.Empty(SourceFiles.In("functions/CgiHub.Core").Where(f => Foreign().IsMatch(f.Text)).Select(f => f.Path));
        Assert.DoesNotMatch(Foreign(), File.ReadAllText(Path.Combine(core, "CgiHub.Core.csproj")));
    }

    [Fact]
    public void Knows_no_file_of_more_than_500_lines() =>
        Assert.Empty(SourceFiles.In("functions").Concat(SourceFiles.In("tests"))
            .Select(f => (f.Path, Lines: f.Text.AsSpan().Count('\n')))
            .Where(f => f.Lines > 500)
            .Select(f => $"{f.Path} has {f.Lines}"));

    [Fact]
    public void Has_no_tests_that_hope_to_be_disposed() =>
        Assert.Empty(SourceFiles.In("tests").Where(f => Test().IsMatch(f.Text) && OnlyDisposable().IsMatch(f.Text)).Select(f => f.Path));

    [Fact]
    public void Has_its_functions_where_both_hosts_find_them() =>
        Assert.Empty(SourceFiles.In("functions").Where(f => f.Text.Contains("[Function(", StringComparison.Ordinal) && !f.Path.StartsWith("functions/CgiHub.Functions/Triggers/", StringComparison.Ordinal))
            .Select(f => f.Path)
            .Except([.. OfOneMachine, .. OfAzure]));

    [Fact]
    public void Keeps_rules_out_of_its_triggers()
    {
        var functions = SourceFiles.In("functions/CgiHub.Functions/Triggers").SelectMany(f => Function().Matches(f.Text).Select(m => (m.Groups[1].Value, Body: BodyOf(f.Text, m.Index)))).ToList();
        Assert.True(functions.Count > 30);
        Assert.Empty(functions.Where(f => f.Body.Count > 12).Select(f => $"{f.Value} has {f.Body.Count} lines"));
    }

    [Fact]
    public void Binds_no_limit_for_which_its_database_would_plan_anew() =>
        Assert.Empty(SourceFiles.In("functions/CgiHub.Embedded").SelectMany(f => BareLimit().Matches(f.Text).Select(m => $"{f.Path}: {m.Value}")));

    [Fact]
    public void Takes_the_time_from_its_time_provider() =>
        Assert.Empty(SourceFiles.In("functions").Where(f => WallClock().IsMatch(f.Text)).Select(f => f.Path));

    [Fact]
    public void Holds_no_state_that_everything_shares()
    {
        var mutable = new[] { typeof(HubModule), typeof(CgiHub.Embedded.EmbeddedModule), typeof(CgiHub.Partners.Simulation.RegionSimulator) }
            .SelectMany(t => t.Assembly.GetTypes())
            .Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute)) && t.Namespace?.StartsWith("CgiHub", StringComparison.Ordinal) == true)
            .Where(t => !typeof(System.Text.Json.Serialization.JsonSerializerContext).IsAssignableFrom(t))
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => f is { IsLiteral: false, IsInitOnly: false } && !f.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(f => $"{f.DeclaringType}.{f.Name}");
        Assert.Empty(mutable);
    }

    [Fact]
    public void Validates_every_kind_of_options_at_start()
    {
        var sources = SourceFiles.In("functions").Where(f => !f.Path.StartsWith("functions/CgiHub.Partners/", StringComparison.Ordinal)).ToList();
        var bound = sources.SelectMany(f => Bound().Matches(f.Text)).Where(m => m.Value.Contains(".ValidateDataAnnotations()", StringComparison.Ordinal) && m.Value.EndsWith(".ValidateOnStart();", StringComparison.Ordinal)).Select(m => m.Groups[1].Value).ToHashSet();

        // Credentials are a part of a source's options, and what they need depends on their kind; the sign-in is a part of the board's. Each is validated with the whole.
        var all = sources.SelectMany(f => OptionsClass().Matches(f.Text)).Select(m => m.Groups[1].Value).Where(o => o is not ("SourceAuthOptions" or "BoardSignInOptions")).ToList();
        Assert.True(all.Count > 10);
        Assert.Empty(all.Except(bound));
    }

    [Fact]
    public void Gives_every_number_among_its_options_a_range()
    {
        var unbounded = SourceFiles.In("functions").Where(f => !f.Path.StartsWith("functions/CgiHub.Partners/", StringComparison.Ordinal))
            .SelectMany(f => OptionsClass().Matches(f.Text).SelectMany(m => Number().Matches(string.Join('\n', SourceFiles.BlockAt(f.Text, m.Index)))
                .Where(n => !n.Groups[1].Value.StartsWith("[Range(", StringComparison.Ordinal))
                .Select(n => $"{m.Groups[1].Value}.{n.Groups[2].Value}")));
        Assert.Empty(unbounded);
    }

    /// <summary>What a function does, line by line: an expression up to its semicolon, or a block.</summary>
    private static IReadOnlyList<string> BodyOf(string text, int function)
    {
        var signature = text.IndexOf("public ", function, StringComparison.Ordinal);
        var depth = 0;
        for (var i = text.IndexOf('(', signature); i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth > 0)
            {
                continue;
            }

            var body = text.AsSpan(i + 1).TrimStart();
            if (!body.StartsWith("=>"))
            {
                return SourceFiles.BlockAt(text, i);
            }

            var block = text.IndexOf('{', i);
            var end = text.IndexOf(";\n\n", i, StringComparison.Ordinal);
            return block >= 0 && (end < 0 || block < end)
                ? SourceFiles.BlockAt(text, i)
                : [.. text[(i + 1)..(end < 0 ? text.LastIndexOf(';') : end)].Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
        }

        return [];
    }

    [GeneratedRegex(@"LIMIT \?\d+(?! \+ 0)(?=\W)")]
    private static partial Regex BareLimit();

    [GeneratedRegex(@"CgiHub\.Core\.(\w+)")]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<![\w.])(Azure\.|Microsoft\.Azure|Microsoft\.AspNetCore|Microsoft\.Data\.Sqlite|CgiHub\.(Embedded|Functions|Local|Partners|Azure))")]
    private static partial Regex Foreign();

    [GeneratedRegex("""\[Function\("(\w+)"\)\]""")]
    private static partial Regex Function();

    [GeneratedRegex(@"^    \[\w*(Fact|Theory)\b", RegexOptions.Multiline)]
    private static partial Regex Test();

    [GeneratedRegex(@"^public sealed class .*\bIAsyncDisposable\b", RegexOptions.Multiline)]
    private static partial Regex OnlyDisposable();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b")]
    private static partial Regex WallClock();

    [GeneratedRegex(@"AddOptions<(\w+)>\([^;]*;")]
    private static partial Regex Bound();

    [GeneratedRegex(@"^public sealed class (\w+(?:Options|Weights))\b(?!\()", RegexOptions.Multiline)]
    private static partial Regex OptionsClass();

    [GeneratedRegex(@"^(.*)\npublic (?:int|long|double|TimeSpan)\?? (\w+) ", RegexOptions.Multiline)]
    private static partial Regex Number();
}
